"""Tokens as their owners see them: what each is for and when it ends, never the token itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.privacy.readings import Reading, What
from store.people import hash_of
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Token:
    """A token that still lets somebody in."""

    id: str
    label: str
    scope: tuple[str, ...]
    made_by: str | None
    created_at: datetime
    expires_at: datetime


async def make_token(
    connection: Connection, token: str, person: str, *, label: str, scope: Iterable[str], by: str, expires_at: datetime
) -> str:
    """Let a person or program in with a token, for some acts and for some time; the answer is its id."""
    values = (hash_of(token), person, label, sorted(scope), by, expires_at)
    return str(await connection.fetchval(SQL["make_token"], *values))


async def tokens_of(connection: Connection, person: str, now: datetime, *, reading: Reading | None) -> list[Token]:
    """The tokens of a person that hold at `now`, the newest first; without a `reading` they are shown to their owner only."""
    rows = await read_personal(
        connection, SQL["tokens_of"], person, now, reading=reading, what=What.WORDS, of=lambda _: ("", person)
    )
    return [Token(*row) for row in rows]


async def end_token(connection: Connection, token: UUID, person: str, now: datetime) -> bool:
    """End one token of a person; False when they have no such one, or it has ended."""
    return await connection.fetchval(SQL["end_token"], token, person, now) is not None


async def end_tokens(connection: Connection, person: str, now: datetime) -> None:
    """End all tokens of a person."""
    await connection.execute(SQL["end_tokens"], person, now)
