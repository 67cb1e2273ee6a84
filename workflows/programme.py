"""A session of a programme: begun by the programme's Schedule a day ahead, it reminds twice and ends when the session is over."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.programmes import Programmes
    from domain.legal.programmes import LEAD, Attended, Occasion, next_look
    from workflows.messages import ProgrammeStart
    from workflows.programme_window import details, local
    from workflows.window import SCHEDULED_AT

_TIMEOUT = timedelta(seconds=5)
_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30))


@workflow.defn
class ProgrammeSession:
    """One session of a programme, from the day before it until it is over."""

    @workflow.init
    def __init__(self, start: ProgrammeStart) -> None:
        scheduled_at = workflow.info().typed_search_attributes.get(SCHEDULED_AT)
        self._occasion = Occasion(start.programme, (scheduled_at or workflow.info().start_time) + LEAD)

    @workflow.run
    async def run(self, start: ProgrammeStart) -> str:  # noqa: ARG002 (__init__ has it)
        attended = await self._attend()
        while attended.state is not None and (moment := next_look(self._occasion.starts_at, workflow.now())):
            await workflow.sleep(moment - workflow.now(), summary=f"下次查看 {local(moment)}")
            attended = await self._attend()
        return attended.state or "no session"

    async def _attend(self) -> Attended:
        """Let the session be noted, and reminded of if it is time; what was to be said earlier is of no more use."""
        attended = await workflow.execute_activity_method(
            Programmes.attend_session,
            self._occasion,
            start_to_close_timeout=_TIMEOUT,
            retry_policy=_RETRY,
            summary=f"{self._occasion.programme} {local(self._occasion.starts_at)}",
        )
        workflow.set_current_details(details(self._occasion, attended))
        return attended
