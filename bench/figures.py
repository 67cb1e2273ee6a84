"""Figures: what was measured, what was aimed at, and how they are shown to people and kept for machines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    `goal` is the most it may be, None where the figure is for information. `noop` is the same thing measured with the
    no-op workflow on the same server in the same run. `made_of` says where the value comes from: with a goal that is
    missed, it is what holds it back.
    """

    name: str
    reached: float
    unit: str
    goal: float | None = None
    noop: float | None = None
    made_of: str = ""

    @property
    def ok(self) -> bool | None:
        """Is the goal reached? None where there is none."""
        return None if self.goal is None else self.reached <= self.goal

    @property
    def ratio(self) -> float | None:
        """How many times the no-op workflow this is, or None where that says nothing."""
        return self.reached / self.noop if self.noop else None

    def as_json(self) -> dict[str, Any]:
        """The figure with what follows from it."""
        return asdict(self) | {"ok": self.ok, "ratio": self.ratio}


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest of the values that is not below `percent` of them (nearest rank); the 50th is the median."""
    ordered = sorted(values)
    if percent == 50:
        return median(ordered)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """All figures in columns, then what those with a goal are made of."""
    heads = ("figure", "reached", "goal", "", "no-op", "ratio")
    rows = [heads, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = [
        "  ".join(_cell(text, width, n) for n, (text, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    rule = "-" * sum((*widths, 2 * (len(heads) - 1)))
    return "\n".join([lines[0].rstrip(), rule, *(line.rstrip() for line in lines[1:]), *_remarks(figures)])


def _row(figure: Figure) -> tuple[str, ...]:
    said = {True: "ok", False: "MISSED", None: ""}[figure.ok]
    goal = f"≤ {_number(figure.goal)}" if figure.goal is not None else ""
    noop = _number(figure.noop) if figure.noop is not None else ""
    ratio = f"{figure.ratio:.1f} ×" if figure.ratio is not None else ""
    return figure.name, f"{_number(figure.reached)} {figure.unit}".rstrip(), goal, said, noop, ratio


def _cell(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column in (0, 3) else text.rjust(width)


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _remarks(figures: Sequence[Figure]) -> list[str]:
    missed = [figure for figure in figures if figure.ok is False]
    reached = [figure for figure in figures if figure.ok is True]
    lines: list[str] = []
    for title, some in (
        ("What holds back the goals that are missed", missed),
        ("What the others are made of", reached),
    ):
        told = [f"  {figure.name}: {figure.made_of}" for figure in some if figure.made_of]
        lines += ["", title, *told] if told else []
    return lines
