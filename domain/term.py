"""A term: how long something may take, as a number and the unit that it is counted in."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What a term is counted in."""

    WD = "wd"  # working days
    D = "d"  # natural days
    H = "h"  # hours, round the clock
    MIN = "min"  # minutes, round the clock
    S = "s"  # seconds, round the clock: for demonstrations and tests on a real clock

    @property
    def in_days(self) -> bool:
        """Is this unit counted in whole local days (and not in exact time)?"""
        return self in (Unit.WD, Unit.D)

    def exact(self, amount: int) -> timedelta:
        """The exact length of `amount` units; `ValueError` for units that are counted in days."""
        match self:
            case Unit.H:
                return timedelta(hours=amount)
            case Unit.MIN:
                return timedelta(minutes=amount)
            case Unit.S:
                return timedelta(seconds=amount)
        raise ValueError(f"{self} is counted in days, not in exact time")


class ExactUnit(StrEnum):
    """The units of what runs round the clock and is never counted in days, as a file of rules may name them."""

    H = Unit.H.value
    MIN = Unit.MIN.value
    S = Unit.S.value


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as law or promise states it, for example 20 working days."""

    value: int
    unit: Unit = Unit.WD
