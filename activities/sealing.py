"""What is done each night: the root over the night that is over, and the end of what accounts have left behind."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from temporalio import activity

from domain.workdays import ONE_DAY
from store.leftovers import sweep_accounts
from store.pool import Pool
from store.roots import seal
from store.shipped import privacy

log = structlog.get_logger(__name__)


class Sealing:
    """Makes roots, and sweeps. Safe to run twice: a night has one root, and none is made for a night before it."""

    def __init__(self, pool: Pool, zone: str) -> None:
        """Days are those of the zone with this IANA name."""
        self._pool, self._zone = pool, ZoneInfo(zone)

    @activity.defn
    async def seal_night(self, at: datetime) -> int:
        """Make the root of the local day before `at`, and return over how many cases it stands; 0 where there is one already."""
        night = at.astimezone(self._zone).date() - ONE_DAY
        now = activity.info().current_attempt_scheduled_time
        root = await seal(self._pool, night, now)
        async with self._pool.acquire() as connection:
            swept = await sweep_accounts(connection, privacy(), now)
        log.info("accounts.swept", **{str(kind): count for kind, count in swept.items()})
        if root is None:
            return 0
        log.info("record.sealed", night=night.isoformat(), cases=root.cases, events=root.events, root=root.hash.hex())
        return root.cases
