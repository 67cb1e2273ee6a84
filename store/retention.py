"""What is kept no longer, shown and not touched: cases whose period is over, and rows of no case by their date; and holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import asyncpg

from domain.privacy.book import OF_CASES, Period, PrivacyBook
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
MOST = 1000  # cases of one plan: as many as somebody can look through
PATIENT = 300.0  # seconds; what is kept for years is looked through whole


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


@dataclass(frozen=True, slots=True)
class Line:
    """How many rows of a table are kept no longer, by which period; `digest` says which rows, without naming them.

    They belong to the cases that are listed (`of_cases`), or to none and are older than `before`.
    """

    table_name: str
    kept: str
    of_cases: bool
    before: datetime
    rows: int
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that is kept no longer at an instant."""

    cases: list[Erasable]
    lines: list[Line]


async def outlook(connection: Connection, book: PrivacyBook, now: datetime) -> Outlook:
    """What may be erased now, by case, and by table and reason; nothing is."""
    cases = await erasable(connection, book, now)
    return Outlook(cases, await lines(connection, cases, book.before(now), now))


async def erasable(
    connection: Connection, book: PrivacyBook, now: datetime, *, refs: Sequence[str] | None = None
) -> list[Erasable]:
    """The cases that are kept no longer, the longest ended first; of these `refs` only, where some are named."""
    before = [book.kept[period].before(now) for period in OF_CASES]
    named = None if refs is None else list(refs)
    rows = await connection.fetch(SQL["erasable_cases"], list(OF_CASES), before, named, MOST, timeout=PATIENT)
    return [Erasable(*row) for row in rows]


async def lines(
    connection: Connection, cases: Sequence[Erasable], before: Mapping[Period, datetime], at: datetime
) -> list[Line]:
    """The rows of these cases (as they stand `at` an instant), and those of no case that are older than their period."""
    columns = [case.ref for case in cases], [case.kept for case in cases]
    of_cases = await connection.fetch(SQL["lines_of_cases"], *columns, at, timeout=PATIENT)
    periods = list(before), list(before.values())
    by_date = await connection.fetch(SQL["lines_by_date"], *periods, timeout=PATIENT)
    return [_line(row) for row in (*of_cases, *by_date)]


async def place_hold(connection: Connection, ref: str, reason: HoldReason, *, by: str, at: datetime) -> None:
    """Forbid to erase anything of a case, until the hold is lifted."""
    async with connection.transaction():
        await lock_holds(connection)
        await connection.execute(SQL["place_hold"], ref, reason, by, at)


async def lift_hold(connection: Connection, ref: str, reason: HoldReason, *, by: str, at: datetime) -> bool:
    """Lift a hold; False when there is none for this reason."""
    async with connection.transaction():
        await lock_holds(connection)
        return await connection.fetchval(SQL["lift_hold"], ref, reason, by, at) is not None


async def lock_holds(connection: Connection) -> None:
    """Let nobody place or lift a hold until the transaction ends: what may be erased now may be erased until then."""
    await connection.execute(SQL["lock_holds"])


def _line(row: asyncpg.Record) -> Line:
    return Line(**dict(row))
