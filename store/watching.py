"""What detectors look at, read as of an instant, and what they found, written once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import asyncpg

from domain.calendar_file import calendar_of, parse_year
from domain.catalogue_file import parse
from domain.roles import Role
from domain.supervision.detectors import Abuse, DetectorBook
from domain.supervision.record import Asked, Closing, Finding, Handed, Heap, Lapse, Line, Many, Record, TakenOut
from domain.supervision.watching import Looked, Span
from domain.workdays import WorkCalendar
from store.pool import Connection
from store.reference import calendar_files
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)
_LONG = 600.0  # seconds that a statement over everything may take, in the first night
_WAITS = timedelta(days=21)  # the longest that a look waits after the last line of its case: a late pause over holidays
_MONTH = timedelta(days=31)
Needs = Mapping[str, Mapping[str, frozenset[str]]]  # by version of the catalogue and material: the items


async def last_looked(connection: Connection) -> date | None:
    """The last day that was looked at; None before the first night."""
    day: date | None = await connection.fetchval(SQL["last_looked"])
    return day


async def calendar_as_of(connection: Connection, at: datetime) -> WorkCalendar | None:
    """The calendar that was the newest at an instant, else the first one; None before any was published."""
    rev = await connection.fetchval(SQL["calendar_as_of"], at)
    files = await calendar_files(connection, rev) if rev is not None else None
    return calendar_of(map(parse_year, files.values()), rev=rev, zone=office()[1]) if files else None


async def changed_cases(connection: Connection, span: Span) -> list[str]:
    """The cases in which something may have become whole in the span."""
    rows = await connection.fetch(SQL["changed_cases"], span.since - _WAITS, span.until, timeout=_LONG)
    return [row["ref"] for row in rows]


async def needs_of(connection: Connection) -> Needs:
    """What every version of the catalogue says about materials: which items need which."""
    texts = await connection.fetch(SQL["catalogue_texts"])
    return {
        row["version"]: {one.id: frozenset(one.items) for one in parse(row["body"]).materials.values()} for row in texts
    }


async def records_of(connection: Connection, needs: Needs, refs: Sequence[str], until: datetime) -> list[Record]:
    """The records of some cases as of an instant; of a case without a line there is none."""
    lines = _by_ref(await connection.fetch(SQL["lines_of"], refs, until))
    asked = _by_ref(await connection.fetch(SQL["asked_of"], refs, until))
    handed = _by_ref(await connection.fetch(SQL["handed_of"], refs, until))
    return [
        Record(
            tuple(map(_line, rows)),
            tuple(Asked(**{name: value for name, value in row.items() if name != "ref"}) for row in asked.get(ref, ())),
            tuple(_handed(row, needs) for row in handed.get(ref, ())),
        )
        for ref, rows in lines.items()
    ]


async def many_of(connection: Connection, book: DetectorBook, span: Span) -> Many:
    """What is seen over many cases: as far back as the definitions reach."""

    def days(abuse: Abuse) -> timedelta:
        return timedelta(days=book.detectors[abuse].thresholds["within"])

    again, lapse = days(Abuse.CLOSED_UNANSWERED), days(Abuse.LAPSE_CLUSTER)
    made = await connection.fetch(SQL["decisions_made"], span.since - _MONTH, span.until, timeout=_LONG)
    lapses = await connection.fetch(SQL["lapses_made"], span.since - lapse, span.until, timeout=_LONG)
    closings = await connection.fetch(SQL["closings_made"], span.since - again, span.until, again, timeout=_LONG)
    taken = await connection.fetch(SQL["taken_out"], span.since - _MONTH, span.until, timeout=_LONG)
    return Many(
        tuple(map(_line, made)),
        tuple(Lapse(_line(row), row["officer"], row["applicant"]) for row in lapses),
        tuple(map(_closing, closings)),
        await _ended(connection, span),
        tuple(map(_taken_out, taken)),
    )


async def write_findings(
    connection: Connection, findings: Iterable[Finding], looked: Mapping[tuple[Abuse, date], Looked], found_at: datetime
) -> int:
    """Write what was found and how much was looked at, in one transaction; how many findings are new."""
    new = 0
    async with connection.transaction():
        for one in findings:
            about = (one.detector, one.version, one.ref, one.part, one.at, one.body, dict(one.evidence))
            new += await connection.fetchval(SQL["add_finding"], *about, found_at) or 0
        days = [(abuse, day, one.looks, one.blind) for (abuse, day), one in looked.items()]
        await connection.executemany(SQL["keep_looks"], days)
    return new


def _line(row: asyncpg.Record) -> Line:
    known = {name: value for name, value in row.items() if name in Line.__dataclass_fields__}
    return Line(**known | {"role": Role(row["role"])})


async def _ended(connection: Connection, span: Span) -> tuple[Heap, ...]:
    since = span.since - _MONTH
    rows = await connection.fetch(SQL["ended_by_month"], since, span.until, office()[1], timeout=_LONG)
    return tuple(Heap(*row) for row in rows)


def _closing(row: asyncpg.Record) -> Closing:
    return Closing(_line(row), *(row[name] for name in ("answer", "same", "confirmed_at", "again", "again_at")))


def _taken_out(row: asyncpg.Record) -> TakenOut:
    at, about = row["at"], {"actor": row["actor"], "body": row["body"], "what": row["what"]}
    return TakenOut(Line(row["ref"], 0, "excluded", row["part"], at, at, **about), row["subject"], row["body_kind"])


def _handed(row: asyncpg.Record, needs: Needs) -> Handed:
    return Handed(row["handed_in_at"], needs[row["catalogue_version"]].get(row["material"]))


def _by_ref(rows: Iterable[asyncpg.Record]) -> dict[str, list[asyncpg.Record]]:
    found: dict[str, list[asyncpg.Record]] = {}
    for row in rows:
        found.setdefault(row["ref"], []).append(row)
    return found
