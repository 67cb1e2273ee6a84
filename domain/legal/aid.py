"""An application for legal aid: received, decided, a lawyer appointed, worked on, closed; and what time does to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.legal import aid_deciding, aid_lawyers, aid_working, seeking
from domain.legal.aid_clocks import hangs_on_pledge, is_fulfilled, is_over, promise, row, verification, wakenings
from domain.legal.aid_steps import Draft, desk_told, settle
from domain.legal.assignment import How, PersonFound
from domain.legal.cases import Aid, State
from domain.legal.change import LegalChange
from domain.legal.law import Law, Wakening, end, recounted
from domain.legal.record import Happening, Service, Step
from domain.roles import Act, Actor
from domain.workdays import WorkCalendar

LIMITATION = "limitation"  # the urgency that follows from a date


def recount(case: Aid, calendar: WorkCalendar, now: datetime) -> LegalChange[Aid]:
    """The application counted with a newer calendar; an older one changes nothing."""
    return recounted(case, calendar, now, due=promise, runs=case.ended_at is None and not is_fulfilled(case))


def _begin(draft: Draft, by: Actor) -> None:
    case, at = draft.case, draft.case.received_at
    end_at = promise(case)
    due_at = end_at.at if end_at else None
    draft.write(Happening.APPLIED, at=at, by=by, what=case.kind, due_after=due_at)
    if case.pledged:
        draft.update(verify_from=at)
    if any(group.by_notice for group in case.groups):
        draft.update(appoint_from=at)
    if case.askers:
        draft.tell(Step.RECEIVED, due_at=due_at)
    desk_told(draft, Step.AID_NEW, due_at=due_at)
    if case.limit_on is not None and not case.urgent:
        days = case.limit_on - case.calendar.local_day(at)
        if days < timedelta(days=case.rules.urgent_days):
            draft.update(urgent=LIMITATION)
    if draft.case.urgent:
        aid_lawyers.hurry(draft, at, by=by)


def _ring(draft: Draft, wakening: Wakening) -> None:
    _RINGS[wakening.why](draft, wakening.at)


def _next(draft: Draft, at: datetime) -> None:
    seeking.lapse(draft, at)
    aid_lawyers.seek_next(draft, at)


def _round(draft: Draft, _at: datetime) -> None:
    over = any(key.startswith("promise:") for key in draft.case.taken)
    seeking.begin_round(draft, How.PROVISIONAL if over and draft.case.first_appointed_at is None else How.OFFER)


def _warn(draft: Draft, at: datetime) -> None:
    due = promise(draft.case)
    draft.write(Happening.WARNED, at=at)
    desk_told(draft, Step.AID_WARNED, due_at=due.at if due else None)


def _promise_over(draft: Draft, at: datetime) -> None:
    """The director is told, and the lawyer on duty is appointed for the time being, whether or not it is decided."""
    draft.silence("desk")
    draft.write(Happening.PROMISE_OVER, at=at)
    draft.tell(Step.AID_OVER, thread="over", due_at=at)
    if seeking.holding(draft.case) is None:
        seeking.dismiss(draft, at, "lapsed")
        seeking.begin_round(draft, How.PROVISIONAL)


def _decide_over(draft: Draft, at: datetime) -> None:
    draft.write(Happening.DECIDE_OVER, at=at)
    draft.tell(Step.AID_STATUTORY, "decide", thread="statutory", due_at=at)


def _appoint_over(draft: Draft, at: datetime) -> None:
    draft.write(Happening.APPOINT_OVER, at=at)
    draft.tell(Step.AID_STATUTORY, f"appoint:{draft.case.round_no}", thread="statutory", due_at=at)


def _supply_over(draft: Draft, at: datetime) -> None:
    """What was missing did not come: the application counts as withdrawn (art. 43), and the applicant is told in writing."""
    draft.write(Happening.DEEMED_WITHDRAWN, at=at)
    aid_lawyers.let_lawyers_go(draft, at, "deemed_withdrawn")
    if draft.case.askers:
        draft.tell(Step.AID_DECIDED)
    end(draft, State.DEEMED_WITHDRAWN, at)
    settle(draft)


def _objection_over(draft: Draft, at: datetime) -> None:
    draft.write(Happening.OBJECTION_OVER, at=at)
    draft.tell(Step.AID_STATUTORY, f"objection:{draft.case.objections}", thread="statutory", due_at=at)


def _verify_soon(draft: Draft, at: datetime) -> None:
    due = verification(draft.case)
    draft.write(Happening.VERIFY_SOON, at=at)
    desk_told(draft, Step.AID_VERIFY_SOON, thread="verify", due_at=due.at if due else None)


def _verify_over(draft: Draft, at: datetime) -> None:
    """The time to verify is over, and what has ended is over with it; the desk is told where anything hangs on the pledge."""
    case = draft.case
    if case.ended_at is None or case.ended_at <= at:  # else it was over before, when nothing hung on it
        draft.write(Happening.VERIFY_OVER, at=at)
    if hangs_on_pledge(case):
        desk_told(draft, Step.AID_VERIFY, thread="verify")


def _window_over(draft: Draft, at: datetime) -> None:
    draft.write(Happening.FINISHED, at=at, what=draft.case.state)
    settle(draft)
    end(draft, State.FINISHED, at)


_RINGS = {
    "next": _next,
    "round": _round,
    "warn": _warn,
    "promise": _promise_over,
    "decide": _decide_over,
    "appoint": _appoint_over,
    "supply": _supply_over,
    "objection": _objection_over,
    "verify_soon": _verify_soon,
    "verify": _verify_over,
    "window": _window_over,
}


def _found(draft: Draft, answer: PersonFound, n: int) -> None:
    case, how = draft.case, draft.case.seeking
    if how is None or case.ended_at is not None or n != seeking.made(case) + 1:
        seeking.release(draft, answer, n)
    elif not answer.person:
        seeking.leave(draft, draft.present, skipped=answer.skipped)
        aid_lawyers.tell_leader(draft)
    elif how is How.PROVISIONAL:
        aid_lawyers.appoint_for_now(draft, answer.person, draft.present)
    else:
        aid_lawyers.offer(draft, answer.person, How.OFFER, draft.present)


def _moments(case: Aid) -> Iterator[datetime]:
    yield case.received_at
    yield from (entry.until or entry.accepted_at for entry in case.assignments if entry.accepted_at is not None)
    yield from (pause.until or pause.since for pause in case.pauses[-1:])
    yield from (at for at in (case.decided_at, case.settled_at, case.objected_at, case.ended_at) if at is not None)


_DEEDS = aid_deciding.DEEDS | aid_lawyers.DEEDS | aid_working.DEEDS

LAW = Law(
    service=Service.AID,
    begin=_begin,
    deeds=_DEEDS,
    wakenings=wakenings,
    ring=_ring,
    found=_found,
    moments=_moments,
    row=row,
    holder=seeking.holder,
    recount=recount,
    lighten=seeking.lightened,
    is_over=is_over,
    after_end=frozenset({Act.AID_VERIFY}),
)
