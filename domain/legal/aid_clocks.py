"""The clocks of an application for legal aid: the promise of one working day, with the statutory terms beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.legal.assignment import How
from domain.legal.cases import ENDED, Aid, State
from domain.legal.commit import AidRow
from domain.legal.law import Wakening, length
from domain.legal.seeking import holding, next_call
from domain.promise import Clock, Due, known_due
from domain.term import Term

UNDECIDED = frozenset({State.RECEIVED, State.INCOMPLETE})
SETTLED = frozenset({State.REFUSED, State.TERMINATED})


def promise(case: Aid) -> Due | None:
    """The end of the promise; None while papers are waited for."""
    return known_due(Clock(case.rules.promise, _promised_from(case), pauses=case.pauses), case.calendar)


def decide(case: Aid) -> Due | None:
    """The end of the statutory term for the decision (法律援助法 art. 43); None while papers are waited for."""
    return known_due(Clock(case.rules.decide, case.received_at, pauses=case.pauses), case.calendar)


def appoint(case: Aid) -> Due | None:
    """The end of the statutory term for the appointment, counted from the decision (art. 43), the notice (art. 36) or the loss of the lawyer."""
    return _from(case, case.rules.appoint, case.appoint_from)


def supply(case: Aid) -> Due | None:
    """By when missing papers must be there."""
    return _from(case, case.rules.supply, case.papers_asked_at)


def objection(case: Aid) -> Due | None:
    """By when an objection must be decided (art. 49)."""
    return _from(case, case.rules.objection, case.objected_at)


def verification(case: Aid) -> Due | None:
    """By when a pledge must be verified."""
    return _from(case, case.rules.verify, case.verify_from)


def _is_to_appoint(case: Aid) -> bool:
    """Must a lawyer be appointed, whom nobody is yet?"""
    return holding(case) is None and (case.state is State.GRANTED or case.state in UNDECIDED)


def is_verifiable(case: Aid) -> bool:
    """Can the pledge still be verified, whatever has become of the case? Until it is, or its window is over."""
    end = verification(case)
    return case.pledged and case.verified is None and (end is None or _key("verify", end) not in case.taken)


def hangs_on_pledge(case: Aid) -> bool:
    """Was aid granted on the applicant's word, or may it still be?"""
    return case.decision == "granted" or (not case.decision and case.ended_at is None)


def is_to_verify(case: Aid) -> bool:
    """Does anything hang on a pledge that can still be verified?"""
    return is_verifiable(case) and hangs_on_pledge(case)


def is_over(case: Aid) -> bool:
    """Has it ended, with nothing left to verify?"""
    return case.state in ENDED and not is_verifiable(case)


def window(case: Aid) -> Due | None:
    """Until when a refusal or termination is open to objection, or a closing to a rating."""
    term = case.rules.rate_within if case.state is State.ANSWERED else case.rules.object_within
    return _from(case, term, case.settled_at)


def is_fulfilled(case: Aid) -> bool:
    """Is what was promised done: decided, and where it was granted a lawyer appointed?"""
    return bool(case.decision) and (case.decision == "refused" or case.first_appointed_at is not None)


def fulfilled_at(case: Aid) -> datetime | None:
    """When what was promised was done."""
    if not is_fulfilled(case) or case.decided_at is None:
        return None
    if case.decision == "refused" or case.first_appointed_at is None:
        return case.decided_at
    return max(case.decided_at, case.first_appointed_at)


def row(case: Aid) -> AidRow:
    """The application as its row shows it."""
    mine, done = holding(case), fulfilled_at(case)
    is_open = not is_fulfilled(case) and case.ended_at is None and case.state not in SETTLED | {State.OBJECTED}
    return AidRow(
        promise_at=_at(promise(case)) if is_open else None,
        decide_at=_at(decide(case)) if case.state in UNDECIDED else None,
        appoint_at=_at(appoint(case)) if _is_to_appoint(case) else None,
        supply_at=_at(supply(case)) if case.state is State.INCOMPLETE else None,
        objection_at=_at(objection(case)) if case.state is State.OBJECTED else None,
        verify_at=_at(verification(case)) if is_to_verify(case) else None,
        urgent=case.urgent,
        decided_at=case.decided_at,
        decision=case.decision,
        ground=case.ground,
        first_appointed_at=case.first_appointed_at,
        provisional=mine is not None and mine.how is How.PROVISIONAL,
        kept=_kept(case, done),
        same_day=_same_day(case, done),
        papers_asked=case.papers_asked,
        verified=case.verified,
        change_asked=case.change_asked,
        objections=case.objections,
        works=case.works,
        outcome=case.outcome,
        satisfied=case.satisfied,
    )


def wakenings(case: Aid) -> Iterator[Wakening]:
    """The moments at which an application acts by itself; of what has ended only those of the verification."""
    if case.ended_at is None:
        yield from _running(case)
    yield from _verifying(case)


def _running(case: Aid) -> Iterator[Wakening]:
    if not is_fulfilled(case) and case.state not in SETTLED | {State.OBJECTED}:
        yield from _promised(case)
    running = {
        "decide": decide(case) if case.state in UNDECIDED else None,
        "appoint": appoint(case) if _is_to_appoint(case) else None,
        "supply": supply(case) if case.state is State.INCOMPLETE else None,
        "objection": objection(case) if case.state is State.OBJECTED else None,
        "window": window(case) if case.state in SETTLED | {State.ANSWERED} else None,
    }
    for why, end in running.items():
        yield from _ending(why, end)
    yield from _seeking(case)


def _verifying(case: Aid) -> Iterator[Wakening]:
    """When the desk is reminded to verify, and when the time for it is over, which is also when what has ended is left alone."""
    if is_to_verify(case) and case.rules.verify_soon is not None:
        yield from _ending("verify_soon", _from(case, case.rules.verify_soon, case.verify_from))
    if is_to_verify(case) or (is_verifiable(case) and case.ended_at is not None):
        yield from _ending("verify", verification(case))


def _promised(case: Aid) -> Iterator[Wakening]:
    """15:00 of the day on which it was promised, the opening of the day on which the promise ends, and its end.

    A warning whose time came while papers were waited for is not made up for.
    """
    end, calendar, begun = promise(case), case.calendar, _promised_from(case)
    if end is None:
        return
    since = max((begun, *(pause.until for pause in case.pauses if pause.until is not None)))
    day, zone = calendar.local_day(begun), ZoneInfo(calendar.zone)
    afternoon = datetime.combine(day, case.rules.warn_at, zone)
    if afternoon > since and calendar.counts(day):
        yield Wakening(afternoon, f"warn:day:{day.isoformat()}" if case.promised_from else "warn:day")
    opening = datetime.combine(end.on, case.office.opens, zone)
    if opening > since:  # always, but for demonstrations in seconds
        yield Wakening(opening, f"warn:{end.on.isoformat()}")
    yield from _ending("promise", end)


def _seeking(case: Aid) -> Iterator[Wakening]:
    """When the next lawyer is asked; at the end of the promise, when the one on duty is to be found again."""
    if holding(case) is None or any(entry.is_open for entry in case.assignments):
        for wakening in next_call(case, case.rules.offers):
            is_asked = wakening.why == "next" and not case.urgent
            yield replace(wakening, at=_once_read(case, wakening.at)) if is_asked else wakening


def _once_read(case: Aid, until: datetime) -> datetime:
    """When an offer lapses that would lapse at `until`: one of the night is told in the morning, and open from then on."""
    rules, zone = case.rules, ZoneInfo(case.calendar.zone)
    lasts = length(rules.offers.next_after)
    since = (until - lasts).astimezone(zone)
    if rules.asked_from is None or rules.asked_until is None or rules.asked_from <= since.time() < rules.asked_until:
        return until
    day = since.date() if since.time() < rules.asked_from else since.date() + timedelta(days=1)
    return datetime.combine(day, rules.asked_from, zone) + lasts


def _ending(why: str, end: Due | None) -> Iterator[Wakening]:
    if end is not None:
        yield Wakening(end.at, _key(why, end))


def _key(why: str, end: Due) -> str:
    return f"{why}:{end.on.isoformat()}"


def _kept(case: Aid, done: datetime | None) -> bool | None:
    """Was the promise kept? None while that is open, and where it ended before; what was broken stays so, whatever comes of it."""
    end = promise(case)
    if done is not None:
        return not case.late and (end is None or done < end.at)
    over = any(key.startswith("promise:") for key in case.taken)
    return False if over else None


def _same_day(case: Aid, done: datetime | None) -> bool | None:
    return case.calendar.local_day(done) == case.calendar.local_day(case.received_at) if done else None


def _promised_from(case: Aid) -> datetime:
    return case.promised_from or case.received_at


def _from(case: Aid, term: Term, start: datetime | None) -> Due | None:
    return known_due(Clock(term, start), case.calendar) if start else None


def _at(end: Due | None) -> datetime | None:
    return end.at if end else None
