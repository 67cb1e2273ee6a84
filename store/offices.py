"""What the rooms of a department read: what its officers have in hand, what is coming to it, and what happened to an item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readers import InboxItem, PublicItem, PublicProject
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)

Place = tuple[datetime | None, str, str]  # (over_at, ref, id) of an open item, or the very beginning


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open items there are: over their term, red, yellow, not answered at the counter, paused, and in all."""

    over: int
    red: int
    yellow: int
    received: int
    paused: int
    whole: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record as those see it who work on a case; `note` is what its author wrote."""

    n: int
    kind: str
    at: datetime
    entered_at: datetime
    acted_at: datetime | None
    actor: str
    role: str
    work_no: str
    instead_of: str
    what: str
    due_before: date | None
    due_after: date | None
    note: dict[str, str]


async def inbox_of(
    connection: Connection, department: str, officers: Collection[str], *, after: Place, most: int
) -> list[InboxItem]:
    """Open items that some officers have in hand, by urgency, after one of them; of all departments when none is named."""
    rows = await connection.fetch(SQL["inbox_of"], department, list(officers), *after, most)
    return [InboxItem(*row) for row in rows]


async def tally(connection: Connection, department: str, officers: Collection[str], now: datetime) -> Tally:
    """How many open items there are at `now`, of all departments or officers when none is named."""
    row = await connection.fetchrow(SQL["inbox_tally"], department, list(officers), now)
    assert row is not None, "a count always has a row"
    return Tally(*row)


async def projects_awaited(connection: Connection, department: str, *, after: str, most: int) -> list[PublicProject]:
    """Open projects in which a department has something that was not handed in yet, by their code, after a code."""
    rows = await connection.fetch(SQL["projects_awaited"], department, after, most)
    return [PublicProject(*row) for row in rows]


async def projects_named(connection: Connection, refs: Collection[str]) -> dict[str, PublicProject]:
    """The projects with these codes."""
    rows = await connection.fetch(SQL["projects_named"], list(refs))
    return {row["ref"]: PublicProject(*row) for row in rows}


async def items_of_many(connection: Connection, refs: Collection[str]) -> dict[str, list[PublicItem]]:
    """All items of the projects with these codes, in their catalogue's order."""
    rows = await connection.fetch(SQL["items_of_many"], list(refs))
    return {ref: [PublicItem(*list(row)[1:]) for row in own] for ref, own in groupby(rows, lambda row: row["ref"])}


async def items_at(connection: Connection, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], PublicItem]:
    """The items at these places: each the code of a project and the number of an item in it."""
    rows = await connection.fetch(SQL["items_at"], [ref for ref, _ in places], [item for _, item in places])
    return {(row["ref"], row["id"]): PublicItem(*list(row)[1:]) for row in rows}


async def record_of_item(connection: Connection, reading: Reading, ref: str, item: str) -> list[Line]:
    """What happened to an item, the newest first, with what people wrote."""
    rows = await read_personal(
        *(connection, SQL["record_of_item"], ref, item),
        reading=reading,
        what=What.WORDS,
        of=lambda row: (ref, row["actor"]) if row["note"] else None,
    )
    return [Line(*row) for row in rows]
