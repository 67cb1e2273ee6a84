"""The cycle chart as text."""

from datetime import UTC, datetime, timedelta

from domain.catalogue import PauseRule, ProjectItem
from domain.chart import columns, fitted, second_by_second
from domain.record import Event, Happening
from domain.term import Term, Unit

AT = datetime(2026, 12, 31, 15, 59, 50, tzinfo=UTC)
RULES = (
    ProjectItem("A", "甲", "HUB", "S1", Term(5, Unit.S), pauses=(PauseRule("hearing", Term(9, Unit.S)),)),
    ProjectItem("B", "乙", "HUB", "S1", Term(5, Unit.S)),
)
NAMES = {"A": "first", "B": "second", "S1": "stage"}


def happened(second: int, item: str, kind: Happening, what: str = "") -> Event:
    return Event(kind, item, AT + timedelta(seconds=second), what=what)


RECORD = [
    happened(0, "A", Happening.RECEIVED),
    happened(2, "A", Happening.PAUSED, "hearing"),
    happened(8, "A", Happening.RESUMED),
    happened(12, "A", Happening.APPROVED),
    happened(17, "B", Happening.RECEIVED),
    happened(22, "B", Happening.APPROVED_BY_SILENCE),
]


def chart(record: list[Event]) -> dict[str, str]:
    """The lines of the chart by the ids of items and stages; the total's is empty."""
    return {line[:6].strip(): line[38:] for line in second_by_second(record, RULES, NAMES)[1:-1]}


def test_each_second_is_measured_as_a_day():
    figures = {name: line.split()[-3:] for name, line in chart(RECORD).items()}

    assert figures == {
        "A": ["12", "6", "6"],
        "B": ["5", "5", "0"],
        "S1": ["22", "11", "6"],
        "": ["22", "11", "6"],
    }


def test_bars_show_when_time_was_counted_excluded_and_idle():
    bars = {name: line[:22].rstrip() for name, line in chart(RECORD).items()}

    assert bars == {
        "A": "██░░░░░░████",
        "B": " " * 17 + "█████",
        "S1": "██░░░░░░████·····█████",
        "": "██░░░░░░████·····█████",
    }


def test_a_chinese_character_takes_two_columns():
    assert columns("承诺 abc") == 8
    assert fitted("承诺时限", 5) == "承诺 "
    assert columns(fitted("承诺时限", 5)) == 5


def test_nothing_is_drawn_of_nothing():
    assert second_by_second([happened(0, "A", Happening.READY)], RULES, NAMES) == ["Nothing has been handed in yet."]
