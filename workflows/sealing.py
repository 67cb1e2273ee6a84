"""Every night the record of all cases is sealed: begun by a Schedule, the root is made once, however often that takes."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.sealing import Sealing
    from workflows.window import SCHEDULED_AT

_TIMEOUT = timedelta(minutes=20)
_RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=5))


@workflow.defn
class NightlySeal:
    """Seals what is on record when the night begins; a late start seals what is there by then, as that night's."""

    @workflow.run
    async def run(self) -> int:
        info = workflow.info()
        return await workflow.execute_activity_method(
            Sealing.seal_night,
            info.typed_search_attributes.get(SCHEDULED_AT) or info.start_time,
            start_to_close_timeout=_TIMEOUT,
            retry_policy=_RETRY,
            summary="封存前一日记录",
        )
