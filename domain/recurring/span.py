"""A period in local days, and those with which it is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_DAYS = 1_100  # of one period: three years
_SHOWN = timedelta(days=30)  # if nobody says which days


@dataclass(frozen=True, slots=True)
class Span:
    """From the first local day until before the last."""

    from_on: date
    until_on: date

    @classmethod
    def asked(cls, from_on: date | None, until_on: date | None, today: date) -> Span:
        """The days that somebody asks for; without a word of theirs thirty, today as the last."""
        until_on = until_on or (today if from_on is None else max(today, from_on)) + timedelta(days=1)
        return cls(from_on or until_on - _SHOWN, until_on)

    @property
    def is_sound(self) -> bool:
        """Does it end after it begins, and soon enough to be counted?"""
        return self.from_on < self.until_on <= self.from_on + timedelta(days=MOST_DAYS)

    @property
    def before(self) -> Span:
        """As many days, just before."""
        return Span(self.from_on - (self.until_on - self.from_on), self.from_on)

    @property
    def year_ago(self) -> Span:
        """As many days, from the same day of the year before; from 28 February for the 29th."""
        leaps = (self.from_on.month, self.from_on.day) == (2, 29)
        day = self.from_on.replace(year=self.from_on.year - 1, day=28 if leaps else self.from_on.day)
        return Span(day, day + (self.until_on - self.from_on))

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """When it begins and ends in a zone."""
        begin, end = (datetime.combine(day, time(0), ZoneInfo(zone)) for day in (self.from_on, self.until_on))
        return begin, end

    def run_until(self, as_of: datetime, asked: Span, zone: str) -> tuple[datetime, datetime]:
        """As much of this period as has run, at an instant, of the one that is asked for."""
        (begin, end), (asked_begin, _) = self.instants(zone), asked.instants(zone)
        return begin, max(begin, min(end, begin + (as_of - asked_begin)))
