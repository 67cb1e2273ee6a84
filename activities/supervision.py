"""Lets every detector look at what has become whole, and writes down what it found."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import structlog
from temporalio import activity

from domain.supervision.detectors import Abuse, DetectorBook
from domain.supervision.record import Finding, Look
from domain.supervision.watching import Looked, Span, watch_case, watch_many
from domain.workdays import ONE_DAY, WorkCalendar
from store.pool import Connection, Pool
from store.shipped import detectors
from store.watching import calendar_as_of, changed_cases, last_looked, many_of, needs_of, records_of, write_findings

log = structlog.get_logger(__name__)

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_AT_ONCE = 500  # cases in memory


class Supervision:
    """Finds, and does nothing about it. Safe to run twice: what was found before is not written again."""

    def __init__(self, pool: Pool, zone: str) -> None:
        """Days are those of the zone with this IANA name."""
        self._pool, self._zone = pool, ZoneInfo(zone)

    @activity.defn
    async def watch_days(self, at: datetime) -> int:
        """Look at everything until the local midnight before `at`, and return how many findings are new.

        The first night looks at all there is, each other one at the days of which something may have been written late, and
        at those that were missed.
        """
        book, until = detectors(), self._midnight(at.astimezone(self._zone).date())
        async with self._pool.acquire() as connection:
            calendar = await calendar_as_of(connection, until)
            if calendar is None:
                return 0
            span = Span(self._since(await last_looked(connection), until, book.nights), until)
            found, looked = await self._looked(connection, book, calendar, span)
            new = await write_findings(connection, found, looked, at)
        log.info(
            "supervision.watched",
            since=span.since.isoformat(),
            looks=sum(one.looks for one in looked.values()),
            new=new,
        )
        return new

    def _since(self, last: date | None, until: datetime, nights: int) -> datetime:
        again = until - timedelta(days=nights)
        return min(again, self._midnight(last + ONE_DAY)) if last else _BEGINNING

    async def _looked(
        self, connection: Connection, book: DetectorBook, calendar: WorkCalendar, span: Span
    ) -> tuple[list[Finding], dict[tuple[Abuse, date], Looked]]:
        found: list[Finding] = []
        looked: dict[tuple[Abuse, date], Looked] = defaultdict(Looked)

        def keep(abuse: Abuse, look: Look) -> None:
            looked[abuse, look.at.astimezone(self._zone).date()].count(look)
            if look.finding:
                found.append(look.finding)

        refs, needs = await changed_cases(connection, span), await needs_of(connection)
        for first in range(0, len(refs), _AT_ONCE):
            records = await records_of(connection, needs, refs[first : first + _AT_ONCE], span.until)
            for seen in chain.from_iterable(watch_case(book, record, calendar, span) for record in records):
                keep(*seen)
        for seen in watch_many(book, await many_of(connection, book, span), calendar, span):
            keep(*seen)
        return found, looked

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), self._zone)
