"""Publishes the sets of open data, each once, some days after its time is over; what is published never changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from typing import Any

import structlog
from temporalio import activity

from activities.alive import say_alive
from activities.bookkeeping import Bookkeeping
from domain.figures.definitions import FigureBook
from domain.open_data import sets
from domain.open_data.periods import Dataset, due
from domain.open_data.sets import Closed, Decided, Row, Subject, TakenOut
from store import open_data as store
from store.pool import Connection, Pool

log = structlog.get_logger(__name__)

# Of each subject what its cells are, who reads those of a month, and which rows they make.
_SUBJECTS: dict[Subject, tuple[type[Any], Callable[..., Awaitable[list[Any]]], Callable[..., list[Row]]]] = {
    Subject.APPROVALS: (Decided, store.decided, sets.approvals),
    Subject.HOTLINE: (Closed, store.closed, sets.hotline),
    Subject.EXCLUSIONS: (TakenOut, store.taken_out, sets.exclusions),
}


class Publishing:
    """Counts and keeps. Safe to run twice: a set that is published stays as it is."""

    def __init__(self, pool: Pool, book: FigureBook) -> None:
        """Decisions are counted by the facts of these figures, and days are those of their zone."""
        self._pool, self._zone, self._books = pool, book.place, Bookkeeping(pool, book)

    @activity.defn
    async def publish_sets(self, at: datetime) -> int:
        """Publish what is due by the local day of `at` and is not published yet; how many sets those were."""
        async with self._pool.acquire() as connection:
            begun_at = await store.first_begun(connection)
            begun_on = begun_at.astimezone(self._zone).date() if begun_at else None
            known = set(await store.published(connection))
            new = [one for one in due(begun_on, at.astimezone(self._zone).date()) if one not in known]
            if new:  # what is published stays, so nothing may be told of before it was read
                await self._books.catch_up()
            for one in new:
                await self._publish(connection, one, at)
                say_alive()
        log.info("open_data.published", sets=[one.id for one in new])
        return len(new)

    async def _publish(self, connection: Connection, one: Dataset, at: datetime) -> None:
        begin, end = (datetime.combine(day, time(0), self._zone) for day in (one.from_on, one.until_on))
        of, read, rows_of = _SUBJECTS[one.subject]
        if one.month:
            cells = await read(connection, begin, end, self._zone.key)
            await store.publish(connection, one, at, cells, rows_of(cells, year=False))
        else:
            cells = [of(**cell) for cell in await store.cells_of_year(connection, one)]
            await store.publish(connection, one, at, (), rows_of(cells, year=True))
