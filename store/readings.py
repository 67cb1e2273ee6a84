"""The one way to read personal data: in the same transaction it is written down who read whose, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

Whose = tuple[str, str]  # the case and the person, by their ids; an empty person: all who have to do with the case


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One line of the access log: ids and codes only."""

    n: int
    at: datetime
    reader: str
    role: str
    why: str
    what: str
    ref: str
    whose: str


async def read_personal(
    connection: Connection,
    statement: str,
    *values: object,
    reading: Reading | None,
    what: What,
    of: Callable[[asyncpg.Record], Whose | None],
) -> list[asyncpg.Record]:
    """The rows of a statement that answers personal data; `of` says of a row whose it is, or None where it has nothing personal.

    Nothing is read unless the reading is written down. Without a `reading` whoever asks is shown nothing personal of it.
    """
    async with connection.transaction():
        rows: list[asyncpg.Record] = await connection.fetch(statement, *values)
        whose = sorted({found for row in rows if (found := of(row)) is not None})
        if reading is not None:
            await note(connection, reading, what, whose)
    return rows


async def note(connection: Connection, reading: Reading, what: What, whose: Sequence[Whose]) -> None:
    """Write down that what is personal to these was read, within the transaction that has read it."""
    if whose:
        refs, people = zip(*whose, strict=True)
        about = (reading.by.id, reading.by.role, reading.why, what)
        await connection.execute(SQL["note_readings"], *about, list(refs), list(people))


async def readings(
    connection: Connection,
    *,
    ref: str = "",
    person: str = "",
    reader: str = "",
    before: int | None,
    most: int,
    hidden_from: str = "",
) -> list[ReadingLine]:
    """The access log of a case, of a person whose data was read, of a reader, or all of it; the newest first, before a number.

    No line is of a request that complains of the body `hidden_from`.
    """
    rows = await connection.fetch(SQL["readings_listed"], ref, person, reader, before, most, hidden_from)
    return [ReadingLine(*row) for row in rows]
