"""Bodies of which much more is taken out of the figures in a month than of others of their kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from domain.supervision.detectors import Detector
from domain.supervision.record import Evidence, Line, Look, Many, look
from domain.workdays import WorkCalendar

_Cell = tuple[str, str, date]  # a body or a kind of bodies, a subject, and the first day of a month


def exclusion_excess(detector: Detector, many: Many, calendar: WorkCalendar) -> Iterator[Look]:
    """Months in which two people took out much of what a body had ended, and several times as much as is usual.

    Usual is what was taken out of all other bodies of that kind in that month, of the same kind of things. A body beside
    which no other has ended any is not looked at: nobody can say what would be usual. Whole when the month is over.
    """
    taken = _taken(many, calendar)
    ended = {(one.body, one.subject, one.month): one.number for one in many.ended}
    kinds = {one.body: one.body_kind for one in many.ended} | {one.line.body: one.body_kind for one in many.taken_out}
    all_ended, all_taken = Counter[_Cell](), Counter[_Cell]()
    for (body, subject, month), number in ended.items():
        all_ended[kinds[body], subject, month] += number
    for (body, subject, month), lines in taken.items():
        all_taken[kinds[body], subject, month] += len(lines)
    for cell in sorted({*ended, *taken}):
        body, subject, month = cell
        lines, whole, alike = taken.get(cell, []), ended.get(cell, 0), (kinds[body], subject, month)
        others = all_ended[alike] - whole
        if others:
            usual = _percent(all_taken[alike] - len(lines), others)
            at = calendar.start_of((month + timedelta(days=31)).replace(day=1))
            yield _look(detector, lines, {"subject": subject, "of": whole, "usual": usual}, at)


def _look(detector: Detector, lines: Sequence[Line], counted: Mapping[str, int | str], at: datetime) -> Look:
    share, usual = _percent(len(lines), int(counted["of"])), int(counted["usual"])
    is_much = len(lines) >= detector.thresholds["exclusions"] and share >= detector.thresholds["share"]
    if not is_much or share < detector.thresholds["usual"] * usual:
        return Look(at)
    others = [f"{line.ref} {line.part}".rstrip() for line in lines[:-1]]
    evidence: Evidence = {**counted, "exclusions": len(lines), "percent": share, "others": others}
    return look(detector, lines[-1], evidence, at=at)


def _taken(many: Many, calendar: WorkCalendar) -> dict[_Cell, list[Line]]:
    found: dict[_Cell, list[Line]] = {}
    for one in many.taken_out:
        month = calendar.local_day(one.line.at).replace(day=1)
        found.setdefault((one.line.body, one.subject, month), []).append(one.line)
    return found


def _percent(part: int, whole: int) -> int:
    """In whole percent, at most 100: what ended in an earlier month may be taken out too."""
    return min(100, 100 * part // whole) if whole else 100 * bool(part)
