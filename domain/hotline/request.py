"""The case of one request: what was frozen when it began, and what happened since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache

from domain.hotline.policy import Kind, Leg, Level, Policy
from domain.hotline.record import Issue, RequestEvent, RequestNotice
from domain.promise import Extension, Pause


class State(StrEnum):
    """Where a request stands."""

    REPORTED = "reported"  # nobody has accepted it yet
    HANDLING = "handling"
    PAUSED = "paused"
    RETURNED = "returned"  # sent back; the centre must dispatch it again
    CLOSED = "closed"  # the citizen is being asked
    ARCHIVED = "archived"
    ADVISED = "advised"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


AT_WORK = frozenset({State.HANDLING, State.PAUSED, State.RETURNED})
OPEN = AT_WORK | {State.REPORTED}
ENDED = frozenset({State.ARCHIVED, State.ADVISED, State.WITHDRAWN, State.MERGED})


class Source(StrEnum):
    """Where a request came from."""

    WEB = "web"
    MINI_PROGRAM = "mini_program"
    HOTLINE = "hotline"
    GRID = "grid"
    CITY = "city"  # the city's 12345
    CENTRE = "centre"  # nobody's report: a joint task, which the centre has opened


class Outcome(StrEnum):
    """What the asking came to."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Custody:
    """A body held the request, from `since` to `until` (None: still); `ended` says how it lost it.

    `leg_since` is when the leg began in which it got it: only custodies of the running leg use its shares. `designated`
    by the centre it cannot be sent back.
    """

    level: Level
    body: str
    owner: str
    since: datetime
    leg_since: datetime
    until: datetime | None = None
    ended: str = ""
    signed_at: datetime | None = None
    designated: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A leg that is over, frozen: what was promised and what came of it.

    `counted_seconds` ran on its clock, `paused_seconds` did not; `in_time` is None where the kind promised nothing.
    """

    cycle: int
    leg: int
    kind: str
    started_at: datetime
    ended_at: datetime
    due_at: datetime
    counted_seconds: float
    paused_seconds: float
    in_time: bool
    ended: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a citizen said of a closed cycle; `satisfied` is 1 (very dissatisfied) to 5 (very satisfied), 0 is not said."""

    cycle: int
    complainant: str
    at: datetime
    way: str
    solved: bool
    satisfied: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt to reach a citizen by telephone, and what it came to: an id of `Outcome`."""

    cycle: int
    at: datetime
    by: str
    outcome: str
    complainant: str = ""


@dataclass(frozen=True, slots=True)
class Parking:
    """The request is parked (挂账): with whom, for which reason, to be looked at again when. Its clock runs on."""

    owner: str
    reason: str
    review_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """An extension that was asked for and is not decided: how many hours, by whom, and when."""

    hours: int
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """The whole state of one request.

    `reported_at` starts the clock of acceptance and the first leg. `waiting_since` is when it began to wait for a body
    (reported, or returned), None while a body has it. `started_at` is the start of the running leg, `pauses` are
    those of the cycle, `extensions` those of the leg. `outer_due` is a deadline from outside, the city's; `merged_due` the earliest of requests
    that this one took in, for the running leg. `absorbed` are their refs, `withdrawing` the citizens who want to withdraw. `seeking`
    is the level from which a body must be found, because time handed the request up. `taken` are the keys of turns that
    were taken. `n` is the number of events written so far. `barred` are the bodies complained of, which never get it. `heard` are
    the bodies that have written to a joint task.
    """

    ref: str
    policy: Policy
    source: Source
    district: str
    reported_at: datetime
    state: State = State.REPORTED
    complainants: tuple[str, ...] = ()
    outer_due: datetime | None = None
    merged_due: datetime | None = None
    kind_id: str = ""
    cycle: int = 1
    leg_no: int = 0
    started_at: datetime | None = None
    waiting_since: datetime | None = None
    accepted_at: datetime | None = None
    accepted_by: str = ""
    closed_at: datetime | None = None
    ended_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    planned_end: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    asked: Asked | None = None
    custodies: tuple[Custody, ...] = ()
    assists: tuple[str, ...] = ()
    guide: str = ""
    returns: int = 0
    parking: Parking | None = None
    seeking: Level | None = None
    reopened_by_itself: bool = False
    withdrawal_asked: bool = False
    withdrawing: tuple[str, ...] = ()
    absorbed: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    answers: tuple[Answer, ...] = ()
    calls: tuple[Call, ...] = ()
    outcome: str = ""
    road: str = ""
    merged_into: str = ""
    taken: tuple[str, ...] = ()
    n: int = 0
    barred: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()

    @property
    def is_joint(self) -> bool:
        """Is it a joint task, with several bodies and no citizen behind it?"""
        return self.source is Source.CENTRE

    @property
    def kind(self) -> Kind | None:
        """The kind, once it is classified."""
        return self.policy.kind(self.kind_id)

    @property
    def leg(self) -> Leg | None:
        """The running leg, once it is classified; after a change of kind the last one of a kind with fewer legs."""
        kind = self.kind
        return kind.legs[min(self.leg_no, len(kind.legs) - 1)] if kind else None

    @property
    def fixed_due(self) -> datetime | None:
        """The earliest deadline that no pause moves: the city's, or that of a request that was taken in."""
        return min((due for due in (self.outer_due, self.merged_due) if due is not None), default=None)

    @property
    def holder(self) -> Custody | None:
        """The custody that runs now."""
        last = self.custodies[-1] if self.custodies else None
        return last if last and last.until is None else None


@dataclass(frozen=True, slots=True)
class RequestChange:
    """What an act or a turn made of a request; `silenced` are the threads whose notices no longer hold."""

    case: Request
    events: tuple[RequestEvent, ...] = ()
    notices: tuple[RequestNotice, ...] = ()
    silenced: tuple[str, ...] = ()
    papers: tuple[Issue, ...] = ()


def merged(held: RequestChange, change: RequestChange) -> RequestChange:
    """What is to be written down when `change` follows on `held`, of which nothing is written down yet."""
    still_true = (notice for notice in held.notices if notice.thread not in change.silenced)
    return RequestChange(
        change.case,
        held.events + change.events,
        (*still_true, *change.notices),
        tuple(dict.fromkeys(held.silenced + change.silenced)),
        held.papers + change.papers,
    )


@cache
def _one_of_all(policy: Policy) -> Policy:
    return policy


def shared(case: Request) -> Request:
    """The request with the one copy of its policy that all requests in this process share: it is the same for thousands."""
    return replace(case, policy=_one_of_all(case.policy))
