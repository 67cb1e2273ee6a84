"""The lines to PostgreSQL and Temporal: either may be away, at the start or later, and comes back by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta

import asyncpg
import structlog
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from api.refusals import PostgresAway, TemporalAway
from store.pool import Connection, Pool, missing_migrations
from system.process import ServerFailed

log = structlog.get_logger(__name__)

_ACQUIRE_SECONDS = 3.0
_OPEN_SECONDS = 5.0
_RETRY_SECONDS = 1.0
_PROBE_SECONDS = 2.0
_LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg says of a connection that breaks while it is handed out
    asyncpg.OperatorInterventionError,  # shutting down, starting up, terminated by an administrator
    asyncpg.InsufficientResourcesError,
)


class PostgresLine:
    """Connections to PostgreSQL, or `PostgresAway`."""

    def __init__(
        self, pool: Pool | None, opening: Callable[[], AbstractAsyncContextManager[Pool]] | None = None
    ) -> None:
        self._pool, self._opening = pool, opening

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for a few statements; nothing but statements belongs into the block.

        Raises:
            PostgresAway: there is none to be had, it broke, or the database did not answer in time.
        """
        if self._pool is None:
            raise PostgresAway()
        try:
            connection = await self._pool.acquire(timeout=_ACQUIRE_SECONDS)
        except (*_LOST, asyncpg.PostgresError) as away:  # whatever keeps us out: the reason is for the log
            log.warning("postgres.away", fault=type(away).__name__)
            raise PostgresAway() from away
        try:
            yield connection
        except _LOST as lost:
            if isinstance(lost, ValueError):  # asyncpg says so of a value that it cannot encode: our own fault
                raise
            raise PostgresAway() from lost
        finally:
            with suppress(*_LOST):
                await self._pool.release(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """A connection whose statements all see one and the same moment, for reading only. Raises as `connection`."""
        async with self.connection() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection

    @asynccontextmanager
    async def noting_snapshot(self) -> AsyncIterator[Connection]:
        """A snapshot for reading personal data, in which it is written down that it was read. Raises as `connection`."""
        async with self.connection() as connection, connection.transaction(isolation="repeatable_read"):
            yield connection

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Open the line as soon as it can be opened, and close it at the end, if it was not given open."""
        async with AsyncExitStack() as closing, _in_background(self._open(closing)):
            yield

    async def missing(self) -> list[str]:
        """What of this line is missing: `postgres`, or `migrations`."""
        try:
            async with asyncio.timeout(_PROBE_SECONDS), self.connection() as connection:
                return ["migrations"] if await missing_migrations(connection) else []
        except (PostgresAway, TimeoutError):
            return ["postgres"]

    async def _open(self, closing: AsyncExitStack) -> None:
        while self._pool is None and self._opening is not None:
            try:
                async with asyncio.timeout(_OPEN_SECONDS):
                    self._pool = await closing.enter_async_context(self._opening())
            except (*_LOST, asyncpg.PostgresError) as away:
                log.warning("postgres.away", fault=type(away).__name__)
                await asyncio.sleep(_RETRY_SECONDS)


class TemporalLine:
    """The client of Temporal, or `TemporalAway`."""

    def __init__(self, client: Client | None, connecting: Callable[[], Awaitable[Client]] | None = None) -> None:
        self._client, self._connecting = client, connecting

    @property
    def client(self) -> Client:
        """The client, once it was connected; that it still is cannot be known before asking.

        Raises:
            TemporalAway: it never was.
        """
        if self._client is None:
            raise TemporalAway()
        return self._client

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Connect as soon as that is possible, if no client was given."""
        async with _in_background(self._connect()):
            yield

    async def missing(self) -> list[str]:
        """What of this line is missing: `temporal` when it does not answer for our namespace."""
        try:
            request = DescribeNamespaceRequest(namespace=self.client.namespace)
            timeout = timedelta(seconds=_PROBE_SECONDS)
            async with asyncio.timeout(_PROBE_SECONDS):
                await self.client.workflow_service.describe_namespace(request, timeout=timeout)
        except (TemporalAway, RPCError, TimeoutError):
            return ["temporal"]
        return []

    async def _connect(self) -> None:
        while self._client is None and self._connecting is not None:
            try:
                async with asyncio.timeout(_OPEN_SECONDS):
                    self._client = await self._connecting()
            except (ServerFailed, RPCError, TimeoutError, OSError) as away:
                log.warning("temporal.away", fault=type(away).__name__)
                await asyncio.sleep(_RETRY_SECONDS)


@asynccontextmanager
async def _in_background(work: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
