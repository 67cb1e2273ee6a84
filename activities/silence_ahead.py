"""Tells heads and supervisors how many items silence approves within three working days."""

from __future__ import annotations

import structlog
from temporalio import activity

from store.pool import Pool
from store.silence import tell_of_day

log = structlog.get_logger(__name__)


class SilenceLists:
    """Writes the notices of a day. Safe to run twice: a day has one notice for each department and one for all."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    async def tell_of_silence(self) -> int:
        """Write the notices of this day, and return how many items they speak of; none on a day off."""
        now = activity.info().current_attempt_scheduled_time
        async with self._pool.acquire() as connection:
            items = await tell_of_day(connection, now)
        log.info("silence.told", items=items)
        return items
