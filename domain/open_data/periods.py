"""Which sets there are: of each subject one for every month that is over, and one for every year that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.open_data.sets import Subject


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


def published(begun_on: date | None, today: date) -> list[Dataset]:
    """All sets, the newest year first, if the first case began on a day; none before there is any."""
    if begun_on is None:
        return []
    every = [
        Dataset(subject, year, month)
        for year in range(today.year, begun_on.year - 1, -1)
        for month in range(13)
        for subject in Subject
    ]
    return [one for one in every if one.until_on <= today and one.until_on > begun_on]
