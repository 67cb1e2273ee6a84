"""The legal circle itself: its places, the people of its pool, who takes turns, and who advises which village."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.organisation import JUSTICE, Member, Shift, turns_of

METRES_A_MINUTE = 80  # at which a person walks
REACH_MINUTES = 8  # within which legal help is to be found on foot
REACH_METRES = METRES_A_MINUTE * REACH_MINUTES


class PlaceKind(StrEnum):
    """What a place of the legal circle is."""

    CENTRE = "centre"
    STATION = "station"  # of a town
    POINT = "point"  # of a village
    AID_STATION = "aid_station"  # in a department


class PoolRole(StrEnum):
    """What somebody is in the pool; a person may be several things."""

    LICENSED_LAWYER = "licensed_lawyer"
    AID_LAWYER = "aid_lawyer"
    PUBLIC_LAWYER = "public_lawyer"
    VOLUNTEER = "volunteer"
    NOTARY = "notary"
    LITERATE = "literate"  # law-literate, 法律明白人


ADVISING = frozenset({PoolRole.LICENSED_LAWYER, PoolRole.AID_LAWYER, PoolRole.PUBLIC_LAWYER})  # may advise a village


@dataclass(frozen=True, slots=True)
class LegalPlace:
    """A place where legal help is given, for the town, village or department `body`.

    `lat` and `lon` are degrees (WGS 84), `hours` are words, `population` is of its village, where that is known.
    """

    id: str
    kind: PlaceKind
    name_zh: str
    name_en: str
    name_mn: str | None
    body: str | None
    lat: float
    lon: float
    hours: str
    languages: tuple[str, ...]
    phone: str | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True)
class PoolMember:
    """Somebody of the pool, as a file describes them: name and number are personal data. Without `fields`: of every field."""

    id: str
    name: str
    phone: str
    languages: tuple[str, ...]
    roles: tuple[PoolRole, ...]
    place: str
    fields: tuple[str, ...] = ()
    practises_from: date | None = None


@dataclass(frozen=True, slots=True)
class Turns:
    """These people take turns round the clock, `hours` each."""

    people: tuple[str, ...]
    hours: int


@dataclass(frozen=True, slots=True)
class Adviser:
    """A person advises a village from the local day `from_on` until the day before `until_on`; None is open."""

    village: str
    person: str
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Circle:
    """Everything that a file of the legal circle says. Shifts are counted from the first moment of the local day `shifts_from`."""

    places: tuple[LegalPlace, ...]
    staff: tuple[Member, ...]
    pool: tuple[PoolMember, ...]
    turns: tuple[Turns, ...]
    advisers: tuple[Adviser, ...]
    shifts_from: date

    def shifts(self, *, zone: str, since: datetime, until: datetime) -> Iterator[Shift]:
        """Who is on duty at the justice bureau between two instants; the first and the last shifts reach beyond them."""
        start = datetime.combine(self.shifts_from, time(0), ZoneInfo(zone))
        for turns in self.turns:
            length = timedelta(hours=turns.hours)
            yield from turns_of(JUSTICE, turns.people, length=length, start=start, since=since, until=until)


def walked_metres(metres: float) -> int:
    """A distance in whole metres, rounded up, so that metres and minutes agree."""
    return math.ceil(metres)


def walking_minutes(metres: float) -> int:
    """How many minutes a distance takes on foot, rounded up: 640 metres are eight minutes, 641 are nine."""
    return math.ceil(walked_metres(metres) / METRES_A_MINUTE)
