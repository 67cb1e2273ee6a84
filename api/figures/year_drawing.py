"""The cycle chart of a year, drawn: under each stage its items, each with a lane for every part of its days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.figures.year_cycle import HALF, TENTHS, Part, YearLine

_LABEL, _LENGTH, _VALUE = 90, 540, 150
_LANE, _GAP, _THICK, _THIN = 13, 9, 9, 3


@dataclass(frozen=True, slots=True)
class Lane:
    """Days of one part: a bar to what half took at most, and a thin one on to what nine in ten took; `told` says both."""

    part: Part
    y: float
    half: float
    tenths: float
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """An item with its lanes, or a whole stage (`is_whole`)."""

    id: str
    is_whole: bool
    y: float
    lanes: list[Lane]


@dataclass(frozen=True, slots=True)
class YearChart:
    """All rows on a sheet of this size."""

    width: float
    height: float
    label: float
    lane: float
    thick: float
    thin: float
    rows: list[Row]


def drawn(lines: Sequence[YearLine], told: Callable[[Part, Sequence[int]], str]) -> YearChart:
    """The chart of some lines in their order; the longest nine tenths are as long as the sheet."""
    longest = max((days[TENTHS] for line in lines for days in line.parts.values()), default=0) or 1
    tall = len(Part) * _LANE + _GAP
    rows = [
        Row(
            line.item or line.stage,
            not line.item,
            number * tall + _LANE - 2,
            [
                Lane(
                    part,
                    number * tall + place * _LANE,
                    round(days[HALF] / longest * _LENGTH, 1),
                    round(days[TENTHS] / longest * _LENGTH, 1),
                    told(part, days),
                )
                for place, (part, days) in enumerate(line.parts.items())
            ],
        )
        for number, line in enumerate(lines)
    ]
    return YearChart(_LABEL + _LENGTH + _VALUE, max(1, len(rows)) * tall, _LABEL, _LANE, _THICK, _THIN, rows)
