"""An inquiry: a workflow that calls people on duty until somebody has the question."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.legal.inquiry import LAW
    from workflows.legal_runner import LegalRunner, LegalWorkflow
    from workflows.messages import InquiryStart


@workflow.defn
class LegalInquiry(LegalWorkflow):
    """One inquiry, from the question until the asker has said whether the answer helped."""

    @workflow.init
    def __init__(self, start: InquiryStart) -> None:
        self._runner = LegalRunner(LAW, start)

    @workflow.run
    async def run(self, start: InquiryStart) -> str:  # noqa: ARG002 (the runner has it)
        return await self._runner.run()
