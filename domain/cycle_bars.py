"""The cycle chart as bars: of each item, each stage and the whole, which days counted, which were days off, and which are excluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.catalogue import ProjectItem
from domain.cycle import Days, together
from domain.workdays import WorkCalendar


class Shade(StrEnum):
    """What a day was: a working day on which a clock of the office ran, another day on which it ran, or one on which none did."""

    COUNTED = "counted"
    OFF = "off"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Run:
    """Days of one shade in a row: `first` is how many days after the first receipt of the project the run begins."""

    first: int
    days: int
    shade: Shade


@dataclass(frozen=True, slots=True)
class Bar:
    """The days of an item, or of a stage (`id` is the stage's), or of all (`id` empty); without runs it took less than a day."""

    id: str
    stage: str
    first: int
    runs: tuple[Run, ...]


def bars(found: Mapping[str, Days], rules: Sequence[ProjectItem], calendar: WorkCalendar) -> list[Bar]:
    """The bars from top to bottom: the items of each stage in the order in which they began, the stage, and last the whole.

    Raises:
        UnknownDay: a day is not covered by the calendar.
    """
    if not found:
        return []
    origin = calendar.local_day(min(days.started_at for days in found.values()))
    rows: list[Bar] = []
    for stage in sorted({rule.stage for rule in rules if rule.id in found}):
        own = [(rule.id, found[rule.id]) for rule in rules if rule.stage == stage and rule.id in found]
        rows += [
            _bar(name, stage, days, origin, calendar) for name, days in sorted(own, key=lambda row: row[1].started_at)
        ]
        rows.append(_bar(stage, stage, together([days for _, days in own]), origin, calendar))
    return [*rows, _bar("", "", together(list(found.values())), origin, calendar)]


def _bar(name: str, stage: str, days: Days, origin: date, calendar: WorkCalendar) -> Bar:
    return Bar(name, stage, (calendar.local_day(days.started_at) - origin).days, tuple(_runs(days, origin, calendar)))


def _runs(days: Days, origin: date, calendar: WorkCalendar) -> Iterator[Run]:
    shades = dict.fromkeys(days.stood, Shade.EXCLUDED) | {
        day: Shade.COUNTED if calendar.counts(day) else Shade.OFF for day in days.ran
    }
    run: Run | None = None
    for day in sorted(shades):
        first = (day - origin).days - 1  # a day is drawn from its edge to the next; the day of the start is none
        if run and run.shade is shades[day] and run.first + run.days == first:
            run = Run(run.first, run.days + 1, run.shade)
            continue
        if run:
            yield run
        run = Run(first, 1, shades[day])
    if run:
        yield run
