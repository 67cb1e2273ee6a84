"""What is kept no longer: shown first, erased only when a second person confirms exactly that; events and rows stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.privacy.book import Period, PrivacyBook
from domain.privacy.refusals import PlanChanged, PlanDone, SecondPersonNeeded, UnknownPlan
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
MOST = 1000  # of one plan: as many as somebody can look through


class HoldReason(StrEnum):
    """Why nothing of a case may be erased."""

    LAWSUIT = "lawsuit"
    ADMINISTRATIVE_REVIEW = "administrative_review"
    INSPECTION = "inspection"
    AUDIT = "audit"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Erasable:
    """A case whose period is over."""

    ref: str
    kept: str
    ended_at: datetime


async def erasable(
    connection: Connection, book: PrivacyBook, now: datetime, *, refs: Sequence[str] | None = None
) -> list[Erasable]:
    """The cases that are kept no longer, the longest ended first; of these `refs` only, where some are named."""
    before = {period: book.kept[period].before(now) for period in (Period.APPROVAL, Period.HOTLINE, Period.LEGAL)}
    named = None if refs is None else list(refs)
    rows = await connection.fetch(SQL["erasable_cases"], list(before), list(before.values()), named, MOST)
    return [Erasable(*row) for row in rows]


async def propose(connection: Connection, book: PrivacyBook, *, by: str, now: datetime) -> tuple[UUID, list[Erasable]]:
    """Write down what may be erased now; nothing is erased yet."""
    async with connection.transaction():
        cases = await erasable(connection, book, now)
        columns = [c.ref for c in cases], [c.kept for c in cases], [c.ended_at for c in cases]
        plan: UUID = await connection.fetchval(SQL["add_erasure_plan"], book.version, by, now, *columns)
    return plan, cases


async def confirm(connection: Connection, book: PrivacyBook, plan: UUID, *, by: str, now: datetime) -> list[str]:
    """Erase exactly what a plan names, and what else is older than its period; the refs of the cases.

    Raises:
        UnknownPlan: there is none.
        PlanDone: it was confirmed before.
        SecondPersonNeeded: whoever made it confirms it.
        PlanChanged: something of it is held by now, or was erased by another plan.
    """
    async with connection.transaction():
        row = await connection.fetchrow(SQL["lock_erasure_plan"], plan)
        if row is None:
            raise UnknownPlan()
        if row["confirmed_by"]:
            raise PlanDone(by=row["confirmed_by"])
        if row["made_by"] == by:
            raise SecondPersonNeeded(made_by=by)
        planned = await _planned(connection, plan)
        refs = [case.ref for case in planned]
        if gone := set(refs) - {case.ref for case in await erasable(connection, book, now, refs=refs)}:
            raise PlanChanged(refs=", ".join(sorted(gone)))
        await connection.execute(SQL["confirm_erasure_plan"], plan, by, now)
        await erase(connection, planned, by=by, now=now)
        await _erase_old(connection, book, now)
    return refs


async def erase(connection: Connection, cases: Sequence[Erasable], *, by: str, now: datetime) -> None:
    """Empty every personal column of these cases, and write down by whose word."""
    refs = [case.ref for case in cases]
    for statement in (SQL["erase_letters"], SQL["erase_notes"], SQL["erase_reports"], SQL["erase_complainants"]):
        await connection.execute(statement, refs)  # letters first: they are found by the people
    for statement in (SQL["erase_matters"], SQL["erase_askers"], SQL["erase_pledges"], SQL["erase_evidence"]):
        await connection.execute(statement, refs)
    await connection.execute(SQL["note_erasures"], refs, [case.kept for case in cases], by, now)


async def place_hold(connection: Connection, ref: str, reason: HoldReason, *, by: str, at: datetime) -> None:
    """Forbid to erase anything of a case, until the hold is lifted."""
    await connection.execute(SQL["place_hold"], ref, reason, by, at)


async def lift_hold(connection: Connection, ref: str, reason: HoldReason, *, by: str, at: datetime) -> bool:
    """Lift a hold; False when there is none for this reason."""
    return await connection.fetchval(SQL["lift_hold"], ref, reason, by, at) is not None


async def _planned(connection: Connection, plan: UUID) -> list[Erasable]:
    return [Erasable(*row) for row in await connection.fetch(SQL["planned_cases"], plan)]


async def _erase_old(connection: Connection, book: PrivacyBook, now: datetime) -> None:
    letters = book.kept[Period.LETTER].before(now)
    await connection.execute(SQL["erase_old_letters"], letters)
    await connection.execute(SQL["erase_old_texts"], letters)
    await connection.execute(SQL["erase_ended_subscribers"], book.kept[Period.SUBSCRIPTION].before(now))
