"""The no-op workflow: what any workflow costs on this server that does nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity, workflow


@dataclass(frozen=True, slots=True)
class Plan:
    """When it is to wake (in order, aware), and after how many answers it ends.

    With `writes` it runs one activity after each alarm, as a case is written down, and is as late as that has ended.
    """

    alarms: tuple[datetime, ...] = ()
    answers: int = 0
    writes: bool = False


@activity.defn
async def nothing(said: str) -> str:
    """Do nothing."""
    return said


@workflow.defn
class NoOp:
    """Answers, wakes, and does nothing; it begins with one activity, as a case is written down when it is opened."""

    @workflow.init
    def __init__(self, plan: Plan) -> None:
        self._answers_left = plan.answers

    @workflow.run
    async def run(self, plan: Plan) -> list[float]:
        """Return by how many seconds each waking was late."""
        await _do_nothing("opened")
        late = []
        for at in plan.alarms:
            await workflow.sleep(max(timedelta(0), at - workflow.now()))
            if plan.writes:
                await _do_nothing("woke")
            late.append((workflow.now() - at).total_seconds())
        await workflow.wait_condition(lambda: self._answers_left <= 0 and workflow.all_handlers_finished())
        return late

    @workflow.update
    async def answer(self, said: str) -> str:
        """Answer at once."""
        self._answers_left -= 1
        return said

    @workflow.update
    async def answer_after_activity(self, said: str) -> str:
        """Answer after one activity that does nothing."""
        await _do_nothing(said)
        self._answers_left -= 1
        return said


async def _do_nothing(said: str) -> str:
    return await workflow.execute_activity(nothing, said, start_to_close_timeout=timedelta(seconds=5))
