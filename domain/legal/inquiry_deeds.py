"""What people do with an inquiry: take it over, answer it, hand it on, let it become another case, rate it."""

from __future__ import annotations

from domain.legal import seeking
from domain.legal.assignment import How
from domain.legal.cases import Inquiry, State
from domain.legal.inquiry_steps import WAIT, Draft, call_next, close, due_at, finish
from domain.legal.law import Deeds, comment, length
from domain.legal.record import Happening, LegalCommand, Step
from domain.legal.refusals import TakenBefore
from domain.refusals import NothingAsked, WrongState
from domain.roles import Act


def _take(draft: Draft, command: LegalCommand) -> None:
    case = draft.case
    if case.state is not State.WAITING:
        raise TakenBefore() if case.state is State.TAKEN else WrongState(act=command.act, state=case.state)
    seeking.take(draft, seeking.answering(draft, command.actor), command.received_at)
    _stop_clock(draft, command)
    draft.update(state=State.TAKEN, taken_at=draft.case.taken_at or command.received_at)


def _stop_clock(draft: Draft, command: LegalCommand) -> None:
    before = due_at(draft.case)
    in_time = before is None or command.received_at < before
    draft.update(waits_since=None, kept=draft.case.kept and in_time)
    draft.silence(*WAIT)
    draft.write(
        Happening.TAKEN,
        at=command.received_at,
        by=command.actor,
        person=seeking.holder(draft.case),
        note=command.note,
        due_before=before,
    )


def _reply(draft: Draft, command: LegalCommand) -> None:
    """An answer; who answers what nobody has takes it over with it."""
    case, at = draft.case, command.received_at
    if case.state not in (State.WAITING, State.TAKEN):
        raise WrongState(act=command.act, state=case.state)
    if case.state is State.WAITING:
        _take(draft, command)
    seeking.check_holder(draft.case, command.actor)
    draft.silence("work")
    draft.write(Happening.REPLIED, at=at, by=command.actor, note=command.note, person=seeking.holder(draft.case))
    seeking.let_go(draft, at, "done")
    draft.update(state=State.ANSWERED, answered_at=at, first_answer_at=draft.case.first_answer_at or at, helped=None)
    if case.askers:
        draft.tell(Step.ANSWERED)


def _refer(draft: Draft, command: LegalCommand) -> None:
    """Whoever has it hands it on; until somebody accepts, nobody has it, and the first clock runs on where it was."""
    case, at = draft.case, command.received_at
    if case.state is not State.TAKEN:
        raise WrongState(act=command.act, state=case.state)
    seeking.check_holder(case, command.actor)
    first_due = case.asked_at + length(case.rules.promise)
    same, mine = at < first_due, seeking.holder(case)
    is_theirs = seeking.has(case, command.actor)
    seeking.let_go(draft, at, "referred", reason=seeking.reason_of(mine, command), told=not is_theirs)
    if command.reason == seeking.CONFLICT and is_theirs:
        seeking.rule_out(draft, command.actor.id)
    draft.silence("work")
    draft.update(
        state=State.WAITING,
        waits_since=case.asked_at if same else at,
        wait_no=case.wait_no if same else case.wait_no + 1,
        referrals=case.referrals + 1,
        field=command.field or case.field,
    )
    draft.write(
        Happening.REFERRED,
        at=at,
        by=command.actor,
        person=command.person,
        what=command.reason,
        note=command.note,
        due_after=due_at(draft.case),
    )
    _seek_again(draft, command, keep=1)


def _seek_again(draft: Draft, command: LegalCommand, *, keep: int) -> None:
    """Call the person who was named, or seek one; the last `keep` who had it are not called in this round."""
    seeking.begin_round(draft, How.CALL, keep=keep)
    if command.person:
        seeking.call(draft, command.person, How.DESIGNATED, command.received_at, due_at=due_at(draft.case))


def _assign(draft: Draft, command: LegalCommand) -> None:
    """The desk names a person, who is called at once; the clock runs on until that person accepts."""
    if draft.case.state is not State.WAITING:
        raise TakenBefore()
    draft.update(seeking=None, left_at=None)
    seeking.call(draft, command.person, How.DESIGNATED, command.received_at, due_at=due_at(draft.case))


def _move(draft: Draft, command: LegalCommand) -> None:
    """What somebody has, or is called for, goes to somebody else; whoever has it is as much the person who took it over."""
    if draft.case.state not in (State.WAITING, State.TAKEN):
        raise WrongState(act=command.act, state=draft.case.state)
    if not seeking.move(draft, command):
        _assign(draft, command)
        return
    draft.silence("work")
    draft.tell(Step.CALL, f"{seeking.made(draft.case)}", thread="work", owner=command.person)


def _decline(draft: Draft, command: LegalCommand) -> None:
    if seeking.recuse(draft, command):
        return
    seeking.decline(draft, command)
    if not any(entry.is_open for entry in draft.case.assignments) and draft.case.left_at is None:
        call_next(draft, command.received_at)


def _rate(draft: Draft, command: LegalCommand) -> None:
    """Did it help? What did not is opened again, once."""
    case, at = draft.case, command.received_at
    if case.state is not State.ANSWERED or command.yes is None:
        raise NothingAsked()
    kind = Happening.HELPED if command.yes else Happening.NOT_HELPED
    draft.write(kind, at=at, by=command.actor, what=f"{command.satisfied or ''}", note=command.note)
    draft.update(helped=command.yes, satisfied=command.satisfied)
    if command.yes or case.reopened:
        finish(draft, at)
        return
    draft.update(state=State.WAITING, waits_since=at, wait_no=case.wait_no + 1, reopened=True)
    draft.write(Happening.REOPENED, at=at, due_after=due_at(draft.case))
    seeking.begin_round(draft, How.CALL)


def _become(draft: Draft, command: LegalCommand) -> None:
    """It goes on as another case, which has its own clock and knows this one."""
    if draft.case.state is State.TAKEN:
        seeking.check_holder(draft.case, command.actor)
    at = command.received_at
    draft.write(Happening.BECAME, at=at, by=command.actor, what=command.other, note=command.note)
    draft.update(became=command.other, taken_at=draft.case.taken_at or at)
    close(draft, State.BECAME, at)
    if draft.case.askers:
        draft.tell(Step.BECAME)


def _withdraw(draft: Draft, command: LegalCommand) -> None:
    """Whoever asked takes it back; what was answered is no open question any more, and only rated."""
    if draft.case.state not in (State.WAITING, State.TAKEN):
        raise WrongState(act=command.act, state=draft.case.state)
    seeking.withdrawn(draft, command)
    close(draft, State.WITHDRAWN, command.received_at)


DEEDS: Deeds[Inquiry] = {
    Act.LEGAL_TAKE: _take,
    Act.LEGAL_REPLY: _reply,
    Act.LEGAL_REFER: _refer,
    Act.LEGAL_ASSIGN: _assign,
    Act.LEGAL_MOVE: _move,
    Act.LEGAL_DECLINE: _decline,
    Act.LEGAL_COMMENT: comment,
    Act.LEGAL_RATE: _rate,
    Act.LEGAL_BECOME: _become,
    Act.LEGAL_WITHDRAW: _withdraw,
}
