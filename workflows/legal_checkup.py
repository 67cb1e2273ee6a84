"""A legal check-up: a workflow that reminds of findings and follow-ups until every finding has its result."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.legal.checkup import LAW
    from domain.workdays import WorkCalendar
    from workflows.legal_runner import LegalRunner, LegalWorkflow
    from workflows.messages import CheckupStart


@workflow.defn
class LegalCheckup(LegalWorkflow):
    """One legal check-up of a company, from the order until the last follow-up."""

    @workflow.init
    def __init__(self, start: CheckupStart) -> None:
        self._runner = LegalRunner(LAW, start)

    @workflow.run
    async def run(self, start: CheckupStart) -> str:  # noqa: ARG002 (the runner has it)
        return await self._runner.run()

    @workflow.signal
    def recount(self, calendar: WorkCalendar) -> None:
        """Count with a newer calendar."""
        self._runner.recount(calendar)
