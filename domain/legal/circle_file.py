"""Reads the legal circle from its TOML text, patterns written out: whole and sound, or not at all, with every fault and its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from domain.legal.circle import ADVISING, Adviser, Circle, LegalPlace, PlaceKind, PoolMember, PoolRole, Turns
from domain.legal.circle_places import places_of, spoken
from domain.organisation import JUSTICE, BodyKind, Member, Organisation
from domain.patterns import written, written_id, written_phone
from domain.roles import Role
from domain.strict_table import Problem, StrictTable
from domain.toml_file import BadFile, read_top


class _DeskRole(StrEnum):
    """Who works at the bureau itself."""

    CLERK = Role.CLERK.value
    DIRECTOR = Role.DIRECTOR.value


class BadCircle(BadFile):
    """The file is refused whole; `problems` are all its faults in reading order."""


def parse_circle(text: str, organisation: Organisation, *, fields: Collection[str]) -> Circle:
    """The legal circle that a text like domain/data/legal_circle.toml describes; `fields` are those of law.

    Raises:
        BadCircle: the text is not TOML; something in it is unknown, missing, of the wrong type or out of bounds, a pattern
            has too few digits, or an id or a telephone number comes twice, here or in the organisation. All faults are told.
    """
    top, problems = read_top(text, BadCircle)
    circle = _Reader(top, organisation, fields).read()
    if not problems:  # a stand-in for something faulty would come twice
        problems.extend(_doubles(circle, organisation))
    if problems:
        raise BadCircle(tuple(dict.fromkeys(problems)))  # a pattern has its fault once, however often it is used
    return circle


class _Reader:
    """Reads one file; groups are known by their ids once they are read."""

    def __init__(self, top: StrictTable, organisation: Organisation, fields: Collection[str]) -> None:
        self._top, self._organisation, self._fields = top, organisation, fields
        self._groups: dict[str, tuple[str, ...]] = {}
        self._lawyers: set[str] = set()

    def read(self) -> Circle:
        """Everything, in the order in which one thing needs the other."""
        top = self._top
        places = places_of(top, self._organisation.bodies)
        staff = tuple(member for key, row in top.rows_by_id("staff").items() for member in self._staff(key, row))
        named = {
            key: row.references("fields", self._fields, "field of law")
            for key, row in top.rows_by_id("specialities").items()
            if row.name("id")
        }
        pool = tuple(
            member for key, row in top.rows_by_id("people").items() for member in self._members(key, row, places, named)
        )
        turns = tuple(Turns(self._people_of(row, "people"), row.count("hours")) for row in top.rows("duties"))
        advisers = tuple(self._advisers(top.table("advisers")))
        circle = Circle(places, staff, pool, turns, advisers, top.day("shifts_from"))
        top.close()
        return circle

    def _staff(self, key: str, row: StrictTable) -> list[Member]:
        """The desk and its directors."""
        row.name("id")
        nth = row.count("mongolian", least=0)
        role = row.choice("role", _DeskRole)
        members = [
            Member(
                id=written_id(row, "person", number),
                body=JUSTICE,
                role=Role(role),
                name=written(row, "name", number),
                work_no=written(row, "work_no", number),
                phone=written_phone(row, "phone", number),
                languages=spoken(number, nth),
            )
            for number in range(1, row.count("count") + 1)
        ]
        self._groups[key] = tuple(member.id for member in members)
        return members

    def _members(
        self, key: str, row: StrictTable, places: Sequence[LegalPlace], named: dict[str, tuple[str, ...]]
    ) -> list[PoolMember]:
        """The people of one pattern of the pool; places and specialities are given in turns."""
        row.name("id")
        first, count, nth = row.count("first"), row.count("count"), row.count("mongolian", least=0)
        faults = row.faults
        roles = row.choices("roles", PoolRole)
        if not roles and row.faults == faults:
            row.report("roles", "This list is empty.")
        kinds = row.choices("at", PlaceKind)
        here = [place.id for place in places if place.kind in kinds] or [""]
        special = row.references("specialities", named, "speciality")
        since = _practice(row, count) if ADVISING & set(roles) else [None] * count
        members = [
            PoolMember(
                id=written_id(row, "person", first + index),
                name=written(row, "name", first + index),
                phone=written_phone(row, "phone", first + index),
                languages=spoken(index + 1, nth),
                roles=roles,
                place=here[index % len(here)],
                fields=named[special[index % len(special)]] if special else (),
                practises_from=since[index],
            )
            for index in range(count)
        ]
        self._groups[key] = tuple(member.id for member in members)
        self._lawyers |= set(self._groups[key]) if ADVISING & set(roles) else set()
        return members

    def _people_of(self, row: StrictTable, key: str) -> tuple[str, ...]:
        """Everybody of the groups that are listed under a key."""
        groups = row.references(key, self._groups, "group of people")
        return tuple(person for group in groups for person in self._groups[group])

    def _advisers(self, row: StrictTable) -> Iterator[Adviser]:
        """One for each village in turns; where there is a gap, the next one comes after it."""
        people = self._people_of(row, "people")
        if set(people) - self._lawyers:
            row.report("people", "Only lawyers advise villages.")
        since, until = _period(row)
        villages = [body.id for body in self._organisation.bodies if body.kind is BodyKind.VILLAGE]
        without = row.references("without", villages, "village")
        gaps = {gap.reference("village", villages, "village"): _period(gap) for gap in row.rows("gaps")}
        for number, village in enumerate(villages if people else ()):
            mine, following = people[number % len(people)], people[(number + 1) % len(people)]
            if village in gaps:
                yield Adviser(village, mine, since, gaps[village][0])
                yield Adviser(village, following, gaps[village][1], until)
            elif village not in without:
                yield Adviser(village, mine, since, until)


def _period(row: StrictTable) -> tuple[date, date]:
    since, until = row.day("from_on"), row.day("until_on")
    if until <= since and "until_on" in row.keys:
        row.report("until_on", "This must be after from_on.")
    return since, until


def _practice(row: StrictTable, count: int) -> list[date | None]:
    """Since when each of them practises: evenly between two days."""
    first, last = row.day("practises_first"), row.day("practises_last")
    step = (last - first) / max(count - 1, 1)
    if last < first:
        row.report("practises_last", "This must not be before practises_first.")
        return [first] * count
    return [first + timedelta(days=(step * index).days) for index in range(count)]


def _doubles(circle: Circle, organisation: Organisation) -> Iterator[Problem]:
    """What comes twice but must not."""
    people: tuple[Member | PoolMember, ...] = (*organisation.members, *circle.staff, *circle.pool)
    numbers = [*(person.phone for person in people), *(place.phone for place in circle.places)]
    lists: dict[str, list[str | None]] = {
        "id of a place": [place.id for place in circle.places],
        "id of a person": [person.id for person in people],
        "telephone number": [*numbers, *(body.phone for body in organisation.bodies)],
        "work number": [member.work_no for member in (*organisation.members, *circle.staff)],
        "adviser of": [f"{entry.village} from {entry.from_on}" for entry in circle.advisers],
    }
    for what, values in lists.items():
        for value, times in Counter(values).items():
            if times > 1:
                yield Problem("file", f"The {what} {value!r} comes {times} times.")
