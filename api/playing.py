"""How any story is played: whoever is called for acts when it is time, and the record is read again whenever it moves."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from store import watch
from store.pool import Pool

_LOOK_SECONDS = 1.0  # messages go out by themselves: whoever tells them looks for them


class Due(Protocol):
    """Something that is to be done at an instant."""

    @property
    def at(self) -> datetime: ...


Cue = TypeVar("Cue", bound=Due)


class Piece(Protocol[Cue]):
    """A story on its way: it reads what happened, says what is to be played, and lets somebody act."""

    async def read(self) -> None: ...
    def waiting(self) -> Sequence[Cue]: ...
    def is_over(self) -> bool: ...
    async def act(self, cue: Cue) -> None: ...


async def perform(piece: Piece[Cue], *, pool: Pool, ref: str, is_watched: bool) -> None:
    """Play until the piece says that it is over; when it is watched what happens by itself is looked for too."""
    async with watch.moves(pool, ref) as moved:
        while True:
            moved.clear()
            await piece.read()
            if piece.is_over():
                return
            waiting = piece.waiting()
            due = [cue for cue in waiting if cue.at <= datetime.now(UTC)]
            for cue in due:
                await piece.act(cue)
            if not due:
                await _rung(moved, until=waiting[0].at if waiting else None, most=_LOOK_SECONDS if is_watched else None)


async def together(*plays: Coroutine[Any, Any, Any]) -> list[Any]:
    """Play several at once; when one cannot go on, none does."""
    tasks = [asyncio.ensure_future(play) for play in plays]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _rung(bell: asyncio.Event, *, until: datetime | None, most: float | None) -> None:
    """Wait for the bell, but not beyond `until`, nor longer than `most` seconds."""
    seconds = None if until is None else max(0.0, (until - datetime.now(UTC)).total_seconds())
    waits = [wait for wait in (seconds, most) if wait is not None]
    with suppress(TimeoutError):
        async with asyncio.timeout(min(waits, default=None)):
            await bell.wait()
