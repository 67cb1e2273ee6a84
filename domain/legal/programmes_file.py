"""Reads programmes from their TOML text: whole and sound, or not at all, with every fault and its place."""

from __future__ import annotations

from collections.abc import Collection

from domain.destinations import LANGUAGES
from domain.legal.programmes import Programme
from domain.legal.timetable import BadCron, parse_cron
from domain.strict_table import StrictTable
from domain.toml_file import BadFile, read_top


class BadProgrammes(BadFile):
    """The file is refused whole; `problems` are all its faults in reading order."""


def parse_programmes(
    text: str, *, people: Collection[str], places: Collection[str], zone: str
) -> tuple[Programme, ...]:
    """The programmes that a text like domain/data/programmes.toml describes, none of them paused, local in `zone`.

    Hosts are of `people`, places of `places`.

    Raises:
        BadProgrammes: the text is not TOML; something in it is unknown, missing or of the wrong type, an id comes twice, or a
            `cron` says no time. All faults are told.
    """
    top, problems = read_top(text, BadProgrammes)
    rows = top.rows_by_id("programmes").values()
    programmes = tuple(_programme(row, people, places, zone) for row in rows)
    top.close()
    if problems:
        raise BadProgrammes(tuple(problems))
    return programmes


def _programme(row: StrictTable, people: Collection[str], places: Collection[str], zone: str) -> Programme:
    return Programme(
        id=row.name("id"),
        name_zh=row.text("name_zh"),
        name_mn=row.text("name_mn", default="") or None,
        name_en=row.text("name_en"),
        host=row.reference("host", people, "person"),
        place=row.reference("place", places, "place") if "place" in row.keys else "",
        language=row.reference("language", LANGUAGES, "language"),
        cron=_cron(row),
        zone=zone,
        paused=False,
    )


def _cron(row: StrictTable) -> str:
    text = row.text("cron")
    try:
        parse_cron(text)
    except BadCron as fault:
        if text:
            row.report("cron", str(fault))
    return text
