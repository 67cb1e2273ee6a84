"""Reads the definitions of detectors from their TOML text: whole and sound, or not at all, with every fault."""

from __future__ import annotations

from collections.abc import Mapping

from domain.hotline.book_entries import names
from domain.strict_table import StrictTable
from domain.supervision.detectors import THRESHOLDS, Abuse, Detector, DetectorBook, Measure
from domain.toml_file import BadFile, read_top

_MOST_NAME, _MOST_MEANING = 60, 300


class BadDetectors(BadFile):
    """A file of detectors is refused whole; `problems` are all its faults."""


def parse_detectors(text: str) -> DetectorBook:
    """The detectors in the text of a file like domain/data/detectors.toml.

    Raises:
        BadDetectors: the text is not TOML, or something in it is unknown, missing or of the wrong type.
    """
    top, problems = read_top(text, BadDetectors)
    rows = top.rows_by_id("detectors")
    for abuse in Abuse:
        if abuse not in rows:
            top.report("detectors", f"{abuse} is missing.")
    book = DetectorBook(top.count("nights"), {row.id: row for row in map(_detector, rows.values())})
    top.close()
    if problems:
        raise BadDetectors(problems)
    return book


def _detector(row: StrictTable) -> Detector:
    abuse = row.choice("id", Abuse)
    return Detector(
        id=abuse,
        row=row.count("row"),
        version=row.text("version"),
        source=row.text("source"),
        names=names(row, "names", most=_MOST_NAME),
        means=_means(row.table("means")),
        thresholds=_thresholds(row.table("thresholds"), THRESHOLDS[abuse]),
    )


def _means(table: StrictTable) -> dict[str, str]:
    return {language: table.text(language, most=_MOST_MEANING) for language in ("zh", "en")}


def _thresholds(table: StrictTable, wanted: Mapping[str, Measure]) -> dict[str, int]:
    found = {}
    for name, measure in wanted.items():
        threshold = table.table(name)
        if threshold.keys and (unit := threshold.choice("unit", Measure)) is not measure:
            threshold.report("unit", f"This is counted in {measure}, not in {unit}.")
        found[name] = threshold.count("value", least=0)
    return found
