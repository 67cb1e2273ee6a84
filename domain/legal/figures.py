"""The bureau's own table: what was done in a period, summed from events and activities; "of which" rows are never summed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.hotline.book import Names
from domain.legal.counted import Applied, Asked, Done, Referred, Rows
from domain.legal.quality import Quality, QualityFigures, quality
from domain.legal.shares import Share, share_of

VISIT, CHECKUP = "visit", "checkup"  # activities that may also be cases here


class Online(StrEnum):
    """As what an inquiry counts; all but the counter's are online services."""

    CONSULTATION = "consultation"
    HOTLINE = "hotline"
    NIGHT = "night"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class OfWhich:
    """A row of cases that overlaps with others: those whose applicant is of one of `groups`."""

    id: str
    names: Names
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class FigureRules:
    """What counts as what. From `night_begins` until just before `night_ends` (local) it is night.

    `works` are the kinds of work on a case of legal aid that are activities, with the kind of activity as which each counts.
    """

    version: str
    source: str
    zone: str
    night_begins: time
    night_ends: time
    channels: Mapping[str, Online]
    of_which: tuple[OfWhich, ...]
    activities: Mapping[str, Names]
    works: Mapping[str, str]
    quality: Mapping[Quality, Names]
    definitions: Mapping[str, Names]

    def is_night(self, at: datetime) -> bool:
        """Does an instant lie in the night?"""
        local = at.astimezone(ZoneInfo(self.zone)).time()
        if self.night_begins <= self.night_ends:
            return self.night_begins <= local < self.night_ends
        return local >= self.night_begins or local < self.night_ends

    def counts_as(self, channel: str, at: datetime) -> Online | None:
        """As what an inquiry through a channel counts; None where the rules do not place the channel."""
        by_day = self.channels.get(channel)
        if by_day in (None, Online.COUNTER):
            return by_day
        return Online.NIGHT if self.is_night(at) else by_day


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules of the cases say: which kinds of aid are criminal, by (version, kind), and which groups there are."""

    criminal: Mapping[tuple[str, str], bool]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class OnlineFigures:
    """Inquiries; `total` is the sum of consultation, hotline and night, with which neither counter nor unplaced are summed."""

    total: int
    consultation: int
    hotline: int
    night: int
    counter: int
    unplaced: int
    in_time: Share


@dataclass(frozen=True, slots=True)
class AidFigures:
    """Applications for legal aid; `total` is criminal and civil. `of_which` rows overlap; None is what nobody has recorded."""

    total: int
    criminal: int
    civil: int
    unplaced: int
    of_which: Mapping[str, int | None]
    granted: int
    refused: int
    promise: Share
    same_day: Share


@dataclass(frozen=True, slots=True)
class ActivityFigures:
    """Activities of one kind: how many entries, what they count up to, before how many people."""

    entries: int
    count: int
    audience: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The table for a period, or for a part of it."""

    online: OnlineFigures
    aid: AidFigures
    activities: Mapping[str, ActivityFigures]
    quality: QualityFigures


def figures(rules: FigureRules, known: Known, rows: Rows) -> Figures:
    """The table of all rows."""
    return Figures(
        online=_online(rules, rows.asked),
        aid=_aid(rules, known, rows.applied),
        activities={kind: _activity(kind, rows.done) for kind in rules.activities},
        quality=quality(rows),
    )


def by_month(rules: FigureRules, known: Known, rows: Rows) -> dict[str, Figures]:
    """The table of each local month (`2026-11`) in which there is anything; they add up to the table of all rows."""
    zone = ZoneInfo(rules.zone)

    def month(at: datetime) -> str:
        return f"{at.astimezone(zone):%Y-%m}"

    return _split(
        rules,
        known,
        rows,
        (
            lambda row: month(row.asked_at),
            lambda row: month(row.received_at),
            lambda row: f"{row.on:%Y-%m}",
            lambda row: month(row.asked_at),
        ),
    )


def by_town(rules: FigureRules, known: Known, rows: Rows) -> dict[str, Figures]:
    """The table of each town in which there is anything, by its id; "" is what no town is known of."""
    return _split(rules, known, rows, (_town, _town, _town, _town))


def _town(row: Asked | Applied | Done | Referred) -> str:
    return row.town


def _online(rules: FigureRules, asked: Sequence[Asked]) -> OnlineFigures:
    counted = [rules.counts_as(row.channel, row.asked_at) for row in asked]
    consultation, hotline, night = (counted.count(kind) for kind in (Online.CONSULTATION, Online.HOTLINE, Online.NIGHT))
    return OnlineFigures(
        total=consultation + hotline + night,
        consultation=consultation,
        hotline=hotline,
        night=night,
        counter=counted.count(Online.COUNTER),
        unplaced=counted.count(None),
        in_time=share_of(row.kept for row in asked),
    )


def _aid(rules: FigureRules, known: Known, applied: Sequence[Applied]) -> AidFigures:
    sides = [known.criminal.get((row.version, row.kind)) for row in applied]
    groups = [frozenset(row.groups.split()) for row in applied]
    decisions = [row.decision for row in applied]
    recorded = known.groups.union(*groups)
    return AidFigures(
        total=sides.count(True) + sides.count(False),
        criminal=sides.count(True),
        civil=sides.count(False),
        unplaced=sides.count(None),
        of_which={row.id: _of_which(row, groups, recorded) for row in rules.of_which},
        granted=decisions.count("granted"),
        refused=decisions.count("refused"),
        promise=share_of(row.kept for row in applied),
        same_day=share_of(row.same_day for row in applied),
    )


def _of_which(row: OfWhich, groups: Sequence[frozenset[str]], recorded: Collection[str]) -> int | None:
    if row.groups.isdisjoint(recorded):
        return None
    return sum(1 for mine in groups if mine & row.groups)


def _activity(kind: str, done: Sequence[Done]) -> ActivityFigures:
    rows = [row for row in done if row.kind == kind]
    return ActivityFigures(len(rows), sum(row.count for row in rows), sum(row.audience for row in rows))


_Places = tuple[Callable[[Asked], str], Callable[[Applied], str], Callable[[Done], str], Callable[[Referred], str]]
Row = TypeVar("Row")


def _split(rules: FigureRules, known: Known, rows: Rows, places: _Places) -> dict[str, Figures]:
    asked, applied, done, referred = (
        _parts(rows.asked, places[0]),
        _parts(rows.applied, places[1]),
        _parts(rows.done, places[2]),
        _parts(rows.referred, places[3]),
    )
    parts = {
        name: Rows(asked.get(name, ()), applied.get(name, ()), done.get(name, ()), referred.get(name, ()))
        for name in sorted({*asked, *applied, *done, *referred})
    }
    return {name: figures(rules, known, part) for name, part in parts.items()}


def _parts(rows: Iterable[Row], place: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(place(row), []).append(row)
    return found
