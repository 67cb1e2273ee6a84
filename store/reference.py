"""Reference data: departments, versions of the catalogue, versions of the calendar. Only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.calendar_file import calendar_of, parse_year
from domain.catalogue import Catalogue
from domain.catalogue_file import parse
from domain.workdays import WorkCalendar
from store.pool import Connection
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A published calendar: its number, when and by whom."""

    rev: int
    published_at: datetime
    published_by: str


async def add_catalogue(connection: Connection, text: str, *, by: str) -> Catalogue:
    """Load a catalogue from its file's text; a version that is known already is left as it is.

    Raises:
        BadCatalogue: the text has faults; nothing is written.
    """
    catalogue = parse(text)
    async with connection.transaction():
        await connection.execute(SQL["lock_reference"])
        if await connection.fetchval(SQL["add_catalogue"], catalogue.version, by, text) is None:
            return catalogue
        departments = [(d.id, d.name_zh, d.name_en) for d in catalogue.departments.values()]
        await connection.executemany(SQL["save_department"], departments)
        rows = [
            (catalogue.version, i.id, n, i.department, i.stage, i.name_zh, i.name_en, i.promised.value, i.promised.unit)
            for n, i in enumerate(catalogue.items.values())
        ]
        await connection.executemany(SQL["add_catalogue_item"], rows)
    return catalogue


async def departments(connection: Connection) -> list[str]:
    """The ids of the departments of every catalogue that was loaded."""
    return [row["id"] for row in await connection.fetch(SQL["departments"])]


async def calendar_files(connection: Connection, rev: int) -> dict[str, str] | None:
    """The year files of one published calendar, or None."""
    years: dict[str, str] | None = await connection.fetchval(SQL["calendar_files"], rev)
    return years


async def newest_versions(connection: Connection) -> tuple[str | None, int | None]:
    """The version of the newest catalogue and the number of the newest calendar; None where there is none yet."""
    row = await connection.fetchrow(SQL["newest_versions"])
    assert row is not None, "a SELECT without FROM has one row"
    return row[0], row[1]


async def catalogue_text(connection: Connection, version: str) -> str | None:
    """The text of one version of the catalogue, or None."""
    text: str | None = await connection.fetchval(SQL["catalogue_text"], version)
    return text


async def newest_catalogue(connection: Connection) -> Catalogue | None:
    """The catalogue that new projects are opened with, or None before the first was loaded."""
    version, _ = await newest_versions(connection)
    text = await catalogue_text(connection, version) if version else None
    return parse(text) if text else None


async def add_calendar(connection: Connection, years: Mapping[str, str], *, by: str) -> int:
    """Publish a calendar, given as {year: text of its file}, and return its number."""
    async with connection.transaction():
        await connection.execute(SQL["lock_reference"])
        rev: int = await connection.fetchval(SQL["add_calendar"], by, dict(years))
        return rev


async def newest_calendar(connection: Connection) -> tuple[int, dict[str, str]] | None:
    """The number and the year files of the newest calendar, or None before the first was published."""
    _, rev = await newest_versions(connection)
    files = await calendar_files(connection, rev) if rev else None
    return (rev, files) if rev and files else None


async def work_calendar(connection: Connection) -> WorkCalendar | None:
    """The newest calendar as a case carries it, or None before the first was published."""
    newest = await newest_calendar(connection)
    if newest is None:
        return None
    rev, files = newest
    return calendar_of(map(parse_year, files.values()), rev=rev, zone=office()[1]).nameless()


async def calendars(connection: Connection) -> list[CalendarRow]:
    """All published calendars, newest first."""
    return [CalendarRow(*row) for row in await connection.fetch(SQL["calendars"])]
