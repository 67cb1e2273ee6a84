"""What a figure is: of which facts, counting which, without which, by which instant, in which month, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.figures.facts import Mark, Measure, Subject
from domain.hotline.book import Names


class Service(StrEnum):
    """Which promise a figure is about."""

    APPROVALS = "approvals"
    HOTLINE = "hotline"


class Basis(StrEnum):
    """By which of its instants a fact falls into a period; `due` is when its promise was kept or broken, also of what goes on."""

    CREATED = "created"
    CLOSED = "closed"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class About:
    """What every figure says of itself; `since` is the first month (its first day) for which this version of it holds."""

    id: str
    service: Service
    names: Names
    means: Names
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: of the facts with all marks `of` and none of `but_not`, the sum of what each one adds.

    A fact adds the heaviest weight (percent) in `counts` of its marks, so it counts once at most. With `is_count` only the number itself is told, and
    of what it is part is no question.
    """

    about: About
    subject: Subject
    basis: Basis
    of: frozenset[str]
    but_not: frozenset[str]
    counts: Mapping[str, int]
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """How long facts took, of those with all marks `of` and none of `but_not`: percentiles of a measure."""

    about: About
    subject: Subject
    basis: Basis
    of: frozenset[str]
    but_not: frozenset[str]
    measure: Measure
    percentiles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composite:
    """Several shares weighed together, in percent; there is none where one of them has nothing to count."""

    about: About
    parts: Mapping[str, int]


_AFTERWARDS = {Mark.BACKFILLED, Mark.BACKFILLED_IN_TIME}
Figure = Share | Length | Composite
Counted = Share | Length  # what facts are read for


@dataclass(frozen=True, slots=True)
class Lag:
    """What was decided on the day `since` or later and entered `after` so long or longer counts as entered afterwards."""

    since: date
    after: timedelta


@dataclass(frozen=True, slots=True)
class FigureBook:
    """All definitions. A month begins on `month_begins` (local) of each service: 19 is the 19th of the month before.

    A group with fewer than `least` in the whole is shown without its figure in lists that compare people or bodies. A month is kept as it is
    `settles_after` its end, when citizens have been asked. For `reasons` alone is something taken out.
    """

    version: str
    source: str
    zone: str
    least: int
    backfilled: tuple[Lag, ...]
    settles_after: timedelta
    month_begins: Mapping[Service, int]
    reasons: Mapping[str, Names]
    figures: tuple[Figure, ...]

    @property
    def place(self) -> ZoneInfo:
        """The zone of its days."""
        return ZoneInfo(self.zone)

    def of(self, service: Service, on: date) -> dict[str, Figure]:
        """The figures of a service as they are defined for the month that begins on a day, by id, in the order of the file."""
        found: dict[str, Figure] = {}
        for figure in self.figures:
            about = figure.about
            if (
                about.service is service
                and about.since <= on
                and found.get(about.id, figure).about.since <= about.since
            ):
                found[about.id] = figure
        return found

    def segments(self, service: Service, period: Period) -> list[tuple[Period, dict[str, Figure]]]:
        """The parts of a period in which no definition changes, each with its figures."""
        inside = {f.about.since for f in self.figures if f.about.service is service}
        changes = sorted(day for day in inside if period.from_on < day < period.until_on)
        edges = [period.from_on, *changes, period.until_on]
        return [(Period(begin, end), self.of(service, begin)) for begin, end in pairwise(edges)]

    def changes(self, service: Service, period: Period) -> dict[date, list[str]]:
        """The days within a period from which on figures are defined otherwise than before, with these figures; the earliest first.

        A composite changes with its parts, and a figure of what was entered afterwards with the lag. A length does not: it is counted over the whole
        by one definition.
        """
        lags = {lag.since for lag in self.backfilled[1:]} if service is Service.APPROVALS else set()
        days = lags | {figure.about.since for figure in self.figures if figure.about.service is service}
        found: dict[date, list[str]] = {}
        for day in sorted(day for day in days if period.from_on < day < period.until_on):
            before, after = self.of(service, day - timedelta(days=1)), self.of(service, day)
            found[day] = [key for key in after if _is_new(key, before, after, lag_moves=day in lags)]
        return {day: keys for day, keys in found.items() if keys}

    def newest(self, service: Service, period: Period) -> dict[str, Figure]:
        """The figures as they are defined for the end of a period: by these it is told."""
        return self.of(service, period.until_on - timedelta(days=1))

    def parts(self, figure: Counted, period: Period) -> list[tuple[Period, Counted]]:
        """The parts of a period with what is counted in each: a share by its own definition, a length by this one."""
        return [
            (part, mine if isinstance(mine, Share) else figure)
            for part, figures in self.segments(figure.about.service, period)
            if isinstance(mine := figures.get(figure.about.id), Share | Length)
        ]


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of a local day until before that of another."""

    from_on: date
    until_on: date

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """The two instants: the first one is in it, the second is not."""
        place = ZoneInfo(zone)
        return datetime.combine(self.from_on, time(0), place), datetime.combine(self.until_on, time(0), place)


def month_of(year: int, month: int, begins: int) -> Period:
    """A month that begins on a day: on the 1st as in the calendar, on a later one in the month before."""
    return Period(_first(year, month, begins), _first(year + month // 12, month % 12 + 1, begins))


def _first(year: int, month: int, begins: int) -> date:
    if begins == 1:
        return date(year, month, 1)
    return date(year - 1, 12, begins) if month == 1 else date(year, month - 1, begins)


def months_in(period: Period, begins: int) -> Sequence[tuple[str, Period]]:
    """The whole months that lie in a period, with their names (`2026-11`)."""
    year, month = period.from_on.year, period.from_on.month
    found: list[tuple[str, Period]] = []
    while (one := month_of(year, month, begins)).until_on <= period.until_on:
        if one.from_on >= period.from_on:
            found.append((f"{year}-{month:02d}", one))
        year, month = year + month // 12, month % 12 + 1
    return found


def _is_new(key: str, before: Mapping[str, Figure], after: Mapping[str, Figure], *, lag_moves: bool) -> bool:
    """Is a figure another one after than before? One that there was not before is none that has changed."""
    figure, parts = after[key], getattr(after[key], "parts", ())
    if key not in before or isinstance(figure, Length):
        return False
    if isinstance(figure, Share) and lag_moves and _AFTERWARDS & (figure.of | figure.but_not | set(figure.counts)):
        return True
    return figure != before[key] or any(_is_new(part, before, after, lag_moves=lag_moves) for part in parts)
