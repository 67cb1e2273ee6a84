"""The organisation: its bodies on a day, who works in them, and who takes turns at being on duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.roles import Role

CENTRE = "CENTRE"  # the id of the hotline's centre
JUSTICE = "JUB"  # the id of the justice bureau, which runs the legal circle


class BodyKind(StrEnum):
    """What a body is."""

    CENTRE = "centre"
    DEPARTMENT = "department"
    TOWN = "town"
    VILLAGE = "village"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Body:
    """A body that can have a duty; `parent` of a village is its town.

    It stands from `valid_from` until the day before `valid_until`; None means always. `phone` is of whoever is there.
    `lat` and `lon` are degrees (WGS 84).
    """

    id: str
    kind: BodyKind
    name_zh: str
    name_en: str
    name_mn: str | None = None
    parent: str | None = None
    phone: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    lat: float | None = None
    lon: float | None = None

    def stands(self, day: date) -> bool:
        """Is there this body on that (local) day?"""
        return (self.valid_from or date.min) <= day < (self.valid_until or date.max)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in a body, as a file describes them: name and numbers are personal data."""

    id: str
    body: str
    role: Role
    name: str
    work_no: str
    phone: str
    languages: tuple[str, ...] = ("zh",)


@dataclass(frozen=True, slots=True)
class Rota:
    """In each body of the kind the people of the role take turns round the clock, `hours` each."""

    kind: BodyKind
    role: Role
    hours: int


@dataclass(frozen=True, slots=True)
class Shift:
    """A person is on duty for a body from `from_at` until just before `until_at`."""

    body: str
    person: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything that a file of the organisation says; parents stand before their children.

    Shifts are counted from the first moment of the local day `shifts_from`.
    """

    bodies: tuple[Body, ...]
    members: tuple[Member, ...]
    rotas: tuple[Rota, ...]
    shifts_from: date

    def shifts(
        self, staff: Iterable[tuple[str, str, Role]], *, zone: str, since: datetime, until: datetime
    ) -> Iterator[Shift]:
        """Who is on duty between two instants, among the `staff`: (person, body, role) each.

        The same instants always give the same shifts; the first and the last reach beyond them.
        """
        start = datetime.combine(self.shifts_from, time(0), ZoneInfo(zone))
        people: dict[tuple[str, Role], list[str]] = {}
        for person, body, role in staff:
            people.setdefault((body, role), []).append(person)
        for rota in self.rotas:
            length = timedelta(hours=rota.hours)
            for place in (body.id for body in self.bodies if body.kind is rota.kind):
                turns = people.get((place, rota.role), [])
                yield from turns_of(place, turns, length=length, start=start, since=since, until=until)


def turns_of(
    body: str, people: Sequence[str], *, length: timedelta, start: datetime, since: datetime, until: datetime
) -> Iterator[Shift]:
    """The turns that some people take in one body between two instants, counted from `start`; none where there is nobody."""
    number = (since - start) // length
    while people and (begins := start + number * length) < until:
        yield Shift(body, people[number % len(people)], begins, begins + length)
        number += 1
