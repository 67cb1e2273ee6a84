"""The cases of the legal circle: what was frozen when each began, and what happened since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.legal.assignment import Assignment, How
from domain.legal.policy import AidRules, CheckupRules, Group, InquiryRules, VisitRules
from domain.promise import Pause
from domain.workdays import Office, WorkCalendar


class State(StrEnum):
    """Where a case stands. Not every state belongs to every service."""

    WAITING = "waiting"  # nobody has it
    TAKEN = "taken"  # a named person has it
    ANSWERED = "answered"  # the asker is asked whether it helped
    FINISHED = "finished"
    BECAME = "became"  # an inquiry that goes on as another case
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"  # legal aid: to be decided
    INCOMPLETE = "incomplete"  # papers were asked for
    GRANTED = "granted"  # no lawyer yet
    APPOINTED = "appointed"  # a lawyer works on it
    REFUSED = "refused"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    TERMINATED = "terminated"
    OBJECTED = "objected"  # a refusal or termination is looked at again
    CONFIRMED = "confirmed"  # a visit: who comes when is agreed
    FOLLOWING = "following"  # a check-up: findings are followed up


ENDED = frozenset({State.FINISHED, State.BECAME, State.WITHDRAWN, State.DEEMED_WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The whole state of one inquiry.

    `ruled_out` are persons who are not sought any more, here and in the other services.
    `asked_at` is when the question was put; `waits_since` is the start of the clock that runs while nobody has it, None
    while somebody has. `round_from` is the place of the first assignment of the present round of calls, `seeking` says as what the next
    person must be found, `left_at` is when nobody was left. `assignments` leaves out calls of earlier rounds that came to nothing.
    `kept` turns False with the first breach. `taken` are the keys of turns that were taken, `n` counts events.
    """

    ref: str
    rules: InquiryRules
    channel: str
    field: str
    language: str
    asked_at: datetime
    askers: tuple[str, ...] = ()
    state: State = State.WAITING
    waits_since: datetime | None = None
    wait_no: int = 1
    round_no: int = 1
    round_from: int = 0
    seeking: How | None = None
    left_at: datetime | None = None
    assignments: tuple[Assignment, ...] = ()
    ruled_out: tuple[str, ...] = ()
    referrals: int = 0
    reopened: bool = False
    kept: bool = True
    taken_at: datetime | None = None
    first_answer_at: datetime | None = None
    answered_at: datetime | None = None
    became: str = ""
    helped: bool | None = None
    satisfied: int = 0
    ended_at: datetime | None = None
    taken: tuple[str, ...] = ()
    n: int = 0


@dataclass(frozen=True, slots=True)
class Aid:
    """The whole state of one application for legal aid.

    `first_contact_at` is when the applicant first came, with an inquiry perhaps; `received_at` starts promise and statutory clock.
    `pauses` is the time for which the applicant was waited for (papers); of `papers_asked` those in `papers_supplied` have come.
    `bars` are persons who may not be appointed: the other side's lawyers.
    `limit_on` is the last day of a limitation. `appoint_from` starts the statutory term of
    appointment, `settled_at` is when it was refused, terminated or closed. `was` is the state to which a lost objection leads back. An objection that is
    upheld before anybody was appointed begins the promise anew at `promised_from`; `late` says that it was broken before.
    `waived` are the papers that a pledge replaces (None: all that it can). `group` is the first and `more_groups` are the others to which the
    applicant belongs; what the law says of any of them holds.
    """

    ref: str
    rules: AidRules
    office: Office
    calendar: WorkCalendar
    kind: str
    group: str
    field: str
    language: str
    received_at: datetime
    first_contact_at: datetime | None = None
    askers: tuple[str, ...] = ()
    from_ref: str = ""
    pledged: bool = False
    waived: tuple[str, ...] | None = None
    more_groups: tuple[str, ...] = ()
    state: State = State.RECEIVED
    limit_on: date | None = None
    urgent: str = ""
    bars: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
    papers_asked: tuple[str, ...] = ()
    papers_asked_at: datetime | None = None
    papers_supplied: tuple[str, ...] = ()
    decided_at: datetime | None = None
    decision: str = ""
    ground: str = ""
    seeking: How | None = None
    round_no: int = 1
    round_from: int = 0
    left_at: datetime | None = None
    assignments: tuple[Assignment, ...] = ()
    ruled_out: tuple[str, ...] = ()
    first_appointed_at: datetime | None = None
    appoint_from: datetime | None = None
    change_asked: bool = False
    verified: bool | None = None
    verify_from: datetime | None = None
    objected_at: datetime | None = None
    objections: int = 0
    was: State | None = None
    promised_from: datetime | None = None
    late: bool = False
    settled_at: datetime | None = None
    works: int = 0
    outcome: str = ""
    satisfied: int = 0
    ended_at: datetime | None = None
    taken: tuple[str, ...] = ()
    n: int = 0

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups of the rules to which the applicant belongs."""
        return self.rules.groups_of((self.group, *self.more_groups))


@dataclass(frozen=True, slots=True)
class Visit:
    """The whole state of one home visit; `planned_at` is when the person who confirmed will come."""

    ref: str
    rules: VisitRules
    group: str
    language: str
    asked_at: datetime
    askers: tuple[str, ...] = ()
    state: State = State.WAITING
    round_no: int = 1
    round_from: int = 0
    seeking: How | None = None
    left_at: datetime | None = None
    assignments: tuple[Assignment, ...] = ()
    ruled_out: tuple[str, ...] = ()
    planned_at: datetime | None = None
    visits: int = 0
    visited_at: datetime | None = None
    outcome: str = ""
    ended_at: datetime | None = None
    taken: tuple[str, ...] = ()
    n: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of a check-up, with the day on which it is followed up and what came of it."""

    severity: str
    field: str
    follow_up_on: date
    result: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checkup:
    """The whole state of one legal check-up of a company; `person` is who makes it, `campaign` under which it was ordered.

    `assignments` are all who made it, the last of them is `person`.
    """

    ref: str
    rules: CheckupRules
    office: Office
    calendar: WorkCalendar
    person: str
    asked_at: datetime
    campaign: str = ""
    askers: tuple[str, ...] = ()
    state: State = State.WAITING
    findings: tuple[Finding, ...] = ()
    reported_at: datetime | None = None
    outcome: str = ""
    assignments: tuple[Assignment, ...] = ()
    ended_at: datetime | None = None
    taken: tuple[str, ...] = ()
    n: int = 0


LegalCase = Inquiry | Aid | Visit | Checkup
