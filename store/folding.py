"""Reads the facts of cases together from their record, as it was entered until an instant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import asyncpg

from domain.calendar_file import calendar_of, parse_year
from domain.catalogue import Catalogue
from domain.catalogue_file import parse
from domain.figures.definitions import FigureBook
from domain.figures.facts import Fact
from domain.figures.item_facts import Project, facts_of_project
from domain.figures.request_facts import Intake, facts_of_request
from domain.hotline.record import Happening as RequestHappening
from domain.hotline.record import RequestEvent
from domain.project_items import project_items
from domain.record import Event, Happening
from domain.roles import Role
from domain.workdays import WorkCalendar
from store.facts import SQL, Behind, behind, keep
from store.pool import Connection
from store.reference import calendar_files, catalogue_text

_AT_ONCE = 200  # cases


class Folding:
    """Reads facts together, in a thread for the sake of whoever waits beside it.

    Catalogues and calendars are read once for each version, for a version never changes.
    """

    def __init__(self, book: FigureBook) -> None:
        self._book, self._zone = book, ZoneInfo(book.zone)
        self._catalogues: dict[str, Catalogue] = {}
        self._calendars: dict[int, WorkCalendar] = {}

    async def catch_up(self, connection: Connection, since: datetime) -> AsyncIterator[tuple[list[Behind], list[Fact]]]:
        """Read and keep the facts of every case that was written since an instant and is behind; some cases at once, with their facts."""
        while cases := await behind(connection, since, most=_AT_ONCE):
            found = [
                *await self.projects(connection, [case.ref for case in cases if case.is_project]),
                *await self.requests(connection, [case.ref for case in cases if not case.is_project]),
            ]
            await keep(connection, cases, found)
            yield cases, found

    async def requests(
        self, connection: Connection, refs: Collection[str], *, until: datetime | None = None
    ) -> list[Fact]:
        """The facts of requests."""
        rows = await connection.fetch(SQL["request_lines"], list(refs), until)
        return await asyncio.to_thread(_of_requests, rows)

    async def projects(
        self, connection: Connection, refs: Collection[str], *, until: datetime | None = None
    ) -> list[Fact]:
        """The facts of projects, their days counted with the calendar of the last line."""
        outlines = {row["ref"]: row for row in await connection.fetch(SQL["project_outlines"], list(refs))}
        rows = await connection.fetch(SQL["project_lines"], list(refs), until)
        known = [
            (
                ref,
                await self._project(connection, outlines[ref]),
                lines,
                await self._calendar(connection, lines[-1]["rev"]),
            )
            for ref, lines in _by_ref(rows)
        ]
        return await asyncio.to_thread(_of_projects, known)

    async def _project(self, connection: Connection, outline: asyncpg.Record) -> Project:
        version = outline["catalogue_version"]
        if version not in self._catalogues:
            text = await catalogue_text(connection, version)
            assert text is not None, "a project names a catalogue that there is"
            self._catalogues[version] = parse(text)
        rules = project_items(
            self._catalogues[version],
            project_type=outline["project_type"],
            land_mode=outline["land_mode"],
            flags=outline["flags"],
            rule_set=outline["rule_set"],
            on=outline["opened_at"].astimezone(self._zone).date(),
        )
        return Project(outline["project_type"], rules, self._book.backfilled)

    async def _calendar(self, connection: Connection, rev: int) -> WorkCalendar:
        if rev not in self._calendars:
            years = await calendar_files(connection, rev)
            assert years is not None, "an event names a calendar that there is"
            self._calendars[rev] = calendar_of(
                map(parse_year, years.values()), rev=rev, zone=self._book.zone
            ).nameless()
        return self._calendars[rev]


def _of_requests(rows: Sequence[asyncpg.Record]) -> list[Fact]:
    return [
        fact
        for ref, lines in _by_ref(rows)
        for fact in facts_of_request(ref, _intake(lines[0]), map(_request_event, lines))
    ]


def _of_projects(known: Iterable[tuple[str, Project, Sequence[asyncpg.Record], WorkCalendar]]) -> list[Fact]:
    return [
        fact
        for ref, project, lines, calendar in known
        for fact in facts_of_project(ref, project, map(_event, lines), calendar)
    ]


def _by_ref(rows: Sequence[asyncpg.Record]) -> Iterator[tuple[str, list[asyncpg.Record]]]:
    """The lines of each case; they come in the order of cases."""
    for ref, lines in groupby(rows, key=lambda row: row["ref"]):
        yield str(ref), list(lines)


def _intake(row: asyncpg.Record) -> Intake:
    return Intake(row["topic"], row["district"], row["outer_due"])


def _request_event(row: asyncpg.Record) -> RequestEvent:
    return RequestEvent(
        kind=RequestHappening(row["kind"]),
        body=row["body"],
        at=row["at"],
        actor=row["actor"],
        acted_at=row["acted_at"],
        what=row["what"],
        due_after=row["due_at_after"],
        n=row["n"],
        entered_at=row["entered_at"],
    )


def _event(row: asyncpg.Record) -> Event:
    return Event(
        kind=Happening(row["kind"]),
        item=row["item"],
        at=row["at"],
        actor=row["actor"],
        role=Role(row["role"]),
        acted_at=row["acted_at"],
        what=row["what"],
        due_after=row["due_after"],
        n=row["n"],
        entered_at=row["entered_at"],
        rev=row["rev"],
    )
