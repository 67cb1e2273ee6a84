"""The words of the messages in one language: templates by step and silence, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from domain.hotline.record import Step as RequestStep
from domain.legal.record import Step as LegalStep
from domain.record import Step
from domain.term import Unit

REPORT: Final = "report"  # the message about an outage, which speaks of no case
ERASURE: Final = "erasure"  # the message that a plan of what is kept no longer waits for two people
INVITATION: Final = "invitation"  # what lets somebody choose a password; it speaks of an account
SILENT_OWN: Final = "silent_own"  # to a head: how many items of the department silence approves soon
SILENT_ALL: Final = "silent_all"  # the same of all departments, to those who oversee them
OF_NO_CASE: Final = frozenset({REPORT, ERASURE, INVITATION, SILENT_OWN, SILENT_ALL})
KINDS: Final = (*map(str, Step), *map(str, RequestStep), *map(str, LegalStep), *sorted(OF_NO_CASE))


@dataclass(frozen=True, slots=True)
class Texts:
    """All words in one language, as domain/data/texts.zh.toml explains them; `domain.texts_file` reads and checks them.

    `templates` are by step, then by silence or `any`. `max_segments` holds for a message about one item, `digest_segments`
    for one about several; `name_units` of an item's name always have room, in a digest names are cut to `short_units`.
    """

    language: str
    max_segments: int
    digest_segments: int
    name_units: int
    short_units: int
    cut: str
    months: tuple[str, ...]
    dates: Mapping[str, str]
    units: Mapping[str, str]
    words: Mapping[str, str]
    templates: Mapping[str, Mapping[str, str]]
    asks: Mapping[str, str]
    subject: Mapping[str, str]
    digest: Mapping[str, str]
    same: Mapping[str, str]

    def template(self, step: str, silence: str) -> tuple[str, str]:
        """The key of the template that says a step, `red.deem_approved` or `redated`, and its words."""
        templates = self.templates[step]
        if silence in templates:
            return f"{step}.{silence}", templates[silence]
        return step, templates["any"]

    def due(self, on: date | None, at: datetime | None) -> str:
        """The end of a term in words: an exact one (local) to its second, else the end of a day; empty if there is none."""
        if at is not None:
            return self._date("instant", at, f"{at:%H:%M:%S}")
        return self._date("day", on, "") if on else ""

    def unit(self, unit: Unit) -> str:
        """The word for a unit."""
        return self.units[unit]

    def _date(self, form: str, on: date, time: str) -> str:
        return self.dates[form].format(month=self.months[on.month - 1], day=on.day, time=time)
