"""When a running project may be expected to be done: by how long its items really take, beside what is promised.

Source: requirements A7, A10 and A11 (early intervention; the cycle chart; analysis).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.catalogue import ProjectItem
from domain.coming import Road, Row, Took
from domain.item import GRANTED, OPEN, State
from domain.workdays import WorkCalendar

LEAST = 5  # decided rounds of an item, or its promise is the better guess


class Side(StrEnum):
    """Whose turn it is; the procedure is a third party in a pause: experts, a hearing, a public notice."""

    DEPARTMENT = "department"
    APPLICANT = "applicant"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many working days an item took: half of the `rounds` rounds at most `p50` counted ones, nine in ten at most `p90`.

    `passed_p50` and `passed_p90` are the working days that passed from receipt to decision, those of pauses and corrections too.
    """

    item: str
    rounds: int
    p50: int
    p90: int
    passed_p50: int
    passed_p90: int


@dataclass(frozen=True, slots=True)
class Days:
    """One day told three times: by what half of the rounds took, by what nine in ten took, and by the promise.

    Days behind each other are added up: `p90` is reached if everything takes as long as nine in ten do, and so is a cautious
    day and no percentile. None where a day must be counted that no calendar covers.
    """

    p50: date | None
    p90: date | None
    promised: date | None


@dataclass(frozen=True, slots=True)
class ExpectedItem:
    """An item that is not granted yet, with the day on which it can be handed in and that of its decision.

    `rounds` says how many rounds were measured; where there are none, the promise stands in for the percentiles.
    `slack` is how many working days it may take longer (as half of the rounds do) and not move the project's end.
    """

    id: str
    department: str
    ready_on: Days
    decided_on: Days
    rounds: int
    slack: int | None

    @property
    def is_critical(self) -> bool:
        """Does every day more move the end?"""
        return self.slack == 0


@dataclass(frozen=True, slots=True)
class Blocking:
    """Who is waited for today at an item of the critical path, and how many items of each department wait behind it."""

    item: str
    side: Side
    department: str
    behind: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Expected:
    """What may be expected of a project; without open items there is nothing, and no end."""

    end: Days
    critical: tuple[str, ...]
    blocking: tuple[Blocking, ...]
    items: tuple[ExpectedItem, ...]


def expected(
    rules: Sequence[ProjectItem], rows: Iterable[Row], taken: Iterable[Taken], calendar: WorkCalendar, now: datetime
) -> Expected:
    """What may be expected of a project at `now`, in the catalogue's order; the critical path with the soonest first."""
    known, rows = {one.item: one for one in taken if one.rounds >= LEAST}, list(rows)
    usual = {item: Took(one.p50, one.passed_p50) for item, one in known.items()}
    slow = {item: Took(one.p90, one.passed_p90) for item, one in known.items()}
    roads = [Road.of(rules, rows, calendar, now, lengths) for lengths in (usual, slow, {})]
    road, left = roads[0], [rule for rule in rules if _is_open(roads[0], rule.id)]
    slack = _slack(road, left)
    items = tuple(
        ExpectedItem(
            rule.id,
            rule.department,
            Days(*(each.ready_on(rule.id) for each in roads)),
            Days(*(each.decided_on(rule.id) for each in roads)),
            known[rule.id].rounds if rule.id in known else 0,
            slack.get(rule.id),
        )
        for rule in left
    )
    critical = sorted((item for item in items if item.is_critical), key=lambda item: item.decided_on.p50 or date.max)
    return Expected(
        Days(*(_end(each, left) for each in roads)),
        tuple(item.id for item in critical),
        tuple(_blocking(road, road.rules[item.id], left) for item in critical if _is_first(road, item.id)),
        items,
    )


def _is_open(road: Road, item: str) -> bool:
    return road.state(item) not in {*GRANTED, State.NOT_APPLICABLE}


def _end(road: Road, left: Sequence[ProjectItem]) -> date | None:
    """The last of all days; None where one is not known, or there is none."""
    days = [road.decided_on(rule.id) for rule in left]
    return max((day for day in days if day), default=None) if None not in days else None


def _binds(road: Road, item: str, other: ProjectItem) -> bool:
    """Can the other not begin before the item is decided? Once it is accepted, its own clock tells."""
    return item in other.prerequisites and road.state(other.id) not in {State.ACCEPTED, State.PAUSED}


def _slack(road: Road, left: Sequence[ProjectItem]) -> dict[str, int]:
    """The slack of each item, from the end backwards; nothing where a day is not known."""
    end = _end(road, left)
    if end is None:
        return {}
    found: dict[str, int] = {}

    def slack(rule: ProjectItem) -> int:
        if rule.id not in found:
            decided_on = road.decided_on(rule.id) or end
            followers = [other for other in left if _binds(road, rule.id, other)]
            gaps = [
                road.calendar.working_days(decided_on, road.ready_on(other.id) or end) + slack(other)
                for other in followers
            ]
            found[rule.id] = min([road.calendar.working_days(decided_on, end), *gaps])
        return found[rule.id]

    for rule in left:
        slack(rule)
    return found


def _is_first(road: Road, item: str) -> bool:
    """Can something be done about it today?"""
    return road.state(item) in OPEN or not road.waits_for(road.rules[item])


def _blocking(road: Road, rule: ProjectItem, left: Sequence[ProjectItem]) -> Blocking:
    behind: dict[str, ProjectItem] = {}
    reached = [rule]
    while reached:
        ahead = reached.pop()
        for other in left:
            if other.id not in behind and ahead.id in other.prerequisites:
                behind[other.id] = other
                reached.append(other)
    return Blocking(
        rule.id, _side(road.state(rule.id)), rule.department, Counter(r.department for r in behind.values())
    )


def _side(state: State) -> Side:
    if state is State.PAUSED:
        return Side.PROCEDURE
    return Side.DEPARTMENT if state in (State.RECEIVED, State.ACCEPTED) else Side.APPLICANT
