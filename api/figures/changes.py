"""Where a definition changed within a period: marks in a chart by months or days, and words for its table (field case T85)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.figures.drawing import Note
from domain.figures.definitions import Figure, FigureBook, Period, Service, month_of
from domain.figures.grouping import Dimension


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on these figures are defined otherwise; `before` is the first group after it, None where groups are no times."""

    on: date
    figures: tuple[Figure, ...]
    before: str | None


def changes_in(
    book: FigureBook, service: Service, period: Period, dimension: Dimension | None, groups: Sequence[str]
) -> list[Change]:
    """What changed within a period, the earliest first."""
    known: Mapping[str, Figure] = book.newest(service, period)
    starts = {name: _start(name, dimension, book.month_begins[service]) for name in groups}
    return [
        Change(
            day,
            tuple(known[key] for key in keys if key in known),
            next((name for name in groups if (start := starts[name]) is not None and start >= day), None),
        )
        for day, keys in book.changes(service, period).items()
    ]


def notes_of(changes: Sequence[Change], figure: Figure, groups: Sequence[str], words: str) -> list[Note]:
    """The marks in the chart of one figure; `words` stand before the day."""
    return [
        Note(groups.index(one.before), f"{words} {one.on.isoformat()}".strip())
        for one in changes
        if one.before is not None and figure in one.figures
    ]


def _start(name: str, dimension: Dimension | None, begins: int) -> date | None:
    """The first day of a group that is a time."""
    match dimension:
        case Dimension.DAY:
            return date.fromisoformat(name)
        case Dimension.MONTH:
            year, month = map(int, name.split("-"))
            return month_of(year, month, begins).from_on
    return None
