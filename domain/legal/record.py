"""What a case of the legal circle says to the world: commands that come in, events and notices that go out. Ids only, no free text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.roles import Act, Actor, Role


class Service(StrEnum):
    """The services of the legal circle; the first letter of a number says which."""

    INQUIRY = "inquiry"  # L20261125-000001
    AID = "aid"  # A…
    VISIT = "visit"  # V…
    CHECKUP = "checkup"  # C…


LETTERS = {Service.INQUIRY: "L", Service.AID: "A", Service.VISIT: "V", Service.CHECKUP: "C"}


class Happening(StrEnum):
    """The kinds of event in the record of a case."""

    ASKED = "asked"  # an inquiry, a home visit or a check-up was asked for
    APPLIED = "applied"  # for legal aid
    CALLED = "called"  # a person was called, and may take it over
    OFFERED = "offered"  # a case of legal aid was offered to a lawyer
    LAPSED = "lapsed"  # an offer was not answered in time
    DECLINED = "declined"
    NOBODY_LEFT = "nobody_left"
    LEADER_CALLED = "leader_called"
    PROMISE_OVER = "promise_over"
    RAISED = "raised"  # still nobody, after the promise was over
    TAKEN = "taken"  # a named person has taken it over
    REFERRED = "referred"  # handed on; until somebody accepts, nobody has it
    UNANSWERED = "unanswered"  # taken over long ago, and not answered
    REPLIED = "replied"  # the question is answered
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    REOPENED = "reopened"
    BECAME = "became"  # an inquiry became another case
    FINISHED = "finished"  # nothing more is to be done
    WITHDRAWN = "withdrawn"
    COMMENTED = "commented"
    WARNED = "warned"
    SKIPPED = "warning_skipped"
    PAPERS_ASKED = "papers_asked"
    PAPERS_SUPPLIED = "papers_supplied"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    GRANTED = "granted"
    REFUSED = "aid_refused"
    DECIDE_OVER = "decide_over"
    APPOINT_OVER = "appoint_over"
    MADE_URGENT = "made_urgent"
    APPOINTED = "appointed"
    CHANGE_ASKED = "change_asked"
    MOVED = "moved"  # what somebody had in hand is somebody else's
    CHANGE_GRANTED = "change_granted"
    CHANGE_DENIED = "change_denied"
    VERIFIED = "verified"
    VERIFY_SOON = "verify_soon"  # the desk was reminded
    VERIFY_OVER = "verify_over"
    WORKED = "worked"  # a meeting, a hearing, a mediation, an award, a document…
    TERMINATED = "terminated"
    OBJECTED = "objected"
    OBJECTION_DECIDED = "objection_decided"
    OBJECTION_OVER = "objection_over"
    RATED = "rated"
    SAID = "said"  # thanks or a complaint
    CONFIRMED = "confirmed"  # a visit: who comes, and when
    VISITED = "visited"
    FOUND = "found"  # a check-up: a finding
    REPORTED = "checkup_reported"  # a check-up: all that was found is told
    FOLLOW_UP_DUE = "follow_up_due"
    FOLLOWED_UP = "followed_up"
    REDATED = "redated"
    NOT_DONE = "not_done"


class Step(StrEnum):
    """The messages that a case sends."""

    RECEIVED = "legal_received"  # to the asker: number and code
    CALL = "legal_call"  # to the person on duty: take it over
    LEADER = "legal_leader"  # to the duty leader: nobody has it
    OVER = "legal_over"  # the promise is over and nobody has it
    RAISED = "legal_raised"
    UNANSWERED = "legal_unanswered"  # to who took it over
    ANSWERED = "legal_answered"  # to the asker: the answer is there; did it help?
    GONE = "legal_gone"  # to a person: nothing to be done any more
    ENDED = "legal_ended"  # to the asker: it is over
    BECAME = "legal_became"  # to the asker: goes on under another number
    AID_NEW = "aid_new"  # to the legal aid desk
    AID_WARNED = "aid_warned"
    AID_OVER = "aid_over"
    AID_PAPERS = "aid_papers"  # to the applicant: what is missing, all at once
    AID_SUPPLIED = "aid_supplied"  # to the desk
    AID_DECIDED = "aid_decided"  # to the applicant: granted or refused, in writing
    AID_OFFER = "aid_offer"  # to a lawyer
    AID_APPOINTED = "aid_appointed"  # to lawyer and applicant
    AID_STATUTORY = "aid_statutory"  # a statutory term is over
    AID_OBJECTION = "aid_objection"  # to the director
    AID_CHANGE = "aid_change"  # to the desk: another lawyer is asked for
    AID_COMPLAINT = "aid_complaint"  # to the director
    AID_VERIFY_SOON = "aid_verify_soon"  # to the desk: the pledge is to be verified
    AID_VERIFY = "aid_verify"  # to the desk: the time for it is over
    VISIT_CONFIRMED = "visit_confirmed"  # to the asker: who comes when
    VISIT_SOON = "visit_soon"
    PROGRAMME_SOON = "programme_soon"  # to host and subscribers: a session begins
    FOLLOW_UP = "follow_up"  # to who advises a company
    CHECKUP_NEW = "checkup_new"  # to who makes a check-up: it is theirs
    CHECKUP_OVER = "checkup_over"  # to the desk: the findings were not reported in time


@dataclass(frozen=True, slots=True)
class LegalCommand:
    """One act of a person on a case of the legal circle.

    `id`, `received_at`, `acted_at`, `note` and `said` as in `domain.record.Command`. `person` is somebody of the pool,
    `field` a field of law, `reason` an id of a list (a decline, a refusal, a termination, an urgency), `kind` another (of work, of aid, of
    what is said: thanks, complaint), `outcome` what it came to. `proofs` are ids of papers. `other` is the number of
    the case that an inquiry became. `at` is a planned or an actual instant, `on` a day. `asker` is the asker who acts, by id.
    `satisfied` is 1 to 5, 0 is not said. `finding` numbers a finding of a check-up. `former` is from whom it is moved to `person`.
    """

    id: str
    act: Act
    actor: Actor
    received_at: datetime
    acted_at: datetime | None = None
    note: str = ""
    said: tuple[str, ...] = ()
    person: str = ""
    field: str = ""
    reason: str = ""
    kind: str = ""
    outcome: str = ""
    proofs: tuple[str, ...] = ()
    other: str = ""
    at: datetime | None = None
    on: date | None = None
    asker: str = ""
    yes: bool | None = None
    satisfied: int = 0
    finding: int = 0
    former: str = ""


@dataclass(frozen=True, slots=True)
class LegalEvent:
    """One line of the record of a case; see `domain.record.Event`.

    `person` is of whom it speaks, `what` a word or id that belongs to the kind of event; `due_before` and `due_after` are
    the promise where it moved. `instead_of` is for whom the actor stood in ("A for B").
    """

    kind: Happening
    person: str = ""
    at: datetime | None = None
    actor: str = "system"
    role: Role = Role.SYSTEM
    acted_at: datetime | None = None
    note: str = ""
    what: str = ""
    due_before: datetime | None = None
    due_after: datetime | None = None
    n: int = 0
    entered_at: datetime | None = None
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class LegalNotice:
    """What a case has to say; see `domain.hotline.record.RequestNotice`. `owner` is the person to be told as officer."""

    thread: str
    step: Step
    cycle: str
    not_before: datetime
    expires_at: datetime
    due_at: datetime | None = None
    left_minutes: int = 0
    owner: str = ""
