"""What is seen over many cases only: decisions heaped at the end of a month, silence for one applicant at one officer or department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.supervision.detectors import Detector
from domain.supervision.record import Evidence, Lapse, Line, Look, Many, blind, each, look
from domain.workdays import ONE_DAY, WorkCalendar


def month_end(detector: Detector, many: Many, calendar: WorkCalendar) -> Iterator[Look]:
    """Months in which most of what a person decided was decided on the last working days; whole when the month is over."""
    months: dict[tuple[str, date], list[Line]] = {}
    for line in many.decisions:
        months.setdefault((line.actor, calendar.local_day(line.at).replace(day=1)), []).append(line)

    def see(one: tuple[tuple[str, date], list[Line]]) -> Look:
        (actor, month), lines = one
        after = _month_after(month)
        last_days = _last_days(calendar, after, detector.thresholds["last"])
        late = [line for line in lines if calendar.local_day(line.at) >= last_days]
        share = 100 * len(late) // len(lines)
        is_heap = len(late) >= detector.thresholds["decisions"] and share >= detector.thresholds["share"]
        evidence: Evidence = {"actor": actor, "decisions": len(late), "of": len(lines), "percent": share}
        found = {**evidence, "others": _named(late[:-1])} if is_heap else None
        return look(detector, lines[-1], found, at=calendar.start_of(after))

    return each(months.items(), see, lambda one: calendar.start_of(_month_after(one[0][1])))


def lapse_cluster(detector: Detector, many: Many, calendar: WorkCalendar) -> Iterator[Look]:
    """Approvals by silence of which one officer has had several, and a good part of all, with one applicant.

    What nobody has ever touched is nobody's: it is looked at among all that its department let lapse.
    """
    del calendar
    within = timedelta(days=detector.thresholds["within"])
    for lapse in many.lapses:
        if not lapse.applicant or not (lapse.officer or lapse.line.body):
            yield blind(lapse.line.entered_at)
            continue
        at = lapse.line.at
        beside = [one for one in many.lapses if _is_beside(one, lapse) and at - within < one.line.at <= at]
        same = [one for one in beside if one.applicant == lapse.applicant]
        share = 100 * len(same) // len(beside)
        is_cluster = len(same) >= detector.thresholds["lapses"] and share >= detector.thresholds["share"]
        evidence: Evidence = {"lapses": len(same), "of": len(beside), "percent": share}
        hand: Evidence = {"officer": lapse.officer} if lapse.officer else {}
        others = _named([one.line for one in same if one is not lapse])
        yield look(detector, lapse.line, {**hand, **evidence, "others": others} if is_cluster else None)


def _is_beside(one: Lapse, lapse: Lapse) -> bool:
    """Had the same officer both, or where nobody had the second, the same department?"""
    return one.officer == lapse.officer if lapse.officer else one.line.body == lapse.line.body


def _month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _last_days(calendar: WorkCalendar, after: date, workdays: int) -> date:
    """The first of the last so many working days before a day."""
    day = after
    while workdays:
        day -= ONE_DAY
        workdays -= calendar.counts(day)
    return day


def _named(lines: Sequence[Line]) -> list[str]:
    """Which parts of which cases these lines are about."""
    return [f"{line.ref} {line.part}".rstrip() for line in lines]
