"""Projects and no-op workflows to measure with: opened, acted on and awaited as the API does it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from temporalio.client import Client, WorkflowHandle, WorkflowUpdateStage

from api.commands import short_hash
from api.gateway import Gateway
from bench.ground import APPLICANT, Ground
from bench.noop import NoOp, Plan
from bench.pace import a_few_at_a_time, until
from domain.approval import Approval
from domain.catalogue import ProjectItem
from domain.commit import Receipt
from domain.item import Item
from domain.project_items import project_items, waves
from domain.record import Command
from domain.roles import Act, Actor, Role
from domain.workdays import Office
from store import shipped
from store.dossiers import Dossier, add_dossier
from workflows.messages import ApprovalStart, approval_id

_BY = Actor(APPLICANT, Role.APPLICANT)
_WAIT_SECONDS = 120.0
_LOOK_AGAIN_SECONDS = 0.02
_OPENED_NOOP = 10  # events of a no-op workflow whose first activity has run and been taken note of


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a flow: what is done to which items."""

    act: Act
    items: tuple[str, ...]
    ahead: bool = False


def all_items(ground: Ground) -> tuple[ProjectItem, ...]:
    """Every item of the shipped catalogue in one project: what each applies to, and on what condition, is left out."""
    catalogue = ground.catalogue
    everywhere = tuple(catalogue.project_types)
    items = {item.id: replace(item, applies_to=everywhere, condition=None) for item in catalogue.items.values()}
    return project_items(
        replace(catalogue, items=items),
        project_type=everywhere[0],
        land_mode="grant",
        flags=(),
        rule_set=catalogue.default_rule_set,
        on=datetime.now(ZoneInfo(shipped.office()[1])).date(),
    )


def on_the_spot(rules: Sequence[ProjectItem]) -> list[Deed]:
    """One application a stage, handed in ahead; each item accepted and decided in one act by its department."""
    return [*_ahead(rules), *(Deed(Act.APPROVE, (item,)) for wave in waves(rules) for item in wave)]


def accepted_first(rules: Sequence[ProjectItem]) -> list[Deed]:
    """One application a stage, handed in ahead; each item accepted in one act and decided in another."""
    return [*_ahead(rules), *(Deed(a, (i,)) for wave in waves(rules) for a in (Act.ACCEPT, Act.APPROVE) for i in wave)]


def one_by_one(rules: Sequence[ProjectItem]) -> list[Deed]:
    """Each item handed in when it may be, accepted and decided, each in an act of its own."""
    acts = (Act.RECEIVE, Act.ACCEPT, Act.APPROVE)
    return [Deed(act, (item,)) for wave in waves(rules) for act in acts for item in wave]


def _ahead(rules: Sequence[ProjectItem]) -> Iterator[Deed]:
    for stage in dict.fromkeys(rule.stage for rule in rules):
        yield Deed(Act.RECEIVE, tuple(rule.id for rule in rules if rule.stage == stage), ahead=True)


@dataclass(frozen=True)
class Project:
    """One project that was opened."""

    ref: str
    rules: tuple[ProjectItem, ...]
    gateway: Gateway

    def command(self, deed: Deed) -> Command:
        """A command as the API makes it: an id of 16 characters, received now, by whoever may give it."""
        by, owns = _BY, True
        if deed.act is not Act.RECEIVE:
            department = next(rule.department for rule in self.rules if rule.id == deed.items[0])
            by, owns = Actor(f"{department.lower()}-officer", Role.OFFICER, department), False
        return Command(
            id=short_hash("command", self.ref, deed.act, *deed.items),
            act=deed.act,
            actor=by,
            received_at=datetime.now(UTC),
            items=deed.items,
            owns=owns,
            ahead=deed.ahead,
        )

    async def do(self, deed: Deed) -> float:
        """Do it, and return how many seconds it took until it was written down."""
        command = self.command(deed)
        began = time.perf_counter()
        outcome = await self.gateway.act(approval_id(self.ref), command)
        assert isinstance(outcome, Receipt), outcome
        assert not outcome.code, outcome
        return time.perf_counter() - began


def dossier_of(ground: Ground, ref: str, now: datetime) -> Dossier:
    """The data of an invented project."""
    catalogue = ground.catalogue
    return Dossier(
        ref,
        print=short_hash("project", ref),
        name="示范项目",
        site="库伦镇",
        project_type=next(iter(catalogue.project_types)),
        land_mode="grant",
        flags=[],
        rule_set=catalogue.default_rule_set,
        catalogue_version=catalogue.version,
        applicant=APPLICANT,
        helper=None,
        opened_by=APPLICANT,
        opened_at=now,
    )


class Opener:
    """Opens projects on one task queue."""

    def __init__(self, ground: Ground, queue: str, office: Office | None = None) -> None:
        self._ground, self._gateway = ground, ground.gateway(queue)
        self._office = office or shipped.office()[0]

    async def open(self, rules: tuple[ProjectItem, ...]) -> Project:
        """Hand in a project's data and start its case; it may not be written down yet."""
        ref = f"2611-150525-04-01-{self._ground.number():06d}"
        now = datetime.now(UTC)
        async with self._ground.pool.acquire() as connection:
            await add_dossier(connection, dossier_of(self._ground, ref, now))
        items = tuple(Item(rule.id) for rule in rules)
        case = Approval(ref, rules, self._ground.calendar, self._office, items)
        await self._gateway.open(ApprovalStart(case, opened_by=_BY, opened_at=now), summary=f"{ref} 政府投资 出让")
        return Project(ref, rules, self._gateway)

    async def open_many(self, rules: tuple[ProjectItem, ...], number: int, *, at_once: int = 8) -> list[Project]:
        """Open so many projects, a few at a time, and wait until all of them are written down."""

        async def one() -> Project:
            project = await self.open(rules)
            await until(lambda: self._is_written(project.ref), within=_WAIT_SECONDS, every=_LOOK_AGAIN_SECONDS)
            return project

        return await a_few_at_a_time([one] * number, at_once)

    async def _is_written(self, ref: str) -> bool:
        statement = "SELECT n FROM project WHERE ref = $1"
        return bool(await self._ground.pool.fetchval(statement, ref, timeout=_WAIT_SECONDS))


NoOpHandle = WorkflowHandle[NoOp, list[float]]


async def open_noop(ground: Ground, queue: str, plan: Plan) -> NoOpHandle:
    """Start a no-op workflow; its first activity may not have run yet."""
    return await ground.client.start_workflow(NoOp.run, plan, id=f"noop/{ground.number()}", task_queue=queue)


async def open_noops(ground: Ground, queue: str, plan: Plan, number: int, *, at_once: int = 8) -> list[NoOpHandle]:
    """Start so many of them, a few at a time, and wait until the first activity of each has run."""

    async def one() -> NoOpHandle:
        handle = await open_noop(ground, queue, plan)
        await until(lambda: _has_begun(handle), within=_WAIT_SECONDS, every=_LOOK_AGAIN_SECONDS)
        return handle

    return await a_few_at_a_time([one] * number, at_once)


async def _has_begun(handle: NoOpHandle) -> bool:
    return (await handle.describe()).history_length >= _OPENED_NOOP


async def answer(client: Client, handle: NoOpHandle, said: str, *, activity: bool) -> float:
    """Ask a no-op workflow with the same two calls as the gateway asks a case; return the seconds it took."""
    began = time.perf_counter()
    update = "answer_after_activity" if activity else "answer"
    asked = await client.get_workflow_handle(handle.id).start_update(
        update, said, id=said, wait_for_stage=WorkflowUpdateStage.ACCEPTED, result_type=str
    )
    assert await asked.result() == said
    return time.perf_counter() - began


def approval(ground: Ground, project: Project) -> WorkflowHandle[object, object]:
    """The workflow of a project."""
    return ground.client.get_workflow_handle(approval_id(project.ref))
