"""What a published set says: shares in coarse steps, whole days, nothing of what is withheld, and no set before its time is over."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from domain.open_data.periods import Dataset, due
from domain.open_data.sets import Closed, Decided, Subject, TakenOut, approvals, exclusions, hotline

FIGURES = ("on_time_percent", "by_silence_percent", "days_half", "days_nine_tenths")


def decided(month, n, item="PR-01", department="DRC"):
    """Decisions of which all but one were in time, after 1, 2, 3 … days."""
    return Decided(department, item, f"2025-{month:02}", n, max(n - 1, 0), 0, range(1, n + 1))


def test_a_month_tells_each_item_that_has_enough_and_of_others_only_that_there_were_some():
    told, withheld = approvals([decided(3, 53), decided(3, 4, "PR-02")], year=False)

    assert told == {"department": "DRC", "item": "PR-01", "n": 53, "withheld": False, "on_time_percent": 100} | {
        "by_silence_percent": 0,
        "days_half": 27,
        "days_nine_tenths": 48,
    }
    assert withheld == {"department": "DRC", "item": "PR-02", "n": None, "withheld": True} | dict.fromkeys(FIGURES)


@pytest.mark.parametrize("n", range(5, 130))
def test_no_count_follows_from_a_share(n):
    told = [approvals([Decided("DRC", "PR-01", "2025-03", n, k, 0, ())], year=False)[0] for k in range(n + 1)]
    shares = Counter(row["on_time_percent"] for row in told)

    assert min(shares.values()) >= 2
    assert ({*shares} == {None}) == (n < 25)


def test_a_share_on_time_is_one_of_those_that_can_be_judged():
    (few,) = approvals([Decided("DRC", "PR-01", "2025-03", 60, 20, 30, (), 36)], year=False)
    (row,) = approvals([Decided("DRC", "PR-01", "2025-03", 60, 25, 30, (), 10)], year=False)

    assert (few["on_time_percent"], few["by_silence_percent"]) == (None, 50)
    assert (row["on_time_percent"], row["by_silence_percent"], row["days_half"]) == (50, 50, None)


def test_a_year_is_withheld_where_taking_its_months_away_would_leave_a_small_one():
    rows = approvals([decided(1, 20), decided(2, 4)], year=True)

    assert [row["n"] for row in rows] == [None, None, None]  # of all, of the department, of the item


def test_a_year_is_told_where_several_months_hide_behind_each_other():
    rows = approvals([decided(1, 20), decided(2, 4), decided(3, 1)], year=True)

    assert [(row["department"], row["item"], row["n"]) for row in rows] == [
        ("", "", 25),
        ("DRC", "", 25),
        ("DRC", "PR-01", 25),
    ]


def test_a_share_of_too_few_answers_is_not_told():
    few = Closed("roads", "immediate", "T1", "2025-03", 60, 57, 24, 1)
    enough = Closed("roads", "immediate", "T2", "2025-03", 60, 60, 27, 18)

    first, second = hotline([few, enough], year=False)

    assert (first["n"], first["in_time_percent"], first["solved_percent"]) == (60, 95, None)
    assert (second["n"], second["in_time_percent"], second["solved_percent"]) == (60, 100, 70)


def test_exclusions_are_told_by_reason_where_there_are_enough():
    cells = [TakenOut("harassing", "2025-03", 9), TakenOut("unreasonable", "2025-03", 4)]

    assert exclusions(cells, year=False) == [
        {"reason": "harassing", "n": 9, "withheld": False},
        {"reason": "unreasonable", "n": None, "withheld": True},
    ]
    assert [row["n"] for row in exclusions(cells, year=True)] == [None, 9, None], "of all: less 9 it would tell the 4"


def test_answers_without_a_closing_in_their_month_count_in_the_year_only():
    cells = [Closed("roads", "immediate", "T1", "2025-03", 20, 20, 0, 0)]
    cells += [Closed("roads", "immediate", "T1", "2025-04", 0, 0, 50, 25)]

    assert len(hotline(cells, year=False)) == 1
    assert {row["solved_percent"] for row in hotline(cells, year=True)} == {50}


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 2, 10), ["exclusions-2025-12", "approvals-2025", "hotline-2025", "exclusions-2025"]),
        (date(2026, 2, 11), ["exclusions-2025", "approvals-2026-01", "hotline-2026-01", "exclusions-2026-01"]),
        (date(2026, 1, 10), ["approvals-2025-11", "hotline-2025-11", "exclusions-2025-11"]),
        (date(2025, 12, 10), []),
    ],
)
def test_a_set_is_published_ten_days_after_its_time_is_over_and_months_before_their_year(today, last):
    assert [one.id for one in due(date(2025, 11, 30), today)][-len(last) or None :] == last


def test_before_anything_has_begun_there_is_no_set():
    assert due(None, date(2026, 1, 1)) == []


def test_a_set_ends_where_the_next_begins():
    december, year = Dataset(Subject.HOTLINE, 2025, 12), Dataset(Subject.HOTLINE, 2025)

    assert (december.from_on, december.until_on) == (date(2025, 12, 1), date(2026, 1, 1))
    assert (year.from_on, year.until_on) == (date(2025, 1, 1), date(2026, 1, 1))
    assert Dataset(Subject.HOTLINE, 2025, 4).until_on == date(2025, 5, 1)
