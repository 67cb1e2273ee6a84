"""The books: facts are read together whenever a case has moved, months are kept when they are over, and all is recounted at night."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import structlog
from temporalio import activity

from activities.alive import say_alive
from domain.figures.definitions import FigureBook, Period, Service, months_in
from domain.figures.grouping import Dimension
from store import figures, kept_figures
from store.folding import Folding
from store.kept_figures import FigureAlarm, KeptFigure
from store.pool import Connection, Pool

log = structlog.get_logger(__name__)
_SHIFT = timedelta(minutes=50)  # after which another one takes over
_REST = 5.0  # seconds between two looks; also how often we say that we live
_OVERLAP = timedelta(minutes=10)  # a long transaction may be seen so much later than it was dated
_LATE = timedelta(days=1)  # a line may be written so much later than it is dated, while the database was away
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_MONTHS = 13  # that are recounted every night
_KEPT_BY = (None, Dimension.BODY)


class Bookkeeping:
    """Keeps the facts and the months. Nothing that it writes is needed by a case; all of it can be made anew from the record."""

    def __init__(self, pool: Pool, book: FigureBook, *, shift: timedelta = _SHIFT) -> None:
        self._pool, self._book, self._folding, self._shift = pool, book, Folding(book), shift

    @activity.defn
    async def keep_books(self) -> None:
        """Work for one shift: read the facts of whatever has moved, at once and then every few seconds."""
        end, since = datetime.now(UTC) + self._shift, _BEGINNING
        while True:
            activity.heartbeat()
            began = datetime.now(UTC)
            await self.catch_up(since)
            if began >= end:
                return
            since = began - _OVERLAP
            await asyncio.sleep(_REST)

    async def catch_up(self, since: datetime = _BEGINNING) -> int:
        """Read the facts of every case that was written since an instant and is behind; how many cases those were."""
        caught = 0
        async with self._pool.acquire() as connection:
            async for cases, _ in self._folding.catch_up(connection, since):
                caught += len(cases)
                say_alive()
        return caught

    @activity.defn
    async def close_month(self) -> int:
        """Keep each month that is over for long enough, then recount those that are kept; how many differences there were.

        A difference is written down as an alarm, and nothing is put right by itself.
        """
        now = activity.info().current_attempt_scheduled_time
        await self.catch_up()
        return await self.recount(now)

    async def recount(self, now: datetime) -> int:
        """Keep what is to be kept at an instant, recount what is kept, and hold the facts to the record until today."""
        found: list[FigureAlarm] = []
        async with self._pool.acquire() as connection:
            for service in Service:
                over = self._months(service, now - _LATE)
                for month, period in over:
                    found += await self._recounted(connection, service, month, period, now)
                    say_alive()
                for month, period in [*over, *self._not_kept_yet(service, over[-1][1].until_on, now)]:
                    found += await self._drifted(connection, service, month, period, now)
                    say_alive()
            await kept_figures.raise_alarms(connection, found)
        log.info("figures.recounted", differences=len(found))
        return len(found)

    def _months(self, service: Service, now: datetime) -> list[tuple[str, Period]]:
        """The last months that were over at an instant, and that for as long as citizens are asked."""
        settled = (now - self._book.settles_after).astimezone(self._book.place).date()
        over = Period((settled - timedelta(days=31 * (_MONTHS + 1))).replace(day=1), settled)
        return list(months_in(over, self._book.month_begins[service]))[-_MONTHS:]

    def _not_kept_yet(self, service: Service, since: date, now: datetime) -> list[tuple[str, Period]]:
        """The months from a day on until the running one: their figures are not kept, but facts are."""
        today = now.astimezone(self._book.place).date()
        begun = months_in(Period(since, today + timedelta(days=31)), self._book.month_begins[service])
        return [(month, period) for month, period in begun if period.from_on <= today]

    async def _recounted(
        self, connection: Connection, service: Service, month: str, period: Period, now: datetime
    ) -> list[FigureAlarm]:
        """What of a month is another figure than the kept one; a month that is not kept yet is kept."""
        kept_at = await kept_figures.kept_at(connection, service, month)
        told = await self._told(connection, service, period, kept_at or now - _LATE)
        if kept_at is None:
            await kept_figures.keep_month(connection, service, month, now - _LATE, told)
            return []
        return _differences(await kept_figures.month_kept(connection, service, month), told, service, month, now)

    async def _told(self, connection: Connection, service: Service, period: Period, at: datetime) -> list[KeptFigure]:
        """What a month comes to, from the record as it was at an instant."""
        past = await figures.past(connection, self._folding, self._book, service, period, at)
        return [
            row
            for dimension in _KEPT_BY
            for row in await asyncio.to_thread(self._rows, past, service, period, dimension)
        ]

    def _rows(
        self, past: figures.Past, service: Service, period: Period, dimension: Dimension | None
    ) -> list[KeptFigure]:
        told = figures.values_of(past, self._book, figures.Asked(service, period, dimension))
        version = self._book.version
        return [
            KeptFigure(figure, dimension or "", name, version, value.n, round(value.counted, 4), value.value)
            for name, values in told.items()
            for figure, value in values.items()
        ]

    async def _drifted(
        self, connection: Connection, service: Service, month: str, period: Period, now: datetime
    ) -> list[FigureAlarm]:
        """Cases whose facts are kept and are not what the record says."""
        wrong = await figures.not_as_recorded(connection, self._folding, self._book, service, period)
        return [FigureAlarm(now, service, month, "facts", "case", ref, "not as the record says", "") for ref in wrong]


def _differences(
    kept: Sequence[KeptFigure], again: Sequence[KeptFigure], service: Service, month: str, now: datetime
) -> list[FigureAlarm]:
    """What of a month is another figure now, or is missing on one side; by whichever version, for months keep theirs.

    A figure that is newer than the month was never kept of it, and differs from nothing.
    """
    known = {row.figure for row in kept}
    again = [row for row in again if row.figure in known]
    was, now_is = ({(r.figure, r.dimension, r.name): (r.n, r.counted, r.value) for r in rows} for rows in (kept, again))
    return [
        FigureAlarm(now, service, month, *key, str(was.get(key, "nothing")), str(now_is.get(key, "nothing")))
        for key in sorted(was.keys() | now_is.keys())
        if was.get(key) != now_is.get(key)
    ]
