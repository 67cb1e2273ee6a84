"""Reads the places of the legal circle from its file: the centre, a station in each town, a point in each village, aid stations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.legal.circle import LegalPlace, PlaceKind
from domain.organisation import Body, BodyKind
from domain.patterns import PHONE, around, checked, written_id, written_phone
from domain.strict_table import StrictTable

_SPOKEN = ("zh", "mn")
_SCATTER = 577  # prime: neighbours get numbers that lie far apart


def places_of(top: StrictTable, bodies: Sequence[Body]) -> tuple[LegalPlace, ...]:
    """All places, the centre first."""
    known = [body.id for body in bodies]
    stations, points = top.table("stations"), top.table("points")
    return (
        _single("centre", top.table("centre"), PlaceKind.CENTRE, known),
        *(_station(stations, n, body) for n, body in _of(bodies, BodyKind.TOWN)),
        *(_point(points, n, body) for n, body in _of(bodies, BodyKind.VILLAGE)),
        *(_single(key, row, PlaceKind.POINT, known) for key, row in top.rows_by_id("more_points").items()),
        *(_single(key, row, PlaceKind.AID_STATION, known) for key, row in top.rows_by_id("aid_stations").items()),
    )


def spoken(number: int, nth: int) -> tuple[str, ...]:
    """The languages of the n-th of many, of whom every `nth` also speaks Mongolian (0: none)."""
    return _SPOKEN if nth and number % nth == 0 else _SPOKEN[:1]


def _of(bodies: Sequence[Body], kind: BodyKind) -> Iterator[tuple[int, Body]]:
    return enumerate((body for body in bodies if body.kind is kind), start=1)


def _single(key: str, row: StrictTable, kind: PlaceKind, bodies: Sequence[str]) -> LegalPlace:
    """A place that is described by itself."""
    row.name("id")
    return LegalPlace(
        id=key if kind is not PlaceKind.CENTRE else row.text("id"),
        kind=kind,
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        name_mn=row.text("name_mn") if "name_mn" in row.keys else None,
        body=row.reference("body", bodies, "body"),
        lat=row.measure("lat", least=-90, most=90),
        lon=row.measure("lon", least=-180, most=180),
        hours=row.text("hours"),
        languages=row.references("languages", _SPOKEN, "language"),
        phone=checked(row, "phone", row.text("phone"), PHONE),
    )


def _station(row: StrictTable, number: int, town: Body) -> LegalPlace:
    return _of_body(row, number, town, PlaceKind.STATION)


def _point(row: StrictTable, number: int, village: Body) -> LegalPlace:
    """The point of a village, with how many people live there: invented, the same at each reading."""
    least, most = row.count("people_least"), row.count("people_most")
    if most < least:
        row.report("people_most", "This must not be less than people_least.")
        most = least
    return _of_body(row, number, village, PlaceKind.POINT, people=least + number * _SCATTER % (most - least + 1))


def _of_body(row: StrictTable, number: int, body: Body, kind: PlaceKind, *, people: int | None = None) -> LegalPlace:
    """A place that follows a pattern, at most `off_km` from the middle of its town or village."""
    off = row.measure("off_km", least=0, most=10) * (number * _SCATTER % 100) / 100
    lat, lon = around(body.lat or 0, body.lon or 0, number, off)
    return LegalPlace(
        id=written_id(row, "id", number, body.id),
        kind=kind,
        name_zh=row.text("name_zh").replace("@", body.name_zh),
        name_en=row.text("name_en").replace("@", body.name_en),
        name_mn=row.text("name_mn").replace("@", body.name_mn or body.name_zh),
        body=body.id,
        lat=lat,
        lon=lon,
        hours=row.text("hours"),
        languages=spoken(number, row.count("mongolian", least=0)),
        phone=written_phone(row, "phone", number),
        population=people,
    )
