"""Secrets of second factors at rest: a dump of the database has none, and another key takes them over."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from domain.roles import Role
from store import factors, logins
from store.people import Person, save_person
from store.pool import Pool
from system.vault import NotUnlocked, Vault

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SECRET, WANTED = "JBCETFGIRLG234GY3TUQFEFG74W6Q4PZ", "HDD2WKXDMFQMZ3AS2GT2QTWUN6MSQH6Y"


async def kept(pool: Pool, vault: Vault, person: str = "li") -> None:
    """Somebody has a second factor, and wants another one."""
    async with pool.acquire() as connection:
        await save_person(connection, Person(person, "李某", Role.OFFICER, None))
        await factors.want_factor(connection, person, SECRET, vault)
        await pool.execute("UPDATE second_factor SET secret = wanted, last_step = 7, confirmed_at = now()")
        await factors.want_factor(connection, person, WANTED, vault)


async def read(pool: Pool, vault: Vault) -> tuple[str | None, str | None, int]:
    async with pool.acquire() as connection:
        known = await logins.credentials(connection, "li", vault)
        assert known is not None
        return known.secret, await factors.wanted_factor(connection, "li", vault), known.last_step


async def test_the_database_tells_no_secret(pool: Pool):
    await kept(pool, Vault(NEW))

    rows = str([tuple(row) for row in await pool.fetch("SELECT * FROM second_factor")])

    assert (SECRET in rows, WANTED in rows) == (False, False)
    assert await read(pool, Vault(NEW)) == (SECRET, WANTED, 7)


@pytest.mark.parametrize("before", [Vault(), Vault(OLD)], ids=["kept open", "under the old key"])
async def test_all_are_locked_with_the_newest_key_and_the_old_one_may_go(pool: Pool, before: Vault):
    await kept(pool, before)

    async with pool.acquire() as connection:
        changed = [await factors.relock(connection, Vault(NEW, OLD)) for _ in range(2)]

    assert changed == [1, 0]
    assert await read(pool, Vault(NEW)) == (SECRET, WANTED, 7)


async def test_without_the_key_nothing_is_changed_and_nobody_gets_in(pool: Pool):
    await kept(pool, Vault(OLD))
    before = await pool.fetch("SELECT * FROM second_factor")

    async with pool.acquire() as connection:
        with pytest.raises(NotUnlocked):
            await factors.relock(connection, Vault(NEW))

    assert await pool.fetch("SELECT * FROM second_factor") == before
    with pytest.raises(NotUnlocked):
        await read(pool, Vault(NEW))


async def test_the_secret_of_another_person_is_not_taken(pool: Pool):
    """Whoever can write to the database puts their own secret in the place of somebody else's."""
    vault = Vault(NEW)
    await kept(pool, vault)
    await pool.execute("UPDATE second_factor SET secret = $1 WHERE person = 'li'", vault.locked(SECRET, of="intruder"))

    with pytest.raises(NotUnlocked, match="somebody else"):
        await read(pool, vault)
