"""A hall in which a programme of the legal circle takes place, as those meet it who come there or manage it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from circle import CLERK, Circle, patiently
from httpx import Response
from stage import HOST, ZONE, Stage, cron_at, on_the_minute
from temporalio.client import RPCError, ScheduleDescription, ScheduleHandle

from workflows.programme_schedule import schedule_id

WEEK = timedelta(days=7)
_numbers = itertools.count(1)
_keys = itertools.count(1)


def from_now(ahead: timedelta) -> datetime:
    """The full minute, for sessions begin on one, that is so far ahead."""
    return on_the_minute(datetime.now(UTC)) + ahead


@dataclass
class Hall:
    """Where a programme takes place weekly, the next time at `starts_at`, as those meet it who come or manage it."""

    office: Any
    name: str
    starts_at: datetime

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(ZONE).date()

    async def make(self, who: str = CLERK, **more: Any) -> Response:
        body = {"id": self.name, "name_zh": "普法直播", "name_en": "Law Live", "host": HOST}
        return await self.office.post("/legal/programmes", body | {"cron": cron_at(self.starts_at)} | more, who)

    async def made(self, **more: Any) -> dict[str, Any]:
        answer = await patiently(lambda: self.make(**more))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def post(self, what: str, body: Any = None, who: str = CLERK, key: str | None = None) -> Response:
        return await self.office.post(f"/legal/programmes/{self.name}/{what}", body or {}, who, key)

    async def shown(self, who: str = "") -> dict[str, Any]:
        return dict((await self.office.get(f"/legal/programmes/{self.name}", who)).json())

    async def unskip(self, day: date) -> Response:
        address = f"/api/v1/legal/programmes/{self.name}/skips/{day}"
        return await self.office.web.delete(address, headers=self.office.bearing(CLERK))

    async def subscribe(self, key: str | None = None, **body: Any) -> Response:
        return await self.post("subscribers", body, "", key or f"a-key-of-a-visitor-{next(_keys)}")

    @property
    def handle(self) -> ScheduleHandle:
        return self.office.client.get_schedule_handle(schedule_id(self.name))

    async def schedule(self) -> ScheduleDescription:
        return await self.handle.describe()

    async def noted(self) -> None:
        """Wait until the worker has noted the session and said a reminder."""
        await Stage(self.office.pool).noted(self.name)

    async def reminders(self) -> list[tuple[str, str]]:
        return [(cycle, host) for cycle, _, host in await Stage(self.office.pool).reminders(self.name)]

    async def sessions(self, who: str = CLERK) -> list[dict[str, Any]]:
        return list((await self.office.get(f"/legal/programmes/{self.name}/sessions", who)).json()["rows"])

    async def held(self, **body: Any) -> dict[str, Any]:
        """A session that began an hour ago, and what is said of it."""
        self.starts_at = from_now(-timedelta(hours=1))
        await self.made()
        return {"starts_at": self.starts_at.isoformat(), "held": True} | body

    async def nears(self) -> None:
        """A programme is made whose session comes within a day, so that it is noted and reminded of at once."""
        self.starts_at = from_now(timedelta(hours=5))
        await self.made()
        await self.noted()


@asynccontextmanager
async def opened_hall(office: Any) -> AsyncIterator[Hall]:
    """A hall whose programme nobody has made yet; the first session would be in three days."""
    await Circle.staffed(office)
    hall = Hall(office, f"live-{office.task_queue}-{next(_numbers)}", from_now(timedelta(days=3)))
    yield hall
    with suppress(RPCError):
        await hall.handle.delete()
