"""Whether what a message says still holds, as the case stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.item import State
from domain.record import Step

_OF_A_RUNNING_CLOCK = frozenset({Step.YELLOW, Step.RED, Step.REDATED})
_OF_AN_OPEN_ITEM = frozenset({Step.BREACHED, Step.WITHHELD})


@dataclass(frozen=True, slots=True)
class Present:
    """How an item stands at this moment: its state, the last day of its promise, and who works on it."""

    state: State
    due_on: date | None
    over_at: datetime | None
    officer: str


def why_not(step: str, due_on: date | None, due_at: datetime | None, present: Present | None) -> str:
    """Why a message of this step no longer holds; empty when it does.

    `due_on` is the due day that it speaks of, `due_at` the instant where the term is exact.
    """
    if step not in list(Step):
        return ""  # it speaks of no item
    if present is None:
        return "gone"
    if step in _OF_A_RUNNING_CLOCK:
        if present.state is State.PAUSED:
            return "paused"
        if present.state is not State.ACCEPTED:
            return "closed"
        same = due_on in (None, present.due_on) and due_at in (None, present.over_at)
        return "" if same else "redated"
    if step == Step.PAUSE_LATE:
        return "" if present.state is State.PAUSED else "resumed"
    if step in _OF_AN_OPEN_ITEM:
        return "" if present.state is State.ACCEPTED else "closed"
    return "" if present.state is State.DEEMED else "revoked"
