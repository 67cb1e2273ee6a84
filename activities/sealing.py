"""Seals the record: makes the root of the night that is over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from temporalio import activity

from domain.workdays import ONE_DAY
from store.pool import Pool
from store.roots import seal

log = structlog.get_logger(__name__)


class Sealing:
    """Makes roots. Safe to run twice: a night has one root, and none is made for a night before it."""

    def __init__(self, pool: Pool, zone: str) -> None:
        """Days are those of the zone with this IANA name."""
        self._pool, self._zone = pool, ZoneInfo(zone)

    @activity.defn
    async def seal_night(self, at: datetime) -> int:
        """Make the root of the local day before `at`, and return over how many cases it stands; 0 where there is one already."""
        night = at.astimezone(self._zone).date() - ONE_DAY
        root = await seal(self._pool, night, activity.info().current_attempt_scheduled_time)
        if root is None:
            return 0
        log.info("record.sealed", night=night.isoformat(), cases=root.cases, events=root.events, root=root.hash.hex())
        return root.cases
