"""Every night the detectors look at what has become whole: begun by a Schedule; nothing follows from a finding by itself."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.supervision import Supervision
    from workflows.window import SCHEDULED_AT

_TIMEOUT = timedelta(minutes=60)
_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=30), maximum_interval=timedelta(minutes=10), maximum_attempts=20
)


@workflow.defn
class NightlySupervision:
    """Looks once; a night that could not look is made up for by the next one."""

    @workflow.run
    async def run(self) -> int:
        info = workflow.info()
        return await workflow.execute_activity_method(
            Supervision.watch_days,
            info.typed_search_attributes.get(SCHEDULED_AT) or info.start_time,
            start_to_close_timeout=_TIMEOUT,
            retry_policy=_RETRY,
            summary="监督规则查找线索",
        )
