"""What those read who lead and oversee: how many cases of all services are near their end, over it, or with nobody, and which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

ItemStart = tuple[datetime | None, str, str]  # (over_at, ref, id) of the row before, or the very beginning
CaseStart = tuple[datetime | None, str]  # (due_at, ref), likewise
_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
_BEHIND_ALL = "~"  # every code of a project
Silent = Iterable[tuple[str, str, str]]  # (catalogue version, rule set, item) of what silence approves


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """Running items: that turn red today, that silence approves soon, that are over."""

    red_today: int
    silent_soon: int
    late: int


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """Cases of a service: open, past what runs for them now, and with nobody."""

    open: int
    late: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ItemSieve:
    """Which running items: their end lies after `ends_after` and not after `ends_by`; they turn red within `red`, if given, silence approves them, if `silent` is, and they are of a department, if one is named."""

    ends_after: datetime | None = None
    ends_by: datetime | None = None
    red: tuple[datetime, datetime] | None = None
    silent: Silent | None = None
    department: str = ""


@dataclass(frozen=True, slots=True)
class CaseSieve:
    """Which open cases: those that nobody has, if `only_waiting`, and those that are over at `over_by`, if given."""

    only_waiting: bool = False
    over_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class RunningItem:
    """An item whose clock runs, with its department and the work number of its officer."""

    ref: str
    project: str
    id: str
    name_zh: str
    name_en: str
    body: str
    body_zh: str
    body_en: str
    work_no: str
    red_at: datetime | None
    over_at: datetime


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A request or a case of the legal circle: `what` is its topic or its service; body and work number are of whoever has it."""

    ref: str
    what: str
    state: str
    body: str
    body_zh: str
    body_en: str
    work_no: str
    due_at: datetime | None


async def rule_sets(connection: Connection) -> list[tuple[str, str]]:
    """Each catalogue version and rule set under which a project is open."""
    return [(row[0], row[1]) for row in await connection.fetch(SQL["overview_rule_sets"])]


async def count_items(
    connection: Connection, red: tuple[datetime, datetime], *, now: datetime, soon: datetime, silent: Silent
) -> ItemCounts:
    """How many items turn red within `red`, are approved by silence until `soon`, and are over."""
    row = await connection.fetchrow(SQL["count_items"], *red, now, soon, *_columns(silent))
    assert row is not None, "counts are always answered"
    return ItemCounts(*row)


async def items(connection: Connection, sieve: ItemSieve, *, after: ItemStart, most: int) -> list[RunningItem]:
    """Running items, the first to end first, after the one with this (over_at, ref, id)."""
    rows = await connection.fetch(
        SQL["overview_items"],
        sieve.ends_by or _LAST,
        *(sieve.red or (None, None)),
        sieve.silent is not None,
        *_columns(sieve.silent or ()),
        *(after if after[0] else (sieve.ends_after or _FIRST, _BEHIND_ALL, "")),
        most,
        sieve.department,
    )
    return [RunningItem(*row) for row in rows]


async def count_requests(connection: Connection, now: datetime, *, hidden_from: str) -> CaseCounts:
    """How many requests are open, late and not accepted yet; none that complains of the body `hidden_from`."""
    row = await connection.fetchrow(SQL["count_requests"], now, hidden_from)
    assert row is not None, "counts are always answered"
    return CaseCounts(*row)


async def requests(
    connection: Connection, sieve: CaseSieve, *, after: CaseStart, most: int, hidden_from: str
) -> list[OpenCase]:
    """Open requests, the first to end first, after the one with this (due_at, ref); none that complains of the body `hidden_from`."""
    asked = (not sieve.only_waiting, sieve.over_by, *after, most, hidden_from)
    rows = await connection.fetch(SQL["overview_requests"], *asked)
    return [OpenCase(*row) for row in rows]


async def count_legal_cases(connection: Connection, now: datetime, zone: str) -> CaseCounts:
    """How many cases of the legal circle are open, late and with nobody; a check-up is due until its day ends in the zone."""
    row = await connection.fetchrow(SQL["count_legal_cases"], now, zone)
    assert row is not None, "counts are always answered"
    return CaseCounts(*row)


async def legal_cases(
    connection: Connection, zone: str, sieve: CaseSieve, *, after: CaseStart, most: int
) -> list[OpenCase]:
    """Open cases of the legal circle, the first to end first, after the one with this (due_at, ref)."""
    rows = await connection.fetch(SQL["overview_legal_cases"], sieve.only_waiting, sieve.over_by, *after, most, zone)
    return [OpenCase(*row) for row in rows]


def _columns(silent: Silent) -> tuple[list[str], list[str], list[str]]:
    rows = list(silent)
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
