"""The cycle chart, drawn: rectangles on a sheet whose lines run across, or down as Mongolian does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.cycle_bars import Bar, Shade

_LABEL = 66  # for the number of an item
_AXIS = 26  # for the days above the bars
_LENGTH = 880  # of all days together
_MARGIN = 22  # for half of the last day's name
_ROW = 20
_COLUMN = 46  # a row that runs down is as wide as its label
_THICK = 12
_MOST_MARKS = 8
_STEPS = (1, 2, 5, 7, 10, 14, 21, 28, 56, 91, 182, 364)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, with the class that colours it."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Text:
    """A word of the drawing, at its anchor."""

    x: float
    y: float
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to draw, on a sheet of this size; `marks` are the lines of the days, `is_down` says that time runs down."""

    width: float
    height: float
    boxes: list[Box]
    labels: list[Text]
    marks: list[Text]
    is_down: bool


def drawn(bars: Sequence[Bar], first_on: date, last_on: date, *, is_down: bool) -> Drawing:
    """The chart of some bars over the days from the first to the last."""
    days = max(1, (last_on - first_on).days)
    row, head = (_COLUMN, _AXIS) if is_down else (_ROW, _LABEL)
    boxes, labels = [], []
    for place, bar in enumerate(bars):
        middle = (place + 0.5) * row
        boxes += [_turned(box, is_down) for box in _boxes(bar, days, middle)]
        labels.append(_label(bar, middle, is_down))
    across = (_LENGTH + head + _MARGIN, len(bars) * row + _AXIS)
    down = (len(bars) * row + _LABEL, _LENGTH + head + _MARGIN)
    width, height = down if is_down else across
    return Drawing(width, height, boxes, labels, _marks(first_on, days, is_down), is_down)


def _boxes(bar: Bar, days: int, middle: float) -> list[Box]:
    scale = _LENGTH / days
    thick = _THICK if bar.id and bar.id != bar.stage else _THICK + 4
    top = middle - thick / 2
    if not bar.runs:  # begun and ended on one day
        return [Box(round(bar.first * scale, 1), top, 3, thick, "moment")]
    return [Box(round(r.first * scale, 1), top, round(r.days * scale, 1), thick, _kind(bar, r.shade)) for r in bar.runs]


def _kind(bar: Bar, shade: Shade) -> str:
    return f"{shade} whole" if bar.id in ("", bar.stage) else str(shade)


def _turned(box: Box, is_down: bool) -> Box:
    if is_down:
        return Box(box.y + _LABEL, box.x + _AXIS, box.height, box.width, box.kind)
    return Box(box.x + _LABEL, box.y + _AXIS, box.width, box.height, box.kind)


def _label(bar: Bar, middle: float, is_down: bool) -> Text:
    words = bar.id or "Σ"
    kind = "whole" if bar.id in ("", bar.stage) else ""
    return (
        Text(middle + _LABEL, _AXIS - 10, words, kind) if is_down else Text(_LABEL - 8, middle + _AXIS + 4, words, kind)
    )


def _marks(first_on: date, days: int, is_down: bool) -> list[Text]:
    step = next((step for step in _STEPS if days / step <= _MOST_MARKS), _STEPS[-1])
    found = []
    for day in range(0, days + 1, step):
        words, along = (first_on + timedelta(days=day)).strftime("%m-%d"), round(day * _LENGTH / days, 1)
        found.append(Text(_LABEL - 8, along + _AXIS + 4, words, "") if is_down else Text(along + _LABEL, 14, words, ""))
    return found
