"""How an item stands, as the memory keeps it: its state and every date that follows from it, ready to be read.

Whoever reads a row compares instants with the present time; no reader counts days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.approval import Approval
from domain.item import OPEN, State, ceiling_at, promised_clock, promised_due, ran_out, statutory_clock
from domain.promise import known_due, red_at, units_left, yellow_at


@dataclass(frozen=True, slots=True)
class Standing:
    """One item's row.

    `due_on` is the last day of the promise, `over_at` the first instant after it, `yellow_at` and `red_at` where the
    light changes (while the item is open); all are None while the clock stands or has not started. `left` is set while it stands. `law_on` is
    the last day of the statutory term. `provisional` says that `due_on` leans on days without an official calendar.
    `first_at` is the first receipt of all rounds, where there were earlier ones.
    """

    id: str
    state: State
    round: int = 1
    officer: str | None = None
    filed: bool = False
    first_at: datetime | None = None
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    due_on: date | None = None
    yellow_at: datetime | None = None
    red_at: datetime | None = None
    over_at: datetime | None = None
    provisional: bool = False
    law_on: date | None = None
    left: int | None = None
    pause_kind: str | None = None
    paused_at: datetime | None = None
    planned_end: datetime | None = None
    ceiling_at: datetime | None = None
    extended: int = 0
    revoked: bool = False
    breached: bool = False
    explained: bool = False


def standing(case: Approval, item_id: str, now: datetime) -> Standing:
    """The row of one item as it stands at `now`."""
    item, rule, calendar = case.item(item_id), case.rule(item_id), case.calendar
    clock, end = promised_clock(item, rule), promised_due(item, rule, calendar)
    is_paused, is_open = item.state is State.PAUSED, end is not None and item.state in OPEN
    kind = next((pause for pause in rule.pauses if is_paused and pause.kind == item.pauses[-1].kind), None)
    return Standing(
        id=item.id,
        state=item.state,
        round=item.round,
        officer=item.officer or None,
        filed=item.filed,
        first_at=next((earlier.received_at for earlier in item.lineage), None),
        received_at=item.received_at,
        accepted_at=item.accepted_at,
        ended_at=item.ended_at,
        due_on=end.on if end else None,
        yellow_at=yellow_at(clock, calendar) if clock and is_open else None,
        red_at=red_at(clock, calendar) if clock and is_open else None,
        over_at=end.at if end else None,
        provisional=end.provisional if end else False,
        law_on=_law_on(case, item_id),
        left=units_left(clock, calendar, now) if clock and is_paused else None,
        pause_kind=kind.kind if kind else None,
        paused_at=item.pauses[-1].since if is_paused else None,
        planned_end=item.planned_end,
        ceiling_at=ceiling_at(item, kind, item.pauses[-1].since, calendar) if kind else None,
        extended=sum(extension.amount for extension in item.extensions),
        revoked=item.revoked,
        breached=ran_out(item, rule, calendar),
        explained=item.explained,
    )


def _law_on(case: Approval, item_id: str) -> date | None:
    end = known_due(statutory_clock(case.item(item_id), case.rule(item_id)), case.calendar)
    return end.on if end else None
