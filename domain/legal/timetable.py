"""When the sessions of a programme begin, and on which days before them something is to be done, as plain calendars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)
_SEEN_DAYS = 8 * 366  # within which everything recurs, 29 February after a century without a leap year too
_COMMON, _LEAP = 2001, 2004  # a year of each length; but for its length every year has the same days
_ALL_MONTHS = range(1, 13)
_PART = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)


class BadCron(ValueError):
    """The text says no time at which sessions could begin; the message says why."""


@dataclass(frozen=True, slots=True)
class Eves:
    """Days before sessions: those that `months`, `days` and `weekdays` (0 is Sunday) all name, where empty is all of them.

    `leap` says that only leap years are meant, or only the others; None is every year.
    """

    months: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    leap: bool | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    """Sessions begin at `at`, local, on the days that `days` and `weekdays` (0 is Sunday) both name; empty is all of them."""

    at: time
    days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()

    def names(self, day: date) -> bool:
        """Does a session begin on this local day?"""
        return (not self.days or day.day in self.days) and (not self.weekdays or _weekday(day) in self.weekdays)

    def on(self, day: date, zone: str) -> datetime:
        """When a session begins on a local day."""
        return datetime.combine(day, self.at, ZoneInfo(zone))

    def has(self, at: datetime, zone: str) -> bool:
        """Does a session begin at this very instant?"""
        local = at.astimezone(ZoneInfo(zone))
        return self.names(local.date()) and local == self.on(local.date(), zone)

    def sessions(self, after: datetime, zone: str) -> Iterator[datetime]:
        """When sessions begin after an instant, one after the other, for eight years."""
        first = after.astimezone(ZoneInfo(zone)).date()
        for number in range(_SEEN_DAYS):
            day = first + number * _ONE_DAY
            if self.names(day) and (begins := self.on(day, zone)) > after:
                yield begins

    def eves(self) -> tuple[Eves, ...]:
        """The days before sessions, each of them in exactly one of the answers.

        The day before a first of the month is another one after each month, and after February in each kind of year.
        """
        weekdays = tuple(sorted((weekday - 1) % 7 for weekday in self.weekdays))
        if not self.days:
            return (Eves(weekdays=weekdays),)
        common, leap = self._eves_by_month(_COMMON), self._eves_by_month(_LEAP)
        found = [Eves(months, days, weekdays) for days, months in _grouped(common, leap)]
        for days, is_leap in ((common[2], False), (leap[2], True)):
            if common[2] != leap[2] and days:
                found.append(Eves((2,), days, weekdays, is_leap))
        return tuple(found)

    def _eves_by_month(self, year: int) -> dict[int, tuple[int, ...]]:
        """The days of each month of a year on whose morrow the day of the month is one of ours."""
        days: dict[int, list[int]] = {month: [] for month in _ALL_MONTHS}
        day = date(year, 1, 1)
        while day.year == year:
            if (day + _ONE_DAY).day in self.days:
                days[day.month].append(day.day)
            day += _ONE_DAY
        return {month: tuple(found) for month, found in days.items()}


def parse_cron(text: str) -> Timetable:
    """The timetable in a text of five fields: minute, hour, day of the month, month, day of the week.

    Minute and hour are one number each, so that a day has one session at most; the month is `*`. Days are `*`, or numbers and
    ranges with commas between them, 0 and 7 are Sunday. A session is on the days that both name, as in Temporal's calendars,
    where cron itself takes either.

    Raises:
        BadCron: it is anything else.
    """
    fields = text.split()
    if len(fields) != 5:
        raise BadCron("There must be five fields: minute, hour, day of the month, month, day of the week.")
    minute, hour = _one(fields[0], 59, "minute"), _one(fields[1], 23, "hour")
    if fields[3] != "*":
        raise BadCron("The month must be *: a programme goes on all year.")
    weekdays = tuple(sorted({number % 7 for number in _numbers(fields[4], 0, 7, "day of the week")}))
    return Timetable(time(hour, minute), _numbers(fields[2], 1, 31, "day of the month"), weekdays)


def next_sessions(timetable: Timetable, after: datetime, zone: str, most: int) -> list[datetime]:
    """When the next sessions begin, at most so many."""
    return list(islice(timetable.sessions(after, zone), most))


def _weekday(day: date) -> int:
    return day.isoweekday() % 7


def _grouped(
    common: dict[int, tuple[int, ...]], leap: dict[int, tuple[int, ...]]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The months that have the same days in every year, by these days."""
    months: dict[tuple[int, ...], list[int]] = {}
    for month in _ALL_MONTHS:
        if common[month] == leap[month] and common[month]:
            months.setdefault(common[month], []).append(month)
    return [(days, tuple(named)) for days, named in months.items()]


def _one(field: str, most: int, what: str) -> int:
    if not _PART.fullmatch(field) or "-" in field or int(field) > most:
        raise BadCron(f"The {what} must be one number from 0 to {most}.")
    return int(field)


def _numbers(field: str, least: int, most: int, what: str) -> tuple[int, ...]:
    if field == "*":
        return ()
    found: set[int] = set()
    for part in field.split(","):
        parsed = _PART.fullmatch(part)
        first, last = (int(parsed[1]), int(parsed[2] or parsed[1])) if parsed else (1, 0)
        if not least <= first <= last <= most:
            raise BadCron(f"The {what} must be *, or numbers and ranges from {least} to {most} such as 1,3-5.")
        found.update(range(first, last + 1))
    return tuple(sorted(found))
