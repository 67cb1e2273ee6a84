"""Writes what a case has decided, and reads the calendar that it must count with."""

from __future__ import annotations

from temporalio import activity

from domain.commit import Commit, Written
from domain.workdays import WorkCalendar
from store import cases
from store.pool import Pool
from store.reference import work_calendar


class Records:
    """Writes commits. Safe to run twice: the store drops what is not newer than (epoch, seq)."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    async def commit(self, commit: Commit) -> Written:
        """Write a commit in one transaction.

        The answer's epoch grows when a workflow is reset or continued; the workflow then writes all its rows again.
        """
        info = activity.info()
        assert info.workflow_run_id is not None, "a commit belongs to a workflow"
        return await cases.write(
            self._pool,
            commit,
            run_id=info.workflow_run_id,
            asked_at=info.scheduled_time,
        )

    @activity.defn
    async def newest_calendar(self) -> WorkCalendar:
        """The newest published calendar, for a case that learned from a commit that it is behind."""
        async with self._pool.acquire() as connection:
            calendar = await work_calendar(connection)
        assert calendar is not None, "a commit has named it"
        return calendar
