"""A stage of the legal circle: programmes with a host, subscribers and sessions, as the tests of them see them."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from domain.legal.programmes import Programme
from domain.roles import Role
from store import programmes as store
from store.people import Person, save_person
from store.pool import Connection, Pool
from store.programme_sessions import follow_programme
from store.programmes import add_programme
from store.subscribers import Subscriber, add_subscriber

ZONE = ZoneInfo("Asia/Shanghai")
HOST, OTHER_HOST = "ann", "bo"
_numbers = itertools.count(1)


def cron_at(starts_at: datetime) -> str:
    """The cron of a weekly programme with a session at this instant."""
    local = starts_at.astimezone(ZONE)
    return f"{local.minute} {local.hour} * * {local.isoweekday() % 7}"


def on_the_minute(at: datetime) -> datetime:
    """The full minute before an instant: sessions begin on one."""
    return at.replace(second=0, microsecond=0)


@dataclass
class Stage:
    """Where programmes take place."""

    pool: Pool

    @classmethod
    async def built(cls, pool: Pool) -> Stage:
        """A stage with two people who may be hosts."""
        async with pool.acquire() as connection:
            await connection.execute(
                "INSERT INTO department (id, name_zh, name_en) VALUES ('JUB', '司法局', 'Justice') ON CONFLICT DO NOTHING"
            )
            for number, name in enumerate((HOST, OTHER_HOST), start=1):
                person = Person(name, f"{name}某", Role.LAWYER, "JUB", phone=f"+86154000001{number:02}")
                await save_person(connection, person)
        return cls(pool)

    async def programme(self, cron: str, **more: Any) -> str:
        """A programme, by its id."""
        name = f"programme-{uuid4().hex[:8]}"  # the Schedules of all tests stand in one Temporal
        values: dict[str, Any] = {"name_zh": "普法直播", "name_mn": None, "name_en": "Law Live", "host": HOST}
        values |= {"place": "", "language": "zh", "cron": cron, "zone": ZONE.key, "paused": False} | more
        async with self.pool.acquire() as connection:
            await add_programme(connection, Programme(name, **values), datetime.now(UTC))
        return name

    async def subscriber(self, programme: str, phone: str, **more: Any) -> str:
        """Somebody who wants to be reminded, by their id."""
        name = f"subscriber-{next(_numbers)}"
        values: dict[str, Any] = {"mail": None, "language": "zh", "code": f"CODE{next(_numbers) % 90 + 10}"} | more
        async with self.pool.acquire() as connection:
            await add_subscriber(connection, Subscriber(name, programme, phone, made_at=datetime.now(UTC), **values))
        return name

    async def sessions(self, programme: str) -> list[tuple[datetime, str, str]]:
        """The sessions that are noted, as (beginning, state, host)."""
        rows = await self.pool.fetch(
            "SELECT starts_at, state, host FROM programme_session WHERE programme = $1 ORDER BY starts_at", programme
        )
        return [(row["starts_at"], row["state"], row["host"]) for row in rows]

    async def reminders(self, programme: str) -> list[tuple[str, timedelta, str]]:
        """What was said, as (which reminder, how long before the session, to which host)."""
        rows = await self.pool.fetch(
            "SELECT cycle, due_at - not_before AS ahead, owner FROM notice WHERE ref = $1 ORDER BY due_at, not_before",
            f"P-{programme}",
        )
        return [(row["cycle"], row["ahead"], row["owner"]) for row in rows]

    async def find(self, programme: str) -> Programme:
        """A programme as it stands."""
        async with self.pool.acquire() as connection:
            found = await store.find_programme(connection, programme)
        assert found is not None, "it was made"
        return found

    async def leave_out(self, programme: str, starts_at: datetime, how: str) -> None:
        """Let a session not take place: its day is skipped, or the programme paused."""
        async with self.pool.acquire() as connection:
            if how == "skipped":
                day = starts_at.astimezone(ZONE).date()
                await store.add_skip(connection, store.Skip(programme, day, "春节"), "clerk")
            else:
                await store.set_paused(connection, programme, paused=True)

    async def go_on(self, programme: str, now: datetime) -> None:
        """Let a programme go on that rested, at an instant."""
        async with self._changing(programme, now) as connection:
            await store.set_paused(connection, programme, paused=False)

    async def change_host(self, programme: str, host: str, now: datetime) -> None:
        """Let a programme have another host, at an instant."""
        async with self._changing(programme, now) as connection:
            await store.set_host(connection, programme, host)

    @asynccontextmanager
    async def _changing(self, programme: str, now: datetime) -> AsyncIterator[Connection]:
        async with self.pool.acquire() as connection, connection.transaction():
            yield connection
            changed = await store.lock_programme(connection, programme)
            assert changed is not None, "it was made"
            await follow_programme(connection, changed, now)

    async def noted(self, programme: str) -> None:
        """Wait until a session is noted and reminded of, which the postroom hears."""
        heard = asyncio.Event()
        async with self.pool.acquire() as connection:
            await connection.add_listener("post", lambda *_: heard.set())
            while not await self.reminders(programme):
                await asyncio.wait_for(heard.wait(), 30)
                heard.clear()
            await connection.reset()
