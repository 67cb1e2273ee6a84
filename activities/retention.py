"""Lists what is kept no longer, and drops what nobody finished handing in."""

from __future__ import annotations

import structlog
from temporalio import activity

from store.erasure_plans import prepare
from store.pool import Pool
from store.shipped import privacy
from store.uploads import sweep

log = structlog.get_logger(__name__)


class Retention:
    """Makes plans of what is to be erased, and erases nothing of them. Safe to run twice: what is the same is one plan."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    async def prepare_plan(self) -> int:
        """Make the plan of this night and let those know who may say yes to it; how many rows it would empty.

        Uploads that were left lying go at once: that they would was said when they were begun.
        """
        now = activity.info().current_attempt_scheduled_time
        async with self._pool.acquire() as connection:
            await sweep(connection, now)
            plan = await prepare(connection, privacy(), now)
        rows = sum(line.rows for line in plan.lines) if plan else 0
        log.info("retention.prepared", plan=str(plan.head.id) if plan else "", rows=rows)
        return rows
