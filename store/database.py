"""The database that the settings ask for: an embedded server of our own, or one outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg

from store.pool import Pool, open_pool
from system.postgres import EmbeddedPostgres
from system.process import LOOPBACK, ServerFailed
from system.settings import Settings

_CONNECTIONS = 20


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; `about` says in words which version it is and where it runs."""

    url: str
    pool: Pool
    about: str


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database at `settings.database_url`, or start our own and stop it at the end.

    Raises:
        PortTaken, DataInUse, ServerFailed: our own cannot be started.
        ServerFailed: the one outside cannot be reached.
    """
    async with AsyncExitStack() as stack:
        if settings.database_url is None:
            server = EmbeddedPostgres(settings.data_dir, port=settings.postgres_port)
            url = (await stack.enter_async_context(server)).url
            where = f"on {LOOPBACK}:{settings.postgres_port}"
        else:
            url, where = settings.database_url, "at CHENGNUO_DATABASE_URL"
        try:
            pool = await stack.enter_async_context(open_pool(url, size=_CONNECTIONS))
            version = await pool.fetchval("SELECT split_part(current_setting('server_version'), ' ', 1)")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as fault:
            raise ServerFailed(f"The database {where} cannot be reached: {fault}") from fault
        yield Database(url, pool, f"{version} {where}")
