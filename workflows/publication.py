"""Every night the sets of open data are published that are due: begun by a Schedule, each set once and for ever."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.publishing import Publishing
    from workflows.window import SCHEDULED_AT

_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=30), maximum_interval=timedelta(minutes=10), maximum_attempts=20
)


@workflow.defn
class NightlyPublication:
    """Publishes once; a night that could not is made up for by the next one."""

    @workflow.run
    async def run(self) -> int:
        info = workflow.info()
        return await workflow.execute_activity_method(
            Publishing.publish_sets,
            info.typed_search_attributes.get(SCHEDULED_AT) or info.start_time,
            start_to_close_timeout=timedelta(minutes=30),
            heartbeat_timeout=timedelta(minutes=5),
            retry_policy=_RETRY,
            summary="公布到期的开放数据",
        )
