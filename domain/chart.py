"""The cycle chart as text: a bar for each item and stage, drawn when it was before the office, and what of it counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from domain.catalogue import ProjectItem
from domain.cycle import Cycle, Span, cycle
from domain.record import Event
from domain.workdays import ONE_DAY, CalendarYear, WorkCalendar, is_weekend

_WIDTH = 44  # columns from the first receipt to the last decision, at most
_NAME = 30
_COUNTED, _EXCLUDED, _NOTHING = "█", "░", "·"


def second_by_second(events: Sequence[Event], rules: Sequence[ProjectItem], names: Mapping[str, str]) -> list[str]:
    """The lines of the chart of a finished project with terms of seconds; `names` are those of items and stages.

    It is measured by the rules of `domain.cycle` as if each second were a working day.
    """
    known = [(event, event.at) for event in events if event.at is not None]
    first = datetime(2001, 1, 1, tzinfo=UTC)  # the beginning of some year, from which these days are counted
    stretched = [replace(event, at=first + (at - known[0][1]).total_seconds() * ONE_DAY) for event, at in known]
    last = max((event.at for event in stretched if event.at), default=first)
    return drawn(stretched, rules, _every_day_works(first.year, last.year), names, unit="s")


def drawn(
    events: Sequence[Event],
    rules: Sequence[ProjectItem],
    calendar: WorkCalendar,
    names: Mapping[str, str],
    *,
    unit: str = "days",
) -> list[str]:
    """The lines of the chart of a finished project; `unit` is the word for what a day stands for."""
    end = max((event.at for event in events if event.at), default=datetime(2001, 1, 1, tzinfo=UTC))
    chart = cycle(events, rules, calendar, end)
    total = chart.total
    if total is None:
        return ["Nothing has been handed in yet."]
    frames = _frames(events, rules, calendar, total)
    names = {**names, "": "total"}
    lines = [f"{'':{_NAME + 7}} {'':{_WIDTH}}  gross  counted  excluded  ({unit})"]
    for stage in chart.stages:
        items = sorted((item for item in chart.items if item.stage == stage.id), key=lambda item: item.started_at)
        lines += [_line(span, names[span.id], frames) for span in (*items, stage)]
    lines.append(_line(total, names[""], frames))
    return [*lines, f"{_COUNTED} counted   {_EXCLUDED} excluded   {_NOTHING} nothing was before the office"]


def fitted(text: str, width: int) -> str:
    """The text in exactly `width` columns of a terminal, in which a Chinese character takes two."""
    shown, used = "", 0
    for character in text:
        wide = columns(character)
        if used + wide > width:
            break
        shown, used = shown + character, used + wide
    return shown + " " * (width - used)


def columns(text: Iterable[str]) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _frames(
    events: Sequence[Event], rules: Sequence[ProjectItem], calendar: WorkCalendar, total: Span
) -> list[dict[str, Span]]:
    """The chart as it stood at the edge of each column: what grew between two edges is drawn between them."""
    width = max(1, min(_WIDTH, total.gross_days))
    length = ((total.ended_at or total.started_at) - total.started_at) / width
    edges = [total.started_at + n * length for n in range(width + 1)]
    charts = [cycle([e for e in events if e.at and e.at <= edge], rules, calendar, edge) for edge in edges]
    return [{span.id: span for span in _spans(chart)} for chart in charts]


def _spans(chart: Cycle) -> tuple[Span, ...]:
    return (*chart.items, *chart.stages, *((chart.total,) if chart.total else ()))


def _line(span: Span, name: str, frames: Sequence[Mapping[str, Span]]) -> str:
    figures = f"{span.gross_days:5}  {span.counted_days:7}  {span.excluded_days:8}"
    signs = (_grown(before.get(span.id), after.get(span.id)) for before, after in pairwise(frames))
    bar = "".join(signs).rstrip(_NOTHING)
    inner = bar.lstrip(_NOTHING)
    return f"{span.id:6} {fitted(name, _NAME)} {' ' * (len(bar) - len(inner)) + inner:{_WIDTH}}  {figures}"


def _grown(before: Span | None, after: Span | None) -> str:
    if after is None:
        return _NOTHING
    if after.counted_days > (before.counted_days if before else 0):
        return _COUNTED
    return _EXCLUDED if after.excluded_days > (before.excluded_days if before else 0) else _NOTHING


def _every_day_works(first: int, last: int) -> WorkCalendar:
    years = []
    for year in range(first, last + 1):
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
        years.append(CalendarYear(year, True, worked=tuple(d for d in days if d.year == year and is_weekend(d))))
    return WorkCalendar(0, "UTC", tuple(years))
