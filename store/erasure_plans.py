"""Plans of what is to be erased: made by a person or by the night, done only when two people have said yes to exactly that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.privacy.book import Period, PrivacyBook
from domain.privacy.refusals import PlanChanged, PlanDone, SecondPersonNeeded, UnknownPlan
from domain.roles import SYSTEM
from store.erasing import erase_by_date, erase_cases
from store.notices import end_notices, wake_postroom
from store.pool import Connection
from store.retention import Erasable, Line, Outlook, erasable, lines, lock_holds, outlook
from store.sql import load_sql

SQL = load_sql(__file__)
_MOST_OPEN = 20


@dataclass(frozen=True, slots=True)
class PlanHead:
    """Who has made a plan and who has said yes; `dropped_at` is when a newer one has taken its place."""

    id: UUID
    version: str
    made_by: str
    made_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    confirmed_by: str | None
    confirmed_at: datetime | None
    dropped_at: datetime | None

    @property
    def first(self) -> str:
        """Who stands for it first: whoever made it, of a plan of the night whoever approved it; empty: nobody yet."""
        return (self.approved_by or "") if self.made_by == SYSTEM.id else self.made_by


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with all that it would erase."""

    head: PlanHead
    cases: list[Erasable]
    lines: list[Line]


async def propose(connection: Connection, book: PrivacyBook, *, by: str, now: datetime) -> Plan:
    """Write down what may be erased now; nothing is erased yet."""
    async with connection.transaction():
        return await _made(connection, book, await outlook(connection, book, now), by=by, now=now)


async def prepare(connection: Connection, book: PrivacyBook, now: datetime) -> Plan | None:
    """The plan of this night: made if something is kept no longer; None if nothing is.

    It takes the place of those of earlier nights, but not of one that says the same or has a first yes.
    """
    async with connection.transaction():
        await connection.execute(SQL["lock_plans"])
        found = await outlook(connection, book, now)
        same = [plan for plan in await open_plans(connection) if _key(plan.cases, plan.lines) == _key(*_parts(found))]
        if same:
            return same[0]
        await connection.execute(SQL["drop_plans"], SYSTEM.id, now)
        if not found.lines and not found.cases:
            return None
        made = await _made(connection, book, found, by=SYSTEM.id, now=now)
        await connection.execute(SQL["tell_of_plan"], str(made.head.id), now)
        await wake_postroom(connection)
        return made


async def open_plans(connection: Connection) -> list[Plan]:
    """The plans that wait for somebody to say yes, the newest first."""
    heads = [PlanHead(*row) for row in await connection.fetch(SQL["open_plans"], _MOST_OPEN)]
    return [await _whole(connection, head) for head in heads]


async def confirm(connection: Connection, book: PrivacyBook, plan: UUID, *, by: str, now: datetime) -> Plan:
    """Say yes to a plan: the second person's yes erases exactly what it names. The plan as it stands then.

    Raises:
        UnknownPlan: there is none.
        PlanDone: it was confirmed before.
        SecondPersonNeeded: whoever stands for it first confirms it.
        PlanChanged: something of it is held by now, was erased or has changed, or a newer plan has taken its place.
    """
    async with connection.transaction():
        await lock_holds(connection)
        found = await _locked(connection, plan)
        if found.head.first == by:
            raise SecondPersonNeeded(made_by=by)
        await _check_unchanged(connection, book, found, now)
        if not found.head.first:
            await connection.execute(SQL["approve_erasure_plan"], plan, by, now)
        else:
            await connection.execute(SQL["confirm_erasure_plan"], plan, by, now)
            await end_notices(connection, "retention", [""], now)
            await erase_cases(connection, found.cases, by=by, now=now)
            for line in found.lines:
                if not line.of_cases:
                    await erase_by_date(connection, line)
        return await _found(connection, plan)


async def _made(connection: Connection, book: PrivacyBook, found: Outlook, *, by: str, now: datetime) -> Plan:
    plan: UUID = await connection.fetchval(SQL["add_erasure_plan"], book.version, by, now)
    columns = [c.ref for c in found.cases], [c.kept for c in found.cases], [c.ended_at for c in found.cases]
    await connection.execute(SQL["add_plan_cases"], plan, *columns)
    rows = [
        (plan, line.table_name, line.kept, line.of_cases, line.before, line.rows, line.digest) for line in found.lines
    ]
    await connection.executemany(SQL["add_plan_line"], rows)
    return await _found(connection, plan)


async def _locked(connection: Connection, plan: UUID) -> Plan:
    found = await _found(connection, plan)
    if found.head.confirmed_by:
        raise PlanDone(by=found.head.confirmed_by)
    if found.head.dropped_at:
        raise PlanChanged(refs="")
    return found


async def _found(connection: Connection, plan: UUID) -> Plan:
    row = await connection.fetchrow(SQL["lock_erasure_plan"], plan)
    if row is None:
        raise UnknownPlan()
    return await _whole(connection, PlanHead(*row))


async def _whole(connection: Connection, head: PlanHead) -> Plan:
    return Plan(head, await _cases(connection, head.id), await _lines(connection, head.id))


async def _cases(connection: Connection, plan: UUID) -> list[Erasable]:
    return [Erasable(*row) for row in await connection.fetch(SQL["planned_cases"], plan)]


async def _lines(connection: Connection, plan: UUID) -> list[Line]:
    return [Line(*row) for row in await connection.fetch(SQL["planned_lines"], plan)]


async def _check_unchanged(connection: Connection, book: PrivacyBook, plan: Plan, now: datetime) -> None:
    """Pass when the plan names exactly what may be erased now of what it named then."""
    refs = [case.ref for case in plan.cases]
    if gone := set(refs) - {case.ref for case in await erasable(connection, book, now, refs=refs)}:
        raise PlanChanged(refs=", ".join(sorted(gone)))
    before = {Period(line.kept): line.before for line in plan.lines if not line.of_cases}
    present = await lines(connection, plan.cases, before, now)
    if changed := _rows(plan.lines) ^ _rows(present):
        raise PlanChanged(refs="", tables=", ".join(sorted({table for table, *_ in changed})))


def _rows(found: Iterable[Line]) -> set[tuple[str, str, bool, bytes]]:
    return {(line.table_name, line.kept, line.of_cases, line.digest) for line in found}


def _parts(found: Outlook) -> tuple[list[Erasable], list[Line]]:
    return found.cases, found.lines


def _key(cases: Sequence[Erasable], found: Sequence[Line]) -> tuple[object, ...]:
    return {case.ref for case in cases}, _rows(found)
