"""Writes what a case has decided, and reads the calendar that it must count with."""

from __future__ import annotations

from datetime import datetime

from temporalio import activity

from domain.commit import Commit, Written
from domain.hotline.commit import RequestCommit
from domain.legal.commit import LegalCommit
from domain.workdays import WorkCalendar
from store import cases, legal_cases, requests
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
        run_id, asked_at = _asked()
        return await cases.write(self._pool, commit, run_id=run_id, asked_at=asked_at)

    @activity.defn
    async def commit_request(self, commit: RequestCommit) -> Written:
        """Write a commit of a request, like `commit`."""
        run_id, asked_at = _asked()
        return await requests.write(self._pool, commit, run_id=run_id, asked_at=asked_at)

    @activity.defn
    async def commit_legal(self, commit: LegalCommit) -> Written:
        """Write a commit of a case of the legal circle, like `commit`."""
        run_id, asked_at = _asked()
        return await legal_cases.write(self._pool, commit, run_id=run_id, asked_at=asked_at)

    @activity.defn
    async def newest_calendar(self) -> WorkCalendar:
        """The newest published calendar, for a case that learned from a commit that it is behind."""
        async with self._pool.acquire() as connection:
            calendar = await work_calendar(connection)
        assert calendar is not None, "a commit has named it"
        return calendar


def _asked() -> tuple[str, datetime]:
    """The run that asks for this, and when it did by Temporal's clock."""
    info = activity.info()
    assert info.workflow_run_id is not None, "a commit belongs to a workflow"
    return info.workflow_run_id, info.scheduled_time
