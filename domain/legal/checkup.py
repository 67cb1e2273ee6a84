"""A legal check-up of a company: what was found, when each finding is followed up, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.legal.assignment import Assignment, How, PersonFound
from domain.legal.cases import Checkup, Finding, State
from domain.legal.change import LegalChange
from domain.legal.checkup_clocks import findings_due, next_follow_up, row, wakenings
from domain.legal.draft import LegalDraft
from domain.legal.law import Deeds, Law, Wakening, comment, end, recounted
from domain.legal.policy import Severity
from domain.legal.record import Happening, LegalCommand, Service, Step
from domain.legal.refusals import NothingToMove, NotTheHolder, UnknownFinding
from domain.legal.seeking import DESK, withdrawn
from domain.refusals import NotInPolicy, TimeNotAllowed, WrongState
from domain.roles import Act, Actor
from domain.workdays import WorkCalendar

NOTHING_FOUND = "nothing_found"  # the outcome of a check-up without a finding
MOST_FINDINGS = 200  # of one check-up: they travel with every step

Draft = LegalDraft[Checkup]


def recount(case: Checkup, calendar: WorkCalendar, now: datetime) -> LegalChange[Checkup]:
    """The check-up counted with a newer calendar; an older one changes nothing."""
    return recounted(case, calendar, now, due=findings_due, runs=case.state is State.WAITING)


def _begin(draft: Draft, by: Actor) -> None:
    case, due = draft.case, findings_due(draft.case)
    _give(draft, case.person, case.asked_at)
    draft.write(
        Happening.ASKED,
        at=case.asked_at,
        by=by,
        person=case.person,
        what=case.campaign,
        due_after=due.at if due else None,
    )
    _tell_person(draft)
    if case.askers:
        draft.tell(Step.RECEIVED, due_at=due.at if due else None)


def _ring(draft: Draft, wakening: Wakening) -> None:
    case, at = draft.case, wakening.at
    match wakening.why:
        case "findings":
            due = findings_due(case)
            draft.write(Happening.WARNED, at=at, person=case.person)
            _say(draft, wakening.key, thread="work", due_at=due.at if due else None)
        case "over":
            draft.write(Happening.PROMISE_OVER, at=at, person=case.person)
            draft.tell(Step.CHECKUP_OVER, wakening.key, thread="over", due_at=at)
        case _:
            draft.write(Happening.FOLLOW_UP_DUE, at=at, person=case.person, what=wakening.key.rpartition(":")[2])
            finding = case.findings[int(wakening.key.rpartition(":")[2]) - 1]
            _say(draft, wakening.key, thread=wakening.key, due_at=case.calendar.end_of(finding.follow_up_on))


def _say(draft: Draft, key: str, *, thread: str, due_at: datetime | None, step: Step = Step.FOLLOW_UP) -> None:
    draft.tell(step, key, thread=thread, due_at=due_at, owner=draft.case.person)


def _tell_person(draft: Draft) -> None:
    """Tell who makes the check-up that it is theirs, and what is due next."""
    case, due, next_on = draft.case, findings_due(draft.case), next_follow_up(draft.case)
    due_at = due.at if due and case.state is State.WAITING else None
    if case.state is State.FOLLOWING and next_on is not None:
        due_at = case.calendar.end_of(next_on)
    _say(draft, f"{len(case.assignments)}", thread="work", due_at=due_at, step=Step.CHECKUP_NEW)


def _find(draft: Draft, command: LegalCommand) -> None:
    """A further finding, followed up on the day that is named, or else on the one that its severity says."""
    case, at = draft.case, command.received_at
    _check_holder(case, command.actor)
    if case.state is not State.WAITING:
        raise WrongState(act=command.act, state=case.state, allowed=State.WAITING)
    severity = next((known for known in case.rules.severities if known.id == command.kind), None)
    if severity is None:
        raise NotInPolicy(given=command.kind, allowed=", ".join(known.id for known in case.rules.severities))
    if len(case.findings) == MOST_FINDINGS:
        raise NotInPolicy(given=f"{MOST_FINDINGS + 1} findings", allowed=f"{MOST_FINDINGS} findings")
    finding = Finding(severity.id, command.field, _follow_up_on(case, command, severity))
    draft.update(findings=(*case.findings, finding))
    draft.write(
        Happening.FOUND,
        at=at,
        by=command.actor,
        person=case.person,
        note=command.note,
        what=f"{len(draft.case.findings)}:{severity.id}",
        acted_at=command.acted_at,
    )


def _follow_up_on(case: Checkup, command: LegalCommand, severity: Severity) -> date:
    """The day on which a finding is followed up: later than the one on which it is told."""
    today = case.calendar.local_day(command.received_at)
    if command.on is None:
        return today + timedelta(days=severity.follow_up.value)
    if command.on <= today:
        raise TimeNotAllowed(given=command.on.isoformat(), allowed=f"> {today.isoformat()}")
    return command.on


def _report(draft: Draft, command: LegalCommand) -> None:
    """Everything that was found is told to the company; from now on it is followed up."""
    case, at = draft.case, command.received_at
    _check_holder(case, command.actor)
    if case.state is not State.WAITING:
        raise WrongState(act=command.act, state=case.state, allowed=State.WAITING)
    draft.silence("work", "over")
    draft.update(state=State.FOLLOWING, reported_at=at)
    draft.write(
        Happening.REPORTED,
        at=at,
        by=command.actor,
        person=case.person,
        note=command.note,
        what=f"{len(case.findings)}",
        acted_at=command.acted_at,
    )
    _finish_if_done(draft, at)


def _follow(draft: Draft, command: LegalCommand) -> None:
    """What came of a finding; said once."""
    case, at, n = draft.case, command.received_at, command.finding
    _check_holder(case, command.actor)
    if not 1 <= n <= len(case.findings):
        raise UnknownFinding(finding=f"{n}", allowed=f"1 to {len(case.findings)}")
    if case.findings[n - 1].result:
        raise WrongState(act=command.act, finding=f"{n}", state=case.findings[n - 1].result)
    if command.outcome not in case.rules.results:
        raise NotInPolicy(given=command.outcome, allowed=", ".join(case.rules.results))
    _change(draft, n, result=command.outcome, done_at=at)
    draft.silence(f"follow:{n}")
    draft.write(
        Happening.FOLLOWED_UP,
        at=at,
        by=command.actor,
        person=case.person,
        note=command.note,
        what=f"{n}:{command.outcome}",
        acted_at=command.acted_at,
    )
    _finish_if_done(draft, at)


def _change(draft: Draft, n: int, **fields: Any) -> None:
    findings = list(draft.case.findings)
    findings[n - 1] = replace(findings[n - 1], **fields)
    draft.update(findings=tuple(findings))


def _finish_if_done(draft: Draft, at: datetime) -> None:
    """The check-up is over when it is reported and every finding has its result; the worst of them is the outcome."""
    case = draft.case
    if case.state is not State.FOLLOWING or any(not finding.result for finding in case.findings):
        return
    worst = max((case.rules.results.index(finding.result) for finding in case.findings), default=None)
    outcome = NOTHING_FOUND if worst is None else case.rules.results[worst]
    draft.update(outcome=outcome)
    draft.write(Happening.FINISHED, at=at, what=outcome)
    _close(draft, State.FINISHED, at)


def _assign(draft: Draft, command: LegalCommand) -> None:
    """The desk gives the check-up to another person, who is told what is due next."""
    if command.person != draft.case.person:
        _hand_on(draft, command, Happening.APPOINTED)


def _move(draft: Draft, command: LegalCommand) -> None:
    """As `_assign`, if it is the former person's.

    Raises:
        NothingToMove: it is not, or the other one's already.
    """
    if command.former != draft.case.person or command.person == command.former:
        raise NothingToMove(person=command.former)
    _hand_on(draft, command, Happening.MOVED)


def _hand_on(draft: Draft, command: LegalCommand, kind: Happening) -> None:
    case, at = draft.case, command.received_at
    what = command.former if kind is Happening.MOVED else ""
    _silence_all(draft)
    draft.write(kind, at=at, by=command.actor, person=command.person, what=what, note=command.note)
    draft.tell(Step.GONE, f"{draft.case.n}:{case.person}", thread="gone", owner=case.person)
    _let_go(draft, at, "changed")
    _give(draft, command.person, at)
    _tell_person(draft)


def _give(draft: Draft, person: str, at: datetime) -> None:
    """From now on this person makes the check-up."""
    mine = Assignment(person, How.DESIGNATED, at, accepted_at=at, n=len(draft.case.assignments) + 1)
    draft.update(person=person, assignments=(*draft.case.assignments, mine))


def _let_go(draft: Draft, at: datetime, ended: str) -> None:
    """Whoever makes the check-up has nothing to do with it any more."""
    *before, last = draft.case.assignments
    draft.update(assignments=(*before, replace(last, until=at, ended=ended)))


def _withdraw(draft: Draft, command: LegalCommand) -> None:
    withdrawn(draft, command)
    _close(draft, State.WITHDRAWN, command.received_at)
    draft.tell(Step.GONE, "withdrawn", thread="gone", owner=draft.case.person)


def _close(draft: Draft, state: State, at: datetime) -> None:
    _silence_all(draft)
    _let_go(draft, at, "done" if state is State.FINISHED else state)
    end(draft, state, at)
    if draft.case.askers:
        draft.tell(Step.ENDED)


def _silence_all(draft: Draft) -> None:
    draft.silence("work", "over", *(f"follow:{n}" for n, _ in enumerate(draft.case.findings, start=1)))


def _check_holder(case: Checkup, actor: Actor) -> None:
    if actor.role not in DESK and case.person not in (actor.id, *actor.stands_in_for):
        raise NotTheHolder()


def _holder(case: Checkup) -> str:
    return case.person if case.ended_at is None else ""


def _found(_draft: Draft, _answer: PersonFound, _n: int) -> None:
    """Nobody is ever sought for a check-up: the desk names the person."""


def _moments(case: Checkup) -> Iterator[datetime]:
    yield case.asked_at
    yield from (entry.since for entry in case.assignments[-1:])
    yield from (at for at in (case.reported_at, *(finding.done_at for finding in case.findings)) if at is not None)


_DEEDS: Deeds[Checkup] = {
    Act.CHECKUP_FIND: _find,
    Act.CHECKUP_REPORT: _report,
    Act.CHECKUP_FOLLOW: _follow,
    Act.LEGAL_ASSIGN: _assign,
    Act.LEGAL_MOVE: _move,
    Act.LEGAL_COMMENT: comment,
    Act.LEGAL_WITHDRAW: _withdraw,
}

LAW = Law(
    service=Service.CHECKUP,
    begin=_begin,
    deeds=_DEEDS,
    wakenings=wakenings,
    ring=_ring,
    found=_found,
    moments=_moments,
    row=row,
    holder=_holder,
    recount=recount,
)
