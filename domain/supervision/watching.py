"""Which function finds what, and everything that was found in a span of time, with how much was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.supervision.clusters import lapse_cluster, month_end
from domain.supervision.detectors import Abuse, Detector, DetectorBook
from domain.supervision.exclusions import exclusion_excess
from domain.supervision.filings import off_list, refiled, second_correction
from domain.supervision.outside import backfilled, dated_before, one_hand, review_before
from domain.supervision.pauses import pause_at_end, pause_overlong, pause_undocumented, pause_until_called
from domain.supervision.record import Look, Many, Record
from domain.supervision.requests import closed_unanswered, empty_acceptance, return_ring
from domain.workdays import WorkCalendar

OF_ONE_CASE: Mapping[Abuse, Callable[[Detector, Record, WorkCalendar], Iterator[Look]]] = {
    Abuse.BACKFILLED: backfilled,
    Abuse.DATED_BEFORE: dated_before,
    Abuse.ONE_HAND: one_hand,
    Abuse.REVIEW_BEFORE: review_before,
    Abuse.OFF_LIST: off_list,
    Abuse.PAUSE_AT_END: pause_at_end,
    Abuse.PAUSE_OVERLONG: pause_overlong,
    Abuse.PAUSE_UNDOCUMENTED: pause_undocumented,
    Abuse.PAUSE_UNTIL_CALLED: pause_until_called,
    Abuse.SECOND_CORRECTION: second_correction,
    Abuse.REFILED: refiled,
    Abuse.EMPTY_ACCEPTANCE: empty_acceptance,
    Abuse.RETURN_RING: return_ring,
}
OF_MANY: Mapping[Abuse, Callable[[Detector, Many, WorkCalendar], Iterator[Look]]] = {
    Abuse.MONTH_END: month_end,
    Abuse.LAPSE_CLUSTER: lapse_cluster,
    Abuse.CLOSED_UNANSWERED: closed_unanswered,
    Abuse.EXCLUSION_EXCESS: exclusion_excess,
}


@dataclass(frozen=True, slots=True)
class Span:
    """What was whole from `since` on and before `until`, the instant as of which the record is read."""

    since: datetime
    until: datetime


@dataclass(slots=True)
class Looked:
    """How much a detector has looked at, and how much it could not look at."""

    looks: int = 0
    blind: int = 0

    def count(self, look: Look) -> None:
        """One more."""
        self.looks += not look.is_blind
        self.blind += look.is_blind


def watch_case(book: DetectorBook, record: Record, calendar: WorkCalendar, span: Span) -> Iterator[tuple[Abuse, Look]]:
    """Every look at one case that became whole in the span."""
    for abuse, find in OF_ONE_CASE.items():
        yield from _within(span, abuse, find(book.detectors[abuse], record, calendar))


def watch_many(book: DetectorBook, many: Many, calendar: WorkCalendar, span: Span) -> Iterator[tuple[Abuse, Look]]:
    """Every look over many cases that became whole in the span."""
    for abuse, find in OF_MANY.items():
        yield from _within(span, abuse, find(book.detectors[abuse], many, calendar))


def base_rate(found: int, looked: int) -> float | None:
    """How many were found of those looked at, to four places; None where nothing was looked at."""
    return round(found / looked, 4) if looked else None


def _within(span: Span, abuse: Abuse, looks: Iterator[Look]) -> Iterator[tuple[Abuse, Look]]:
    return ((abuse, look) for look in looks if span.since <= look.at < span.until)
