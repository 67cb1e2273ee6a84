"""A home visit: a workflow that seeks who goes, and reminds until it is done."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.legal.visit import LAW
    from workflows.legal_runner import LegalRunner, LegalWorkflow
    from workflows.messages import VisitStart


@workflow.defn
class HomeVisit(LegalWorkflow):
    """One home visit, from the request until somebody was there."""

    @workflow.init
    def __init__(self, start: VisitStart) -> None:
        self._runner = LegalRunner(LAW, start)

    @workflow.run
    async def run(self, start: VisitStart) -> str:  # noqa: ARG002 (the runner has it)
        return await self._runner.run()
