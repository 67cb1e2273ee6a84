"""Every working day heads and supervisors are told how many items silence approves soon: begun by a Schedule at 08:30."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.silence_ahead import SilenceLists

_TIMEOUT = timedelta(minutes=5)
_RETRY = RetryPolicy(initial_interval=timedelta(seconds=10), maximum_interval=timedelta(minutes=5), maximum_attempts=50)


@workflow.defn
class SilenceAhead:
    """Lets heads and supervisors know of a day's list; on a day off it tells nobody."""

    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity_method(
            SilenceLists.tell_of_silence,
            start_to_close_timeout=_TIMEOUT,
            retry_policy=_RETRY,
            summary="告知三个工作日内将超时默许的事项",
        )
