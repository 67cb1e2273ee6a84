"""What a request says to the world: commands that come in, events, notices and rows that go out. Ids only, no free text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.hotline.policy import Level
from domain.roles import Act, Actor, Role


class Happening(StrEnum):
    """The kinds of event in the record of a request."""

    REPORTED = "reported"
    ADVISED = "advised"  # told the right road, and closed with that reason
    ACCEPT_SOON = "accept_soon"
    ACCEPT_OVER = "accept_over"
    ACCEPT_UP = "accept_up"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    RECLASSIFIED = "reclassified"
    HALF = "half"
    WARNED = "warned"
    SHARE_OVER = "share_over"
    GOAL_OVER = "goal_over"
    NEGLECTED = "neglected"
    SKIPPED = "warning_skipped"
    OVERTAKEN = "overtaken"  # handed up by time
    ESCALATED = "escalated"  # handed up by a person
    LEG_DONE = "leg_done"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESUMED_AT_END = "resumed_at_end"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    EXTENSION_DENIED = "extension_denied"
    PARKED = "parked"
    UNPARKED = "unparked"
    REVIEW_DUE = "review_due"
    RETURNED = "returned"
    COMMENTED = "commented"
    CLOSED = "closed"
    CALLED = "called"
    ANSWERED = "answered"
    REOPENED = "reopened"
    FOLLOWED_UP = "followed_up"  # the asking is over, and the request is archived
    ABSORBED = "absorbed"  # another request was merged into this one
    RELEASED = "released"  # one that was absorbed goes on by itself after all
    MERGED = "merged"  # this one was merged into another
    WITHDRAWAL_ASKED = "withdrawal_asked"
    WITHDRAWAL_DENIED = "withdrawal_denied"
    WITHDRAWAL_GRANTED = "withdrawal_granted"  # to one of several citizens; the others' request goes on
    WITHDRAWN = "withdrawn"
    PAPER_ISSUED = "paper_issued"
    NOT_DONE = "not_done"


class Step(StrEnum):
    """The messages that a request sends."""

    CONFIRMED = "confirmed"  # to the citizen: number and code
    ROAD = "road"  # to the citizen: the right road
    ACCEPT_SOON = "accept_soon"
    ACCEPT_OVER = "accept_over"
    ACCEPT_UP = "accept_up"
    ASSIGNED = "assigned"
    TAKEN_AWAY = "taken_away"  # to the former body: nothing to be done any more
    HALF = "half"
    WARNED = "warned"
    SHARE_OVER = "share_over"
    GOAL_OVER = "goal_over"
    NEGLECTED = "neglected"
    PAUSE_ENDED = "pause_ended"
    REVIEW_DUE = "review_due"
    ASK = "ask"  # to the citizen: solved? satisfied?
    REOPENED = "request_reopened"
    UNSOLVED = "unsolved"  # to the centre: not solved again
    SENT_BACK = "sent_back"  # to the centre: a body has returned it, dispatch it again
    EXTENSION_ASKED = "extension_asked"  # to the centre: grant or deny it
    CLOSING = "closing"  # to the centre: a joint task was closed, look at it before it is archived
    UNHEARD = "unheard"  # to a body that assists with a joint task and has written nothing to it
    WITHDRAWAL = "withdrawal"  # to the centre: the citizen wants to withdraw
    JOINED = "joined"  # to the citizen: from now on handled together with others under this number
    ENDED = "ended"  # to the citizen: withdrawn, or closed for another reason


@dataclass(frozen=True, slots=True)
class Place:
    """Who is to hold a request: the body's level and id, and the named person on duty (empty: nobody was found)."""

    level: Level
    body: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RequestCommand:
    """One act of a person on a request.

    `id`, `received_at`, `acted_at`, `note` and `said` as in `domain.record.Command`. `place` is who shall hold it (found
    by the counter from duty list and rosters), `assists` are further bodies, `guide` is a grid member who goes along.
    `reason` is an id of a list: a pause's, a return's, a road. `until` is the planned end of a pause or the review
    date of a parking, `hours` the length of an extension. `other` is the ref of the other request in a merger, with its
    goal `other_due` (None while it waits), `other_since` (when it was reported) and `complainants`. `complainant`, `solved`, `satisfied` (1 to 5) and `way` (page, sms, voice, call) are an
    answer; `cycle` says of which
    closing (0: of the last one); `outcome` is what a call came to.
    """

    id: str
    act: Act
    actor: Actor
    received_at: datetime
    acted_at: datetime | None = None
    note: str = ""
    said: tuple[str, ...] = ()
    kind: str = ""
    place: Place | None = None
    assists: tuple[str, ...] = ()
    guide: str = ""
    reason: str = ""
    until: datetime | None = None
    hours: int = 0
    other: str = ""
    other_due: datetime | None = None
    other_since: datetime | None = None
    complainants: tuple[str, ...] = ()
    complainant: str = ""
    solved: bool | None = None
    satisfied: int = 0
    way: str = ""
    outcome: str = ""
    cycle: int = 0


@dataclass(frozen=True, slots=True)
class RequestEvent:
    """One line of the record of a request; see `domain.record.Event`.

    `body` is the body that it concerns, `what` a word or id that belongs to the kind of event; `due_before` and
    `due_after` are the citizen's deadline where it moved.
    """

    kind: Happening
    body: str = ""
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
class RequestNotice:
    """What a request has to say: in which thread, and between which instants it is useful.

    A newer notice of a thread overtakes an older one. `cycle` and `step` with the thread make it unique. `body` and
    `owner` are set where it goes to others than those who hold the request now, `complainant` where it goes to one
    citizen and not to all of the request.
    """

    thread: str
    step: Step
    cycle: str
    not_before: datetime
    expires_at: datetime
    due_at: datetime | None = None
    left_minutes: int = 0
    body: str = ""
    owner: str = ""
    complainant: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """A document to be numbered and kept: `paper` is its id in the policy; once for a body in a cycle.

    `due_at` is the citizen's deadline as it stood then; None while the clock stands.
    """

    paper: str
    cycle: int
    at: datetime
    body: str = ""
    due_at: datetime | None = None
