"""A bar chart of one figure by groups, drawn as SVG: every bar with its words, so that no colour speaks alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BARS = 40
_LABEL, _LENGTH, _VALUE, _ROW, _THICK = 190, 520, 110, 24, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One group: its words, how long its bar is (0 to 1, None: there is no figure), and the figure as it is told."""

    words: str
    part: float | None
    told: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A bar at its place; the texts stand before and behind it."""

    bar: Bar
    y: float
    middle: float
    width: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """All bars on a sheet of this size."""

    width: float
    height: float
    label: float
    thick: float
    bars: list[Placed]


def drawn(bars: Sequence[Bar]) -> BarChart:
    """The chart of the first bars; the rest is in the table."""
    shown = list(bars[:MOST_BARS])
    placed = [
        Placed(
            bar, number * _ROW + (_ROW - _THICK) / 2, number * _ROW + _ROW / 2 + 4, round((bar.part or 0) * _LENGTH, 1)
        )
        for number, bar in enumerate(shown)
    ]
    return BarChart(_LABEL + _LENGTH + _VALUE, max(1, len(shown)) * _ROW, _LABEL, _THICK, placed)
