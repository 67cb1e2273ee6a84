"""Invitations: a code lets a person choose a password, once and for some days; a newer one makes the older void.

The security office hands the code over, or the postroom brings it (store/inviting.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from store.inviting import plain, take_back, tell_invitation
from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
INVITATION_HOLDS = timedelta(hours=72)


async def invite(
    connection: Connection, code: str, person: str, *, by: str, now: datetime, expires_at: datetime
) -> None:
    """Keep an invitation, hashed, instead of those before."""
    await void_invitations(connection, person, now)
    await connection.execute(SQL["add_invitation"], hash_of(plain(code)), person, by, now, expires_at)


async def invite_by_letter(
    connection: Connection, person: str, *, by: str, now: datetime, expires_at: datetime
) -> None:
    """Let the postroom bring an invitation, instead of those before; nobody knows its code but whoever gets it."""
    await void_invitations(connection, person, now)
    await tell_invitation(connection, person, by=by, now=now, expires_at=expires_at)


async def void_invitations(connection: Connection, person: str, now: datetime) -> None:
    """No invitation of this person holds any more, and none goes out; first of all a letter that goes out now is waited for."""
    await take_back(connection, person, now)
    await connection.execute(SQL["lock_invitations"], person)
    await connection.execute(SQL["void_invitations"], person, now)


async def is_invited(connection: Connection, code: str, person: str, now: datetime) -> bool:
    """Does this code invite this person at `now`?"""
    return bool(await connection.fetchval(SQL["is_invited"], hash_of(plain(code)), person, now))


async def use_invitation(connection: Connection, code: str, person: str, now: datetime) -> bool:
    """Use an invitation, and make all others of the person void; False when it does not hold, or another one was faster.

    Then the transaction is to be given up.
    """
    await take_back(connection, person, now)
    await connection.execute(SQL["lock_invitations"], person)
    is_used = await connection.fetchval(SQL["use_invitation"], hash_of(plain(code)), person, now) is not None
    await connection.execute(SQL["void_invitations"], person, now)
    return is_used
