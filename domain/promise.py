"""The clock of a promise: a budget and a ledger, from which every date is derived.

All three services ask this one object. It never stores a date that it could derive, and it never knows the present
time: `now` is an argument. Design: docs/decisions/0003-how-days-are-counted.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.term import Term, Unit
from domain.workdays import ONE_DAY, Office, UnknownDay, WorkCalendar


class Light(StrEnum):
    """How urgent a promise is; `over` is shown red, `stopped` is a clock that is paused."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    OVER = "over"
    STOPPED = "stopped"


class Turn(StrEnum):
    """The moments at which a promise acts by itself, in their order."""

    YELLOW = "yellow"
    RED = "red"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Pause:
    """An entry of the ledger: the clock was stopped, by whom, on what basis, and until when.

    `until` is None while the clock stands. In days, the days in (day of `since`, day of `until`] do not count; in
    exact units the time between the two instants does not.
    """

    kind: str
    since: datetime
    by: str
    note: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """An entry of the ledger: `amount` units more, granted at `at` by `by` for the reason in `note`."""

    amount: int
    at: datetime
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a term.

    `on` is the last day (local), `at` the first instant at which the promise is broken. `provisional` says that a
    counted day lies in a year whose official calendar is not published.
    """

    on: date
    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class DayCount:
    """One line of "why this date": the day, its number when it counts, else the reason why it does not.

    Reasons: `start`, `weekend`, the holiday's name, `paused:<kind>`, `rolled` (the end moved to a working day).
    """

    day: date
    number: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise: its term, when it started, and everything that changed it since.

    Working days and natural days: the start day never counts, the due day ends at 24:00 local time; natural days that
    end on a day off end on the next working day. Hours, minutes and seconds: from the moment, round the clock.
    `yellow_left` and `red_left` are the units left at which the light changes; in days, `red_left` 0 is the due day.
    `known_at` is when the start became known to the office: silence waits for the end of the first working day after.
    Pauses stand in their order and do not overlap.
    """

    term: Term
    started_at: datetime
    yellow_left: int = 2
    red_left: int = 0
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    known_at: datetime | None = None

    @property
    def budget(self) -> int:
        """The units of the term with all extensions."""
        return self.term.value + sum(extension.amount for extension in self.extensions)


def due(clock: Clock, calendar: WorkCalendar) -> Due | None:
    """The end of the term, or None while the clock stands.

    Raises:
        UnknownDay: the count leaves the years that the calendar covers.

    Source: 行政许可法 art. 82, 民法典 arts. 200-204; docs/decisions/0003-how-days-are-counted.md.
    """
    return _moment_left(clock, calendar, left=0)


def exact_end(start: datetime, length: timedelta, pauses: tuple[Pause, ...]) -> datetime | None:
    """When `length` of exact time has run since `start`, without the pauses; None while an open pause holds it up.

    A pause that begins at the end or later moves nothing. Pauses stand in their order and do not overlap.
    """
    end = start + length
    for entry in pauses:
        if entry.since >= end:
            break
        if entry.until is None:
            return None
        end += max(timedelta(0), entry.until - max(entry.since, start))
    return end


def exact_passed(start: datetime, until: datetime, pauses: tuple[Pause, ...]) -> timedelta:
    """The exact time between two instants without the pauses; nothing when `until` is not later."""
    passed = max(timedelta(0), until - start)
    for entry in pauses:
        passed -= max(timedelta(0), min(entry.until or until, until) - max(entry.since, start))
    return passed


def known_due(clock: Clock | None, calendar: WorkCalendar) -> Due | None:
    """`due`, or None also where there is no clock or the calendar lacks a day that must be counted."""
    try:
        return due(clock, calendar) if clock else None
    except UnknownDay:
        return None


def due_key(clock: Clock, end: Due) -> str:
    """The due moment as it names a cycle of turns and messages: the day, or the instant for exact units."""
    return (end.on if clock.term.unit.in_days else end.at).isoformat()


def light(clock: Clock, calendar: WorkCalendar, now: datetime) -> Light:
    """The colour at `now` (aware). Colours of terms in days change at 00:00 local time."""
    end = due(clock, calendar)
    if end is None:
        return Light.STOPPED
    if now >= end.at:
        return Light.OVER
    if now >= _turns_at(clock, calendar, end, left=clock.red_left):
        return Light.RED
    return Light.YELLOW if now >= _turns_at(clock, calendar, end, left=clock.yellow_left) else Light.GREEN


def yellow_at(clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """The instant at which the light turns yellow (the start at the earliest), or None while the clock stands."""
    end = due(clock, calendar)
    return _turns_at(clock, calendar, end, left=clock.yellow_left) if end else None


def red_at(clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """The instant at which the light turns red (the start at the earliest), or None while the clock stands."""
    end = due(clock, calendar)
    return _turns_at(clock, calendar, end, left=clock.red_left) if end else None


def units_left(clock: Clock, calendar: WorkCalendar, now: datetime) -> int:
    """Whole units left after the running one: counted days after today, or exact units; never below 0."""
    if not clock.term.unit.in_days:
        return max(0, (_exact_left(clock, now)) // clock.term.unit.exact(1))
    today, end = calendar.local_day(now), known_due(clock, calendar)
    if clock.term.unit is Unit.D and end is not None:
        return max(0, (end.on - today).days)
    left = clock.budget
    for count in _count(clock, calendar, until=today):
        left -= count.number is not None
        if left == 0:
            break
    return left


def days_over(due_on: date, calendar: WorkCalendar, now: datetime) -> int:
    """Working days since a due day, today included; it stands still on days off. 0 up to the due day."""
    return calendar.working_days(due_on, calendar.local_day(now))


def why(clock: Clock, calendar: WorkCalendar) -> tuple[DayCount, ...]:
    """Day by day, from the start to the due day (or to the day of an open pause): counted or not, and why.

    Empty for exact units, where there is nothing to explain.
    """
    if not clock.term.unit.in_days:
        return ()
    lines = [DayCount(calendar.local_day(clock.started_at), None, "start")]
    for count in _count(clock, calendar):
        is_rolled = count.number is not None and count.number > clock.budget
        lines.append(DayCount(count.day, None, "rolled") if is_rolled else count)
        if _is_last(count, clock, calendar):
            break
    return tuple(lines)


def silent_at(clock: Clock, calendar: WorkCalendar) -> datetime | None:
    """The instant from which silence counts, or None while the clock stands.

    Never before the end of the first working day after the start was known: an acceptance or a calendar that reaches back leaves a day of warning.
    """
    end = due(clock, calendar)
    if end is None or clock.known_at is None or not clock.term.unit.in_days:
        return end.at if end else None
    first_day = calendar.next_working_day(calendar.local_day(clock.known_at) + ONE_DAY)
    return max(end.at, calendar.end_of(first_day))


def turn_at(clock: Clock, calendar: WorkCalendar, turn: Turn, office: Office) -> datetime | None:
    """When a turn is taken, or None while the clock stands.

    Yellow and red are messages: for terms in days they wait for the office to open, for exact units they do not. The
    turn `over` is the verdict: it waits until acts that were received in time have settled.
    """
    if turn is Turn.OVER:
        moment = silent_at(clock, calendar)
        return moment and moment + office.settle
    moment = yellow_at(clock, calendar) if turn is Turn.YELLOW else red_at(clock, calendar)
    return office.next_open(moment, calendar) if moment and clock.term.unit.in_days else moment


def _turns_at(clock: Clock, calendar: WorkCalendar, end: Due, *, left: int) -> datetime:
    if not clock.term.unit.in_days:
        return max(clock.started_at, end.at - clock.term.unit.exact(left))
    if left == 0:
        return max(clock.started_at, calendar.start_of(end.on))
    if clock.term.unit is Unit.D:  # the end may have moved to a working day, and it is the end that people wait for
        return max(clock.started_at, calendar.start_of(end.on - left * ONE_DAY))
    if left >= clock.budget:
        return clock.started_at
    moment = _moment_left(clock, calendar, left=left)
    return max(clock.started_at, calendar.start_of(moment.on)) if moment else end.at


def _moment_left(clock: Clock, calendar: WorkCalendar, *, left: int) -> Due | None:
    if not clock.term.unit.in_days:
        return _exact_due(clock, calendar)
    provisional = calendar.is_provisional(calendar.local_day(clock.started_at))
    for count in _count(clock, calendar):
        provisional = provisional or calendar.is_provisional(count.day)
        if count.number == clock.budget - left if left else _is_last(count, clock, calendar):
            return Due(count.day, calendar.end_of(count.day), provisional)
    return None


def _is_last(count: DayCount, clock: Clock, calendar: WorkCalendar) -> bool:
    """Does the term end on this day? Natural days that end on a day off end on the next working day without a pause."""
    return count.number is not None and count.number >= clock.budget and calendar.counts(count.day)


def _count(clock: Clock, calendar: WorkCalendar, until: date | None = None) -> Iterator[DayCount]:
    """Each day after the start with its number or its reason; ends where an open pause begins to stop the clock."""
    spans = [(calendar.local_day(p.since), p.until and calendar.local_day(p.until), p.kind) for p in clock.pauses]
    day = calendar.local_day(clock.started_at)
    number = 0
    while until is None or day < until:
        day += ONE_DAY
        paused = next((kind for since, end, kind in spans if since < day and (end is None or day <= end)), None)
        if paused is not None:
            if any(since < day and end is None for since, end, _ in spans):
                return
            yield DayCount(day, None, f"paused:{paused}")
            continue
        off = calendar.reason_off(day) if clock.term.unit is Unit.WD else None
        if off is not None:
            yield DayCount(day, None, off)
            continue
        number += 1
        yield DayCount(day, number)


def _exact_due(clock: Clock, calendar: WorkCalendar) -> Due | None:
    end = exact_end(clock.started_at, clock.term.unit.exact(clock.budget), clock.pauses)
    return Due(calendar.local_day(end), end, provisional=False) if end else None


def _exact_left(clock: Clock, now: datetime) -> timedelta:
    return clock.term.unit.exact(clock.budget) - exact_passed(clock.started_at, now, clock.pauses)
