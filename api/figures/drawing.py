"""A bar chart of one figure by groups, drawn as SVG: every bar with its words, so that no colour speaks alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.chart import columns

MOST_BARS = 40
_LABEL, _MOST_LABEL, _LENGTH, _VALUE, _ROW, _THICK = 190, 340, 520, 110, 24, 14
_COLUMN, _GAP = 7, 12  # half a Chinese character, and between a name and its bar


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
class Note:
    """A line across the sheet above the bar `before`, with its words: from there on something is otherwise."""

    before: int
    words: str
    y: float = 0


@dataclass(frozen=True, slots=True)
class BarChart:
    """All bars and notes on a sheet of this size."""

    width: float
    height: float
    label: float
    thick: float
    bars: list[Placed]
    notes: list[Note]


def drawn(bars: Sequence[Bar], notes: Sequence[Note] = ()) -> BarChart:
    """The chart of the first bars, with the notes between these; the rest is in the table."""
    shown = list(bars[:MOST_BARS])
    said = [note for note in notes if note.before < len(shown)]
    tops = [(number + sum(note.before <= number for note in said)) * _ROW for number in range(len(shown))]
    placed = [
        Placed(bar, top + (_ROW - _THICK) / 2, top + _ROW / 2 + 4, round((bar.part or 0) * _LENGTH, 1))
        for bar, top in zip(shown, tops, strict=True)
    ]
    lines = [Note(note.before, note.words, tops[note.before] - _ROW / 2) for note in said]
    height = max(1, len(shown) + len(said)) * _ROW
    label = max([_LABEL, *(min(_MOST_LABEL, _length(bar.words)) for bar in shown)])
    return BarChart(label + _LENGTH + _VALUE, height, label, _THICK, placed, lines)


def _length(words: str) -> int:
    """How much room words take before a bar, and the gap to it."""
    return _GAP + _COLUMN * columns(words)
