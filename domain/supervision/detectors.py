"""Detectors as data: what each looks for, from which threshold on, and by which source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.hotline.book import Names


class Abuse(StrEnum):
    """What detectors look for; each has a definition in domain/data/detectors.toml and a function in this package."""

    BACKFILLED = "backfilled"  # done long before it was entered
    DATED_BEFORE = "dated_before"  # the decision's document is older than the acceptance
    ONE_HAND = "one_hand"  # everything by one person within minutes
    MONTH_END = "month_end"  # decisions heaped at the end of a month
    REVIEW_BEFORE = "review_before"  # first contact long before the receipt
    OFF_LIST = "off_list"  # asked for what is not in the catalogue
    PAUSE_AT_END = "pause_at_end"
    PAUSE_OVERLONG = "pause_overlong"  # longer than declared
    PAUSE_UNDOCUMENTED = "pause_undocumented"
    PAUSE_UNTIL_CALLED = "pause_until_called"  # ended only after the warning
    SECOND_CORRECTION = "second_correction"  # names what was there before
    REFILED = "refiled"  # refused and filed again, so that the clock restarts
    LAPSE_CLUSTER = "lapse_cluster"  # silence approves for one applicant at one officer
    EMPTY_ACCEPTANCE = "empty_acceptance"  # accepted in time, and then nothing
    CLOSED_UNANSWERED = "closed_unanswered"  # closed by a formula, not confirmed, and the same caller again
    RETURN_RING = "return_ring"  # A, B, and A again
    EXCLUSION_EXCESS = "exclusion_excess"  # much more taken out of the figures than elsewhere


class Measure(StrEnum):
    """In what a threshold is counted."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKDAYS = "workdays"
    PERCENT = "percent"
    TIMES = "times"
    CHARACTERS = "characters"


# The thresholds that each detector has, with their units: its function asks for these.
THRESHOLDS: Mapping[Abuse, Mapping[str, Measure]] = {
    Abuse.BACKFILLED: {"lag": Measure.WORKDAYS},
    Abuse.DATED_BEFORE: {"before": Measure.DAYS},
    Abuse.ONE_HAND: {"within": Measure.MINUTES},
    Abuse.MONTH_END: {"last": Measure.WORKDAYS, "decisions": Measure.TIMES, "share": Measure.PERCENT},
    Abuse.REVIEW_BEFORE: {"before": Measure.WORKDAYS},
    Abuse.OFF_LIST: {"mended": Measure.MINUTES},
    Abuse.PAUSE_AT_END: {"last": Measure.WORKDAYS, "term": Measure.WORKDAYS},
    Abuse.PAUSE_OVERLONG: {"over": Measure.WORKDAYS, "share": Measure.PERCENT, "most": Measure.WORKDAYS},
    Abuse.PAUSE_UNDOCUMENTED: {},
    Abuse.PAUSE_UNTIL_CALLED: {"grace": Measure.MINUTES, "within": Measure.WORKDAYS},
    Abuse.SECOND_CORRECTION: {},
    Abuse.REFILED: {"within": Measure.DAYS},
    Abuse.LAPSE_CLUSTER: {"within": Measure.DAYS, "lapses": Measure.TIMES, "share": Measure.PERCENT},
    Abuse.EMPTY_ACCEPTANCE: {"within": Measure.MINUTES, "silent": Measure.HOURS, "mute": Measure.HOURS},
    Abuse.CLOSED_UNANSWERED: {"within": Measure.DAYS, "answer": Measure.CHARACTERS, "same": Measure.TIMES},
    Abuse.RETURN_RING: {"within": Measure.DAYS},
    Abuse.EXCLUSION_EXCESS: {"exclusions": Measure.TIMES, "share": Measure.PERCENT, "usual": Measure.TIMES},
}


@dataclass(frozen=True, slots=True)
class Detector:
    """One definition: `row` is the number of the abuse in the list of facts/domain.md, section 7; `means` says what is found."""

    id: Abuse
    row: int
    version: str
    source: str
    names: Names
    means: Names
    thresholds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DetectorBook:
    """All detectors; every night looks again at so many days, for what was written late."""

    nights: int
    detectors: Mapping[Abuse, Detector]
