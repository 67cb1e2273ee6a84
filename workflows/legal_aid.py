"""Legal aid: a workflow that warns, appoints a lawyer and keeps the statutory terms."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.legal.aid import LAW
    from domain.workdays import WorkCalendar
    from workflows.legal_runner import LegalRunner, LegalWorkflow
    from workflows.messages import AidStart


@workflow.defn
class LegalAidApplication(LegalWorkflow):
    """One application for legal aid, from its receipt until the case is closed and rated."""

    @workflow.init
    def __init__(self, start: AidStart) -> None:
        self._runner = LegalRunner(LAW, start)

    @workflow.run
    async def run(self, start: AidStart) -> str:  # noqa: ARG002 (the runner has it)
        return await self._runner.run()

    @workflow.signal
    def recount(self, calendar: WorkCalendar) -> None:
        """Count with a newer calendar."""
        self._runner.recount(calendar)
