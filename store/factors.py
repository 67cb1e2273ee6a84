"""Second factors: the secret that holds or is wanted, the steps that were taken, and the codes for whoever has lost it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql
from system.vault import Vault

SQL = load_sql(__file__)


async def want_factor(connection: Connection, person: str, secret: str, vault: Vault) -> None:
    """Keep a secret, locked, that the person has not confirmed yet; the present one holds on."""
    await connection.execute(SQL["want_factor"], person, vault.locked(secret, of=person))


async def wanted_factor(connection: Connection, person: str, vault: Vault) -> str | None:
    """The secret that waits to be confirmed, if any. Raises `NotUnlocked`."""
    found: str | None = await connection.fetchval(SQL["wanted_factor"], person)
    return vault.unlocked(found, of=person) if found else None


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


async def relock(connection: Connection, vault: Vault) -> int:
    """Lock every secret with the newest key; how many were kept open or under an older one.

    Raises:
        NotUnlocked: a key is missing under which some are locked; nothing was changed.
    """
    async with connection.transaction():
        changed = 0
        for row in await connection.fetch(SQL["kept_secrets"]):
            person, kept = row["person"], (row["secret"], row["wanted"])
            renewed = tuple(text and vault.renewed(text, of=person) for text in kept)
            if renewed != kept:
                await connection.execute(SQL["keep_secrets"], person, *renewed)
                changed += 1
    return changed


async def drop_factor(connection: Connection, person: str) -> None:
    """Forget the second factor of a person who has lost it, and the recovery codes."""
    await connection.execute(SQL["drop_factor"], person)
    await connection.execute(SQL["forget_recovery"], person)
