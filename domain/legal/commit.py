"""What a case of the legal circle writes down at once: the unit that is in memory and in the database wholly, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.commit import Receipt
from domain.legal.assignment import Assignment
from domain.legal.cases import Finding
from domain.legal.record import LegalEvent, LegalNotice, Service


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """An inquiry as its row shows it; `kept` is whether the promise was kept (None: not known yet)."""

    due_at: datetime | None = None
    taken_at: datetime | None = None
    first_answer_at: datetime | None = None
    answered_at: datetime | None = None
    kept: bool | None = None
    referrals: int = 0
    became: str = ""
    helped: bool | None = None
    satisfied: int = 0


@dataclass(frozen=True, slots=True)
class AidRow:
    """An application as its row shows it.

    `promise_at`, `decide_at`, `appoint_at`, `supply_at`, `objection_at` and `verify_at` are the first instants after each
    term; None while a clock stands, has not begun or is over. `kept` and `same_day` are of decision and appointment.
    """

    promise_at: datetime | None = None
    decide_at: datetime | None = None
    appoint_at: datetime | None = None
    supply_at: datetime | None = None
    objection_at: datetime | None = None
    verify_at: datetime | None = None
    urgent: str = ""
    decided_at: datetime | None = None
    decision: str = ""
    ground: str = ""
    first_appointed_at: datetime | None = None
    provisional: bool = False
    kept: bool | None = None
    same_day: bool | None = None
    papers_asked: tuple[str, ...] = ()
    verified: bool | None = None
    change_asked: bool = False
    objections: int = 0
    works: int = 0
    outcome: str = ""
    satisfied: int = 0


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A home visit as its row shows it."""

    due_at: datetime | None = None
    confirmed_at: datetime | None = None
    planned_at: datetime | None = None
    visits: int = 0
    visited_at: datetime | None = None
    outcome: str = ""
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class CheckupRow:
    """A check-up as its row shows it; `next_on` is the next follow-up."""

    due_on: date | None = None
    reported_at: datetime | None = None
    next_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class LegalCommit:
    """Everything that one step of a case adds to the record; see `domain.commit.Commit`.

    `holder` is who has the case now, empty when nobody has. Exactly one of the four rows is set. `findings` are all that there are so far;
    `assignments` too, but for those that came to nothing in earlier rounds and are written already.
    `calendar_rev` is the calendar that it counts with; 0 where no days are counted. `ruled_out` are persons who may have nothing to do with it.
    """

    ref: str
    service: Service
    at: datetime
    seq: int
    n: int
    state: str
    holder: str = ""
    ended_at: datetime | None = None
    wakes_at: datetime | None = None
    inquiry: InquiryRow | None = None
    aid: AidRow | None = None
    visit: VisitRow | None = None
    checkup: CheckupRow | None = None
    assignments: tuple[Assignment, ...] = ()
    findings: tuple[Finding, ...] = ()
    events: tuple[LegalEvent, ...] = ()
    notices: tuple[LegalNotice, ...] = ()
    silenced: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    calendar_rev: int = 0
    ruled_out: tuple[str, ...] = ()

    __packed__ = True


def events_of(commit: LegalCommit) -> tuple[LegalEvent, ...]:
    """The events of a commit with everything that was left out: numbered in their order, and dated."""
    first = commit.n - len(commit.events) + 1
    return tuple(
        replace(event, n=first + index, entered_at=commit.at, at=event.at or commit.at)
        for index, event in enumerate(commit.events)
    )
