"""Facts as they are kept: which cases have moved on since theirs were read, and how many there are of which kind in a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from domain.figures.counting import Heap
from domain.figures.definitions import Basis, Counted, Length
from domain.figures.expecting import LEAST, Taken
from domain.figures.facts import Fact, Subject
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

_A_YEAR = timedelta(days=365)

FactStart = tuple[datetime | None, str, str]  # (at, ref, part) of the row before, or the very beginning


@dataclass(frozen=True, slots=True)
class Behind:
    """A case whose facts were read to another line than its last one, the n-th of the run `epoch`."""

    ref: str
    n: int
    epoch: int
    is_project: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """Which facts: of a subject, by one of their instants from `begin` until before `end`, grouped by a dimension (empty: together).

    A month begins on the day `begins` of a zone (IANA name). With `body` those of one body alone.
    """

    subject: Subject
    basis: Basis
    begin: datetime
    end: datetime
    dimension: str
    zone: str
    begins: int
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Which:
    """Which facts of a cut: in one group, and with one of some marks, if that is asked; none of a request that complains of the body `hidden_from`."""

    group: str
    only: Collection[str] | None = None
    hidden_from: str = ""


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A fact behind a figure, without the person."""

    ref: str
    part: str
    created_at: datetime
    closed_at: datetime | None
    body: str
    matter: str
    kind: str
    marks: list[str]
    at: datetime


async def behind(connection: Connection, since: datetime, *, most: int) -> list[Behind]:
    """Cases that were written since an instant and whose facts are not theirs any more."""
    return [Behind(*row) for row in await connection.fetch(SQL["cases_behind"], since, most)]


async def moved(
    connection: Connection, begin: datetime, end: datetime, *, until: datetime, are_projects: bool
) -> list[str]:
    """Projects or requests of which something is told of a period, as it was entered until an instant."""
    return [row["ref"] for row in await connection.fetch(SQL["cases_that_moved"], begin, end, until, are_projects)]


async def to_check(connection: Connection, begin: datetime, end: datetime, *, are_projects: bool) -> list[str]:
    """Projects or requests whose facts of a period are to be what the record says; not those whose newest lines nobody has read yet."""
    return [row["ref"] for row in await connection.fetch(SQL["cases_to_check"], begin, end, are_projects)]


async def keep(connection: Connection, cases: Sequence[Behind], facts: Iterable[Fact]) -> None:
    """Keep these facts, all that there are of these cases, instead of those from before; one writer after the other.

    Who had read less of a case than was kept before leaves it behind again, and it is read anew.
    """
    refs = [case.ref for case in cases]
    async with connection.transaction():
        await connection.execute(SQL["one_writer"])
        await connection.execute(SQL["forget_facts"], refs)
        await connection.execute(SQL["keep_facts"], [_row(fact) for fact in facts])
        await connection.execute(SQL["note_folded"], refs, [case.n for case in cases], [case.epoch for case in cases])


async def facts_of(connection: Connection, refs: Collection[str]) -> list[Fact]:
    """The facts of cases as they are kept."""
    return [_fact(row) for row in await connection.fetch(SQL["facts_of"], list(refs))]


async def plan_for_what_is_asked(connection: Connection) -> None:
    """Plan each statement of this transaction for its own values."""
    await connection.execute(SQL["plan_for_what_is_asked"])


async def heaps(connection: Connection, figure: Counted, cut: Cut) -> list[Heap]:
    """The facts of a cut in heaps of those that are alike, with their length if the figure asks for one."""
    measure = figure.measure if isinstance(figure, Length) else ""
    rows = await connection.fetch(SQL["heaps"], *_of(cut), measure, cut.zone, cut.begins, cut.body)
    return [
        Heap(row["name"], marks, number, length)
        for row in rows
        for marks in (frozenset(row["marks"]),)
        for length, number in _lengths(row)
    ]


def _lengths(row: asyncpg.Record) -> Iterable[tuple[int | None, int]]:
    """Each length with how many took so long; the database hands them out one by one, for to group by them it would have to sort them."""
    return Counter(row["lengths"]).items() if row["lengths"] is not None else ((None, row["number"]),)


async def cases_counted(
    connection: Connection,
    figure: Counted,
    cut: Cut,
    which: Which,
    *,
    after: FactStart,
    most: int,
) -> list[CountedCase]:
    """The facts behind a figure in one group, or those of them with one of some marks; the newest first, after one.

    Behind a length stand those only that were measured.
    """
    rows = await connection.fetch(
        SQL["cases_counted"],
        *(*_of(cut), which.group, cut.zone, cut.begins),
        *(list(figure.of), list(figure.but_not), None if which.only is None else list(which.only)),
        *(*after, most, cut.body, figure.measure if isinstance(figure, Length) else None, which.hidden_from),
    )
    return [CountedCase(*row) for row in rows]


async def days_taken(connection: Connection, now: datetime) -> list[Taken]:
    """How long each item really took in the year before `now`, where enough rounds of it were decided."""
    return [Taken(*row) for row in await connection.fetch(SQL["days_taken"], now - _A_YEAR, now, LEAST)]


def _of(cut: Cut) -> tuple[str, str, datetime, datetime, str]:
    return cut.basis, cut.subject, cut.begin, cut.end, cut.dimension


def _row(fact: Fact) -> dict[str, object]:
    return {
        "subject": fact.subject,
        "ref": fact.ref,
        "part": fact.part,
        "created_at": fact.created_at.isoformat(),
        "closed_at": fact.closed_at and fact.closed_at.isoformat(),
        "body": fact.body,
        "person": fact.person,
        "matter": fact.matter,
        "stage": fact.stage,
        "kind": fact.kind,
        "place": fact.place,
        "marks": sorted(fact.marks),
        "measures": dict(fact.measures),
        "due_at": fact.due_at and fact.due_at.isoformat(),
    }


def _fact(row: asyncpg.Record) -> Fact:
    columns = dict(row)
    return Fact(**{**columns, "subject": Subject(row["subject"]), "marks": frozenset(row["marks"])})
