"""The cycle chart: how long a project took, by item, by stage and in total, and which of these days count.

Days are treated as sets, so an item, a stage and the whole project are measured by one rule: days on which two items
ran side by side count once, and a day is excluded only when nothing ran on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.catalogue import ProjectItem
from domain.record import Event, Happening
from domain.workdays import WorkCalendar, days_between


@dataclass(frozen=True, slots=True)
class Span:
    """The time of one item, of one stage, or of the whole project (`id` empty).

    `started_at` is the first receipt of all rounds, `ended_at` the last decision's effect, None while it is open.
    `gross_days` are natural days in (start, end] (until now while open), `counted_days` the working days among them on
    which a clock of the office ran, `excluded_days` the natural days on which none ran because it was paused, was
    waiting for corrections, or was not before the office between two rounds.
    """

    id: str
    stage: str
    started_at: datetime
    ended_at: datetime | None
    gross_days: int
    counted_days: int
    excluded_days: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """The whole chart; items that nobody has handed in yet are not in it, and without any there is no total."""

    items: tuple[Span, ...]
    stages: tuple[Span, ...]
    total: Span | None


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one item (or of several together) on which a clock of the office ran, and those on which none did."""

    started_at: datetime
    ended_at: datetime | None
    ran: frozenset[date]
    stood: frozenset[date]


_ENDS = frozenset(
    {Happening.APPROVED, Happening.APPROVED_BY_SILENCE, Happening.REFUSED, Happening.WITHDRAWN, Happening.DECLINED}
)
_STARTS = frozenset({Happening.RECEIVED, Happening.SUPPLIED, Happening.RESUMED, Happening.RESUMED_AT_CEILING})
_GOES_ON = frozenset({Happening.REVOKED})


def cycle(events: Sequence[Event], rules: Sequence[ProjectItem], calendar: WorkCalendar, now: datetime) -> Cycle:
    """The cycle chart of a project from the events of its record, as of `now`.

    Raises:
        UnknownDay: the project reaches into a year that the calendar does not cover.
    """
    found = days_of(events, rules, calendar, now)
    by_stage: dict[str, list[Days]] = {}
    for rule in rules:
        if rule.id in found:
            by_stage.setdefault(rule.stage, []).append(found[rule.id])
    items = tuple(_span(rule.id, rule.stage, [found[rule.id]], calendar, now) for rule in rules if rule.id in found)
    stages = tuple(_span(stage, stage, days, calendar, now) for stage, days in by_stage.items())
    total = _span("", "", list(found.values()), calendar, now) if found else None
    return Cycle(items, stages, total)


def days_of(
    events: Sequence[Event], rules: Sequence[ProjectItem], calendar: WorkCalendar, now: datetime
) -> dict[str, Days]:
    """The days of each item that was handed in, in the order of the rules."""
    return {rule.id: days for rule in rules if (days := _days(events, rule, calendar, now)) is not None}


def together(parts: Sequence[Days]) -> Days:
    """The days of several items as those of one: a day stands only when nothing ran on it, and the end is that of the last."""
    ends = [part.ended_at for part in parts if part.ended_at is not None]
    ran = frozenset[date]().union(*(part.ran for part in parts))
    stood = frozenset[date]().union(*(part.stood for part in parts))
    ended_at = max(ends) if len(ends) == len(parts) else None
    return Days(min(part.started_at for part in parts), ended_at, ran, stood - ran)


def _span(name: str, stage: str, parts: list[Days], calendar: WorkCalendar, now: datetime) -> Span:
    whole = together(parts)
    return Span(
        id=name,
        stage=stage,
        started_at=whole.started_at,
        ended_at=whole.ended_at,
        gross_days=(calendar.local_day(whole.ended_at or now) - calendar.local_day(whole.started_at)).days,
        counted_days=sum(calendar.counts(day) for day in whole.ran),
        excluded_days=len(whole.stood),
    )


def _days(events: Iterable[Event], rule: ProjectItem, calendar: WorkCalendar, now: datetime) -> Days | None:
    """The days on which an item ran and stood; a pause that does not stop the promise is no pause here."""
    stopping = {pause.kind for pause in rule.pauses if pause.stops_promised}
    ran: set[date] = set()
    stood: set[date] = set()
    started_at = ended_at = since = None
    is_running = False
    for event in events:
        runs = _runs(event, stopping) if event.item == rule.id else None
        if runs is None or event.at is None or (started_at is None and event.kind is not Happening.RECEIVED):
            continue
        if since is not None:
            (ran if is_running else stood).update(_between(since, event.at, calendar))
        started_at, since, is_running = started_at or event.at, event.at, runs
        ended_at = event.at if event.kind in _ENDS else None
    if started_at is None or since is None:
        return None
    if ended_at is None:
        (ran if is_running else stood).update(_between(since, now, calendar))
    return Days(started_at, ended_at, frozenset(ran), frozenset(stood))


def _runs(event: Event, stopping: set[str]) -> bool | None:
    """Does the item's clock run after this event? None where the event changes nothing in that."""
    if event.kind in _STARTS or event.kind in _GOES_ON:
        return True
    if event.kind in _ENDS or event.kind is Happening.CORRECTING:
        return False
    return False if event.kind is Happening.PAUSED and event.what in stopping else None


def _between(since: datetime, until: datetime, calendar: WorkCalendar) -> frozenset[date]:
    return frozenset(days_between(calendar.local_day(since), calendar.local_day(until)))
