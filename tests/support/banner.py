"""A banner whose hotline works: bodies, people on duty with tokens, and requests that citizens hand in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from counters import Counter
from httpx import Response

from domain.hotline.policy import Policy
from domain.hotline.policy_file import parse_hotline
from domain.hotline.request import Request, Source
from domain.roles import Actor, Role
from store.people import Person, add_token, save_person
from store.policies import HOTLINE
from store.rosters import add_duty
from store.shipped import hotline_file
from workflows.messages import HotlineStart

VILLAGE, TOWN, BODY, OTHER = "V1", "T1", "HUB", "NRB"
TOPIC = "street_lamps"  # begins at the banner, with HUB
OF_THE_VILLAGE = "land_title"  # begins in the village, and NRB leads
BODIES = (("CENTRE", "centre", None), (TOWN, "town", None), (VILLAGE, "village", TOWN), ("V2", "village", TOWN))
DISPATCHERS = tuple(f"dispatcher-{number}" for number in range(1, 21))
PEOPLE = (
    *(Person(name, f"调度员{name}", Role.DISPATCHER, "CENTRE") for name in DISPATCHERS),
    Person("leader", "值班长", Role.LEADER, "CENTRE"),
    *(Person(f"grid-{body}", f"网格员{body}", Role.GRID_MEMBER, body) for body in (VILLAGE, "V2", TOWN, BODY, OTHER)),
    Person("officer-T1", "镇干部", Role.OFFICER, TOWN),
)
ON_DUTY = (
    ("CENTRE", "dispatcher-1"),
    (TOWN, "officer-T1"),
    (VILLAGE, f"grid-{VILLAGE}"),
    (BODY, f"officer-{BODY}"),
    (OTHER, f"officer-{OTHER}"),
)
DISPATCHER, OWNER = "dispatcher-1", f"officer-{BODY}"
_numbers = itertools.count(1)


@dataclass
class Banner:
    """The hotline of a small banner, as those meet it who work there."""

    counter: Counter
    policy: Policy = field(default_factory=lambda: parse_hotline(hotline_file()).policy)

    @classmethod
    async def staffed(cls, counter: Counter, *, policy: str = "") -> Banner:
        """Bodies, people with tokens, somebody on duty in most bodies, and the rules (the shipped ones, if not others)."""
        text = policy or hotline_file()
        now = datetime.now(UTC)
        async with counter.pool.acquire() as connection:
            await HOTLINE.add(connection, text, by="root")
            for body, kind, parent in BODIES:
                await connection.execute(
                    "INSERT INTO department (id, name_zh, name_en, kind, parent) VALUES ($1, $1, $1, $2, $3)",
                    *(body, kind, parent),
                )
            for person in PEOPLE:
                await save_person(connection, person)
                counter.tokens[person.id] = f"token-of-{person.id}"
                await add_token(connection, counter.tokens[person.id], person=person.id, label="test")
            for body, person_id in ON_DUTY:
                start, end = now - timedelta(days=1), now + timedelta(days=30)
                await add_duty(connection, body, person_id, start, end, by="root")
        return cls(counter, parse_hotline(text).policy)

    async def handed_in(
        self, *, topic: str = TOPIC, district: str = VILLAGE, text: str = "路灯不亮", at: datetime | None = None
    ) -> str:
        """What a citizen hands in is kept; nobody has begun with it yet."""
        now, number = at or datetime.now(UTC), next(_numbers)
        ref = f"H20261125-{number:06d}"
        await self.counter.pool.execute(
            "INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)"
            " VALUES ($1, 'print', 'hotline', $2, $3, $4, $5, $6)",
            *(ref, topic, text, district, self.policy.version, now),
        )
        await self.counter.pool.execute(
            "INSERT INTO complainant (id, ref, first_ref, name, phone, code, made_at)"
            " VALUES ($1, $2, $2, '诉求人某', '+8615400009999', 'ABCDEF', $3)",
            *(f"c-{number}", ref, now),
        )
        return ref

    async def begun(self, **more: Any) -> str:
        """A request whose case has written itself down."""
        ref = await self.handed_in(**more)
        report = await self.counter.pool.fetchrow("SELECT * FROM report WHERE ref = $1", ref)
        assert report is not None, "it was just kept"
        people = await self.counter.pool.fetch("SELECT id FROM complainant WHERE ref = $1", ref)
        case = Request(
            ref,
            self.policy,
            Source.HOTLINE,
            report["district"],
            report["reported_at"],
            complainants=tuple(row["id"] for row in people),
        )
        desk = self.counter.app.state.desk
        with desk.live.listen(ref) as bell:
            by = Actor(DISPATCHER, Role.DISPATCHER, "CENTRE")
            await desk.gateway.begin(HotlineStart(case, opened_by=by), summary=ref)
            while await self.counter.pool.fetchval("SELECT n FROM request WHERE ref = $1", ref) in (None, 0):
                assert await bell.heard(within=15), "a worker is there"
        return ref

    async def act(self, who: str, ref: str, act: str, key: str | None = None, **body: Any) -> Response:
        """Do something to a request."""
        return await self.counter.post(f"/requests/{ref}/{act}", body, who, key)

    async def do(self, who: str, ref: str, act: str, **body: Any) -> int:
        """Do something to a request that must succeed, and return the number of its last event."""
        answer = await self.act(who, ref, act, **body)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["n"])

    async def accepted(self, *, kind: str = "consultation", **more: Any) -> str:
        """A request that HUB handles."""
        ref = await self.begun(**more)
        await self.do(DISPATCHER, ref, "accept", kind=kind)
        return ref

    async def closed(self) -> str:
        """A request about which the citizen is being asked."""
        ref = await self.accepted()
        await self.do(OWNER, ref, "close", text="已修复。")
        return ref

    async def read(self, path: str, who: str = DISPATCHER) -> Any:
        """Read something that must be there."""
        answer = await self.counter.get(path, who)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def events(self, ref: str) -> list[str]:
        """The kinds of event in the record so far."""
        return [row["kind"] for row in (await self.read(f"/requests/{ref}/events"))["rows"]]
