"""What makes a hotline look better than it is: empty acceptances, closings that nobody confirms, returns in a ring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.hotline.record import Happening
from domain.hotline.request import Source
from domain.supervision.detectors import Detector
from domain.supervision.record import Evidence, Line, Look, Many, Record, blind, look
from domain.workdays import WorkCalendar

# What says nothing where it has no words, and reaches nobody who has reported it. Another kind says nothing at all, for its reason must be given.
_MUTE = frozenset({Happening.SIGNED, Happening.DISPATCHED})
_LATE = frozenset({Happening.GOAL_OVER, Happening.RECLASSIFIED})


def empty_acceptance(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Requests accepted in time without a word, after which nobody did anything for hours, or said anything for longer.

    Where somebody has only clicked (signed for it, passed it on, classified it anew), it is looked at later, and found if
    the citizen's deadline was over by then or had been moved. A joint task waits for no acceptance.
    """
    reported = next((line for line in record.lines if line.kind == Happening.REPORTED), None)
    accepted = next((line for line in record.lines if line.kind == Happening.ACCEPTED and not line.part), None)
    if reported is None or accepted is None or reported.what == Source.CENTRE:
        return
    took = accepted.at - reported.at
    if took >= timedelta(minutes=detector.thresholds["within"]):
        return
    evidence: Evidence = {"minutes": took // timedelta(minutes=1)}
    early, later = (_hours_after(record, accepted, detector.thresholds[name]) for name in ("silent", "mute"))
    is_untouched = not any(line.is_by_staff for line in early.lines)
    if is_untouched or accepted.has_words or early.is_answer:
        is_found = is_untouched and not accepted.has_words
        yield look(detector, accepted, {**evidence, "hours": early.hours} if is_found else None, at=early.until)
        return
    is_found = not later.is_answer and any(line.kind in _LATE for line in later.lines)
    yield look(detector, accepted, {**evidence, "hours": later.hours} if is_found else None, at=later.until)


@dataclass(frozen=True, slots=True)
class _After:
    """What happened in so many hours after an acceptance."""

    hours: int
    until: datetime
    lines: Sequence[Line]

    @property
    def is_answer(self) -> bool:
        """Did somebody who works here say anything, or reach anybody?"""
        return any(line.is_by_staff and _says_something(line) for line in self.lines)


def _says_something(line: Line) -> bool:
    return line.kind != Happening.RECLASSIFIED and (line.has_words or line.kind not in _MUTE)


def _hours_after(record: Record, accepted: Line, hours: int) -> _After:
    until = accepted.at + timedelta(hours=hours)
    return _After(hours, until, [line for line in record.lines if accepted.n < line.n and line.at < until])


def closed_unanswered(detector: Detector, many: Many, _: WorkCalendar) -> Iterator[Look]:
    """Closings by a formula that no citizen had confirmed when the same caller reported the same again.

    A formula has a few characters only, or is what the same person has closed with again and again. Those whose answer is
    erased cannot be looked at.
    """
    within = timedelta(days=detector.thresholds["within"])
    for closing in many.closings:
        closed, again_at = closing.line.at, closing.again_at
        if closing.answer is None:
            yield blind(closed + within)
            continue
        if again_at is None or again_at >= closed + within:
            yield look(detector, closing.line, None, at=closed + within)
            continue
        is_confirmed = closing.confirmed_at is not None and closing.confirmed_at <= again_at
        is_formula = closing.answer < detector.thresholds["answer"] or closing.same >= detector.thresholds["same"]
        days = (again_at - closed).days
        evidence: Evidence = {
            "days": days,
            "again": closing.again,
            "characters": closing.answer,
            "same": closing.same,
        }
        yield look(detector, closing.line, evidence if is_formula and not is_confirmed else None, at=again_at)


def return_ring(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Requests that go back to a body which had returned them, after another has returned them too."""
    within = timedelta(days=detector.thresholds["within"])
    returns: list[Line] = []
    for line in record.lines:
        if line.kind == Happening.RETURNED:
            returns.append(line)
        elif line.kind == Happening.DISPATCHED and returns:
            last = returns[-1]
            before = [one for one in returns if one.body == line.body and line.at - one.at < within]
            is_ring = bool(before) and last.body != line.body
            evidence: Evidence = {"returned_by": line.body, "then_by": last.body, "returns": len(returns)}
            yield look(detector, line, evidence if is_ring else None)
