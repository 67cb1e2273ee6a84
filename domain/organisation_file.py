"""Reads the organisation from its TOML text, patterns written out: whole and sound, or not at all, with every fault and its place."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from domain.organisation import CENTRE, Body, BodyKind, Member, Organisation, Rota
from domain.patterns import ID, PHONE, around, checked, written, written_id, written_phone
from domain.roles import Role
from domain.strict_table import Problem, StrictTable
from domain.toml_file import BadFile, read_top


class BadOrganisation(BadFile):
    """The file is refused whole; `problems` are all its faults in reading order."""


def parse_organisation(text: str) -> Organisation:
    """The organisation that a text like domain/data/organisation.toml describes.

    Raises:
        BadOrganisation: the text is not TOML; something in it is unknown, missing, of the wrong type or out of bounds, a
            pattern has too few digits, or an id, a telephone number or a work number comes twice. All faults are told.
    """
    top, problems = read_top(text, BadOrganisation)
    bodies = _Bodies(top).read()
    members = tuple(member for table in top.rows("people") for member in _members(table, bodies))
    rotas = tuple(_rota(table) for table in top.rows("duties"))
    organisation = Organisation(bodies, members, rotas, top.day("shifts_from"))
    top.close()
    if not problems:  # a stand-in for something faulty would come twice
        problems.extend(_doubles(organisation))
    if problems:
        raise BadOrganisation(tuple(dict.fromkeys(problems)))  # a pattern has its fault once, however often it is used
    return organisation


class _Bodies:
    """Reads the bodies; those with no day of their own stand from the day of the file."""

    def __init__(self, top: StrictTable) -> None:
        self._top = top
        self._from = top.day("valid_from")
        self._villages = 0

    def read(self) -> tuple[Body, ...]:
        """All bodies, parents before children."""
        top = self._top
        towns = [(self._body(key, row, BodyKind.TOWN), row) for key, row in top.rows_by_id("towns").items()]
        pattern = top.table("villages")
        return (
            self._body(CENTRE, top.table("centre"), BodyKind.CENTRE),
            *(self._body(key, row, BodyKind.DEPARTMENT) for key, row in top.rows_by_id("departments").items()),
            *(body for row in top.rows("numbered_departments") for body in self._numbered(row)),
            *(town for town, _ in towns),
            *(village for town, row in towns for village in self._places(town, row, pattern)),
            *(self._body(key, row, BodyKind.ENTERPRISE) for key, row in top.rows_by_id("enterprises").items()),
        )

    def _body(self, key: str, row: StrictTable, kind: BodyKind) -> Body:
        if kind is not BodyKind.CENTRE:
            row.name("id")
        placed = kind is BodyKind.TOWN or "lat" in row.keys
        since = row.day("valid_from") if "valid_from" in row.keys else self._from
        until = row.day("valid_until") if "valid_until" in row.keys else None
        if until is not None and until <= since:
            row.report("valid_until", "This must be after valid_from.")
        return Body(
            id=key,
            kind=kind,
            name_zh=row.text("name_zh"),
            name_en=row.text("name_en"),
            name_mn=row.text("name_mn") if "name_mn" in row.keys else None,
            phone=checked(row, "phone", row.text("phone"), PHONE),
            valid_from=since,
            valid_until=until,
            lat=row.measure("lat", least=-90, most=90) if placed else None,
            lon=row.measure("lon", least=-180, most=180) if placed else None,
        )

    def _numbered(self, row: StrictTable) -> Iterator[Body]:
        """Departments that differ by their number only."""
        for number in range(1, row.count("count") + 1):
            yield Body(
                id=written_id(row, "id", number),
                kind=BodyKind.DEPARTMENT,
                name_zh=written(row, "name_zh", number),
                name_en=written(row, "name_en", number),
                name_mn=written(row, "name_mn", number),
                phone=written_phone(row, "phone", number),
                valid_from=self._from,
            )

    def _places(self, town: Body, row: StrictTable, pattern: StrictTable) -> Iterator[Body]:
        """The villages of a town, the communities among them first; from its middle outwards, all equally dense."""
        most, communities = row.count("villages"), row.count("communities", least=0)
        radius = pattern.measure("radius_km", least=0, most=100)
        for number in range(1, most + 1):
            self._villages += 1
            what = "community" if number <= communities else "village"
            assert town.lat is not None
            assert town.lon is not None
            lat, lon = around(town.lat, town.lon, number, math.sqrt(number / most) * radius)
            yield Body(
                id=written_id(pattern, "id", number, town.id),
                kind=BodyKind.VILLAGE,
                name_zh=written(pattern, f"{what}_zh", number, town.name_zh),
                name_en=written(pattern, f"{what}_en", number, town.name_en),
                name_mn=written(pattern, f"{what}_mn", number, town.name_mn or town.name_zh),
                parent=town.id,
                phone=written_phone(pattern, "phone", self._villages),
                valid_from=town.valid_from,
                valid_until=town.valid_until,
                lat=lat,
                lon=lon,
            )


def _members(table: StrictTable, bodies: tuple[Body, ...]) -> list[Member]:
    """The people of one pattern, in the order of their bodies."""
    kind, role, each = table.choice("kind", BodyKind), table.choice("role", Role), table.count("each")
    of_kind = [
        body.id for body in bodies if body.kind is kind and ID.fullmatch(body.id)
    ]  # a faulty one is told already
    without = table.references("without", of_kind, f"body of the kind {kind}")
    nth = table.count("mongolian", least=0)
    places = [body for body in of_kind if body not in without for _ in range(each)]
    return [
        Member(
            id=written_id(table, "id", number, body.lower()),
            body=body,
            role=role,
            name=written(table, "name", number),
            work_no=written(table, "work_no", number, body),
            phone=written_phone(table, "phone", number),
            languages=("zh", "mn") if nth and number % nth == 0 else ("zh",),
        )
        for number, body in enumerate(places, start=1)
    ]


def _rota(table: StrictTable) -> Rota:
    return Rota(table.choice("kind", BodyKind), table.choice("role", Role), table.count("hours"))


def _doubles(organisation: Organisation) -> Iterator[Problem]:
    """What comes twice but must not."""
    members = organisation.members
    lists: dict[str, list[str | None]] = {
        "id of a body": [body.id for body in organisation.bodies],
        "id of a person": [member.id for member in members],
        "work number": [member.work_no for member in members],
        "telephone number": [*(body.phone for body in organisation.bodies), *(member.phone for member in members)],
    }
    for what, values in lists.items():
        for value, times in Counter(values).items():
            if times > 1:
                yield Problem("file", f"The {what} {value!r} comes {times} times.")
