"""A legal circle that works: rules, a desk, a pool on duty with tokens, and cases that people bring."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from counters import Counter
from httpx import Response

from domain.roles import Role
from store.people import Person, add_token, save_person
from store.policies import LEGAL
from store.rosters import add_duty
from store.shipped import legal_file

VILLAGE = "V-001"
BODIES = (("JUB", "department", None), ("T-01", "town", None), (VILLAGE, "village", "T-01"), ("CENTRE", "centre", None))
CLERK, DIRECTOR, STRANGER = "clerk", "director", "stranger"
POOL = {  # person: roles, since when they practise
    "ann": (("aid_lawyer", "licensed_lawyer"), date(2010, 1, 1)),
    "bo": (("licensed_lawyer",), date(2012, 1, 1)),
    "young": (("public_lawyer",), date.today() - timedelta(days=100)),  # noqa: DTZ011 (a plain day)
    "lee": (("literate",), None),
}
PEOPLE = (
    Person(CLERK, "办事员甲", Role.CLERK, "JUB"),
    Person(DIRECTOR, "主任乙", Role.DIRECTOR, "JUB"),
    Person(STRANGER, "不相干的律师", Role.LAWYER, "JUB"),
    Person("dispatcher", "调度员", Role.DISPATCHER, "CENTRE"),
    Person("grid", "网格员", Role.GRID_MEMBER, VILLAGE),
    *(Person(name, f"人才库{name}", Role.LAWYER, "JUB", languages=("zh", "mn")) for name in POOL),
)
PLEDGE = {"means": "无固定收入", "may_check": True}
AID = {"text": "工地欠薪三个月", "kind": "wages", "groups": ["migrant_worker"]}
VISIT = {"text": "想立遗嘱", "group": "elderly", "address": "三队东头"}
INQUIRY = {"text": "老板欠薪怎么办"}
_AWAY = ("postgres_away", "temporal_away")  # nothing was done, and the same may be asked again
_starts = itertools.count(100_000, 1000)
_keys = itertools.count(1)


async def patiently(ask: Callable[[], Awaitable[Response]]) -> Response:
    """The answer to what is asked again, as it says itself, while a server that is shared is too busy to be heard."""
    async with asyncio.timeout(60):
        while (answer := await ask()).status_code == 503 and any(code in answer.text for code in _AWAY):
            await asyncio.sleep(float(answer.headers["Retry-After"]))  # nobody tells when it is back
    return answer


@dataclass
class Circle:
    """The legal circle of a small banner, as those meet it who come or work there."""

    counter: Counter

    @classmethod
    async def staffed(cls, counter: Counter, *, rules: str = "", on_duty: tuple[str, ...] = ("ann", "bo")) -> Circle:
        """Bodies, the rules (the shipped ones, if not others), people with tokens, and some of the pool on duty."""
        pool, now = counter.pool, datetime.now(UTC)
        await pool.execute(f"ALTER SEQUENCE legal_number RESTART WITH {next(_starts)}")
        for body, kind, parent in BODIES:
            await pool.execute(
                "INSERT INTO department (id, name_zh, name_en, kind, parent) VALUES ($1, $1, $1, $2, $3)"
                " ON CONFLICT (id) DO NOTHING",
                *(body, kind, parent),
            )
        await pool.execute(
            "INSERT INTO legal_place (id, kind, name_zh, name_en, body, lat, lon, hours, languages)"
            " VALUES ('centre', 'centre', '中心', 'Centre', 'JUB', 42.73, 121.77, '', '{zh,mn}')"
        )
        async with pool.acquire() as connection:
            await LEGAL.add(connection, rules or legal_file(), by="root")
            for person in PEOPLE:
                await save_person(connection, person)
                counter.tokens[person.id] = f"token-of-{person.id}"
                await add_token(connection, counter.tokens[person.id], person=person.id, label="test")
            for name, (roles, since) in POOL.items():
                await connection.execute(
                    "INSERT INTO legal_person (person, place, practises_from) VALUES ($1, 'centre', $2)", name, since
                )
                for role in roles:
                    await connection.execute("INSERT INTO legal_role (person, role) VALUES ($1, $2)", name, role)
            for name in on_duty:
                await add_duty(connection, "JUB", name, now - timedelta(days=1), now + timedelta(days=30), by="root")
        return cls(counter)

    async def ask(self, what: str, body: dict[str, Any], who: str = "", key: str | None = None) -> Response:
        """Ask for something: inquiries, aid, visits."""
        return await self.counter.post(f"/legal/{what}", body, who, key or f"a-key-of-a-visitor-{next(_keys)}")

    async def begun(self, what: str, body: dict[str, Any], who: str = "") -> tuple[str, str]:
        """Something that was asked for and has written itself down; its number and query code."""
        key = f"a-key-of-a-visitor-{next(_keys)}"
        answer = await patiently(lambda: self.ask(what, body, who, key))
        assert answer.status_code == 201, answer.text
        told = answer.json()
        await self.until(told["ref"], lambda row: row["n"] > 0)
        return told["ref"], told["code"]

    async def until(self, ref: str, holds: Any) -> dict[str, Any]:
        """The row of a case as soon as something holds, looked at whenever the case moves."""
        with self.counter.app.state.desk.live.listen(ref) as bell:
            while True:
                row = await self.counter.pool.fetchrow("SELECT * FROM legal_case WHERE ref = $1", ref)
                if row is not None and holds(row):
                    return dict(row)
                assert await bell.heard(within=15), f"{ref} stands at {dict(row) if row else None}"

    async def called(self, ref: str) -> str:
        """Who was called or offered the case last, once the case knows it."""
        await self.until(ref, lambda row: row["n"] > 0)
        with self.counter.app.state.desk.live.listen(ref) as bell:
            while True:
                person = await self.counter.pool.fetchval(
                    "SELECT person FROM event WHERE ref = $1 AND kind IN ('called', 'offered') ORDER BY n DESC LIMIT 1",
                    ref,
                )
                if person:
                    return str(person)
                assert await bell.heard(within=15), "somebody is on duty"

    async def act(self, who: str, ref: str, act: str, key: str | None = None, **body: Any) -> Response:
        """Do something to a case."""
        return await self.counter.post(f"/legal/{ref}/{act}", body, who, key)

    async def do(self, who: str, ref: str, act: str, **body: Any) -> dict[str, Any]:
        """Do something to a case that must succeed."""
        answer = await self.act(who, ref, act, **body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def track(self, ref: str, code: str) -> Response:
        """Follow a case with number and code."""
        return await self.counter.post("/legal/track", {"ref": ref, "code": code})

    async def followed(self, ref: str, code: str) -> dict[str, Any]:
        """How a case stands for whoever asked."""
        answer = await self.track(ref, code)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
