"""What time does by itself: the turns that an item takes, and when."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.approval import Approval, Phase, final_at
from domain.catalogue import ProjectItem
from domain.item import Item, State, ceiling_at, intake_clock, promised_clock, statutory_clock
from domain.promise import Turn, due_key, known_due, turn_at
from domain.workdays import UnknownDay


class Wake(StrEnum):
    """Why a case wakes."""

    INTAKE = "intake"
    CEILING = "ceiling"
    PAUSE_LATE = "pause_late"
    YELLOW = "yellow"
    RED = "red"
    OVER = "over"
    STATUTORY = "statutory"
    REVOCABLE = "revocable"


@dataclass(frozen=True, slots=True)
class Wakening:
    """A moment at which an item acts by itself; `key` is what is remembered so that it is not done twice."""

    at: datetime
    index: int
    why: Wake
    key: str = ""


def wakenings(case: Approval, index: int) -> tuple[Wakening, ...]:
    """Everything that time still holds for one item; a turn that leaves the calendar waits for the next one.

    Turns of the same instant stand in the order in which they are taken, yellow before red.
    """
    return tuple(w for w in _wakenings(case, index) if w.key not in case.items[index].taken)


def soonest(found: Iterable[Wakening]) -> Wakening | None:
    """The first to be taken; of those at the same instant the one that was found first."""
    return min(found, key=lambda wakening: (wakening.at, wakening.index), default=None)


def next_wakening(case: Approval) -> Wakening | None:
    """The next moment at which anything in the case changes by itself, or None."""
    if case.phase is Phase.COMPLETE:
        until = final_at(case)
        return Wakening(until, 0, Wake.REVOCABLE) if until else None
    if case.phase is Phase.CLOSED:
        return None
    return soonest(w for index in range(len(case.items)) for w in wakenings(case, index))


def _wakenings(case: Approval, index: int) -> list[Wakening]:
    item, rule = case.items[index], case.rules[index]
    match item.state:
        case State.RECEIVED:
            return _intake(case, index, item)
        case State.PAUSED:
            return _pause(case, index, item, rule) + _statutory(case, index, item, rule)
        case State.ACCEPTED:
            return _promise(case, index, item, rule) + _statutory(case, index, item, rule)
    return []


def _intake(case: Approval, index: int, item: Item) -> list[Wakening]:
    end = known_due(intake_clock(item, case.office), case.calendar)
    return [Wakening(end.at + case.office.settle, index, Wake.INTAKE)] if end and not end.provisional else []


def _pause(case: Approval, index: int, item: Item, rule: ProjectItem) -> list[Wakening]:
    last = item.pauses[-1]
    kind = next(pause for pause in rule.pauses if pause.kind == last.kind)
    found = []
    with suppress(UnknownDay):
        found.append(Wakening(ceiling_at(item, kind, last.since, case.calendar), index, Wake.CEILING))
    if item.planned_end is not None:
        key = f"{Wake.PAUSE_LATE}:{item.planned_end.isoformat()}"
        found.append(Wakening(item.planned_end, index, Wake.PAUSE_LATE, key))
    return found


def _promise(case: Approval, index: int, item: Item, rule: ProjectItem) -> list[Wakening]:
    clock = promised_clock(item, rule)
    end = known_due(clock, case.calendar)
    if clock is None or end is None:
        return []
    found = []
    for turn, wake in ((Turn.YELLOW, Wake.YELLOW), (Turn.RED, Wake.RED), (Turn.OVER, Wake.OVER)):
        at = None
        with suppress(UnknownDay):
            at = turn_at(clock, case.calendar, turn, case.office)
        provisional = ":provisional" if wake is Wake.OVER and end.provisional else ""
        key = f"{wake}:{due_key(clock, end)}{provisional}"
        if at is not None and not (wake is Wake.OVER and item.revoked):
            found.append(Wakening(at, index, wake, key))
    return found


def _statutory(case: Approval, index: int, item: Item, rule: ProjectItem) -> list[Wakening]:
    clock = statutory_clock(item, rule)
    end = known_due(clock, case.calendar)
    if clock is None or end is None:
        return []
    return [Wakening(end.at, index, Wake.STATUTORY, f"{Wake.STATUTORY}:{due_key(clock, end)}")]
