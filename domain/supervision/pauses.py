"""Pauses that serve to gain time: late in a term, longer than declared, without document, ended only after the warning."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.record import Happening
from domain.supervision.detectors import Detector
from domain.supervision.record import Evidence, Line, Look, Record, blind, each, look
from domain.workdays import WorkCalendar

_ACCEPTED = frozenset({Happening.ACCEPTED, Happening.ACCEPTED_BY_SILENCE})
_ENDS = frozenset(
    {
        *(Happening.RESUMED, Happening.RESUMED_AT_CEILING),
        *(Happening.APPROVED, Happening.REFUSED, Happening.WITHDRAWN, Happening.CLOSED),
    }
)


@dataclass(frozen=True, slots=True)
class _Pause:
    begun: Line
    late: Line | None  # when it was longer than declared
    end: Line | None


def pause_at_end(detector: Detector, record: Record, calendar: WorkCalendar) -> Iterator[Look]:
    """Pauses that began on one of the last working days of a term; terms of few days, which are all end, are not looked at."""

    def see(one: tuple[Line, Line, date]) -> Look | None:
        accepted, line, due_on = one
        if calendar.working_days(calendar.local_day(accepted.at), due_on) < detector.thresholds["term"]:
            return None
        left = calendar.working_days(calendar.local_day(line.at), due_on)
        evidence: Evidence = {"due_on": due_on.isoformat(), "left": left}
        return look(detector, line, evidence if left < detector.thresholds["last"] else None)

    return each(_in_term(record), see, lambda one: one[1].entered_at)


def _in_term(record: Record) -> Iterator[tuple[Line, Line, date]]:
    """Each acceptance with a pause of its term, and when that was due before."""
    for lines in record.rounds:
        accepted = next((line for line in lines if line.kind in _ACCEPTED), None)
        for line in lines:
            if line.kind == Happening.PAUSED and line.due_before is not None and accepted is not None:
                yield accepted, line, line.due_before


def pause_overlong(detector: Detector, record: Record, calendar: WorkCalendar) -> Iterator[Look]:
    """Pauses that lasted longer than they were declared to, by a share of that and some working days, as soon as they do.

    From so many working days on (`most`) it is no small delay, however long the pause was to be. Where nobody ended it but
    the law, at its ceiling, the share does not excuse it.
    """
    least = detector.thresholds["over"]

    def see(pause: _Pause) -> Look | None:
        over = max(least, _excused(detector, pause, calendar))
        begins = _after(calendar, pause.late.at, over) if pause.late else None
        if pause.late and begins and (pause.end is None or pause.end.at >= begins):
            return _overlong(detector, pause, over, calendar, at=max(begins, pause.late.entered_at))
        if pause.late and pause.end and _is_by_law(pause) and pause.end.at >= _after(calendar, pause.late.at, least):
            return _overlong(detector, pause, least, calendar, at=pause.end.entered_at)
        return look(detector, pause.begun, None, at=pause.end.entered_at) if pause.end else None

    return each(_pauses(record), see, lambda pause: (pause.late or pause.begun).entered_at)


def _overlong(detector: Detector, pause: _Pause, over: int, calendar: WorkCalendar, *, at: datetime) -> Look:
    declared = calendar.local_day(pause.late.at).isoformat() if pause.late else ""
    evidence: Evidence = {"declared_until": declared, "workdays": over}
    return look(detector, pause.begun, evidence, at=at)


def _excused(detector: Detector, pause: _Pause, calendar: WorkCalendar) -> int:
    """How many working days beyond its declared end are a small delay of a pause of this length."""
    if pause.late is None:
        return 0
    declared = calendar.working_days(calendar.local_day(pause.begun.at), calendar.local_day(pause.late.at))
    return min(math.ceil(declared * detector.thresholds["share"] / 100), detector.thresholds["most"])


def _is_by_law(pause: _Pause) -> bool:
    return pause.end is not None and pause.end.kind == Happening.RESUMED_AT_CEILING


def pause_undocumented(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Pauses ordered by a document that bears no number; those whose words are erased cannot be looked at."""
    for line in record.lines:
        if line.part and line.kind == Happening.PAUSED:
            is_erased = line.has_number is None
            found: Evidence | None = None if line.has_number else {"kind": line.what}
            yield blind(line.entered_at) if is_erased else look(detector, line, found)


def pause_until_called(detector: Detector, record: Record, calendar: WorkCalendar) -> Iterator[Look]:
    """Pauses that somebody ended soon after the warning that they were late, and not when they were to end."""
    grace = timedelta(minutes=detector.thresholds["grace"])

    def see(pause: _Pause) -> Look | None:
        if pause.end is None or pause.end.kind != Happening.RESUMED:
            return None
        found: Evidence | None = None
        if pause.late and pause.end.at > pause.late.at + grace:
            days = (calendar.local_day(at) for at in (pause.late.at, pause.end.at))
            waited = calendar.working_days(*days)
            if waited <= detector.thresholds["within"]:
                hours = (pause.end.at - pause.late.at) // timedelta(hours=1)
                found = {"late_at": pause.late.at.isoformat(), "hours": hours}
        return look(detector, pause.end, found)

    return each(_pauses(record), see, lambda pause: (pause.end or pause.begun).entered_at)


def _pauses(record: Record) -> Iterator[_Pause]:
    for lines in record.rounds:
        for n, line in enumerate(lines):
            if line.kind == Happening.PAUSED:
                yield _pause(line, lines[n + 1 :])


def _pause(begun: Line, after: Sequence[Line]) -> _Pause:
    end = next((line for line in after if line.kind in _ENDS), None)
    late = next((line for line in after if line.kind == Happening.PAUSE_LATE), None)
    return _Pause(begun, late if late and (end is None or late.n < end.n) else None, end)


def _after(calendar: WorkCalendar, at: datetime, workdays: int) -> datetime:
    """The beginning of the so-manieth working day after the day of an instant."""
    day = calendar.local_day(at)
    for _ in range(workdays):
        day = calendar.next_working_day(day + timedelta(days=1))
    return calendar.start_of(day)
