"""The schema: migrated once, by one migrator at a time, from files that never change again."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from store import pool as store_pool
from store.pool import Pool, migrate, migration_files, missing_migrations
from system.postgres import EmbeddedPostgres

HASHES = Path(__file__).with_name("migrations.sha256")
ALL = [path.stem for path in migration_files()]
_numbers = itertools.count(1)

NEVER_EDITED = """
{name} is not what it was. An applied migration is never edited, for databases that had it would not get the change:
undo the edit and write a new numbered file. A new file goes on the list with

    (cd store/migrations && sha256sum {name}) >> tests/store/migrations.sha256

Only before the first release, while no database that anybody keeps has had it, may its line be replaced instead.
"""


@pytest.fixture
async def empty_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The address of a database without any table."""
    name = f"empty_{next(_numbers)}"
    connection = await asyncpg.connect(postgres.url_of("postgres"))
    await connection.execute(f"CREATE DATABASE {name}")
    yield postgres.url_of(name)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def missing(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return await missing_migrations(connection)
    finally:
        await connection.close()


async def test_migrating_twice_applies_nothing_the_second_time(empty_url):
    assert await migrate(empty_url) == ALL
    assert await migrate(empty_url) == []


async def test_two_migrators_at_once_are_harmless(empty_url):
    applied = await asyncio.gather(*(migrate(empty_url) for _ in range(4)))

    assert sorted(applied) == [[], [], [], ALL]
    assert await missing(empty_url) == []


async def test_what_is_missing_is_named(empty_url, pool: Pool):
    assert await missing(empty_url) == ALL
    await pool.execute("DELETE FROM migration WHERE name = $1", ALL[0])

    async with pool.acquire() as connection:
        assert await missing_migrations(connection) == [ALL[0]]


async def test_a_broken_migration_leaves_nothing_of_itself_and_keeps_what_was_before_it(
    empty_url, tmp_path, monkeypatch
):
    tmp_path.joinpath("0001_good.sql").write_text("CREATE TABLE good (id text);")
    tmp_path.joinpath("0002_bad.sql").write_text("CREATE TABLE half (id text); SELECT 1 / 0;")
    monkeypatch.setattr(store_pool, "MIGRATIONS", tmp_path)

    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_url)

    assert await missing(empty_url) == ["0002_bad"]
    connection = await asyncpg.connect(empty_url)
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    await connection.close()
    assert [row["tablename"] for row in tables] == ["good", "migration"]


def test_migrations_are_numbered_without_a_gap():
    assert [int(name[:4]) for name in ALL] == list(range(1, len(ALL) + 1))


def test_an_applied_migration_is_never_edited():
    listed = dict(reversed(line.split()) for line in HASHES.read_text(encoding="ascii").splitlines())

    for path in migration_files():
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        assert listed.get(path.name) == found, NEVER_EDITED.format(name=path.name)
    assert set(listed) == {path.name for path in migration_files()}, "A migration that was applied has gone."
