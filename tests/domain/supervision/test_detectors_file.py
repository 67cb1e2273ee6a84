"""The definitions of detectors are whole, or refused with every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

import domain
from domain.supervision.detectors import THRESHOLDS, Abuse
from domain.supervision.detectors_file import BadDetectors, parse_detectors
from domain.supervision.watching import OF_MANY, OF_ONE_CASE

TEXT = (Path(domain.__file__).with_name("data") / "detectors.toml").read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(BadDetectors) as bad:
        parse_detectors(text)
    return [f"{fault.place}: {fault.reason}" for fault in bad.value.problems]


def test_every_abuse_has_a_definition_and_one_function():
    book = parse_detectors(TEXT)

    assert set(book.detectors) == set(Abuse) == set(THRESHOLDS) == {*OF_ONE_CASE, *OF_MANY}
    assert not set(OF_ONE_CASE) & set(OF_MANY)
    assert all(1 <= one.row <= 32 and one.version and one.source for one in book.detectors.values())
    assert all(set(one.thresholds) == set(THRESHOLDS[one.id]) for one in book.detectors.values())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "refiled"', 'id = "refilled"', "detectors: refiled is missing."),
        ('lag = { value = 3, unit = "workdays" }', 'lag = { value = 3, unit = "days" }', "counted in workdays, not in days"),
        ('lag = { value = 3, unit = "workdays" }', "", "thresholds.lag: This key is missing."),
        ('lag = { value = 3, unit = "workdays" }', 'lag = { value = -1, unit = "workdays" }', "at least 0"),
        ("[detectors.thresholds]\nlag", "[detectors.thresholds]\nlags = 3\nlag", "lags: This key is not known."),
        ("row = 25", "", "detectors[empty_acceptance].row: This key is missing."),
        ('en = "empty acceptance"', 'en = ""', "names.en: This text is empty."),
        ("nights = 7", "nights = 0", "nights: This must be at least 1"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_and_says_where(old, new, fault):
    assert old in TEXT
    assert any(fault in one for one in faults(TEXT.replace(old, new, 1)))
