"""The cycle chart of a year: how long items took that were decided in it, by stage and item of the chain, and whose days these were.

Source: requirement A10 (审批周期图 of a project and of a year).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

HALF, TENTHS = 0, 1  # where the two stand in a spread


class Part(StrEnum):
    """Whose days; `counted` are working days, the others natural ones, so that they do not add up."""

    GROSS = "gross"  # from the receipt to the decision
    COUNTED = "counted"  # on which the office's clock ran
    EXCLUDED = "excluded"  # in a pause
    APPLICANT = "applicant"  # with the applicant, for corrections


@dataclass(frozen=True, slots=True)
class YearLine:
    """An item, or with an empty `item` all of its stage: of each part the days that half of the `rounds` took at most, and nine in ten.

    Rounds without a pause or a correction count with none, so that half may have had none of them.
    """

    stage: str
    item: str
    rounds: int
    gross: Sequence[int]
    counted: Sequence[int]
    excluded: Sequence[int]
    applicant: Sequence[int]

    @property
    def parts(self) -> dict[Part, Sequence[int]]:
        """Every part, in the order in which they are told."""
        return {part: getattr(self, part) for part in Part}


def along_the_chain(lines: Iterable[YearLine], stages: Iterable[str], items: Iterable[str]) -> list[YearLine]:
    """The lines in the order of a catalogue's stages and items, each stage before its items; what it does not know comes last."""
    place = {name: number for number, name in enumerate(stages)}
    within = {name: number for number, name in enumerate(("", *items))}
    last = len(place) + len(within)
    return sorted(lines, key=lambda one: (place.get(one.stage, last), one.stage, within.get(one.item, last), one.item))
