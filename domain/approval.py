"""The case of one project: its items, what people do to them, and what time does by itself.

Everything here is a pure function from a case to a `Change`. The workflow keeps the case in memory and writes down the
changes; it decides nothing. Design: docs/decisions/0002-the-workflow-is-the-truth.md and 0004-silence.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.catalogue import ProjectItem, Silence
from domain.item import GRANTED, Item, State, ran_out, revocable_until
from domain.record import Event, Notice, Step
from domain.refusals import UnknownItem
from domain.workdays import Office, WorkCalendar

_WARNINGS = frozenset({Step.YELLOW, Step.RED, Step.REDATED, Step.PAUSE_LATE})


class Phase(StrEnum):
    """Where the whole project stands."""

    OPEN = "open"
    COMPLETE = "complete"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Approval:
    """The whole state of one project's case: what was frozen when it was opened, and what happened since.

    `rules` and `items` stand in the same order. `n` is the number of events written so far, `completed_at` the instant
    of the last approval's effect.
    """

    ref: str
    rules: tuple[ProjectItem, ...]
    calendar: WorkCalendar
    office: Office
    items: tuple[Item, ...]
    phase: Phase = Phase.OPEN
    n: int = 0
    completed_at: datetime | None = None

    def item(self, item_id: str) -> Item:
        """The item with this id, or `UnknownItem`."""
        return self.items[self.index(item_id)]

    def rule(self, item_id: str) -> ProjectItem:
        """The rule of the item with this id, or `UnknownItem`."""
        return self.rules[self.index(item_id)]

    def index(self, item_id: str) -> int:
        """The place of the item in `rules` and `items`, or `UnknownItem`."""
        for index, item in enumerate(self.items):
            if item.id == item_id:
                return index
        raise UnknownItem(item=item_id, allowed=", ".join(item.id for item in self.items))

    def prerequisites_open(self, index: int) -> tuple[str, ...]:
        """The ids of the prerequisites, of the item at this place, that are not granted."""
        return tuple(other for other in self.rules[index].prerequisites if self.state_of(other) not in GRANTED)

    def state_of(self, item_id: str) -> State:
        """The state of the item with this id."""
        return self.item(item_id).state


@dataclass(frozen=True, slots=True)
class Change:
    """What an act or a turn made of a case.

    `items` are the ids whose rows must be written again, `silenced` those whose waiting warnings no longer hold.
    """

    case: Approval
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()
    items: tuple[str, ...] = ()
    silenced: tuple[str, ...] = ()


def merged(held: Change, change: Change) -> Change:
    """What is to be written down when `change` follows on `held`, of which nothing is written down yet.

    Warnings in `held` about items that `change` silences are taken back: nobody needs to hear them any more.
    """
    still_true = (n for n in held.notices if n.item not in change.silenced or n.step not in _WARNINGS)
    return Change(
        change.case,
        held.events + change.events,
        (*still_true, *change.notices),
        tuple(dict.fromkeys(held.items + change.items)),
        tuple(dict.fromkeys(held.silenced + change.silenced)),
    )


def final_at(case: Approval) -> datetime | None:
    """When nothing more can be done to a complete project; None when that is so already.

    Until then approvals by silence can be revoked, and breaches that nobody has explained can be explained.
    """
    instants = [revocable_until(item, case.office, case.calendar) for item in case.items]
    for item, rule in zip(case.items, case.rules, strict=True):
        is_owed = rule.silence is Silence.ESCALATE and not item.explained
        if item.ended_at and is_owed and ran_out(item, rule, case.calendar):
            day = case.calendar.local_day(item.ended_at) + timedelta(days=case.office.revocable_days)
            instants.append(case.calendar.end_of(day))
    return max((instant for instant in instants if instant), default=None)


def is_finished(case: Approval, now: datetime) -> bool:
    """Can nothing more happen to this case?"""
    if case.phase is Phase.OPEN:
        return False
    until = final_at(case) if case.phase is Phase.COMPLETE else None
    return until is None or now >= until
