"""The pool of connections, and the numbered migrations that bring a database to the present schema."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg

Connection = asyncpg.pool.PoolConnectionProxy | asyncpg.Connection
Pool = asyncpg.Pool

API, WORKER = (
    "chengnuo_api",
    "chengnuo_worker",
)  # the roles that migration 0009 makes, with less than the owner's rights
MIGRATIONS = Path(__file__).parent / "migrations"
_CLOSE_SECONDS = 15
_LOCK = 0x43_4E_4F  # one migrator at a time


@asynccontextmanager
async def open_pool(url: str, *, size: int = 10, role: str = "") -> AsyncIterator[Pool]:
    """A pool of at most `size` connections to the database at `url`, closed at the end; with the rights of `role`, if any."""
    as_role = {"role": role} if role else None
    pool = await asyncpg.create_pool(
        url, min_size=1, max_size=size, init=_prepare, command_timeout=10, server_settings=as_role
    )
    try:
        yield pool
    finally:
        with suppress(TimeoutError):  # a connection that does not come home is cut off
            async with asyncio.timeout(_CLOSE_SECONDS):
                await pool.close()


async def migrate(url: str) -> list[str]:
    """Apply what is missing of `store/migrations`, each file in a transaction; return the names that were applied."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at timestamptz DEFAULT now())"
        )
        done = {row["name"] for row in await connection.fetch("SELECT name FROM migration")}
        missing = [path for path in migration_files() if path.stem not in done]
        for path in missing:
            async with connection.transaction():
                await connection.execute(path.read_text(encoding="utf-8"))
                await connection.execute("INSERT INTO migration (name) VALUES ($1)", path.stem)
        return [path.stem for path in missing]
    finally:
        await connection.close()


async def missing_migrations(connection: Connection) -> list[str]:
    """The names of migrations that this database has not had yet."""
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return [path.stem for path in migration_files()]
    done = {row["name"] for row in await connection.fetch("SELECT name FROM migration")}
    return [path.stem for path in migration_files() if path.stem not in done]


def migration_files() -> list[Path]:
    """The migration files in the order of their numbers."""
    return sorted(MIGRATIONS.glob("*.sql"))


async def _prepare(connection: asyncpg.Connection) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
