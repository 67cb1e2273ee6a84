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
from domain.term import Term, Unit
from domain.workdays import UnknownDay, WorkCalendar


class Row(Protocol):
    """An item's row, as far as it tells when the item may be decided."""

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def received_at(self) -> datetime | None: ...
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
    road = Road.of(rules, rows, calendar, now)
    own = [rule for rule in rules if rule.department == department and road.is_coming(rule)]
    return [Coming(rule.id, road.waits_for(rule), road.ready_on(rule.id)) for rule in own]


@dataclass(frozen=True, slots=True)
class Took:
    """How many working days an item takes: `counted` by its clock, or `passed` from receipt to decision, with pauses and corrections."""

    counted: int
    passed: int


@dataclass(frozen=True)
class Road:
    """The items of a project one behind the other, each as long as promised, or as long as `taken` says.

    Nobody knows yet which pauses and corrections an item will have, so all days that usually pass are taken, from its receipt on, and what is
    left of the counted ones at least. Only in a pause its end is known, and the counted days are left.

    What is not handed in is handed in on the first day on which it can be.
    """

    rules: Mapping[str, ProjectItem]
    rows: Mapping[str, Row]
    calendar: WorkCalendar
    first_day: date
    taken: Mapping[str, Took] = field(default_factory=dict)
    known: dict[str, date | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rules: Iterable[ProjectItem],
        rows: Iterable[Row],
        calendar: WorkCalendar,
        now: datetime,
        taken: Mapping[str, Took] | None = None,
    ) -> Road:
        """The road as it lies before a project at `now`."""
        by_id = {rule.id: rule for rule in rules}
        return cls(by_id, {row.id: row for row in rows}, calendar, calendar.local_day(now), taken or {})

    def state(self, item: str) -> State:
        """How an item stands."""
        return State(self.rows[item].state)

    def waits_for(self, rule: ProjectItem) -> tuple[str, ...]:
        """The prerequisites that are not granted yet."""
        return tuple(other for other in rule.prerequisites if self.state(other) not in GRANTED)

    def is_coming(self, rule: ProjectItem) -> bool:
        """Can it be handed in, or are its prerequisites being decided?"""
        if self.state(rule.id) is State.READY:
            return True
        return self.state(rule.id) is State.WAITING and any(self.state(other) in OPEN for other in self.waits_for(rule))

    def ready_on(self, item: str) -> date | None:
        """The first day on which the item can be handed in; None where a calendar is missing."""
        days = [self.decided_on(other) for other in self.waits_for(self.rules[item])]
        return max((day for day in days if day), default=self.first_day) if None not in days else None

    def decided_on(self, item: str) -> date | None:
        """The day on which the item is decided; None where a calendar is missing."""
        if item not in self.known:
            self.known[item] = self._counted(item)
        return self.known[item]

    def _counted(self, item: str) -> date | None:
        by_clock, usual = self._by_clock(item), self._usually(item)
        return by_clock and usual and max(by_clock, usual)

    def _usually(self, item: str) -> date | None:
        """When the days that usually pass from its receipt are over; today where that says nothing."""
        row = self.rows[item]
        is_known = item in self.taken and self.rules[item].promised.unit is Unit.WD
        if not is_known or row.received_at is None or row.state not in OPEN or row.state == State.PAUSED:
            return self.first_day
        try:
            gone = self.calendar.working_days(self.calendar.local_day(row.received_at), self.first_day)
        except UnknownDay:
            return None
        return self._after(self.first_day, Term(max(0, self.taken[item].passed - gone)))

    def _by_clock(self, item: str) -> date | None:
        row, promised = self.rows[item], self.rules[item].promised
        more = self._more(item)
        if row.state == State.ACCEPTED and row.due_on is not None:
            return self._moved(row.due_on, more) if more else max(row.due_on, self.first_day)
        begins_on = self.ready_on(item)
        if row.state == State.PAUSED and row.planned_end is not None and row.left is not None:
            promised, begins_on = Term(row.left, promised.unit), self.calendar.local_day(row.planned_end)
        return self._after(begins_on, Term(max(0, promised.value + more), promised.unit))

    def _more(self, item: str) -> int:
        """How many working days more than promised it takes; a promise in another unit is believed."""
        promised = self.rules[item].promised
        if item not in self.taken or promised.unit is not Unit.WD:
            return 0
        took = self.taken[item]
        return (took.counted if self.state(item) in OPEN else took.passed) - promised.value

    def _moved(self, due_on: date, more: int) -> date | None:
        """The due day so many working days later, or earlier, but not before today."""
        try:
            rest = self.calendar.working_days(self.first_day, due_on) - self.calendar.working_days(
                due_on, self.first_day
            )
        except UnknownDay:
            return None
        return self._after(self.first_day, Term(max(0, rest + more)))

    def _after(self, begins_on: date | None, term: Term) -> date | None:
        """The last day of a term that begins on a day, but not before today."""
        if begins_on is None or term.value == 0:
            return begins_on and max(begins_on, self.first_day)
        end = known_due(Clock(term, self.calendar.start_of(max(begins_on, self.first_day))), self.calendar)
        return end.on if end else None
