"""How whoever asked something of the legal circle follows it: how it stands, what happened, and what was written to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class FollowedCase:
    """A case as whoever asked sees it: no person is named.

    `state` is the one that a case begins with while nothing is written yet. `comes_as` is as what whoever has it is in the pool,
    empty while nobody has.
    """

    ref: str
    service: str
    state: str
    policy_version: str
    field: str
    kind: str
    people: str
    from_ref: str
    asked_at: datetime
    first_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    became: str
    helped: bool | None
    satisfied: int
    papers_asked: list[str]
    supply_at: datetime | None
    decision: str
    ground: str
    decided_at: datetime | None
    first_appointed_at: datetime | None
    objection_at: datetime | None
    change_asked: bool
    objections: int
    planned_at: datetime | None
    visited_at: datetime | None
    outcome: str
    comes_as: str


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """One line of the record as whoever asked sees it; `what` is an id that belongs to the kind, `text` what was written to them."""

    n: int
    kind: str
    at: datetime
    what: str
    text: str


async def followed_case(connection: Connection, ref: str, *, first: str) -> FollowedCase | None:
    """How a case stands, or None when nothing was handed in under this number; `first` is the state before anything is written."""
    row = await connection.fetchrow(SQL["followed_case"], ref, first)
    return FollowedCase(*row) if row else None


async def followed_lines(
    connection: Connection, reading: Reading, ref: str, *, kinds: Collection[str], written: Collection[str]
) -> list[FollowedLine]:
    """The record of a case, of these kinds only; of those in `written` with what was written."""
    rows = await read_personal(
        *(connection, SQL["followed_lines"], ref, list(kinds), list(written)),
        reading=reading,
        what=What.WORDS,
        of=lambda _: (ref, ""),
    )
    return [FollowedLine(*row) for row in rows]
