"""What every workflow of the legal circle does alike: take commands, let time act, have people found, write down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Generic

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.lawyers import Lawyers
    from activities.records import Records
    from domain.commit import Receipt
    from domain.legal.change import Case, LegalChange, merged
    from domain.legal.law import Law
    from domain.legal.record import LegalCommand
    from domain.legal.seeking import question
    from domain.refusals import Refusal
    from domain.workdays import WorkCalendar
    from workflows.keeper import Keeper
    from workflows.legal_window import LegalWindow, about_change, about_wakening
    from workflows.messages import LegalStart

_TIMEOUT = timedelta(seconds=5)
_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))


class LegalRunner(Generic[Case]):
    """Runs one case by the law of its service; the workflow passes its messages on to it."""

    def __init__(self, law: Law[Case], start: LegalStart) -> None:
        case: Any = start.case
        self._law: Law[Case] = law
        self._start: Any = start
        self._case: Case = case
        self._keeper = Keeper(start.kept, written_n=start.case.n, write=Records.commit_legal)
        self._window = LegalWindow(law.service)
        self._change: LegalChange[Case] = LegalChange(self._case)
        self._must_write = start.kept is not None
        if start.kept is None:
            self._take(law.opened(self._case, by=start.opened_by, now=workflow.now()))

    async def run(self) -> str:
        """Go on until nothing can happen to the case any more; its last state."""
        while True:
            self._take(self._law.advance(self._case, workflow.now()))
            await self._write_down()
            if getattr(self._case, "seeking", None) is not None:
                await self._call()
            elif self._is_quiet() and self._law.is_over(self._case):
                self._show()  # time may have ended it
                return self._case.state
            else:
                if self._is_quiet() and self._is_long():
                    workflow.continue_as_new(replace(self._start, case=self._case, kept=self._keeper.kept()))
                await self._wait()

    async def act(self, command: LegalCommand) -> int:
        """Obey a command and answer, when it is written down, with the number of the case's last event."""
        receipt = self.obey(_named(command))
        await self._keeper.until_written(receipt.n)
        if receipt.code:
            raise ApplicationError("not done", type=receipt.code, non_retryable=True)
        return receipt.n

    def check(self, command: LegalCommand) -> None:
        """Refuse an update that would not be obeyed, so that it leaves nothing in the history."""
        try:
            if self._keeper.answered(_named(command).id) is None:
                self._law.act(self._case, command, workflow.now())
        except Refusal as refusal:
            raise ApplicationError(str(refusal), refusal.facts, type=refusal.code, non_retryable=True) from refusal

    def obey(self, command: LegalCommand) -> Receipt:
        """Obey a command, once; a refusal goes on the record."""
        known = self._keeper.answered(command.id)
        if known is not None:
            return known
        now = workflow.now()
        try:
            change, code = self._law.act(self._case, command, now), ""
        except Refusal as refusal:
            change, code = self._law.not_done(self._case, command, refusal, now), refusal.code
        self._take(change)
        receipt = Receipt(command.id, self._case.n, code)
        self._keeper.remember(receipt)
        return receipt

    def write_again(self) -> None:
        """Write the whole case again: for an administrator who has reset the workflow."""
        self._must_write = True

    def recount(self, calendar: WorkCalendar) -> None:
        """Count with a newer calendar, where days are counted at all."""
        if self._law.recount is not None:
            before = self._case
            self._take(self._law.recount(self._case, calendar, workflow.now()))
            self._must_write |= self._case is not before

    def _take(self, change: LegalChange[Case]) -> None:
        """Make a change the present state, and remember what of it must be written down."""
        self._case = change.case
        self._change = merged(self._change, change)

    async def _write_down(self) -> None:
        while self._has_unwritten():
            change, self._change = self._change, LegalChange(self._case)
            self._must_write = False
            commit = self._law.commit_of(
                change, seq=self._keeper.next_seq, at=workflow.now(), receipts=self._keeper.unwritten
            )
            if await self._keeper.commit(commit, summary=about_change(change)):
                self._must_write = True
            self._case = self._law.lighten(self._case, commit.assignments)
            self._change = replace(self._change, case=self._case)
            if self._law.recount and (calendar := await self._keeper.newer_calendar(commit.calendar_rev)):
                self.recount(calendar)

    async def _call(self) -> None:
        """Have somebody found, and call them, unless somebody has acted meanwhile."""
        case: Any = self._case
        asked = question(case)
        found = await workflow.execute_activity_method(
            Lawyers.find_person,
            asked,
            start_to_close_timeout=_TIMEOUT,
            retry_policy=_RETRY,
            summary="值班律师与人员",
        )
        self._take(self._law.called(self._case, found, asked.n, workflow.now()))

    def _has_unwritten(self) -> bool:
        change = self._change
        return bool(change.events or self._must_write or self._keeper.unwritten)

    def _is_quiet(self) -> bool:
        return workflow.all_handlers_finished() and not self._has_unwritten()

    def _is_long(self) -> bool:
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() > self._start.renew_after

    async def _wait(self) -> None:
        """Wait until something is to be written or found, the timer rings, or (when all is over) the last handler has left."""
        wakening = self._law.next_wakening(self._case)
        self._keeper.set_timer(wakening.at if wakening else None, summary=about_wakening(wakening))
        self._show()
        may_leave = not self._is_quiet()
        await workflow.wait_condition(
            lambda: (
                self._has_unwritten()
                or self._keeper.rang
                or getattr(self._case, "seeking", None) is not None
                or (may_leave and self._is_quiet())
            )
        )
        self._keeper.forget_timer_if_rang()

    def _show(self) -> None:
        self._window.show(self._case, self._law.row(self._case), self._law.holder(self._case))


class LegalWorkflow:
    """What every workflow of the legal circle is told; each makes its runner when it begins."""

    _runner: LegalRunner[Any]

    @workflow.update
    async def act(self, command: LegalCommand) -> int:
        """Obey a command and answer, when it is written down, with the number of the case's last event."""
        return await self._runner.act(command)

    @act.validator
    def _may_act(self, command: LegalCommand) -> None:
        self._runner.check(command)

    @workflow.signal
    def act_later(self, command: LegalCommand) -> None:
        """Obey a command that was handed in while nobody answered; a refusal goes on the record."""
        self._runner.obey(command)

    @workflow.signal
    def nudge(self) -> None:
        """Write the whole case again: for an administrator who has reset this workflow."""
        self._runner.write_again()


def _named(command: LegalCommand) -> LegalCommand:
    """The command with its id, which in an Update is the Update's own."""
    update = workflow.current_update_info()
    return replace(command, id=update.id) if update and not command.id else command
