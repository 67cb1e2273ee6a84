"""What was planted in a history, so that whoever looks for it can be measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Abuse(StrEnum):
    """What is planted: abuses by the ids of their detectors, and two problems that come again and grow."""

    BACKFILLED = "backfilled"  # done long before it was entered
    DATED_BEFORE = "dated_before"  # the decision document is older than the acceptance
    ONE_HAND = "one_hand"  # received, accepted and decided by one person in minutes
    MONTH_END = "month_end"  # decisions held until the end of a month
    REVIEW_BEFORE = "review_before"  # looked at long before it was received
    OFF_LIST = "off_list"  # something is asked for that is not in the catalogue
    PAUSE_AT_END = "pause_at_end"  # paused in the last days of a term
    PAUSE_OVERLONG = "pause_overlong"  # much longer than declared
    PAUSE_UNDOCUMENTED = "pause_undocumented"  # words where a document should be named
    PAUSE_UNTIL_CALLED = "pause_until_called"  # ended only when somebody was told that it lasts too long
    SECOND_CORRECTION = "second_correction"  # a second demand for what was there at the first
    REFILED = "refiled"  # refused at the last moment and filed again, unchanged
    LAPSE_CLUSTER = "lapse_cluster"  # one officer lets the items of one applicant lapse
    EMPTY_ACCEPTANCE = "empty_acceptance"  # accepted in time, without a word
    CLOSED_UNANSWERED = "closed_unanswered"  # closed with a formula; the caller comes again
    RETURN_RING = "return_ring"  # from one body to another and back
    EXCLUSION_EXCESS = "exclusion_excess"  # what looks bad is taken out of the figures
    RECURRING = "recurring"  # a topic in a village that grows
    REPEAT_CALLER = "repeat_caller"  # one citizen, again and again


@dataclass(frozen=True, slots=True)
class Planted:
    """One thing that was planted: in which case, and in which part of it (an item, a body, a citizen)."""

    kind: Abuse
    ref: str
    part: str = ""


Truth = list[Planted]
