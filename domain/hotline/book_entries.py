"""Reads what is looked up in the hotline's file: names in three languages, topics, other roads, and the hours for calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time
from enum import StrEnum

from domain.destinations import LANGUAGES
from domain.hotline.book import Names, Road, Topic
from domain.hotline.policy import Level
from domain.strict_table import StrictTable

_MOST_NAME = 40  # characters: a name must have room in a message
_HOURS = time(0), time(0)  # stand in for hours that could not be read


def names(table: StrictTable, key: str, *, most: int = _MOST_NAME) -> Names:
    """A text in each of our languages."""
    inner = table.table(key)
    return {language: inner.text(language, most=most) for language in LANGUAGES}


def named(rows: Mapping[str, StrictTable], prefix: str) -> dict[str, Names]:
    """The names of entries, by `prefix.id`; that each has an id is checked here too."""
    for row in rows.values():
        row.name("id")
    return {f"{prefix}.{key}": names(row, "names") for key, row in rows.items()}


def named_words(table: StrictTable, words: type[StrEnum], *, but: Collection[StrEnum] = ()) -> dict[str, Names]:
    """The names of every word of a closed list, by `list.word`, `but` those named elsewhere: a word without a name is a fault."""
    prefix = words.__name__.lower()
    inner = table.table(prefix)
    return {f"{prefix}.{word}": names(inner, word) for word in words if word not in but}


def topic(key: str, row: StrictTable, *, kinds: Collection[str], roads: Collection[str]) -> Topic:
    """A topic with its duty list: `lead` and `assists` are checked to be ids, not to be bodies that there are."""
    row.name("id")
    lead = row.name("lead")
    assists = row.names("assists") if "assists" in row.keys else ()
    for place, body in enumerate(assists):
        if body == lead:
            row.report(f"assists[{place}]", f"{body!r} leads already.")
    return Topic(
        id=key,
        names=names(row, "names"),
        kind=row.reference("kind", kinds, "kind"),
        start=row.choice("start", Level),
        lead=lead,
        assists=assists,
        road=row.reference("road", roads, "road") if "road" in row.keys else "",
    )


def road(key: str, row: StrictTable) -> Road:
    """Another road, with what to say of it."""
    row.name("id")
    call = row.text("call", default="", most=20)
    if call and not call.isdecimal():
        row.report("call", f"{call!r} is not a telephone number: digits only.")
    return Road(key, names(row, "names"), names(row, "advice", most=200), call, row.texts("words"))


def call_hours(top: StrictTable) -> tuple[tuple[time, time], ...]:
    """The parts of the day for calls, each like 08:30-11:30, one after the other."""
    found: list[tuple[time, time]] = []
    for place, part in enumerate(top.texts("call_hours")):
        hours = _hours(part)
        if hours is None:
            top.report(f"call_hours[{place}]", f"{part!r} is not a part of the day like 08:30-11:30.")
        elif found and hours[0] < found[-1][1]:
            top.report(f"call_hours[{place}]", f"{part!r} begins before the part before it has ended.")
        found.append(hours or _HOURS)
    return tuple(found)


def _hours(part: str) -> tuple[time, time] | None:
    begins, _, ends = part.partition("-")
    try:
        hours = time.fromisoformat(begins), time.fromisoformat(ends)
    except ValueError:
        return None
    is_local = all(at.tzinfo is None for at in hours)
    return hours if is_local and hours[0] < hours[1] else None
