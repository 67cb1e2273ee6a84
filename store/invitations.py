"""Invitations: a code lets a person choose a password, once and for some days; a newer one makes the older void."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
INVITATION_HOLDS = timedelta(hours=72)


async def invite(
    connection: Connection, code: str, person: str, *, by: str, now: datetime, expires_at: datetime
) -> None:
    """Keep an invitation, hashed, instead of those before."""
    await connection.execute(SQL["void_invitations"], person, now)
    await connection.execute(SQL["add_invitation"], hash_of(_plain(code)), person, by, now, expires_at)


async def is_invited(connection: Connection, code: str, person: str, now: datetime) -> bool:
    """Does this code invite this person at `now`?"""
    return bool(await connection.fetchval(SQL["is_invited"], hash_of(_plain(code)), person, now))


async def use_invitation(connection: Connection, code: str, person: str, now: datetime) -> bool:
    """Use an invitation; False when it does not hold, or another one was faster."""
    return await connection.fetchval(SQL["use_invitation"], hash_of(_plain(code)), person, now) is not None


def _plain(code: str) -> str:
    """A code as it is hashed, however it was typed."""
    return "".join(code.split()).replace("-", "").upper()
