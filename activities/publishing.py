"""Publishes the sets of open data, each once, some days after its time is over; what is published never changes."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import structlog
from temporalio import activity

from domain.open_data import sets
from domain.open_data.periods import Dataset, due
from domain.open_data.sets import Closed, Decided, Subject
from store import open_data as store
from store.pool import Connection, Pool

log = structlog.get_logger(__name__)


class Publishing:
    """Counts and keeps. Safe to run twice: a set that is published stays as it is."""

    def __init__(self, pool: Pool, zone: str) -> None:
        """Days are those of the zone with this IANA name."""
        self._pool, self._zone = pool, ZoneInfo(zone)

    @activity.defn
    async def publish_sets(self, at: datetime) -> int:
        """Publish what is due by the local day of `at` and is not published yet; how many sets those were."""
        async with self._pool.acquire() as connection:
            begun_at = await store.first_begun(connection)
            begun_on = begun_at.astimezone(self._zone).date() if begun_at else None
            known = set(await store.published(connection))
            new = [one for one in due(begun_on, at.astimezone(self._zone).date()) if one not in known]
            for one in new:
                await self._publish(connection, one, at)
                if activity.in_activity():
                    activity.heartbeat()
        log.info("open_data.published", sets=[one.id for one in new])
        return len(new)

    async def _publish(self, connection: Connection, one: Dataset, at: datetime) -> None:
        begin, end = (datetime.combine(day, time(0), self._zone) for day in (one.from_on, one.until_on))
        if not one.month:
            cells = await store.cells_of_year(connection, one)
            rows = (
                sets.approvals([Decided(**cell) for cell in cells], year=True)
                if one.subject is Subject.APPROVALS
                else sets.hotline([Closed(**cell) for cell in cells], year=True)
            )
            await store.publish(connection, one, at, (), rows)
        elif one.subject is Subject.APPROVALS:
            decided = await store.decided(connection, begin, end, self._zone.key)
            await store.publish(connection, one, at, decided, sets.approvals(decided, year=False))
        else:
            closed = await store.closed(connection, begin, end, self._zone.key)
            await store.publish(connection, one, at, closed, sets.hotline(closed, year=False))
