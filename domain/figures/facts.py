"""A fact: what the record says of one thing that is counted, with the marks by which figures count it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Subject(StrEnum):
    """What facts are about."""

    ITEM = "item"  # one round of one item of a project
    REQUEST = "request"  # a request, up to its first acceptance
    HOLDING = "holding"  # a body had a request
    LEG = "leg"  # one promise to the citizen: a part of a cycle of a request
    FOLLOW_UP = "follow_up"  # an answer of a citizen after closing, or that nobody was reached


class Mark(StrEnum):
    """What can be true of a fact. A mark of a pause has its kind behind it besides: `paused_expert_review`."""

    DUE = "due"  # something was promised, and its time has come or it was done before; then it has a `due_at`
    IN_TIME = "in_time"
    LATE = "late"
    EXCLUDED = "excluded"  # two people have taken it out of the figures; set when it is counted
    # items
    ACCEPTED = "accepted"
    ACCEPTED_BY_SILENCE = "accepted_by_silence"
    DECIDED = "decided"  # approved, approved by silence, or refused
    APPROVED = "approved"
    BY_SILENCE = "by_silence"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    REVOKED = "revoked"
    CORRECTED = "corrected"
    PAUSED = "paused"
    EXTENDED = "extended"
    STATUTORY_OVER = "statutory_over"
    BACKFILLED = "backfilled"  # done outside, and entered later
    BACKFILLED_IN_TIME = (
        "backfilled_in_time"  # stands for IN_TIME where it was entered so: whether it was in time is not known
    )
    # requests
    ADVISED = "advised"
    MERGED = "merged"
    RETURNED = "returned"
    REOPENED = "reopened"
    SIGNED = "signed"
    SIGNED_IN_TIME = "signed_in_time"  # before anybody had to be reminded
    SIGN_DUE = "sign_due"  # signed for, or somebody had to be reminded
    WARNED = "warned"
    HANDED_UP = "handed_up"
    CLOSED = "closed"
    REPORTED_UP = "reported_up"
    # follow-ups
    VALID = "valid"  # a citizen answered
    ASKED = "asked"  # stands for the closing after which people were asked: the first answer, or that there was none
    UNREACHED = "unreached"
    RESPONDED = "responded"  # what the citizen was asked about had been closed in time
    SOLVED = "solved"
    RATED = "rated"  # said how satisfied they are
    SATISFIED = "satisfied"
    BASICALLY = "basically"  # 基本满意
    DISSATISFIED = "dissatisfied"


class Measure(StrEnum):
    """What is measured of a fact: whole days, or whole seconds."""

    GROSS_DAYS = "gross_days"  # natural days from the receipt to the end
    COUNTED_DAYS = "counted_days"  # working days on which the office's clock ran
    PASSED_DAYS = "passed_days"  # working days from the receipt to the end, pauses, corrections and all
    EXCLUDED_DAYS = "excluded_days"  # natural days on which it stood in a pause
    APPLICANT_DAYS = "applicant_days"  # natural days on which the applicant had to supply something
    PROMISED_DAYS = "promised_days"  # the promise, where it is in working days
    WAIT_SECONDS = "wait_seconds"  # from the report to the acceptance
    SECONDS = "seconds"  # from the beginning to the end


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is counted; `part` names it within its case, `closed_at` is None while it goes on.

    `due_at` is when its promise was kept or broken, whichever came first; it moves only where the promise itself was moved. None while it
    is not due. `body` and `person` answer for it: who had it when its promise was broken (nobody, where nobody had), else who ended it.
    `matter` is an item or a topic, `stage` that of an item, `kind` a type of project or a kind of request, `place` where a request is about.
    """

    subject: Subject
    ref: str
    part: str
    created_at: datetime
    closed_at: datetime | None = None
    body: str = ""
    person: str = ""
    matter: str = ""
    stage: str = ""
    kind: str = ""
    place: str = ""
    marks: frozenset[str] = frozenset()
    measures: Mapping[str, int] = field(default_factory=dict)
    due_at: datetime | None = None


class Going:
    """A fact that is still being read together from the record, never kept."""

    def __init__(self, at: datetime, body: str = "") -> None:
        self.created_at, self.body, self.person = at, body, ""
        self.marks: set[str] = set()
        self.due_at: datetime | None = None

    def mark(self, at: datetime, *marks: str) -> None:
        """It is so from an instant on."""
        self.marks |= set(marks)
        if Mark.DUE in self.marks:
            self.due_at = self.due_at or at

    def take_back(self) -> None:
        """Its promise is not over after all, for it was moved."""
        self.marks -= {Mark.DUE, Mark.LATE}
        self.due_at = None

    def whole_seconds(self, until: datetime) -> int:
        """How long it has gone on at an instant."""
        return int((until - self.created_at).total_seconds())
