"""What every durable case needs: one commit at a time, answers that are remembered, and one timer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.records import Records
    from domain.commit import Commit, Receipt, Written
    from domain.hotline.commit import RequestCommit
    from domain.legal.commit import LegalCommit
    from domain.workdays import WorkCalendar
    from workflows.messages import Kept

AnyCommit = Commit | RequestCommit | LegalCommit
Write = Callable[[Records, Any], Awaitable[Written]]

_TIMEOUT = timedelta(seconds=5)  # after a worker was killed, the retry waits exactly this long
_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))
_REMEMBERED = 200


class Keeper:
    """The memory of a case's machinery: how far it is written, what it answered, when it wakes."""

    def __init__(self, kept: Kept | None, *, written_n: int, write: Write = Records.commit) -> None:
        """Begin anew, or with what an earlier run kept; `written_n` is the last event in the database (0: none).

        `write` is the activity that writes commits of this kind of case.
        """
        self._write = write
        self._seq = kept.seq if kept else 0
        self._epoch = kept.epoch if kept else 0
        self._seen = {receipt.id: receipt for receipt in kept.seen} if kept else {}
        self._unwritten: list[Receipt] = []
        self._written_n, self._newest_rev = written_n, 0
        self._timer: asyncio.Task[None] | None = None
        self._rings_at: datetime | None = None

    @property
    def next_seq(self) -> int:
        """The number of the next commit."""
        return self._seq + 1

    @property
    def unwritten(self) -> tuple[Receipt, ...]:
        """Answers that the next commit must hold."""
        return tuple(self._unwritten)

    def kept(self) -> Kept:
        """What the next run must know."""
        return Kept(self._seq, self._epoch, tuple(self._seen.values()))

    def answered(self, command_id: str) -> Receipt | None:
        """The answer that this command got before."""
        return self._seen.get(command_id)

    def remember(self, receipt: Receipt) -> None:
        """Keep an answer, among the last two hundred, and let the next commit write it."""
        self._seen[receipt.id] = receipt
        self._unwritten.append(receipt)
        for oldest in list(self._seen)[:-_REMEMBERED]:
            del self._seen[oldest]

    async def until_written(self, n: int) -> None:
        """Wait until the case's event `n` is in the database."""
        await workflow.wait_condition(lambda: self._written_n >= n)

    async def commit(self, commit: AnyCommit, *, summary: str) -> bool:
        """Write a commit, however long it takes; True when this run has not written before.

        A new run (after a reset or a continuation) must write all its rows: those of an abandoned run may be there.
        """
        self._seq, self._unwritten = commit.seq, []
        written: Written = await workflow.execute_activity_method(
            self._write, commit, start_to_close_timeout=_TIMEOUT, retry_policy=_RETRY, summary=summary
        )
        is_new_run, self._epoch = self._epoch not in (0, written.epoch), written.epoch
        self._written_n, self._newest_rev = commit.n, written.newest_rev
        return is_new_run

    async def newer_calendar(self, rev: int) -> WorkCalendar | None:
        """The newest published calendar, if the last commit has named one that is newer than `rev`."""
        if self._newest_rev <= rev:
            return None
        calendar = await workflow.execute_activity_method(
            Records.newest_calendar, start_to_close_timeout=_TIMEOUT, retry_policy=_RETRY, summary="新日历"
        )
        self._newest_rev = calendar.rev
        return calendar

    def set_timer(self, at: datetime | None, *, summary: str) -> None:
        """Ring at `at` or earlier.

        A timer that rings too early is left alone: waking with nothing to do is harmless and cheaper.
        """
        rings = self._timer is not None and not self._timer.done()
        if at is None or (rings and self._rings_at is not None and self._rings_at <= at):
            return
        if rings and self._timer is not None:
            self._timer.cancel()
        wait = max(timedelta(0), at - workflow.now())
        self._timer = asyncio.create_task(workflow.sleep(wait, summary=summary))
        self._rings_at = at

    @property
    def rang(self) -> bool:
        """Has the timer rung?"""
        return self._timer is not None and self._timer.done()

    def forget_timer_if_rang(self) -> None:
        """Be ready for the next timer."""
        if self.rang:
            self._timer = self._rings_at = None
