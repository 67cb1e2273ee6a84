"""Before and after silence: who is told of what it approves soon, and what nobody has looked at since it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.catalogue_file import parse
from domain.notices import SILENT_ALL, SILENT_OWN
from domain.silence import ahead_until, deemed_by, last_day_ahead
from domain.workdays import WorkCalendar
from store.notices import wake_postroom
from store.overview import rule_sets
from store.pool import Connection
from store.reference import catalogue_text, work_calendar
from store.sql import load_sql

SQL = load_sql(__file__)

Start = tuple[datetime | None, str, str]  # (deemed_at, ref, item) of the row before, or the very beginning


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """An approval by silence that nobody has looked at yet."""

    ref: str
    project: str
    item: str
    name_zh: str
    name_en: str
    body: str
    body_zh: str
    body_en: str
    deemed_at: datetime


async def silent(connection: Connection, calendar: WorkCalendar, now: datetime) -> list[tuple[str, str, str]]:
    """What silence approves under the catalogues and rule sets of open projects: (catalogue version, rule set, item)."""
    found: list[tuple[str, str, str]] = []
    for version, rule_set in await rule_sets(connection):
        text = await catalogue_text(connection, version)
        assert text is not None, "a project is opened with a catalogue that is there"
        found += deemed_by(parse(text), rule_set, calendar.local_day(now))
    return found


async def tell_of_day(connection: Connection, now: datetime) -> int:
    """Write the notices of a working day, one for each department's head and one for all, and return of how many items they speak."""
    calendar = await work_calendar(connection)
    if calendar is None or not calendar.counts(today := calendar.local_day(now)):
        return 0
    names = await silent(connection, calendar, now)
    until = ahead_until(calendar, now)
    async with connection.transaction():
        rows = await connection.fetch(SQL["silent_ahead"], now, until, *(list(part) for part in _columns(names)))
        counts: dict[str, int] = {row["department"]: row["items"] for row in rows}
        whole = sum(counts.values())
        due_on, ends_at = last_day_ahead(calendar, today), calendar.end_of(today)
        told = [
            *((body, SILENT_OWN, items) for body, items in counts.items()),
            *([("", SILENT_ALL, whole)] if whole else []),
        ]
        for body, step, items in told:
            await connection.execute(SQL["tell_ahead"], f"silence-{today}", body, step, now, ends_at, due_on, items)
        await wake_postroom(connection)
    return whole


async def unreviewed(connection: Connection, department: str, *, after: Start, most: int) -> list[Unreviewed]:
    """What silence approved and nobody has looked at, of a department or of all (empty), the oldest first."""
    return [Unreviewed(*row) for row in await connection.fetch(SQL["unreviewed"], department, *after, most)]


def _columns(names: list[tuple[str, str, str]]) -> tuple[list[str], list[str], list[str]]:
    return [row[0] for row in names], [row[1] for row in names], [row[2] for row in names]
