"""The reference data that a program is started with: catalogue, rules and calendar are loaded where none stand yet."""

from __future__ import annotations

from dataclasses import dataclass

from domain.catalogue import Catalogue
from domain.hotline.book import HotlineBook
from domain.legal.book import LegalBook
from domain.workdays import WorkCalendar
from store import shipped
from store.policies import HOTLINE, LEGAL
from store.pool import Connection
from store.seed import load_calendar, load_catalogue


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """The texts of the files to begin with."""

    catalogue: str
    hotline: str
    legal: str


@dataclass(frozen=True, slots=True)
class FirstRules:
    """What stands in the database now."""

    catalogue: Catalogue
    hotline: HotlineBook
    legal: LegalBook
    calendar: WorkCalendar

    def __str__(self) -> str:
        """One line that says which versions these are."""
        years = f"{self.calendar.years[0].year} to {self.calendar.years[-1].year}"
        size = f"{len(self.catalogue.items)} items, {len(self.catalogue.departments)} departments"
        rules = f"hotline {self.hotline.policy.version} ({len(self.hotline.topics)} topics), legal circle {self.legal.policy.version}"
        return f"catalogue {self.catalogue.version} ({size}), calendar {self.calendar.rev} ({years}), {rules}"


def shipped_rules() -> RuleTexts:
    """The files that ship with the program."""
    return RuleTexts(shipped.catalogue_file(), shipped.hotline_file(), shipped.legal_file())


async def load_rules(connection: Connection, texts: RuleTexts) -> FirstRules:
    """What is there, else what these texts say, which is loaded."""
    return FirstRules(
        await load_catalogue(connection, texts.catalogue),
        await HOTLINE.load(connection, texts.hotline),
        await LEGAL.load(connection, texts.legal),
        await load_calendar(connection, shipped.calendar_files()),
    )
