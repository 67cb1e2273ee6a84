"""How citizens follow their request by number and code: who the code is of, how the request stands, and what they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from store.pool import Connection
from store.reports import find_complainant
from store.request_readers import complainant_by_code
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose code it is: a complainant's id, the request that stands for theirs, and the number that they were given."""

    id: str
    ref: str
    first_ref: str
    language: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A request as its citizens see it: no person, and of the bodies the one that has it.

    `state` is `reported` while nothing is written yet. `heard` says whether this citizen has answered in this cycle.
    """

    ref: str
    state: str
    kind: str
    topic: str
    body_zh: str
    cycle: int
    policy_version: str
    reported_at: datetime
    accept_at: datetime | None
    accepted_at: datetime | None
    goal_at: datetime | None
    paused_at: datetime | None
    pause_reason: str
    planned_end: datetime | None
    withdrawal_asked: bool
    closed_at: datetime | None
    outcome: str
    road: str
    ended_at: datetime | None
    heard: bool


@dataclass(frozen=True, slots=True)
class FollowedEvent:
    """One line of the record as citizens see it."""

    n: int
    kind: str
    at: datetime
    due_at_after: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """A letter that asks a citizen whether it is solved: whose it is, where it went, of which closing it speaks.

    `holds` says whether that closing is still the last one, and is still asked about.
    """

    letter: UUID
    address: str
    language: str
    caller: Caller
    cycle: int
    holds: bool


async def find_caller(connection: Connection, ref: str, code: str) -> Caller | None:
    """Whose number and code these are, or None; the code of a letter to a complainant is as good as the query code."""
    found = await complainant_by_code(connection, ref, code)
    known = await find_complainant(connection, found) if found else None
    return Caller(known.id, known.ref, known.first_ref, known.language) if known else None


async def caller_of_letter(connection: Connection, code: str) -> Caller | None:
    """To whom the letter with this code went, if it went to a complainant."""
    row = await connection.fetchrow(SQL["caller_of_letter"], code)
    return Caller(*row) if row else None


async def followed(connection: Connection, caller: Caller) -> Followed:
    """How the request of a complainant stands."""
    row = await connection.fetchrow(SQL["followed_request"], caller.ref, caller.id)
    assert row is not None, "a complainant belongs to a report"
    return Followed(*row)


async def followed_events(connection: Connection, ref: str, kinds: list[str]) -> list[FollowedEvent]:
    """The record of a request, of these kinds only."""
    return [FollowedEvent(*row) for row in await connection.fetch(SQL["followed_events"], ref, kinds)]


async def question_of(
    connection: Connection, *, code: str | None = None, letter: UUID | None = None
) -> Question | None:
    """The question that the letter with this code or id asks, or None if it asks none."""
    row = await connection.fetchrow(SQL["question"], code, letter)
    return _question(row) if row else None


def _question(row: asyncpg.Record) -> Question:
    caller = Caller(row["caller"], row["ref"], row["first_ref"], row["language"])
    return Question(row["letter"], row["address"], row["language"], caller, row["cycle"], row["holds"])
