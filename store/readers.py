"""What pages and counters read: projects, items and events for the public, and the lists of those who work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.privacy.readings import Reading, What
from domain.record import Event, Happening
from domain.roles import Role
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class PublicProject:
    """One project as the public may see it; `ended_count` of its `item_count` items have come to an end."""

    ref: str
    name: str
    site: str
    project_type: str
    land_mode: str
    flags: list[str]
    rule_set: str
    catalogue_version: str
    opened_at: datetime
    phase: str
    completed_at: datetime | None
    n: int
    calendar_rev: int
    item_count: int
    ended_count: int


@dataclass(frozen=True, slots=True)
class PublicItem:
    """One item as the public may see it: no person's name, the officer by work number only.

    `reason` is why its term ran out, in the department's own words: the law wants it published.
    """

    id: str
    stage: str
    department: str
    department_zh: str
    name_zh: str
    name_en: str
    promised: int
    unit: str
    state: str
    round: int
    officer_no: str | None
    received_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    due_on: date | None
    yellow_at: datetime | None
    red_at: datetime | None
    over_at: datetime | None
    provisional: bool
    law_on: date | None
    left: int | None
    pause_kind: str | None
    paused_at: datetime | None
    planned_end: datetime | None
    extended: int
    revoked: bool
    breached: bool
    explained: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class SilenceInMonth:
    """How often silence approved in a month (`YYYY-MM`), how often such an approval was confirmed and revoked after a review, and how often officers approved."""

    month: str
    deemed: int
    confirmed: int
    revoked: int
    approved: int


@dataclass(frozen=True, slots=True)
class LateClocks:
    """How many cases have not acted when they should have, and since when the first of them is late."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One open item as the department sees it."""

    ref: str
    id: str
    department: str
    name_zh: str
    project: str
    promised: int
    unit: str
    state: str
    round: int
    officer: str | None
    received_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    due_on: date | None
    yellow_at: datetime | None
    red_at: datetime | None
    over_at: datetime | None
    provisional: bool
    law_on: date | None
    left: int | None
    pause_kind: str | None
    planned_end: datetime | None
    revoked: bool
    breached: bool
    explained: bool
    calendar_rev: int


@dataclass(frozen=True, slots=True)
class LateAct:
    """An act that came when silence had already approved; `note` is what its author wrote."""

    ref: str
    n: int
    item: str
    act: str
    received_at: datetime
    entered_at: datetime
    actor: str
    role: str
    work_no: str
    note: dict[str, str]


@dataclass(frozen=True, slots=True)
class Where:
    """How far a project and one of its items are written; `state` is None for an item it does not have."""

    phase: str
    n: int
    state: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """What a person handed in with an act."""

    author: str
    ref: str
    body: dict[str, str]


async def late_clocks(connection: Connection, before: datetime) -> LateClocks:
    """The cases that should have acted by themselves before an instant and have not."""
    row = await connection.fetchrow(SQL["late_clocks"], before)
    assert row is not None, "a count always has a row"
    return LateClocks(*row)


async def late_cases(
    connection: Connection, before: datetime, *, most: int, hidden_from: str
) -> list[tuple[str, datetime]]:
    """Which cases these are, each with when it should have acted; the longest late first. None complains of the body `hidden_from`."""
    rows = await connection.fetch(SQL["late_cases"], before, most, hidden_from)
    return [(row["ref"], row["wakes_at"]) for row in rows]


async def public_projects(connection: Connection, *, after: str, most: int) -> list[PublicProject]:
    """Projects by their code, after the code `after`."""
    return [PublicProject(*row) for row in await connection.fetch(SQL["public_projects"], after, most)]


async def find_projects(
    connection: Connection, words: str, department: str, *, after: str, most: int
) -> list[PublicProject]:
    """Projects with these words in name, place or code and an item at this department, after a code; empty asks for nothing."""
    rows = await connection.fetch(SQL["find_projects"], words, department, after, most)
    return [PublicProject(*row) for row in rows]


async def public_project(connection: Connection, ref: str) -> PublicProject | None:
    """One project, or None before its case has written itself down."""
    row = await connection.fetchrow(SQL["public_project"], ref)
    return PublicProject(*row) if row else None


async def public_items(connection: Connection, ref: str) -> list[PublicItem]:
    """All items of the project's catalogue in its order, those that do not apply included."""
    return [PublicItem(*row) for row in await connection.fetch(SQL["public_items"], ref)]


async def public_events(connection: Connection, ref: str, *, after: int = 0, most: int = 100_000) -> list[Event]:
    """The public record after event number `after`: without persons, notes and what was not done."""
    rows = await connection.fetch(SQL["public_events"], ref, after, most)
    return [_event(*row) for row in rows]


async def silence_by_month(connection: Connection, zone: str) -> list[SilenceInMonth]:
    """How often silence decided in each month of a zone, the newest first."""
    return [SilenceInMonth(*row) for row in await connection.fetch(SQL["silence_by_month"], zone)]


async def inbox(
    connection: Connection, department: str, *, after: tuple[datetime | None, str, str], most: int
) -> list[InboxItem]:
    """Open items of a department by urgency, after the one with this (over_at, ref, id)."""
    rows = await connection.fetch(SQL["inbox"], department, *after, most)
    return [InboxItem(*row) for row in rows]


async def inbox_of_all(
    connection: Connection, *, after: tuple[datetime | None, str, str], most: int
) -> list[InboxItem]:
    """Open items of all departments by urgency, after the one with this (over_at, ref, id)."""
    return [InboxItem(*row) for row in await connection.fetch(SQL["inbox_of_all"], *after, most)]


async def late_acts(
    connection: Connection, reading: Reading, *, before: tuple[datetime | None, str, int], most: int
) -> list[LateAct]:
    """Acts that came too late, the newest first, before the one with this (entered_at, ref, n)."""
    rows = await read_personal(
        *(connection, SQL["late"], *before, most),
        reading=reading,
        what=What.WORDS,
        of=lambda row: (row["ref"], row["actor"]),
    )
    return [LateAct(*row) for row in rows]


async def where(connection: Connection, ref: str, item: str = "") -> Where | None:
    """How far a project is written, or None before its first commit."""
    row = await connection.fetchrow(SQL["standing"], ref, item)
    return Where(*row) if row else None


async def note(connection: Connection, note_id: str) -> Note | None:
    """One note, or None."""
    row = await connection.fetchrow(SQL["note"], note_id)
    return Note(*row) if row else None


def _event(
    n: int,
    kind: str,
    at: datetime,
    entered_at: datetime,
    item: str,
    role: str,
    what: str,
    due_before: date | None,
    due_after: date | None,
    rev: int,
) -> Event:
    return Event(
        kind=Happening(kind),
        item=item,
        at=at,
        role=Role(role),
        what=what,
        due_before=due_before,
        due_after=due_after,
        n=n,
        entered_at=entered_at,
        rev=rev,
    )
