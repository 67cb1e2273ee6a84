"""What is coming to a department: items that may be handed in, or whose prerequisites are being decided, and when at the earliest.

Source: requirement A7 (departments are told early which items are coming to them).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from domain.catalogue import ProjectItem
from domain.item import GRANTED, OPEN, State
from domain.promise import Clock, known_due
from domain.term import Term
from domain.workdays import WorkCalendar


class Row(Protocol):
    """An item's row, as far as it tells when the item may be decided."""

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def planned_end(self) -> datetime | None: ...
    @property
    def left(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Coming:
    """An item on its way: the prerequisites that are still open, and the first day on which it can be handed in.

    The day holds if everybody takes as long as they have promised; it is None where a calendar is missing.
    """

    item: str
    waits_for: tuple[str, ...]
    expected_on: date | None


def coming(
    rules: Sequence[ProjectItem], rows: Iterable[Row], department: str, calendar: WorkCalendar, now: datetime
) -> list[Coming]:
    """What is coming to a department of one project, in the catalogue's order."""
    road = _Road({rule.id: rule for rule in rules}, {row.id: row for row in rows}, calendar, calendar.local_day(now))
    own = [rule for rule in rules if rule.department == department and road.is_coming(rule)]
    return [Coming(rule.id, road.waits_for(rule), road.ready_on(rule.id)) for rule in own]


@dataclass(frozen=True)
class _Road:
    rules: Mapping[str, ProjectItem]
    rows: Mapping[str, Row]
    calendar: WorkCalendar
    first_day: date
    known: dict[str, date | None] = field(default_factory=dict)

    def state(self, item: str) -> State:
        return State(self.rows[item].state)

    def waits_for(self, rule: ProjectItem) -> tuple[str, ...]:
        return tuple(other for other in rule.prerequisites if self.state(other) not in GRANTED)

    def is_coming(self, rule: ProjectItem) -> bool:
        if self.state(rule.id) is State.READY:
            return True
        return self.state(rule.id) is State.WAITING and any(self.state(other) in OPEN for other in self.waits_for(rule))

    def ready_on(self, item: str) -> date | None:
        """The first day on which the item can be handed in."""
        days = [self._decided_on(other) for other in self.waits_for(self.rules[item])]
        return max((day for day in days if day), default=self.first_day) if None not in days else None

    def _decided_on(self, item: str) -> date | None:
        if item not in self.known:
            self.known[item] = self._counted(item)
        return self.known[item]

    def _counted(self, item: str) -> date | None:
        row, promised, begins_on = self.rows[item], self.rules[item].promised, self.ready_on(item)
        if row.state == State.ACCEPTED and row.due_on is not None:
            return max(row.due_on, self.first_day)
        if row.state == State.PAUSED and row.planned_end is not None and row.left is not None:
            promised, begins_on = Term(row.left, promised.unit), self.calendar.local_day(row.planned_end)
        if begins_on is None or promised.value == 0:
            return begins_on
        end = known_due(Clock(promised, self.calendar.start_of(max(begins_on, self.first_day))), self.calendar)
        return end.on if end else None
