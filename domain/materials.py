"""Materials: what the items of the catalogue need from a project, each named once, with its source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Field(StrEnum):
    """The data of a project that was handed in when it was opened, each by the name of its column."""

    NAME = "name"
    SITE = "site"
    PROJECT_TYPE = "project_type"
    LAND_MODE = "land_mode"
    FLAGS = "flags"
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Material:
    """One thing that `items` need: part of the project's data (`field`), or a document.

    `project_types` and `when` narrow it to some projects: those of a type, those with the flag. `valid_days` is how
    many days after its issue a document counts; None says that no rule limits it.
    """

    id: str
    name_zh: str
    name_en: str
    items: tuple[str, ...]
    project_types: tuple[str, ...]
    when: str | None
    field: Field | None
    valid_days: int | None
    basis: str
    sources: tuple[str, ...]

    def applies(self, *, project_type: str, flags: Collection[str]) -> bool:
        """Is it asked of a project of this type with these flags?"""
        of_type = not self.project_types or project_type in self.project_types
        return of_type and (self.when is None or self.when in flags)

    def valid_until(self, *, issued_on: date | None, until: date | None) -> date | None:
        """The last day on which a document counts: what it says itself, or what the rule allows, whichever is sooner.

        Raises:
            ValueError: the rule counts from the issue, and nobody said when that was.
        """
        if self.valid_days is None:
            return until
        if issued_on is None:
            raise ValueError(f"{self.id} counts for {self.valid_days} days from its issue, which is not known")
        by_rule = issued_on + timedelta(days=self.valid_days)
        return by_rule if until is None else min(by_rule, until)
