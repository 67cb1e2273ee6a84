"""The postroom never closes: its senders work in shifts, and Temporal finds another one when a machine dies."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.postroom import Postroom

SENDERS = 2
_SHIFTS = 100  # of each sender in one run


def postroom_id(task_queue: str) -> str:
    """The id of the one postroom whose senders listen on a task queue."""
    return f"postroom/{task_queue}"


@workflow.defn(name="Postroom")
class PostroomShifts:
    """Keeps a few senders at work, for ever."""

    @workflow.run
    async def run(self) -> None:
        """Fill each place shift after shift; then begin anew with a short history."""
        await asyncio.gather(*(self._place(number) for number in range(1, SENDERS + 1)))
        workflow.continue_as_new()

    async def _place(self, number: int) -> None:
        for _ in range(_SHIFTS):
            await workflow.execute_activity_method(
                Postroom.send_messages,
                start_to_close_timeout=timedelta(hours=1),
                heartbeat_timeout=timedelta(seconds=15),
                retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=10)),
                summary=f"发送岗 {number}",
            )
