"""Which days count: calendars as versioned values, and the hours in which the office reads its messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class UnknownDay(LookupError):
    """The calendar data does not cover this day, so nobody may count it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days off in a row, both ends included; `name` is the holiday's in Chinese."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's arrangement of days off and make-up working days.

    `official` is False until the State Council's notice for that year is loaded: until then the year holds weekends
    and statutory holidays only, and every date that leans on it is provisional.
    """

    year: int
    official: bool
    off: tuple[Span, ...] = ()
    worked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days that count, as data.

    A day in `worked` counts even on a weekend; a day in `off` never does; other weekdays count. Days of a year that
    is not listed raise `UnknownDay`: a holiday is never guessed. `rev` grows with each published version; `zone` is
    the IANA name of the zone in which days begin and end.
    """

    rev: int
    zone: str
    years: tuple[CalendarYear, ...]

    def year_of(self, day: date) -> CalendarYear:
        """The arrangement that covers `day`, or `UnknownDay`."""
        for year in self.years:
            if year.year == day.year:
                return year
        raise UnknownDay(day.isoformat())

    def counts(self, day: date) -> bool:
        """Is `day` a working day?"""
        return self.reason_off(day) is None

    def reason_off(self, day: date) -> str | None:
        """Why `day` does not count ("weekend" or the holiday's name), or None when it is a working day."""
        year = self.year_of(day)
        if day in year.worked:
            return None
        for span in year.off:
            if span.first <= day <= span.last:
                return span.name or "holiday"
        return "weekend" if is_weekend(day) else None

    def is_provisional(self, day: date) -> bool:
        """Does `day` lie in a year whose official arrangement is not published yet?"""
        return not self.year_of(day).official

    def nameless(self) -> WorkCalendar:
        """This calendar as a case carries it: without the names of holidays, which only readers need."""
        years = (replace(year, off=tuple(replace(span, name="") for span in year.off)) for year in self.years)
        return replace(self, years=tuple(years))

    def local_day(self, instant: datetime) -> date:
        """The local date of an aware instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def start_of(self, day: date) -> datetime:
        """The first instant of a local day (00:00)."""
        return datetime.combine(day, time(0), ZoneInfo(self.zone))

    def end_of(self, day: date) -> datetime:
        """The first instant after a local day: 24:00 of `day`."""
        return self.start_of(day + ONE_DAY)

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one."""
        while not self.counts(day):
            day += ONE_DAY
        return day

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; 0 when `until` is not later than `after`."""
        return sum(1 for day in days_between(after, until) if self.counts(day))


@dataclass(frozen=True, slots=True)
class Office:
    """The hours in which an office reads messages, and the waits that the law or the house gives.

    Local times; `settle_seconds` is how long a verdict waits for acts that were received in time; the two terms are
    in working days and in natural days. Sources stand in domain/data/office.toml.
    """

    opens: time
    closes: time
    settle_seconds: int
    intake_silence_days: int
    revocable_days: int

    @property
    def settle(self) -> timedelta:
        """The wait between the end of a term and the verdict."""
        return timedelta(seconds=self.settle_seconds)

    def next_open(self, instant: datetime, calendar: WorkCalendar) -> datetime:
        """`instant` itself when the office is open then, else the next opening."""
        zone = ZoneInfo(calendar.zone)
        local = instant.astimezone(zone)
        day = local.date()
        if calendar.counts(day) and local.time() < self.closes:
            return max(local, datetime.combine(day, self.opens, zone))
        return datetime.combine(calendar.next_working_day(day + ONE_DAY), self.opens, zone)


def is_weekend(day: date) -> bool:
    """Is `day` a Saturday or a Sunday?"""
    return day.weekday() >= _SATURDAY


def days_between(after: date, until: date) -> Iterator[date]:
    """Each day in (after, until], in order."""
    day = after
    while day < until:
        day += ONE_DAY
        yield day
