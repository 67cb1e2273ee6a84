"""Every night what is kept no longer is listed, for two people to say yes to: begun by a Schedule; nothing is erased by it."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.retention import Retention

_TIMEOUT = timedelta(minutes=30)
_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=30), maximum_interval=timedelta(minutes=10), maximum_attempts=20
)


@workflow.defn
class NightlyRetention:
    """Prepares the plan of a night; one that could not be prepared is left to the next night."""

    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity_method(
            Retention.prepare_plan,
            start_to_close_timeout=_TIMEOUT,
            retry_policy=_RETRY,
            summary="列出保存期满的个人信息",
        )
