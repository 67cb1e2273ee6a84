"""What a request writes down at once: the unit that is in memory and in the database wholly, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.commit import Receipt
from domain.hotline.record import Issue, RequestEvent, RequestNotice
from domain.hotline.request import Answer, Call, Custody, Result


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as its row shows it: a whole state, never a difference.

    `goal_at` is the citizen's deadline, `share_at` when the level that holds it has used up its share; both None while the
    clock stands or before there is one. `accept_at` is the promise of acceptance while it waits.
    """

    state: str
    kind: str = ""
    level: str = ""
    body: str = ""
    owner: str = ""
    assists: tuple[str, ...] = ()
    guide: str = ""
    cycle: int = 1
    leg: int = 0
    accept_at: datetime | None = None
    accepted_at: datetime | None = None
    started_at: datetime | None = None
    goal_at: datetime | None = None
    share_at: datetime | None = None
    held_since: datetime | None = None
    signed_at: datetime | None = None
    returns: int = 0
    designated: bool = False
    pause_reason: str = ""
    paused_at: datetime | None = None
    planned_end: datetime | None = None
    extended_hours: int = 0
    asked_hours: int = 0
    parked_by: str = ""
    review_at: datetime | None = None
    withdrawal_asked: bool = False
    closed_at: datetime | None = None
    outcome: str = ""
    road: str = ""
    merged_into: str = ""
    calls: int = 0
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequestCommit:
    """Everything that one step of a request adds to the record; see `domain.commit.Commit`.

    `custodies`, `results`, `answers` and `called` are all that there are so far. `absorbed` are complainants who came from another request.
    """

    ref: str
    at: datetime
    seq: int
    n: int
    row: RequestRow
    wakes_at: datetime | None = None
    custodies: tuple[Custody, ...] = ()
    results: tuple[Result, ...] = ()
    answers: tuple[Answer, ...] = ()
    called: tuple[Call, ...] = ()
    complainants: tuple[str, ...] = ()
    events: tuple[RequestEvent, ...] = ()
    notices: tuple[RequestNotice, ...] = ()
    silenced: tuple[str, ...] = ()
    papers: tuple[Issue, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    __packed__ = True


def events_of(commit: RequestCommit) -> tuple[RequestEvent, ...]:
    """The events of a commit with everything that was left out: numbered in their order, and dated."""
    first = commit.n - len(commit.events) + 1
    return tuple(
        replace(event, n=first + index, entered_at=commit.at, at=event.at or commit.at)
        for index, event in enumerate(commit.events)
    )
