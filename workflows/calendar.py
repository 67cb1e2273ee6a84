"""A new calendar goes round: repeated until no open case counts with an older one."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.rollout import Rollout

_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)


@workflow.defn
class CalendarRollout:
    """Brings one published calendar to every open case."""

    @workflow.run
    async def run(self, rev: int) -> int:
        """Send it, look again, and go on until nobody is behind; return how many rounds that took."""
        rounds, wait = 0, _FIRST_WAIT
        while True:
            rounds += 1
            sent = await workflow.execute_activity_method(
                Rollout.roll_out,
                rev,
                start_to_close_timeout=timedelta(hours=2),
                heartbeat_timeout=timedelta(seconds=30),
                summary=f"日历第 {rev} 版",
            )
            if sent == 0:
                return rounds
            await workflow.sleep(wait, summary="再次核对")
            wait = min(2 * wait, _LONGEST_WAIT)
