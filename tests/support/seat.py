"""A seat of the hotline at which requests are taken in, and a banner whose bodies handle them: words of the workflow tests."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asking import ask
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import Priority
from town import Town

from domain.hotline.policy import Level, Policy
from domain.hotline.policy_file import parse_hotline
from domain.hotline.record import Place, RequestCommand
from domain.hotline.request import Request, Source
from domain.roles import Act, Actor, Role
from store.policies import HOTLINE
from store.shipped import hotline_file
from workflows.hotline import HotlineRequest
from workflows.hotline_window import first_attributes_of
from workflows.messages import HotlineStart, hotline_id

VILLAGE, TOWN, BANNER = "V1", "T1", "CAB"
EVIDENCE = ("text", "photo", "place", "time", "document", "reason", "proposed")
CENTRE = {
    *(Act.REQUEST_ACCEPT, Act.REQUEST_DISPATCH, Act.REQUEST_RECLASSIFY, Act.REQUEST_EXTEND, Act.REQUEST_DENY_EXTENSION),
    *(Act.REQUEST_CALL, Act.REQUEST_REOPEN, Act.REQUEST_MERGE, Act.REQUEST_ABSORB, Act.REQUEST_WITHDRAW),
    *(Act.REQUEST_DENY_WITHDRAWAL, Act.REQUEST_ADVISE),
}
CITIZEN = {Act.REQUEST_ADD_WORDS, Act.REQUEST_ANSWER, Act.REQUEST_ASK_WITHDRAWAL}
BODIES = (
    ("CENTRE", "centre", None),
    (TOWN, "town", None),
    (VILLAGE, "village", TOWN),
    (BANNER, "department", None),
)
PEOPLE = (
    ("grid", "grid_member", VILLAGE),
    ("town-officer", "officer", TOWN),
    ("banner-officer", "officer", BANNER),
    ("dispatcher", "dispatcher", "CENTRE"),
    ("leader", "leader", "CENTRE"),
)
OWNER = {Level.VILLAGE: (VILLAGE, "grid"), Level.TOWN: (TOWN, "town-officer"), Level.BANNER: (BANNER, "banner-officer")}
_numbers = itertools.count(1)


def at(level: Level) -> Place:
    """The place of a level in this banner."""
    return Place(level, *OWNER[level])


@dataclass
class Seat:
    """Where requests are taken in."""

    town: Town
    policy: Policy = field(default_factory=lambda: parse_hotline(hotline_file()).policy)

    @classmethod
    async def opened(cls, town: Town) -> Seat:
        """A seat in a small banner: one village, its town, one department, the centre, and somebody on duty in each."""
        pool = town.pool
        async with pool.acquire() as connection:
            await HOTLINE.add(connection, hotline_file(), by="test")
        for body, kind, parent in BODIES:
            await pool.execute(
                "INSERT INTO department (id, name_zh, name_en, kind, parent) VALUES ($1, $1, $1, $2, $3)"
                " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, parent = excluded.parent",
                *(body, kind, parent),
            )
        for person, role, body in PEOPLE:
            await pool.execute(
                "INSERT INTO person (id, name, role, department) VALUES ($1, $1, $2, $3) ON CONFLICT DO NOTHING",
                *(person, role, body),
            )
            await pool.execute(
                "INSERT INTO duty (department, person, from_at, until_at, entered_by)"
                " VALUES ($1, $2, now() - interval '1 year', now() + interval '5 years', 'test')",
                *(body, person),
            )
        return cls(town)

    async def take_in(self, *, renew_after: int = 4000, topic: str = "", **more: object) -> Call:
        """A citizen calls; time stands still until a test lets it pass."""
        ref = f"H20200101-{next(_numbers):06d}"  # no counter gives this day, and all tests share one Temporal
        start = await self.start_of(ref, renew_after=renew_after, topic=topic, **more)
        with self.town.temporal.with_time_skipping_disabled():
            handle = await self.town.temporal.client.start_workflow(
                HotlineRequest.run,
                start,
                id=hotline_id(ref),
                task_queue=self.town.task_queue,
                search_attributes=first_attributes_of(start.case),
                priority=Priority(priority_key=1),
            )
        return Call(self, ref, handle, start.case.complainants)

    async def start_of(
        self,
        ref: str,
        *,
        renew_after: int = 4000,
        topic: str = "",
        first: Callable[[Request], RequestCommand] | None = None,
        **more: object,
    ) -> HotlineStart:
        """Keep what a citizen handed in and return what its case is started with, and with which act as its first."""
        now, who = datetime.now(UTC), f"c-{ref}"
        await self.town.pool.execute(
            "INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)"
            " VALUES ($1, 'print', 'hotline', $2, '路灯不亮', $3, $4, $5)",
            *(ref, topic, VILLAGE, self.policy.version, now),
        )
        await self.town.pool.execute(
            "INSERT INTO complainant (id, ref, first_ref, name, phone, code, made_at)"
            " VALUES ($1, $2, $2, '某人', '+8615400009999', 'ABCDEF', $3)",
            *(who, ref, now),
        )
        values: dict[str, object] = {"complainants": (who,), "source": Source.HOTLINE} | more
        case = Request(ref, self.policy, district=VILLAGE, reported_at=now, **values)  # type: ignore[arg-type]
        by = Actor("dispatcher", Role.DISPATCHER, "CENTRE")
        return HotlineStart(case, by, renew_after=renew_after, first=first(case) if first else None)


@dataclass
class Call:
    """One request."""

    seat: Seat
    ref: str
    handle: WorkflowHandle[HotlineRequest, str]
    whose: tuple[str, ...]  # its complainants

    @property
    def town(self) -> Town:
        """Where it runs."""
        return self.seat.town

    async def now(self) -> datetime:
        """The request's own time."""
        info = await self.seat.town.temporal.get_time_skipping_info(self.handle)
        return info.current_time.ToDatetime(UTC) if info else datetime.now(UTC)

    async def let_pass(self, **length: float) -> None:
        """Let time pass, counted from the report: `hours=12` is twelve hours after it came."""
        reported_at = await self.seat.town.pool.fetchval("SELECT reported_at FROM report WHERE ref = $1", self.ref)
        temporal = self.seat.town.temporal
        while (wait := reported_at + timedelta(**length) - await self.now()) > timedelta(0):
            await temporal.fast_forward(self.handle, wait)  # ends early where the run goes on as a new one
            self.handle = temporal.client.get_workflow_handle_for(HotlineRequest.run, self.handle.id)
            if (await self.handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
                return

    async def command(self, act: Act, **more: object) -> RequestCommand:
        """A command by whoever may give it, received at the request's present time."""
        actor = Actor("dispatcher", Role.DISPATCHER, "CENTRE") if act in CENTRE | CITIZEN else await self._holder()
        if act in CITIZEN:
            actor = Actor("", Role.VISITOR)
            more = {"complainant": self.whose[0], "way": "page"} | more
        values: dict[str, object] = {
            "id": f"r{next(_numbers)}",
            "act": act,
            "actor": actor,
            "received_at": await self.now(),
            "said": EVIDENCE,
        }
        return RequestCommand(**(values | more))  # type: ignore[arg-type]

    async def _holder(self) -> Actor:
        row = await self.row()
        roles = {person: Role(role) for person, role, _ in PEOPLE}
        return Actor(str(row["owner"]), roles.get(str(row["owner"]), Role.OFFICER), str(row["body"]))

    async def send(self, command: RequestCommand) -> int:
        """Give a command and wait until it is written down, asking again when a worker dies over it."""
        return await ask(self.handle, command)

    async def act(self, act: Act, **more: object) -> int:
        """Do something and wait until it is written down."""
        return await self.send(await self.command(act, **more))

    async def accept(self, kind: str = "consultation", level: Level = Level.VILLAGE) -> int:
        """Classify it and give it to a body."""
        return await self.act(Act.REQUEST_ACCEPT, kind=kind, place=at(level))

    async def row(self) -> dict[str, object]:
        """The request's row."""
        found = await self.seat.town.pool.fetchrow("SELECT * FROM request WHERE ref = $1", self.ref)
        assert found is not None, "it is written down"
        return dict(found)

    async def events(self) -> list[str]:
        """The kinds of event in the record so far."""
        rows = await self.seat.town.pool.fetch("SELECT kind FROM valid_event WHERE ref = $1 ORDER BY n", self.ref)
        return [row["kind"] for row in rows]

    async def after(self, kind: str) -> list[timedelta]:
        """How long after the report each event of this kind took effect."""
        rows = await self.seat.town.pool.fetch(
            "SELECT event.at - report.reported_at AS after FROM valid_event AS event JOIN report USING (ref)"
            " WHERE ref = $1 AND kind = $2 ORDER BY n",
            *(self.ref, kind),
        )
        return [row["after"] for row in rows]

    async def notices(self) -> list[tuple[str, str, str]]:
        """What the request has to say, as (thread, step, state)."""
        rows = await self.seat.town.pool.fetch(
            "SELECT item, step, state FROM notice WHERE ref = $1 ORDER BY not_before, created_at, step", self.ref
        )
        return [(row["item"], row["step"], row["state"]) for row in rows]

    async def written(self, kind: str) -> None:
        """Wait until an event of this kind is in the record."""
        moved = asyncio.Event()
        async with self.seat.town.pool.acquire() as connection:
            await connection.add_listener("case_moved", lambda *_: moved.set())
            while kind not in await self.events():
                await asyncio.wait_for(moved.wait(), 30)
                moved.clear()
            await connection.reset()
