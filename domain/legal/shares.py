"""Shares and lengths of time as the bureau's table tells them: with how many they are of, and none where there is nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Share:
    """So many `of` so many; `open` is how many are not decided, and in neither. There is no share of none."""

    count: int
    of: int
    open: int

    @property
    def share(self) -> float | None:
        """The part from 0 to 1, to four places."""
        return round(self.count / self.of, 4) if self.of else None


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long `of` things took, in whole seconds: half of them at most the median, nine in ten at most `p90_seconds`."""

    of: int
    open: int
    median_seconds: int | None
    p90_seconds: int | None


def share_of(answers: Iterable[bool | None]) -> Share:
    """How many are true of those that are decided."""
    found = list(answers)
    return Share(found.count(True), found.count(True) + found.count(False), found.count(None))


def lengths_of(took: Sequence[timedelta], *, still: int) -> Lengths:
    """How long things took, of which `still` have not come to an end."""
    seconds = sorted(int(length.total_seconds()) for length in took)
    if not seconds:
        return Lengths(0, still, None, None)
    return Lengths(len(seconds), still, round(median(seconds)), seconds[math.ceil(len(seconds) * 0.9) - 1])
