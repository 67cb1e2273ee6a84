"""Chance that is the same for the same seed, and the hours in which people act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.codes import ALPHABET, LENGTH
from domain.workdays import ONE_DAY, WorkCalendar

Thing = TypeVar("Thing")
_MORNING, _AFTERNOON = (8 * 60 + 35, 11 * 60 + 55), (14 * 60 + 32, 17 * 60 + 25)
_ROUND_THE_CLOCK = (2, 1, 1, 1, 1, 2, 5, 10, 18, 22, 22, 18, 12, 11, 16, 20, 19, 15, 13, 14, 12, 9, 6, 3)  # by hour


def dice(*names: object) -> Random:
    """Chance of its own for whatever has these names: what else happens does not change it."""
    return Random("/".join(map(str, names)))  # noqa: S311  # nosec B311


def one_of(chance: Random, weights: Mapping[Thing, float]) -> Thing:
    """One of several things by their weights."""
    return chance.choices(list(weights), list(weights.values()))[0]


def code_of(chance: Random) -> str:
    """A query code, which the invented citizen is as likely to keep as any other."""
    return "".join(chance.choice(ALPHABET) for _ in range(LENGTH))


def some_of(chance: Random, things: Sequence[Thing], share: float) -> list[Thing]:
    """Each of the things with the same probability."""
    return [thing for thing in things if chance.random() < share]


@dataclass(frozen=True, slots=True)
class Hours:
    """When people are at work, by the official calendar."""

    calendar: WorkCalendar

    @property
    def zone(self) -> ZoneInfo:
        """The local zone."""
        return ZoneInfo(self.calendar.zone)

    def on(self, day: date, chance: Random) -> datetime:
        """Some moment of office hours on a day."""
        first, last = _MORNING if chance.random() < 0.55 else _AFTERNOON
        return self.at(day, chance.uniform(first, last))

    def at(self, day: date, minute: float) -> datetime:
        """A minute of a local day."""
        whole = timedelta(microseconds=int(minute * 60) * 1_000_000)
        return datetime.combine(day, time(0), self.zone) + whole

    def any_hour(self, day: date, chance: Random) -> datetime:
        """Some moment of a day at which citizens call: seldom at night."""
        hour = one_of(chance, dict(enumerate(_ROUND_THE_CLOCK)))
        return self.at(day, hour * 60 + chance.uniform(0, 60))

    def days_later(self, at: datetime, days: int, chance: Random) -> datetime:
        """Some moment of office hours so many working days after an instant, and later than it."""
        day = self.workday(self.calendar.local_day(at), days)
        for _ in range(8):
            if (found := self.on(day, chance)) > at:
                return found
        return self.soon(at, 10)

    def workday(self, day: date, days: int) -> date:
        """The working day so many working days after a day; with 0 the day itself or the next one that counts."""
        day = self.calendar.next_working_day(day)
        for _ in range(days):
            day = self.calendar.next_working_day(day + ONE_DAY)
        return day

    def before(self, day: date, days: int) -> date:
        """The working day so many working days before a day."""
        while days:
            day -= ONE_DAY
            days -= self.calendar.counts(day)
        return day

    def soon(self, at: datetime, minutes: float) -> datetime:
        """So many minutes later, or in the morning of the next working day when the office has closed by then."""
        local = (at + timedelta(seconds=int(minutes * 60))).astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        if self.calendar.counts(local.date()) and _MORNING[0] <= minute < _AFTERNOON[1]:
            return local
        day = local.date() if minute < _MORNING[0] else local.date() + ONE_DAY
        return self.at(self.calendar.next_working_day(day), _MORNING[0] + minutes % 60)
