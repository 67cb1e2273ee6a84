"""How sample people sign in on one machine: one password that everybody may read here, and one secret for the second factor.

Neither is a secret, so they are given only where nobody else can come in, and taken away again where real people are served.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.accounts.second_factor import needs_factor
from store.people import Person
from store.pool import Connection
from store.sql import load_sql
from system.vault import Vault

SQL = load_sql(__file__)
PASSWORD = "kulun-on-this-machine"  # noqa: S105  # known to everybody, and refused in production
SECRET = "KULUNSAMPLEPEOPLEONLYHERE2345672"  # noqa: S105  # likewise
_HASH = "$argon2id$v=19$m=19456,t=2,p=1$6uq5cflE0GK/P1upltNsWA$J4etPDqcaCyi1lKLDk9+MJdJCoinQfjL1sV8zvPKoJs"


async def let_sign_in(connection: Connection, people: Iterable[Person], vault: Vault, *, now: datetime) -> None:
    """Give each sample person without a password the known one, and the known second factor where their role needs one."""
    everyone = list(people)
    async with connection.transaction():
        given = await connection.fetch(SQL["give_known_password"], [person.id for person in everyone], _HASH, now)
        new = {row["person"] for row in given}
        factors = [
            (person.id, vault.locked(SECRET, of=person.id), now)
            for person in everyone
            if person.id in new and needs_factor(person.role)
        ]
        await connection.executemany(SQL["give_known_factor"], factors)


async def shut_out(connection: Connection) -> int:
    """Take the known password and the known secret from everybody who has them, and end their sessions; how many had the password."""
    async with connection.transaction():
        await connection.execute(SQL["end_known_sessions"], _HASH)
        await connection.execute(SQL["take_known_factor"], _HASH, SECRET)
        return len(await connection.fetch(SQL["take_known_password"], _HASH))
