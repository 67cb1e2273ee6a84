"""A town in which projects can be opened, officers can act and time can pass."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.approval import Approval, Phase
from domain.catalogue import Catalogue, ProjectItem
from domain.catalogue_file import parse
from domain.commit import Receipt
from domain.item import Item
from domain.project_items import project_items
from domain.record import Command
from domain.roles import Act, Actor, Role
from domain.workdays import CalendarYear, Office, WorkCalendar
from store.dossiers import Dossier, add_dossier
from store.people import Person, save_person
from store.pool import Pool
from worker import make_worker
from workflows.approval import ProjectApproval
from workflows.messages import ApprovalStart, approval_id
from workflows.window import first_attributes

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Office(time(8, 30), time(17, 30), settle_seconds=30, intake_silence_days=5, revocable_days=60)
CATALOGUE = Path(__file__).parents[2] / "domain" / "data" / "catalogue.toml"
_numbers = itertools.count(1)


def weekends_only(rev: int = 1, *, official: bool = True, off: tuple[date, ...] = ()) -> WorkCalendar:
    """A calendar around the present day whose only days off are weekends and `off`, so that tests age well."""
    from domain.workdays import Span

    this_year = datetime.now(UTC).year
    years = tuple(
        CalendarYear(year, official, tuple(Span(d, d, "假") for d in off if d.year == year))
        for year in range(this_year - 1, this_year + 5)
    )
    return WorkCalendar(rev, "Asia/Shanghai", years)


@dataclass
class Town:
    """Everything a test needs to play a project on real servers."""

    temporal: WorkflowEnvironment
    pool: Pool
    task_queue: str
    catalogue: Catalogue
    calendar: WorkCalendar = field(default_factory=weekends_only)

    def worker(self) -> Worker:
        """A worker of this test's own; use it as a context manager."""
        return make_worker(self.temporal.client, self.pool, task_queue=self.task_queue)

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
        self, rules: tuple[ProjectItem, ...], *, renew_after: int = 4000, skipping: bool = True
    ) -> Project:
        """Open a project with these items."""
        ref = f"2611-150524-04-01-{next(_numbers):06d}"
        now = datetime.now(UTC)
        async with self.pool.acquire() as connection:
            await save_person(connection, Person("chen", "陈某", Role.APPLICANT))
            await add_dossier(
                connection,
                Dossier(ref, "p", "示范项目", "库伦镇", "gov", "grant", [], "platform", self.catalogue.version, "chen", None, "chen", now),
            )
        case = Approval(ref, rules, self.calendar, OFFICE, tuple(Item(rule.id) for rule in rules), Phase.OPEN)
        with self.temporal.with_time_skipping_disabled():
            handle = await self.temporal.client.start_workflow(
                ProjectApproval.run,
                ApprovalStart(case, Actor("chen", Role.APPLICANT), now, renew_after=renew_after),
                id=approval_id(ref),
                task_queue=self.task_queue,
                search_attributes=first_attributes(case),
            )
        return Project(self, ref, rules, handle)


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

    async def next(self, weekday: int, at: time) -> datetime:
        """The next such weekday (0 is Monday) at this local time."""
        now = (await self.now()).astimezone(ZONE)
        day = now.date() + timedelta(days=(weekday - now.weekday()) % 7 or 7)
        return datetime.combine(day, at, ZONE)

    async def command(self, act: Act, *items: str, **more: object) -> Command:
        """A command by whoever may give it."""
        department = next((rule.department for rule in self.rules if items and rule.id == items[0]), "")
        side = {Act.SUPPLY, Act.WITHDRAW, Act.CLOSE, Act.RECEIVE}
        head = {Act.EXTEND, Act.ASSIGN}
        actor = (
            Actor("chen", Role.APPLICANT)
            if act in side
            else Actor("shen", Role.SUPERVISOR)
            if act is Act.REVOKE
            else Actor("li", Role.HEAD if act in head else Role.OFFICER, department)
        )
        values: dict[str, object] = {
            "id": f"c{next(_numbers)}",
            "act": act,
            "actor": actor,
            "received_at": await self.now(),
            "items": items,
            "owns": True,
            "said": ("reason", "remedies", "document", "remarks"),
        }
        return Command(**(values | more))  # type: ignore[arg-type]

    async def act(self, act: Act, *items: str, **more: object) -> Receipt:
        """Give a command and wait until it is written down."""
        return await self.handle.execute_update(ProjectApproval.act, await self.command(act, *items, **more))

    async def states(self) -> dict[str, str]:
        """The state of each item as the memory has it."""
        rows = await self.town.pool.fetch("SELECT id, state FROM item WHERE ref = $1", self.ref)
        return {row["id"]: row["state"] for row in rows}

    async def events(self, item: str | None = None) -> list[tuple[str, str]]:
        """The record so far, as (item, kind)."""
        rows = await self.town.pool.fetch(
            "SELECT item, kind FROM valid_event WHERE ref = $1 AND ($2::text IS NULL OR item = $2) ORDER BY n",
            self.ref,
            item,
        )
        return [(row["item"] or "", row["kind"]) for row in rows]

    async def outbox(self) -> list[tuple[str, str, str, str]]:
        """All messages, as (item, step, recipient, state)."""
        rows = await self.town.pool.fetch(
            "SELECT item, step, recipient, state FROM outbox WHERE ref = $1 ORDER BY not_before, step, recipient", self.ref
        )
        return [tuple(row) for row in rows]


@pytest.fixture
async def town(temporal: WorkflowEnvironment, pool: Pool, task_queue: str) -> AsyncIterator[Town]:
    """A town with the shipped catalogue and no worker yet."""
    yield Town(temporal, pool, task_queue, parse(CATALOGUE.read_text(encoding="utf-8")))
