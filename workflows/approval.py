"""The approval chain of one project: a workflow that waits, warns, obeys and lets silence speak."""

from __future__ import annotations

from dataclasses import replace

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain import proceedings
    from domain.approval import Change, is_finished, merged
    from domain.commit import Receipt, commit_of
    from domain.record import Command
    from domain.refusals import AlreadyDeemed, Refusal
    from domain.turns import next_wakening
    from domain.workdays import WorkCalendar
    from workflows.keeper import Keeper
    from workflows.messages import ApprovalStart
    from workflows.window import Window, summary_of


@workflow.defn
class ProjectApproval:
    """One project, from its opening until nothing can happen to it any more."""

    @workflow.init
    def __init__(self, start: ApprovalStart) -> None:
        self._case = start.case
        self._keeper = Keeper(start.kept, written_n=start.case.n)
        self._window = Window()
        self._change = Change(start.case)
        self._written_rev = start.case.calendar.rev if start.kept else 0
        if start.kept is None:
            now = workflow.now()
            self._take(proceedings.opened(start.case, by=start.opened_by, at=start.opened_at or now, now=now))

    @workflow.run
    async def run(self, start: ApprovalStart) -> str:
        while True:
            self._take(proceedings.advance(self._case, workflow.now()))
            await self._write_down()
            if self._is_quiet():
                if is_finished(self._case, workflow.now()):
                    return self._case.phase
                if self._is_long(start.renew_after):
                    workflow.continue_as_new(self._continuation(start))
            await self._wait()

    @workflow.update
    async def act(self, command: Command) -> int:
        """Obey a command and answer, when it is written down, with the number of the case's last event."""
        receipt = self._obey(_named(command))
        await self._keeper.until_written(receipt.n)
        if receipt.code:
            raise ApplicationError("not done", type=receipt.code, non_retryable=True)
        return receipt.n

    @act.validator
    def _may_act(self, command: Command) -> None:
        try:
            if self._keeper.answered(_named(command).id) is None:
                proceedings.act(self._case, command, workflow.now())
        except AlreadyDeemed:
            return  # a decision that came too late goes on the record before it is refused
        except Refusal as refusal:
            raise ApplicationError(str(refusal), refusal.facts, type=refusal.code, non_retryable=True) from refusal

    @workflow.signal
    def act_later(self, command: Command) -> None:
        """Obey a command that was handed in while nobody answered; a refusal goes on the record."""
        self._obey(command)

    @workflow.signal
    def recount(self, calendar: WorkCalendar) -> None:
        """Count with a newer calendar."""
        self._take(proceedings.recount(self._case, calendar, workflow.now()))

    @workflow.signal
    def nudge(self) -> None:
        """Write every row again: for an administrator who has reset this workflow."""
        self._rewrite()

    def _rewrite(self) -> None:
        self._take(Change(self._case, items=tuple(item.id for item in self._case.items)))

    def _obey(self, command: Command) -> Receipt:
        known = self._keeper.answered(command.id)
        if known is not None:
            return known
        now = workflow.now()
        try:
            change, code = proceedings.act(self._case, command, now), ""
        except Refusal as refusal:
            change, code = proceedings.not_done(self._case, command, refusal, now), refusal.code
        self._take(change)
        receipt = Receipt(command.id, self._case.n, code)
        self._keeper.remember(receipt)
        return receipt

    def _take(self, change: Change) -> None:
        """Make a change the present state, and remember what of it must be written down."""
        self._case = change.case
        self._change = merged(self._change, change)

    async def _write_down(self) -> None:
        while self._has_unwritten():
            change, self._change = self._change, Change(self._case)
            commit = commit_of(change, seq=self._keeper.next_seq, at=workflow.now(), receipts=self._keeper.unwritten)
            self._written_rev = commit.rev
            if await self._keeper.commit(commit, summary=summary_of(change)):
                self._rewrite()
            if calendar := await self._keeper.newer_calendar(self._case.calendar.rev):
                self.recount(calendar)

    def _has_unwritten(self) -> bool:
        change = self._change
        is_recounted = self._written_rev != self._case.calendar.rev
        return bool(change.events or change.items or self._keeper.unwritten or is_recounted)

    def _is_quiet(self) -> bool:
        return workflow.all_handlers_finished() and not self._has_unwritten()

    def _is_long(self, renew_after: int) -> bool:
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() > renew_after

    async def _wait(self) -> None:
        """Wait until something is to be written, the timer rings, or (when all is over) the last handler has left."""
        wakening = next_wakening(self._case)
        about = self._window.wakening(self._case, wakening) if wakening else ""
        self._keeper.set_timer(wakening.at if wakening else None, summary=about)
        self._window.show(self._case, workflow.now())
        may_leave = not self._is_quiet()
        await workflow.wait_condition(
            lambda: self._has_unwritten() or self._keeper.rang or (may_leave and self._is_quiet())
        )
        self._keeper.forget_timer_if_rang()

    def _continuation(self, start: ApprovalStart) -> ApprovalStart:
        return ApprovalStart(self._case, kept=self._keeper.kept(), renew_after=start.renew_after)


def _named(command: Command) -> Command:
    """The command with its id, which in an Update is the Update's own."""
    update = workflow.current_update_info()
    return replace(command, id=update.id) if update and not command.id else command
