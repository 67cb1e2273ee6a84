"""Reads a year's days and the office's hours from their TOML texts: whole and sound, or not at all, with every fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.strict_table import Problem, StrictTable
from domain.toml_file import BadFile, BadToml, read_toml
from domain.workdays import CalendarYear, Office, Span, WorkCalendar, is_weekend


class Status(StrEnum):
    """Is the State Council's notice for the year published?"""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"


class BadCalendar(BadFile):
    """The calendar or the office's hours are refused whole; `problems` are all faults in reading order."""


@dataclass(frozen=True, slots=True)
class YearSource:
    """Where a year's arrangement comes from: the notice with its number, the day of its issue, and where we read it."""

    notice: str
    issued_on: date
    source: str


def parse_year(text: str) -> CalendarYear:
    """The year that the text describes.

    A notice that changes the December before goes into that year's own file, as a new version of it.

    Raises:
        BadCalendar: the text is not TOML, is empty, or something in it is unknown, missing or of the wrong type; a day
            lies outside the year; spans overlap or end before they begin; a make-up working day is no weekend day or
            lies inside a span; the notice is not named.
    """
    return _year(text)[0]


def year_source(text: str) -> YearSource:
    """The source of the year that the text describes; raises as `parse_year` does."""
    return _year(text)[1]


def parse_office(text: str) -> tuple[Office, str]:
    """The office that the text describes, and the IANA name of the zone in which its days begin and end.

    Raises:
        BadCalendar: the text is not TOML, is empty, or something in it is unknown, missing, of the wrong type or out
            of bounds.
    """
    top, problems = _top(text)
    office = Office(
        opens=top.clock("opens"),
        closes=top.clock("closes"),
        settle_seconds=top.count("settle_seconds"),
        intake_silence_days=top.count("intake_silence_days"),
        revocable_days=top.count("revocable_days"),
    )
    zone = top.zone("zone")
    top.close()
    if not problems and office.closes <= office.opens:
        top.report("closes", "The office closes before it opens.")
    _refuse(problems)
    return office, zone


def calendar_of(years: Iterable[CalendarYear], *, rev: int, zone: str) -> WorkCalendar:
    """The calendar of these years, in order.

    Raises:
        BadCalendar: there is no year, a year is there twice, or one between two others is missing.
    """
    ordered = tuple(sorted(years, key=lambda year: year.year))
    problems = [] if ordered else [Problem("calendar", "There is no year in it.")]
    for earlier, later in pairwise(ordered):
        if later.year == earlier.year:
            problems.append(Problem(str(later.year), "This year is there twice."))
        elif later.year > earlier.year + 1:
            problems.append(Problem(str(earlier.year + 1), f"This year is missing, but {later.year} is there."))
    _refuse(problems)
    return WorkCalendar(rev, zone, ordered)


class _Table(StrictTable):
    """A table that may hold lists of days, times of the day and a time zone."""

    def days(self, key: str) -> tuple[tuple[str, date], ...]:
        """A list of days, each with its place."""
        places = {f"{key}[{position}]": value for position, value in enumerate(self._list(key))}
        inner = StrictTable(places, place="", problems=self._problems)
        return tuple((place, day) for place in places if (day := inner.day(place)) != date.min)

    def clock(self, key: str) -> time:
        """A time of the day, such as "08:30"."""
        text = self.text(key)
        try:
            return time.fromisoformat(text) if text else time.min
        except ValueError:
            self.report(key, f"{text!r} is not a time such as 08:30.")
            return time.min

    def zone(self, key: str) -> str:
        """The IANA name of a time zone."""
        text = self.text(key)
        try:
            return ZoneInfo(text).key if text else text
        except (LookupError, ValueError, OSError):  # an unknown name, a path out of the data, the name of a folder
            self.report(key, f"{text!r} is not a time zone such as Asia/Shanghai.")
            return ""


def _year(text: str) -> tuple[CalendarYear, YearSource]:
    top, problems = _top(text)
    year = top.count("year", least=1949)
    is_official = top.choice("status", Status) is Status.OFFICIAL
    source = YearSource(top.text("notice"), top.day("issued_on"), top.text("source"))
    knows_year = not any(problem.place == "year" for problem in problems)
    spans = {f"off[{n}]": span for n, row in enumerate(top.rows("off")) if (span := _span(row)) is not None}
    worked = top.days("worked")
    top.close()
    if knows_year:
        _check_year(top, year, spans, worked)
    _check_order(top, spans)
    _check_worked(top, worked, spans.values())
    _refuse(problems)
    return CalendarYear(year, is_official, tuple(spans.values()), tuple(day for _, day in worked)), source


def _top(text: str) -> tuple[_Table, list[Problem]]:
    try:
        raw = read_toml(text)
    except BadToml as fault:
        raise BadCalendar((fault.problem,)) from fault
    if not raw:
        raise BadCalendar((Problem("file", "This file is empty."),))
    problems: list[Problem] = []
    return _Table(raw, place="", problems=problems), problems


def _span(row: StrictTable) -> Span | None:
    before = row.faults
    span = Span(row.day("from"), row.day("to"), row.text("name"))
    if row.faults > before:
        return None
    if span.last < span.first:
        row.report("to", "The span ends before it begins.")
        return None
    return span


def _check_year(top: _Table, year: int, spans: Mapping[str, Span], worked: Iterable[tuple[str, date]]) -> None:
    ends = [(f"{place}.{key}", day) for place, span in spans.items() for key, day in _ends(span)]
    for place, day in (*ends, *worked):
        if day.year != year:
            top.report(place, f"{day} does not lie in {year}.")


def _ends(span: Span) -> tuple[tuple[str, date], tuple[str, date]]:
    return ("from", span.first), ("to", span.last)


def _check_order(top: _Table, spans: Mapping[str, Span]) -> None:
    ordered = sorted(spans.items(), key=lambda placed: placed[1].first)
    for (_, earlier), (place, later) in pairwise(ordered):
        if later.first <= earlier.last:
            top.report(place, f"This span overlaps {earlier.name}, which lasts until {earlier.last}.")


def _check_worked(top: _Table, worked: Iterable[tuple[str, date]], spans: Iterable[Span]) -> None:
    seen: set[date] = set()
    for place, day in worked:
        if day in seen:
            top.report(place, f"{day} is named twice.")
        elif not is_weekend(day):
            top.report(place, f"{day} is no Saturday or Sunday, so it needs no making up.")
        elif span := next((span for span in spans if span.first <= day <= span.last), None):
            top.report(place, f"{day} lies inside {span.name}, which is off.")
        seen.add(day)


def _refuse(problems: Iterable[Problem]) -> None:
    if found := tuple(problems):
        raise BadCalendar(found)
