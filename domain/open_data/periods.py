"""Which sets there are: of each subject one for every month that is over for some days, and one for every such year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.open_data.sets import Subject

SETTLES_AFTER = timedelta(days=10)  # in which what happened in the month may still be entered


@dataclass(frozen=True, slots=True)
class Dataset:
    """One set: of a month, or of a year where `month` is 0."""

    subject: Subject
    year: int
    month: int = 0

    @property
    def id(self) -> str:
        """How it is called in addresses."""
        return f"{self.subject}-{self.year}" + (f"-{self.month:02}" if self.month else "")

    @property
    def from_on(self) -> date:
        """The first day that it counts."""
        return date(self.year, self.month or 1, 1)

    @property
    def until_on(self) -> date:
        """The first day after."""
        next_month = self.month % 12 + 1 if self.month else 1
        return date(self.year + (next_month == 1), next_month, 1)


def due(begun_on: date | None, today: date) -> list[Dataset]:
    """All sets that are to be published by a day, months before their year, if the first case began on a day; none before there is any."""
    if begun_on is None:
        return []
    every = [
        Dataset(subject, year, month)
        for year in range(begun_on.year, today.year + 1)
        for month in (*range(1, 13), 0)
        for subject in Subject
    ]
    return [one for one in every if one.until_on > begun_on and one.until_on + SETTLES_AFTER <= today]
