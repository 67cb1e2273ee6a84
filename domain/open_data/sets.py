"""The rows of a published set: what was decided, closed and taken out, counted by month or by year, with what is withheld left out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TypeVar

from domain.open_data.withholding import LEAST, Path, tellable

Row = dict[str, str | int | bool | None]

_STEPS = (
    (50, 5),
    (25, 10),
)  # of so many or more, a share is told in steps of so many percent: each step is at least two counts


class Subject(StrEnum):
    """What the sets are about."""

    APPROVALS = "approvals"
    HOTLINE = "hotline"
    EXCLUSIONS = "exclusions"  # from the figures


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions on one item in one month; `days` are the natural days of each, without pauses and corrections, where they are known.

    Of `unjudged` ones nobody knows whether they were in time: they were entered long after. They count in no share on time.
    """

    department: str
    item: str
    month: str
    n: int
    on_time: int
    by_silence: int
    days: Sequence[int]
    unjudged: int = 0  # no cell that was published before 2026-12 has it

    @property
    def path(self) -> Path:
        """Where they stand among the totals."""
        return self.department, self.item, self.month


@dataclass(frozen=True, slots=True)
class Closed:
    """The closings of requests of one kind in one month, and the answers that citizens gave in it."""

    topic: str
    kind: str
    town: str
    month: str
    n: int
    in_time: int
    answered: int
    solved: int

    @property
    def path(self) -> Path:
        """Where they stand among the totals."""
        return self.topic, self.kind, self.town, self.month


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What two people took out of the figures for one reason in one month."""

    reason: str
    month: str
    n: int

    @property
    def path(self) -> Path:
        """Where it stands among the totals."""
        return self.reason, self.month


Cell = TypeVar("Cell", Decided, Closed, TakenOut)


def approvals(cells: Sequence[Decided], *, year: bool) -> list[Row]:
    """The rows of a month; with `year` the totals of its months: of each item, each department, and all."""
    found = _totals(cells) if year else _months(cells)
    return [_named(path, "department", "item") | _decided(inside) for path, inside in found]


def hotline(cells: Sequence[Closed], *, year: bool) -> list[Row]:
    """The rows of a month; with `year` the totals of its months: of each topic and kind in each town, in all towns, and so on."""
    found = _totals(cells) if year else _months(cells)
    return [_named(path, "topic", "kind", "town") | _closed(inside) for path, inside in found]


def exclusions(cells: Sequence[TakenOut], *, year: bool) -> list[Row]:
    """The rows of a month; with `year` the totals of its months: for each reason, and for all."""
    found = _totals(cells) if year else _months(cells)
    return [
        _named(path, "reason") | {"n": sum(cell.n for cell in inside) or None, "withheld": not inside}
        for path, inside in found
    ]


def _months(cells: Iterable[Cell]) -> list[tuple[Path, list[Cell]]]:
    """Each cell for itself; nothing in it if it is withheld."""
    return [(cell.path[:-1], [cell] if cell.n >= LEAST else []) for cell in cells if cell.n]


def _totals(cells: Sequence[Cell]) -> list[tuple[Path, list[Cell]]]:
    """Every total with what is in it, nothing if it is withheld; the widest first."""
    told = tellable({cell.path: cell.n for cell in cells if cell.n})
    above: dict[Path, list[Cell]] = {}
    for cell in cells:
        for length in range(len(cell.path)):
            above.setdefault(cell.path[:length], []).append(cell)
    return [(path, inside if path in told else []) for path, inside in sorted(above.items(), key=lambda one: one[0])]


def _named(path: Path, *names: str) -> Row:
    """Which row it is; a name that is empty stands for all together."""
    return {name: path[place] if place < len(path) else "" for place, name in enumerate(names)}


def _decided(cells: Sequence[Decided]) -> Row:
    n, days = sum(cell.n for cell in cells), sorted(day for cell in cells for day in cell.days)
    days = days if len(days) >= LEAST else []
    return {
        "n": n or None,
        "withheld": not cells,
        "on_time_percent": _percent(sum(cell.on_time for cell in cells), n - sum(cell.unjudged for cell in cells)),
        "by_silence_percent": _percent(sum(cell.by_silence for cell in cells), n),
        "days_half": math.ceil(median(days)) if days else None,
        "days_nine_tenths": days[math.ceil(len(days) * 0.9) - 1] if days else None,
    }


def _closed(cells: Sequence[Closed]) -> Row:
    n, answered = sum(cell.n for cell in cells), sum(cell.answered for cell in cells)
    return {
        "n": n or None,
        "withheld": not cells,
        "in_time_percent": _percent(sum(cell.in_time for cell in cells), n),
        "solved_percent": _percent(sum(cell.solved for cell in cells), answered),
    }


def _percent(count: int, of: int) -> int | None:
    """A share of enough, in steps so coarse that no count follows from it; none of too few."""
    step = next((step for least, step in _STEPS if of >= least), None)
    return round(100 * count / of / step) * step if step else None
