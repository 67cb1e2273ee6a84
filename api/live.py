"""Who wants to know that a case has moved: one LISTEN connection for the whole process, and a bell for each listener.

A bell is a hint and carries nothing: whoever hears it reads the rows again. All bells ring when the connection comes
back, for what happened meanwhile was not heard.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum

import asyncpg
import structlog

from api.case_words import ANY, PROJECT, REQUEST, kind_of
from api.limits import Crowd
from api.lines import PostgresLine
from api.refusals import PostgresAway, TooManyStreams
from store.pool import Connection

log = structlog.get_logger(__name__)

MOST_STREAMS = 1000  # of one process
MOST_OF_ONE = 100  # a whole office may stand behind one address
_CHANNEL = "case_moved"
_RETRY_SECONDS = 1.0
_PROBE_SECONDS = 15.0


class Kind(StrEnum):
    """The cases of a service, all of them: what lists are made of."""

    PROJECTS = "projects"
    REQUESTS = "requests"
    LEGAL = "legal"

    @property
    def about(self) -> str:
        """What they are called."""
        return {Kind.PROJECTS: "projects", Kind.REQUESTS: "requests", Kind.LEGAL: "cases of the legal circle"}[self]


def kind_of_all(ref: str) -> Kind | None:
    """Of which service a case is; None for what is no case."""
    kind = kind_of(ref)
    if kind == ANY:
        return None
    return {PROJECT: Kind.PROJECTS, REQUEST: Kind.REQUESTS}.get(kind, Kind.LEGAL)


class Bell:
    """Rings when a case has moved since the last time it was heard."""

    def __init__(self) -> None:
        self._rang = asyncio.Event()

    def ring(self) -> None:
        """Let the listener look."""
        self._rang.set()

    async def heard(self, *, within: float) -> bool:
        """Wait for the bell for at most so many seconds; False if it did not ring."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, within)):
                await self._rang.wait()
        rang = self._rang.is_set()
        self._rang.clear()
        return rang


class Live:
    """Hears every case that moves, and rings for those who listen to it."""

    def __init__(self, line: PostgresLine) -> None:
        self._line = line
        self._bells: defaultdict[str, set[Bell]] = defaultdict(set)
        self.is_hearing = asyncio.Event()
        self.streams = Crowd(MOST_STREAMS, MOST_OF_ONE, TooManyStreams)
        self.moved_at: dict[Kind, datetime] = {}

    @contextmanager
    def listen(self, *refs: str) -> Iterator[Bell]:
        """A bell for one case, or for all of a `Kind`, or for several of these, as long as the block lasts."""
        bell = Bell()
        for ref in refs:
            self._bells[ref].add(bell)
        try:
            yield bell
        finally:
            for ref in refs:
                self._bells[ref].discard(bell)
                if not self._bells[ref]:
                    del self._bells[ref]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Hear as long as the block lasts, through every absence of PostgreSQL."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            try:
                async with self._line.connection() as connection:
                    await self._hear(connection)
            except PostgresAway:
                log.warning("live.deaf")
            await asyncio.sleep(_RETRY_SECONDS)

    async def _hear(self, connection: Connection) -> None:
        """Listen until the connection breaks; a silent one is asked now and then whether it is still there."""
        lost = asyncio.Event()

        def on_loss(_: object) -> None:
            lost.set()

        connection.add_termination_listener(on_loss)
        await connection.add_listener(_CHANNEL, self._on_notice)
        self.is_hearing.set()
        self._ring_all()
        try:
            while not lost.is_set():
                try:
                    await asyncio.wait_for(lost.wait(), _PROBE_SECONDS)
                except TimeoutError:
                    await connection.fetchval("SELECT 1")
        finally:
            self.is_hearing.clear()
            with suppress(asyncpg.InterfaceError, OSError):
                connection.remove_termination_listener(on_loss)
                await connection.remove_listener(_CHANNEL, self._on_notice)

    def _on_notice(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        ref = str(payload).partition(" ")[0]
        kind = kind_of_all(ref)
        if kind is not None:
            self.moved_at[kind] = datetime.now(UTC)
        for bell in (*self._bells.get(ref, ()), *self._bells.get(kind or "", ())):
            bell.ring()

    def _ring_all(self) -> None:
        self.moved_at = dict.fromkeys(Kind, datetime.now(UTC))
        for bells in self._bells.values():
            for bell in bells:
                bell.ring()
