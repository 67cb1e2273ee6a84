"""What makes a hotline look better than it is: empty acceptances, closings that nobody confirms, returns in a ring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.hotline.record import Happening
from domain.hotline.request import Source
from domain.supervision.detectors import Detector
from domain.supervision.record import Evidence, Line, Look, Many, Record, look
from domain.workdays import WorkCalendar


def empty_acceptance(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Requests accepted in time without a word, about which nobody did anything for hours; a joint task waits for no acceptance."""
    reported = next((line for line in record.lines if line.kind == Happening.REPORTED), None)
    accepted = next((line for line in record.lines if line.kind == Happening.ACCEPTED and not line.part), None)
    if reported is None or accepted is None or reported.what == Source.CENTRE:
        return
    took = accepted.at - reported.at
    if took >= timedelta(minutes=detector.thresholds["within"]):
        return
    until = accepted.at + timedelta(hours=detector.thresholds["silent"])
    is_silent = not any(line.is_by_staff and accepted.n < line.n and line.at < until for line in record.lines)
    evidence: Evidence = {"minutes": took // timedelta(minutes=1), "hours": detector.thresholds["silent"]}
    yield look(detector, accepted, evidence if is_silent and not accepted.has_words else None, at=until)


def closed_unanswered(detector: Detector, many: Many, _: WorkCalendar) -> Iterator[Look]:
    """Closings whose answer is a few characters only, and that no citizen had confirmed when the same caller reported the same again.

    Those whose answer is erased are not looked at.
    """
    within = timedelta(days=detector.thresholds["within"])
    for closing in many.closings:
        closed, again_at = closing.line.at, closing.again_at
        if closing.answer is None:
            continue
        if again_at is None or again_at >= closed + within:
            yield look(detector, closing.line, None, at=closed + within)
            continue
        is_confirmed = closing.confirmed_at is not None and closing.confirmed_at <= again_at
        is_answered = closing.answer >= detector.thresholds["answer"]
        days = (again_at - closed).days
        evidence: Evidence = {"days": days, "again": closing.again, "characters": closing.answer}
        yield look(detector, closing.line, None if is_confirmed or is_answered else evidence, at=again_at)


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
