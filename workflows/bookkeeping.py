"""The books are never closed: facts are kept shift after shift, and every night the months are recounted."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.bookkeeping import Bookkeeping

_SHIFTS = 100  # in one run
_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
_NIGHT = timedelta(hours=2)


def books_id(task_queue: str) -> str:
    """The id of the one who keeps the books for a task queue."""
    return f"books/{task_queue}"


@workflow.defn
class Books:
    """Keeps somebody at the books, for ever."""

    @workflow.run
    async def run(self) -> None:
        """Shift after shift; then begin anew with a short history."""
        for _ in range(_SHIFTS):
            await workflow.execute_activity_method(
                Bookkeeping.keep_books,
                start_to_close_timeout=timedelta(hours=1),
                heartbeat_timeout=timedelta(minutes=2),
                retry_policy=_RETRY,
                summary="记账岗",
            )
        workflow.continue_as_new()


@workflow.defn
class NightlyRecount:
    """Keeps the months that are over and recounts them from the record; answers how many differences there were."""

    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity_method(
            Bookkeeping.close_month,
            start_to_close_timeout=_NIGHT,
            heartbeat_timeout=timedelta(minutes=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=30), maximum_attempts=10),
            summary="每夜复核：由事件重算各月指标",
        )
