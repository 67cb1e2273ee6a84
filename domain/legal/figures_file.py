"""Reads what the bureau's table counts as what from its TOML text: whole and sound, or not at all, with every fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from domain.hotline.book import Names
from domain.hotline.book_entries import names
from domain.legal.figures import CHECKUP, VISIT, FigureRules, OfWhich, Online
from domain.legal.quality import WHOLES, Quality
from domain.strict_table import StrictTable
from domain.toml_file import BadFile, read_top

_BY_DAY = (Online.CONSULTATION, Online.HOTLINE, Online.COUNTER)
_MOST_DEFINITION = 300
# What the answers explain: each has a definition.
_EXPLAINED = (
    *("period", "online", "night", "counter", "unplaced", "answered", "aid", "of_which", "promise", "same_day"),
    *("activities", Quality.FIRST_USEFUL_ANSWER, *WHOLES),
)


class BadFigures(BadFile):
    """A file of definitions is refused whole; `problems` are all its faults."""


def parse_figures(text: str, *, zone: str) -> FigureRules:
    """The rules in the text of a file like domain/data/legal_figures.toml, for days and nights of a zone (IANA name).

    Raises:
        BadFigures: the text is not TOML, or something in it is unknown, missing, of the wrong type or contradicts itself.
    """
    top, problems = read_top(text, BadFigures)
    rules = _rules(top, zone)
    top.close()
    if problems:
        raise BadFigures(problems)
    return rules


def _rules(top: StrictTable, zone: str) -> FigureRules:
    night, activities, named = top.table("night"), _activities(top), top.table("quality")
    return FigureRules(
        version=top.text("version"),
        source=top.text("source"),
        zone=zone,
        night_begins=_clock(night, "begins"),
        night_ends=_clock(night, "ends"),
        channels=_channels(top.table("channels")),
        of_which=tuple(_of_which(key, row) for key, row in top.rows_by_id("of_which").items()),
        activities={key: names(row, "names") for key, row in activities.items()},
        works=_works(activities),
        quality={figure: names(named, figure) for figure in Quality},
        definitions=_definitions(top.table("definitions")),
    )


def _clock(table: StrictTable, key: str) -> time:
    text = table.text(key)
    try:
        at = time.fromisoformat(text) if text else time.min
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        table.report(key, f"{text!r} is not a time such as 20:00.")
        return time.min
    return at


def _channels(table: StrictTable) -> dict[str, Online]:
    """As what each channel counts by day; one that stands in two lists is a fault."""
    found: dict[str, Online] = {}
    for kind in _BY_DAY:
        for position, channel in enumerate(table.names(kind)):
            if channel in found:
                table.report(f"{kind}[{position}]", f"{channel!r} counts as {found[channel]} already.")
            found[channel] = kind
    return found


def _of_which(key: str, row: StrictTable) -> OfWhich:
    row.name("id")
    return OfWhich(key, names(row, "names"), frozenset(row.names("groups")))


def _activities(top: StrictTable) -> dict[str, StrictTable]:
    found = top.rows_by_id("activities")
    for row in found.values():
        row.name("id")
    for kind in (VISIT, CHECKUP):
        if kind not in found:
            top.report("activities", f"{kind} is missing.")
    return found


def _works(activities: Mapping[str, StrictTable]) -> dict[str, str]:
    """As which activity each kind of work counts; one that stands with two of them is a fault."""
    found: dict[str, str] = {}
    for activity, row in activities.items():
        for position, work in enumerate(row.names("works") if "works" in row.keys else ()):
            if work in found:
                row.report(f"works[{position}]", f"{work!r} counts as {found[work]} already.")
            found[work] = activity
    return found


def _definitions(table: StrictTable) -> dict[str, Names]:
    found: dict[str, Names] = {}
    for key in _EXPLAINED:
        inner = table.table(key)
        found[key] = {language: inner.text(language, most=_MOST_DEFINITION) for language in ("zh", "en")}
    return found
