"""A home visit: somebody has confirmed, came, and said what it came to, within a day of the request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.legal import seeking
from domain.legal.assignment import How, PersonFound
from domain.legal.cases import State, Visit
from domain.legal.commit import VisitRow
from domain.legal.draft import LegalDraft
from domain.legal.law import Deeds, Law, Wakening, comment, end, length, repeats
from domain.legal.record import Happening, LegalCommand, Service, Step
from domain.legal.refusals import TakenBefore
from domain.refusals import NotInPolicy, TimeNotAllowed, WrongState
from domain.roles import Act, Actor

Draft = LegalDraft[Visit]


def due_at(case: Visit) -> datetime:
    """By when the visit must be done."""
    return case.asked_at + length(case.rules.promise)


def row(case: Visit) -> VisitRow:
    """The visit as its row shows it."""
    holding = seeking.holding(case)
    kept = case.visited_at < due_at(case) if case.visited_at else False if "over" in case.taken else None
    return VisitRow(
        due_at=due_at(case),
        confirmed_at=holding.accepted_at if holding else None,
        planned_at=case.planned_at,
        visits=case.visits,
        visited_at=case.visited_at,
        outcome=case.outcome,
        kept=kept,
    )


def _begin(draft: Draft, by: Actor) -> None:
    draft.update(seeking=How.CALL)
    draft.write(Happening.ASKED, at=draft.case.asked_at, by=by, what=draft.case.group)
    if draft.case.askers:
        draft.tell(Step.RECEIVED, due_at=due_at(draft.case))


def _wakenings(case: Visit) -> Iterator[Wakening]:
    if case.state not in (State.WAITING, State.CONFIRMED):
        return
    rules, due = case.rules, due_at(case)
    yield Wakening(due, "over")
    number = 1 + repeats(case, "raised")
    yield Wakening(due + length(rules.up_again) * number, f"raised:{number}")
    if case.state is State.WAITING:
        yield Wakening(case.asked_at + length(rules.leader), "leader")
        yield from seeking.next_call(case, rules.calling)
    else:
        yield Wakening(case.asked_at + length(rules.promise) * rules.warn / 100, f"warn:{seeking.made(case)}")


def _ring(draft: Draft, wakening: Wakening) -> None:
    case, at = draft.case, wakening.at
    match wakening.why:
        case "next":
            _call_next(draft, at)
        case "round":
            seeking.begin_round(draft, How.CALL)
        case "leader":
            _call_leader(draft, at)
        case "warn":
            draft.write(Happening.WARNED, at=at, person=seeking.holder(case))
            draft.tell(Step.VISIT_SOON, wakening.key, thread="work", due_at=due_at(case), owner=seeking.holder(case))
        case "over":
            draft.silence("leader", "work")
            draft.write(Happening.PROMISE_OVER, at=at, person=seeking.holder(case))
            draft.tell(Step.OVER, "1", thread="over", due_at=at)
        case _:
            draft.write(Happening.RAISED, at=at, what=wakening.key.rpartition(":")[2])
            draft.tell(Step.RAISED, wakening.key, thread="over", due_at=due_at(case))


def _call_next(draft: Draft, at: datetime) -> None:
    if not seeking.call_next(draft, How.CALL, draft.case.rules.calling, at):
        _call_leader(draft, at)


def _call_leader(draft: Draft, at: datetime) -> None:
    """The duty leader is told once: when the rules say, or as soon as nobody is left."""
    case = draft.case
    if "told" in case.taken or "over" in case.taken:
        return
    draft.update(taken=tuple(dict.fromkeys((*case.taken, "leader", "told"))))
    draft.write(Happening.LEADER_CALLED, at=at)
    draft.tell(Step.LEADER, "1", thread="leader", due_at=due_at(case))


def _found(draft: Draft, answer: PersonFound, n: int) -> None:
    case = draft.case
    if case.seeking is None or case.state is not State.WAITING or n != seeking.made(case) + 1:
        seeking.release(draft, answer, n)
    elif answer.person:
        seeking.call(draft, answer.person, How.CALL, draft.present, due_at=due_at(case))
    else:
        seeking.leave(draft, draft.present, skipped=answer.skipped)
        _call_leader(draft, draft.present)


def _confirm(draft: Draft, command: LegalCommand) -> None:
    """A person says when they will come; whoever has confirmed may name another time."""
    case, at = draft.case, command.received_at
    if command.at is None or command.at < at:
        raise TimeNotAllowed(given=str(command.at or ""), allowed=f">= {at.isoformat()}")
    if case.state is State.WAITING:
        seeking.take(draft, seeking.answering(draft, command.actor), at)
        draft.silence("leader")
    elif not seeking.has(case, command.actor):
        raise TakenBefore()
    draft.update(state=State.CONFIRMED, planned_at=command.at)
    draft.write(
        Happening.CONFIRMED,
        at=at,
        by=command.actor,
        person=seeking.holder(draft.case),
        what=command.at.isoformat(timespec="minutes"),
        note=command.note,
    )
    if case.askers:
        draft.tell(Step.VISIT_CONFIRMED, due_at=command.at)


def _done(draft: Draft, command: LegalCommand) -> None:
    """What the visit came to; after some outcomes it is to be repeated by the same person."""
    case, at = draft.case, command.received_at
    if case.state is not State.CONFIRMED:
        raise WrongState(act=command.act, state=case.state)
    seeking.check_holder(case, command.actor)
    if command.outcome not in case.rules.outcomes:
        raise NotInPolicy(given=command.outcome, allowed=", ".join(case.rules.outcomes))
    done_at = command.at or at
    if not case.asked_at <= done_at <= at:
        raise TimeNotAllowed(given=done_at.isoformat(), allowed=f"{case.asked_at.isoformat()} to {at.isoformat()}")
    draft.write(
        Happening.VISITED,
        at=at,
        by=command.actor,
        person=seeking.holder(case),
        what=command.outcome,
        note=command.note,
        acted_at=command.at,
    )
    draft.update(visits=case.visits + 1, outcome=command.outcome)
    if command.outcome in case.rules.again:
        draft.update(planned_at=None)
        return
    draft.update(visited_at=at)
    draft.write(Happening.FINISHED, at=at, what=command.outcome)
    _close(draft, State.FINISHED, at)


def _assign(draft: Draft, command: LegalCommand) -> None:
    """The desk names a person, who is called at once; whoever had confirmed is relieved."""
    case, at = draft.case, command.received_at
    if case.state is State.CONFIRMED:
        seeking.let_go(draft, at, "changed", told=True)
        draft.update(state=State.WAITING, planned_at=None)
        seeking.begin_round(draft, How.CALL)
    draft.update(seeking=None, left_at=None)
    seeking.call(draft, command.person, How.DESIGNATED, at, due_at=due_at(case))


def _move(draft: Draft, command: LegalCommand) -> None:
    """Who has confirmed, or was called, is relieved by somebody else; the time that was agreed stays."""
    if not seeking.move(draft, command):
        _assign(draft, command)
        return
    draft.silence("work")
    due = due_at(draft.case)
    draft.tell(Step.CALL, f"{seeking.made(draft.case)}", thread="work", due_at=due, owner=command.person)


def _decline(draft: Draft, command: LegalCommand) -> None:
    """A person who was called, or has confirmed and cannot come, says so."""
    case, at = draft.case, command.received_at
    if seeking.recuse(draft, command):
        return
    if seeking.has(case, command.actor):
        mine = seeking.holder(case)
        seeking.let_go(draft, at, "declined", reason=command.reason)
        draft.write(Happening.DECLINED, at=at, by=command.actor, person=mine, what=command.reason, note=command.note)
        draft.update(state=State.WAITING, planned_at=None)
        draft.silence("work")
        seeking.begin_round(draft, How.CALL, keep=1)
        return
    seeking.decline(draft, command)
    if not any(entry.is_open for entry in draft.case.assignments) and draft.case.left_at is None:
        _call_next(draft, at)


def _withdraw(draft: Draft, command: LegalCommand) -> None:
    seeking.withdrawn(draft, command)
    _close(draft, State.WITHDRAWN, command.received_at)


def _close(draft: Draft, state: State, at: datetime) -> None:
    seeking.dismiss(draft, at, state)
    seeking.let_go(draft, at, "done" if state is State.FINISHED else state, told=state is not State.FINISHED)
    draft.silence("leader", "over", "work")
    draft.update(seeking=None, left_at=None)
    end(draft, state, at)


def _moments(case: Visit) -> Iterator[datetime]:
    yield case.asked_at
    yield from (entry.until or entry.accepted_at for entry in case.assignments if entry.accepted_at is not None)


_DEEDS: Deeds[Visit] = {
    Act.VISIT_CONFIRM: _confirm,
    Act.VISIT_DONE: _done,
    Act.LEGAL_ASSIGN: _assign,
    Act.LEGAL_MOVE: _move,
    Act.LEGAL_DECLINE: _decline,
    Act.LEGAL_COMMENT: comment,
    Act.LEGAL_WITHDRAW: _withdraw,
}

LAW = Law(
    service=Service.VISIT,
    begin=_begin,
    deeds=_DEEDS,
    wakenings=_wakenings,
    ring=_ring,
    found=_found,
    moments=_moments,
    row=row,
    holder=seeking.holder,
    lighten=seeking.lightened,
)
