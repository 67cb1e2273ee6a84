"""What a case writes down at once: the unit that is in memory and in the database wholly, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.approval import Change, Phase
from domain.record import Event, Notice
from domain.standing import Standing, standing
from domain.turns import next_wakening


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command: `n` is the case's last event after it, `code` the refusal's code or empty when obeyed."""

    id: str
    n: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything that one step of a case adds to the record.

    `at` is the case's own time; `seq` grows by one with each commit of a case; `n` is the number of its events after
    this one. `rows` are whole states of the items that changed, never differences. `wakes_at` is when an open case acts next by itself. `silenced` names items whose
    waiting warnings no longer hold. `events` leave out what the commit says for all of them; see `events_of`.
    """

    ref: str
    at: datetime
    seq: int
    n: int
    rev: int
    phase: Phase = Phase.OPEN
    completed_at: datetime | None = None
    wakes_at: datetime | None = None
    events: tuple[Event, ...] = ()
    rows: tuple[Standing, ...] = ()
    notices: tuple[Notice, ...] = ()
    silenced: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    __packed__ = True


@dataclass(frozen=True, slots=True)
class Written:
    """The answer to a commit: the epoch of the run that wrote it, and the number of the newest published calendar."""

    epoch: int
    newest_rev: int = 0


def commit_of(change: Change, *, seq: int, at: datetime, receipts: tuple[Receipt, ...]) -> Commit:
    """The commit that writes a change down at the instant `at`."""
    case, wakening = change.case, next_wakening(change.case)
    return Commit(
        ref=case.ref,
        at=at,
        seq=seq,
        n=case.n,
        rev=case.calendar.rev,
        phase=case.phase,
        completed_at=case.completed_at,
        wakes_at=wakening.at if wakening and case.phase is Phase.OPEN else None,
        events=tuple(
            replace(event, n=0, entered_at=None, rev=0, at=None if event.at == at else event.at)
            for event in change.events
        ),
        rows=tuple(standing(case, item_id, at) for item_id in change.items),
        notices=change.notices,
        silenced=change.silenced,
        receipts=receipts,
    )


def events_of(commit: Commit) -> tuple[Event, ...]:
    """The events of a commit with everything that was left out: numbered in their order, dated, with the calendar."""
    first = commit.n - len(commit.events) + 1
    return tuple(
        replace(event, n=first + index, entered_at=commit.at, rev=commit.rev, at=event.at or commit.at)
        for index, event in enumerate(commit.events)
    )
