"""Into which group a fact falls: by whom it was, what it was about, where, or when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.figures.definitions import Basis, Service
from domain.figures.facts import Fact


class Dimension(StrEnum):
    """By what figures are compared."""

    BODY = "body"
    LEVEL = "level"
    PERSON = "person"
    MATTER = "matter"
    STAGE = "stage"
    KIND = "kind"
    PLACE = "place"
    TOWN = "town"
    MONTH = "month"
    DAY = "day"


DIMENSIONS: Mapping[Service, tuple[Dimension, ...]] = {
    Service.APPROVALS: (
        *(Dimension.BODY, Dimension.STAGE, Dimension.MATTER, Dimension.KIND, Dimension.PERSON),
        *(Dimension.MONTH, Dimension.DAY),
    ),
    Service.HOTLINE: (
        *(Dimension.BODY, Dimension.LEVEL, Dimension.TOWN, Dimension.PLACE, Dimension.MATTER, Dimension.KIND),
        *(Dimension.PERSON, Dimension.MONTH, Dimension.DAY),
    ),
}
COMPARING = frozenset({Dimension.BODY, Dimension.PERSON, Dimension.PLACE})  # where small numbers are held back


@dataclass(frozen=True, slots=True)
class Map:
    """What is known of bodies: the level (kind) of each, and of a village its town, of a town itself."""

    levels: Mapping[str, str]
    towns: Mapping[str, str]


def instant_of(fact: Fact, basis: Basis) -> datetime | None:
    """By which instant a fact falls into a period; None where it has none yet."""
    return {Basis.CREATED: fact.created_at, Basis.CLOSED: fact.closed_at, Basis.DUE: fact.due_at}[basis]


def group_of(fact: Fact, dimension: Dimension | None, at: datetime, known: Map, *, zone: str, begins: int) -> str:
    """The name of its group; a month begins on the day `begins`, after the 1st in the month before."""
    day = at.astimezone(ZoneInfo(zone)).date()
    match dimension:
        case None:
            return ""
        case Dimension.LEVEL:
            return known.levels.get(fact.body, "")
        case Dimension.TOWN:
            return known.towns.get(fact.place, "")
        case Dimension.DAY:
            return day.isoformat()
        case Dimension.MONTH:
            first = (day - timedelta(days=begins - 1)).replace(day=1)
            return f"{first if begins == 1 else first + timedelta(days=31):%Y-%m}"
        case _:
            return str(getattr(fact, dimension))
