"""Second factors: the secret that holds or is wanted, the steps that were taken, and the codes for whoever has lost it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def want_factor(connection: Connection, person: str, secret: str) -> None:
    """Keep a secret that the person has not confirmed yet; the present one holds on."""
    await connection.execute(SQL["want_factor"], person, secret)


async def wanted_factor(connection: Connection, person: str) -> str | None:
    """The secret that waits to be confirmed, if any."""
    found: str | None = await connection.fetchval(SQL["wanted_factor"], person)
    return found


async def confirm_factor(
    connection: Connection, person: str, step: int, recovery: Iterable[str], now: datetime
) -> None:
    """Let the wanted secret hold, with its first step taken, and keep new recovery codes (hashed) instead of the old ones."""
    await connection.execute(SQL["confirm_factor"], person, step, now)
    await connection.execute(SQL["forget_recovery"], person)
    await connection.executemany(SQL["add_recovery"], [(person, hash_of(code), now) for code in recovery])


async def take_step(connection: Connection, person: str, step: int) -> bool:
    """Take the code of a step; False when it, or a newer one, was taken already, be it a moment ago."""
    return await connection.fetchval(SQL["take_step"], person, step) is not None


async def use_recovery(connection: Connection, person: str, code: str, now: datetime) -> bool:
    """Use a recovery code; False when there is none such, or it was used."""
    return await connection.fetchval(SQL["use_recovery"], person, hash_of(code), now) is not None


async def recovery_left(connection: Connection, person: str) -> int:
    """How many recovery codes a person has left."""
    return int(await connection.fetchval(SQL["recovery_left"], person))


async def drop_factor(connection: Connection, person: str) -> None:
    """Forget the second factor of a person who has lost it, and the recovery codes."""
    await connection.execute(SQL["drop_factor"], person)
    await connection.execute(SQL["forget_recovery"], person)
