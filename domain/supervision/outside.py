"""Work done outside and entered later: late entries, older documents, one hand for everything, review before the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.record import Happening
from domain.roles import Role
from domain.supervision.detectors import Detector
from domain.supervision.record import Evidence, Line, Look, Record, blind, each, entered_at, look
from domain.workdays import ONE_DAY, WorkCalendar

DECIDED = frozenset({Happening.APPROVED, Happening.REFUSED})
_HANDED_IN = frozenset({Happening.FILED, Happening.RECEIVED})
_COMPLETE = frozenset({Happening.RECEIVED, Happening.SUPPLIED})


def backfilled(detector: Detector, record: Record, calendar: WorkCalendar) -> Iterator[Look]:
    """Acts that were entered many working days after they are said to have been done."""

    def see(line: Line) -> Look:
        done, entered = calendar.local_day(line.acted_at or line.at), calendar.local_day(line.at)
        lag = _at_least(calendar, done, entered)
        evidence: Evidence = {"acted_on": done.isoformat(), "entered_on": entered.isoformat(), "workdays": lag}
        return look(detector, line, evidence if lag >= detector.thresholds["lag"] else None)

    return each((line for line in record.lines if line.part and line.is_by_staff), see, entered_at)


def dated_before(detector: Detector, record: Record, calendar: WorkCalendar) -> Iterator[Look]:
    """Decisions whose document bears a date before the acceptance; those whose document bears no date cannot be looked at."""
    for lines in record.rounds:
        decision = _decision(lines)
        accepted = _accepted(lines)
        if decision is None or accepted is None:
            continue
        if decision.document_on is None:
            yield blind(decision.entered_at)
            continue
        on = calendar.local_day(accepted.at)
        days = (on - decision.document_on).days
        evidence: Evidence = {
            "document_on": decision.document_on.isoformat(),
            "accepted_on": on.isoformat(),
            "days": days,
        }
        yield look(detector, decision, evidence if days >= detector.thresholds["before"] else None)


def one_hand(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Items that one person has received, accepted and decided within minutes."""
    for lines in record.rounds:
        decision = _decision(lines)
        if decision is None:
            continue
        steps = [_first(lines, kind) for kind in (Happening.RECEIVED, Happening.ACCEPTED)]
        is_one_hand = all(step is not None and step.actor == decision.actor for step in steps)
        took = decision.at - lines[0].at
        evidence: Evidence = {"actor": decision.actor, "minutes": took // timedelta(minutes=1)}
        within = timedelta(minutes=detector.thresholds["within"])
        yield look(detector, decision, evidence if is_one_hand and took < within else None)


def review_before(detector: Detector, record: Record, calendar: WorkCalendar) -> Iterator[Look]:
    """Applications whose applicant was in contact long before; those that do not say since when cannot be looked at.

    What was filed ahead is received by time, and has said it at the filing.
    """

    def see(line: Line) -> Look:
        if line.first_contact_on is None:
            return blind(line.entered_at)
        on = calendar.local_day(line.at)
        waited = _at_least(calendar, line.first_contact_on, on)
        evidence: Evidence = {
            "first_contact_on": line.first_contact_on.isoformat(),
            "received_on": on.isoformat(),
            "workdays": waited,
        }
        return look(detector, line, evidence if waited >= detector.thresholds["before"] else None)

    handed_in = (line for line in record.lines if line.kind in _HANDED_IN and line.role is not Role.SYSTEM)
    return each(handed_in, see, entered_at)


def _at_least(calendar: WorkCalendar, after: date, until: date) -> int:
    """The working days in (after, until] that are known; days before the first known year may have been more."""
    before = date(min(year.year for year in calendar.years), 1, 1) - ONE_DAY
    return calendar.working_days(max(after, before), until)


def _decision(lines: Sequence[Line]) -> Line | None:
    return next((line for line in lines if line.kind in DECIDED and line.is_by_staff), None)


def _accepted(lines: Sequence[Line]) -> Line | None:
    """The line with which the term began: where silence accepted, the last that completed the application."""
    by_person = _first(lines, Happening.ACCEPTED)
    return by_person or next((line for line in reversed(lines) if line.kind in _COMPLETE), None)


def _first(lines: Sequence[Line], kind: Happening) -> Line | None:
    return next((line for line in lines if line.kind == kind), None)
