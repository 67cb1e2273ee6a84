"""A town in which projects can be opened, officers can act and time can pass: the words of the workflow tests."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from asking import ask
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.approval import Approval
from domain.catalogue import Catalogue, ProjectItem, Silence
from domain.item import Item
from domain.project_items import project_items
from domain.record import Command
from domain.roles import Act, Actor, Role
from domain.term import Term, Unit
from domain.workdays import CalendarYear, Office, Span, WorkCalendar
from store.dossiers import Dossier, add_dossier
from store.people import Person, save_person
from store.pool import Pool
from system.converter import data_converter
from worker import make_worker
from workflows.approval import ProjectApproval
from workflows.messages import ApprovalStart, approval_id
from workflows.window import first_attributes

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Office(time(8, 30), time(17, 30), settle_seconds=30, intake_silence_days=5, revocable_days=60)
HASTY = replace(OFFICE, settle_seconds=1)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
ALL_SAID = ("reason", "remedies", "document", "remarks")
_PROJECT_SIDE = {Act.SUPPLY, Act.WITHDRAW, Act.CLOSE, Act.RECEIVE}
_HEADS = {Act.EXTEND, Act.ASSIGN}
_numbers = itertools.count(1)


def weekends_only(rev: int = 1, *, official: bool = True, off: tuple[date, ...] = ()) -> WorkCalendar:
    """A calendar around the present day whose only days off are weekends and `off`, so that tests age well."""
    this_year = datetime.now(UTC).year
    years = (
        CalendarYear(year, official, tuple(Span(day, day) for day in off if day.year == year))
        for year in range(this_year - 1, this_year + 5)
    )
    return WorkCalendar(rev, "Asia/Shanghai", tuple(years))


def item(name: str, days: int, *before: str, silence: Silence = Silence.DEEM_APPROVED, **more: object) -> ProjectItem:
    """An invented item of the development commission, promised within `days` working days."""
    values: dict[str, object] = {"prerequisites": before, "silence": silence}
    return ProjectItem(name, f"事项{name}", "DRC", "S1", Term(days), **(values | more))  # type: ignore[arg-type]


def quick(name: str, seconds: int, *before: str, **more: object) -> ProjectItem:
    """An invented item whose promise is kept in seconds of the real clock: yellow when 2 are left, red at 1."""
    return replace(item(name, 1, *before, **more), promised=Term(seconds, Unit.S), warn=2, red=1)


_INVENT = """
INSERT INTO catalogue_item (version, id, position, department, stage, name_zh, name_en, promised, unit)
VALUES ($1, $2, 0, $3, $4, $5, $5, $6, $7)
ON CONFLICT (version, id) DO NOTHING
"""


def _told(rule: ProjectItem) -> tuple[object, ...]:
    return rule.id, rule.department, rule.stage, rule.name, rule.promised.value, rule.promised.unit


@dataclass
class Town:
    """Everything a test needs to play a project on real servers."""

    temporal: WorkflowEnvironment
    pool: Pool
    task_queue: str
    catalogue: Catalogue
    calendar: WorkCalendar = field(default_factory=weekends_only)

    @asynccontextmanager
    async def worker(self, *, cached: int = 5000) -> AsyncIterator[Worker]:
        """A running worker with a connection of its own, as two processes have."""
        client = await self.temporal.connect_client(data_converter=data_converter)
        async with make_worker(client, self.pool, task_queue=self.task_queue, cached=cached) as worker:
            yield worker

    def rules(self, profile: str, rule_set: str = "platform") -> tuple[ProjectItem, ...]:
        """The items of one of the catalogue's example projects."""
        example = self.catalogue.profiles[profile]
        return project_items(
            self.catalogue,
            project_type=example.project_type,
            land_mode=example.land_mode,
            flags=example.flags,
            rule_set=rule_set,
            on=date(2026, 1, 1),
        )

    async def open(
        self, *rules: ProjectItem, office: Office = OFFICE, renew_after: int = 4000, ref: str = ""
    ) -> Project:
        """Open a project with these items; its time stands still until a test lets it pass."""
        ref = ref or f"2611-150524-04-01-{next(_numbers):06d}"
        start = await self.start_of(ref, *rules, office=office, renew_after=renew_after)
        with self.temporal.with_time_skipping_disabled():
            handle = await self.temporal.client.start_workflow(
                ProjectApproval.run,
                start,
                id=approval_id(ref),
                task_queue=self.task_queue,
                search_attributes=first_attributes(start.case),
            )
        return Project(self, ref, rules, handle)

    async def start_of(
        self, ref: str, *rules: ProjectItem, office: Office = OFFICE, renew_after: int = 4000
    ) -> ApprovalStart:
        """Hand in a project's data and return what its case is started with."""
        now = datetime.now(UTC)
        dossier = Dossier(
            ref,
            "print",
            "示范项目",
            "库伦镇",
            "gov",
            "grant",
            [],
            "platform",
            self.catalogue.version,
            "chen",
            None,
            "chen",
            now,
        )
        async with self.pool.acquire() as connection:
            await save_person(connection, Person("chen", "陈某", Role.APPLICANT))
            await add_dossier(connection, dossier)
            await connection.executemany(_INVENT, [(dossier.catalogue_version, *_told(rule)) for rule in rules])
        case = Approval(ref, rules, self.calendar, office, tuple(Item(rule.id) for rule in rules))
        return ApprovalStart(case, Actor("chen", Role.APPLICANT), now, renew_after=renew_after)


@dataclass
class Project:
    """One project of the town."""

    town: Town
    ref: str
    rules: tuple[ProjectItem, ...]
    handle: WorkflowHandle[ProjectApproval, str]

    async def now(self) -> datetime:
        """The project's own time."""
        info = await self.town.temporal.get_time_skipping_info(self.handle)
        return info.current_time.ToDatetime(UTC) if info else datetime.now(UTC)

    async def go_to(self, moment: datetime) -> None:
        """Let time pass until `moment`."""
        await self.town.temporal.fast_forward(self.handle, moment - await self.now())

    async def go_to_next(self, weekday: int, at: str) -> datetime:
        """Let time pass until the next such weekday at this local time, and return that moment."""
        now = (await self.now()).astimezone(ZONE)
        day = now.date() + timedelta(days=(weekday - now.weekday()) % 7 or 7)
        moment = datetime.combine(day, time.fromisoformat(at), ZONE)
        await self.go_to(moment)
        return moment

    async def command(self, act: Act, *items: str, **more: object) -> Command:
        """A command by whoever may give it, received at the project's present time."""
        department = next((rule.department for rule in self.rules if rule.id in items), "")
        actor = Actor("li", Role.HEAD if act in _HEADS else Role.OFFICER, department)
        if act in _PROJECT_SIDE:
            actor = Actor("chen", Role.APPLICANT)
        if act in (Act.REVOKE, Act.REVIEW):
            actor = Actor("shen", Role.SUPERVISOR)
        values: dict[str, object] = {
            "id": f"c{next(_numbers)}",
            "act": act,
            "actor": actor,
            "received_at": await self.now(),
            "items": items,
            "owns": True,
            "said": ALL_SAID,
        }
        return Command(**(values | more))  # type: ignore[arg-type]

    async def send(self, command: Command) -> int:
        """Give a command and wait until it is written down, asking again when a worker dies over it."""
        return await ask(self.handle, command)

    async def act(self, act: Act, *items: str, **more: object) -> int:
        """Do something and wait until it is written down."""
        return await self.send(await self.command(act, *items, **more))

    async def receive_and_accept(self, *items: str) -> None:
        """Hand in and accept applications."""
        await self.act(Act.RECEIVE, *items)
        for name in items:
            await self.act(Act.ACCEPT, name)

    async def states(self) -> dict[str, str]:
        """The state of each item as the memory has it."""
        rows = await self.town.pool.fetch("SELECT id, state FROM item WHERE ref = $1", self.ref)
        return {row["id"]: row["state"] for row in rows}

    async def row(self, name: str) -> dict[str, object]:
        """An item's row."""
        found = await self.town.pool.fetchrow("SELECT * FROM item WHERE ref = $1 AND id = $2", self.ref, name)
        assert found is not None
        return dict(found)

    async def events(self, name: str | None = None) -> list[str]:
        """The kinds of event in the record so far, of one item or of all."""
        rows = await self.town.pool.fetch(
            "SELECT kind FROM valid_event WHERE ref = $1 AND ($2::text IS NULL OR item = $2) ORDER BY n", self.ref, name
        )
        return [row["kind"] for row in rows]

    async def instant(self, name: str, kind: str) -> datetime:
        """When the newest event of this kind takes effect, in local time."""
        at = await self.town.pool.fetchval(
            "SELECT max(at) FROM valid_event WHERE ref = $1 AND item = $2 AND kind = $3", self.ref, name, kind
        )
        assert isinstance(at, datetime), f"no {kind}"
        return at.astimezone(ZONE)

    async def numbers(self) -> list[int]:
        """The numbers of the events that hold."""
        rows = await self.town.pool.fetch("SELECT n FROM valid_event WHERE ref = $1 ORDER BY n", self.ref)
        return [row["n"] for row in rows]

    async def notices(self, name: str) -> list[tuple[str, str]]:
        """What the case has to say about an item, as (step, state)."""
        rows = await self.town.pool.fetch(
            "SELECT step, state FROM notice WHERE ref = $1 AND item = $2 ORDER BY not_before, created_at, step",
            self.ref,
            name,
        )
        return [(row["step"], row["state"]) for row in rows]

    async def wait_for(self, moment: datetime) -> None:
        """Wait, on the real clock, for a moment at which nobody is there to do anything that could be awaited."""
        await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))

    async def written(self, kind: str, name: str | None = None) -> None:
        """Wait until an event of this kind is in the record."""
        moved = asyncio.Event()
        async with self.town.pool.acquire() as connection:
            await connection.add_listener("case_moved", lambda *_: moved.set())
            while kind not in await self.events(name):
                await asyncio.wait_for(moved.wait(), 30)
                moved.clear()
            await connection.reset()
