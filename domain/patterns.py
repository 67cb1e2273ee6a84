"""Patterns of our sample files written out: numbers for each run of #, a body for @, and points around a position."""

from __future__ import annotations

import math
import re

from domain.strict_table import StrictTable

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
PHONE = re.compile(r"\+?[0-9]{5,15}", re.ASCII)
_NUMBER = re.compile(r"#+")
_GOLDEN_DEGREES = 137.508  # from point to point of a spiral that leaves no gap
_KM_OF_DEGREE = 111.2  # of latitude


def written(table: StrictTable, key: str, number: int, body: str = "") -> str:
    """A pattern with its number and body; a number that needs more digits than it gives is a fault."""
    pattern = table.text(key)
    for run in _NUMBER.findall(pattern):
        if len(str(number)) > len(run):
            table.report(key, f"{pattern!r} gives too few digits for so many.")
    return _NUMBER.sub(lambda run: str(number).zfill(len(run[0])), pattern).replace("@", body)


def checked(table: StrictTable, key: str, text: str, form: re.Pattern[str]) -> str:
    """The text, noted as a fault if there is one and it has not the form (`ID` or `PHONE`)."""
    if text and not form.fullmatch(text):
        table.report(key, f"{text!r} is not {'an id' if form is ID else 'a telephone number'}.")
    return text


def written_id(table: StrictTable, key: str, number: int, body: str = "") -> str:
    """A pattern of ids, written out and checked."""
    return checked(table, key, written(table, key, number, body), ID)


def written_phone(table: StrictTable, key: str, number: int, body: str = "") -> str:
    """A pattern of telephone numbers, written out and checked."""
    return checked(table, key, written(table, key, number, body), PHONE)


def around(lat: float, lon: float, number: int, km: float) -> tuple[float, float]:
    """The position `km` away in the direction that belongs to a number, in degrees to about ten metres."""
    angle = math.radians(number * _GOLDEN_DEGREES)
    north, east = km * math.cos(angle), km * math.sin(angle)
    east_degree = _KM_OF_DEGREE * max(math.cos(math.radians(lat)), 0.01)  # not beyond all bounds at a pole
    return round(lat + north / _KM_OF_DEGREE, 4), round(lon + east / east_degree, 4)
