"""Sessions: rows that let somebody in until they are idle, too old or ended; only the hash of what the browser holds is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.accounts.sessions import ABSOLUTE, IDLE, Stage, stage_of
from domain.roles import Actor, Role
from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
_SEEN_ONCE_IN = timedelta(minutes=1)  # a session is not written with each request


@dataclass(frozen=True, slots=True)
class Session:
    """A session that lets its owner in, who prefers a language (zh, mn or en)."""

    id: str
    actor: Actor
    stage: Stage
    started_at: datetime
    seen_at: datetime
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it in the list."""

    id: str
    started_at: datetime
    seen_at: datetime
    agent: str
    address: str


async def open_session(
    connection: Connection, token: str, person: str, *, agent: str, address: str, now: datetime
) -> None:
    """Let a person in with a token that a browser will hold; the token itself is not kept."""
    await connection.execute(SQL["open_session"], hash_of(token), person, now, agent, address)


async def session_by_token(connection: Connection, token: str, now: datetime) -> Session | None:
    """Whose session it is, and seen now; None when it is unknown, over or ended, or its owner has left."""
    hashed = hash_of(token)
    row = await connection.fetchrow(SQL["session_by_hash"], hashed, now - ABSOLUTE, now - IDLE, now)
    if row is None:
        return None
    if now - row["seen_at"] > _SEEN_ONCE_IN:
        await connection.execute(SQL["touch_session"], hashed, now)
    role = Role(row["role"])
    actor = Actor(row["person"], role, row["department"] or "", tuple(row["stands_in_for"]))
    stage = stage_of(role, must_change=row["must_change"], has_factor=row["has_factor"])
    return Session(row["id"], actor, stage, row["started_at"], row["seen_at"], language=row["language"])


async def open_sessions(connection: Connection, person: str, now: datetime) -> list[OpenSession]:
    """The sessions in which a person is signed in, the newest first."""
    rows = await connection.fetch(SQL["open_sessions"], person, now - ABSOLUTE, now - IDLE)
    return [OpenSession(*row) for row in rows]


async def end_session(connection: Connection, session: UUID, person: str, now: datetime) -> bool:
    """End one session of a person; False when they have no such one, or it has ended."""
    return await connection.fetchval(SQL["end_session"], session, person, now) is not None


async def end_sessions(connection: Connection, person: str, now: datetime, *, but: str = "") -> None:
    """End all sessions of a person but the one with this token."""
    await connection.execute(SQL["end_sessions"], person, now, hash_of(but))


async def end_session_of_token(connection: Connection, token: str, now: datetime) -> None:
    """End the session that a browser holds, whosever it is."""
    await connection.execute(SQL["end_session_of_token"], hash_of(token), now)
