"""What the project side reads of its own projects: the list of them, and what departments wrote to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class OwnProject:
    """A project of somebody's, with how many of its items wait for corrections, can be handed in, or are with departments.

    `over_at` is the first instant at which a department breaks a promise; `rank` is 0 where corrections are waited for, 1
    where something can be handed in, 2 where others have the turn, 3 for what is over.
    """

    ref: str
    name: str
    site: str
    phase: str
    opened_at: datetime
    completed_at: datetime | None
    item_count: int
    ended_count: int
    correcting: int
    ready: int
    running: int
    over_at: datetime | None
    rank: int


async def own_projects(connection: Connection, person: str, *, after: tuple[int, str], most: int) -> list[OwnProject]:
    """The projects of an applicant or a helper, after the one with this (rank, ref)."""
    return [OwnProject(*row) for row in await connection.fetch(SQL["own_projects"], person, *after, most)]


async def words_of_demands(connection: Connection, reading: Reading, ref: str) -> dict[str, str]:
    """What departments wrote beside what they asked a project for, by the id of the act with which they did."""
    rows = await read_personal(
        *(connection, SQL["words_of_demands"], ref), reading=reading, what=What.WORDS, of=lambda row: (row["ref"], "")
    )
    return {row["command"]: row["remarks"] for row in rows}
