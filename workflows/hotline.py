"""One request of the hotline: a workflow that waits until somebody accepts, warns, hands up and asks the citizen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.records import Records
    from activities.roster import Roster
    from domain.commit import Receipt
    from domain.hotline import proceedings
    from domain.hotline.places import PlaceQuestion
    from domain.hotline.record import RequestCommand
    from domain.hotline.request import RequestChange, merged, shared
    from domain.hotline.standing import commit_of
    from domain.hotline.turns import next_wakening
    from domain.refusals import Refusal
    from workflows.hotline_window import HotlineWindow, about_change, about_wakening
    from workflows.keeper import Keeper
    from workflows.messages import HotlineStart

_TIMEOUT = timedelta(seconds=5)
_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))


@workflow.defn
class HotlineRequest:
    """One request, from the report until the citizen has been asked."""

    @workflow.init
    def __init__(self, start: HotlineStart) -> None:
        self._case = shared(start.case)
        self._keeper = Keeper(start.kept, written_n=start.case.n, write=Records.commit_request)
        self._window = HotlineWindow()
        self._change = RequestChange(self._case)
        self._must_write = start.kept is not None
        if start.kept is None:
            self._take(proceedings.opened(self._case, by=start.opened_by, now=workflow.now()))
            if start.first is not None:
                self._obey(start.first)

    @workflow.run
    async def run(self, start: HotlineStart) -> str:
        while True:
            self._take(proceedings.advance(self._case, workflow.now()))
            await self._write_down()
            if self._case.seeking is not None:
                await self._hand_up()
            elif self._is_quiet():
                if proceedings.is_over(self._case):
                    self._window.show(self._case)  # time may have ended it
                    return self._case.state
                if self._is_long(start.renew_after):
                    workflow.continue_as_new(self._continuation(start))
                await self._wait()
            else:
                await self._wait()

    @workflow.update
    async def act(self, command: RequestCommand) -> int:
        """Obey a command and answer, when it is written down, with the number of the request's last event."""
        receipt = self._obey(_named(command))
        await self._keeper.until_written(receipt.n)
        if receipt.code:
            raise ApplicationError("not done", type=receipt.code, non_retryable=True)
        return receipt.n

    @act.validator
    def _may_act(self, command: RequestCommand) -> None:
        try:
            if self._keeper.answered(_named(command).id) is None:
                proceedings.act(self._case, command, workflow.now())
        except Refusal as refusal:
            raise ApplicationError(str(refusal), refusal.facts, type=refusal.code, non_retryable=True) from refusal

    @workflow.signal
    def act_later(self, command: RequestCommand) -> None:
        """Obey a command that was handed in while nobody answered; a refusal goes on the record."""
        self._obey(command)

    @workflow.signal
    def nudge(self) -> None:
        """Write the whole request again: for an administrator who has reset this workflow."""
        self._must_write = True

    def _obey(self, command: RequestCommand) -> Receipt:
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

    def _take(self, change: RequestChange) -> None:
        """Make a change the present state, and remember what of it must be written down."""
        self._case = change.case
        self._change = merged(self._change, change)

    async def _write_down(self) -> None:
        while self._has_unwritten():
            change, self._change = self._change, RequestChange(self._case)
            self._must_write = False
            commit = commit_of(change, seq=self._keeper.next_seq, at=workflow.now(), receipts=self._keeper.unwritten)
            if await self._keeper.commit(commit, summary=about_change(change)):
                self._must_write = True

    async def _hand_up(self) -> None:
        """Find who is there at the next level, and hand the request to them, unless somebody has acted meanwhile."""
        seeking = self._case.seeking
        assert seeking is not None, "a level is sought"
        found = await workflow.execute_activity_method(
            Roster.find_place,
            PlaceQuestion(self._case.ref, seeking, self._case.barred),
            start_to_close_timeout=_TIMEOUT,
            retry_policy=_RETRY,
            summary=f"上级承办：{seeking}",
        )
        if self._case.seeking is seeking:
            self._take(proceedings.handed_up(self._case, found, workflow.now()))

    def _has_unwritten(self) -> bool:
        change = self._change
        return bool(change.events or self._must_write or self._keeper.unwritten)

    def _is_quiet(self) -> bool:
        return workflow.all_handlers_finished() and not self._has_unwritten()

    def _is_long(self, renew_after: int) -> bool:
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() > renew_after

    async def _wait(self) -> None:
        """Wait until something is to be written, the timer rings, or (when all is over) the last handler has left."""
        wakening = next_wakening(self._case)
        self._keeper.set_timer(wakening.at if wakening else None, summary=about_wakening(wakening))
        self._window.show(self._case)
        may_leave = not self._is_quiet()
        await workflow.wait_condition(
            lambda: self._has_unwritten() or self._keeper.rang or (may_leave and self._is_quiet())
        )
        self._keeper.forget_timer_if_rang()

    def _continuation(self, start: HotlineStart) -> HotlineStart:
        return HotlineStart(self._case, kept=self._keeper.kept(), renew_after=start.renew_after)


def _named(command: RequestCommand) -> RequestCommand:
    """The command with its id, which in an Update is the Update's own."""
    update = workflow.current_update_info()
    return replace(command, id=update.id) if update and not command.id else command
