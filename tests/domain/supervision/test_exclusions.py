"""Exclusions above the usual are told from those that are as usual as elsewhere, and from a few."""

from __future__ import annotations

from datetime import date

import pytest
from watched import looks, taken_out

from domain.supervision.detectors import Abuse
from domain.supervision.record import Heap, Many, TakenOut

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


def ended(body: str, number: int, kind: str = "town", subject: str = "follow_up", month: date = MARCH) -> Heap:
    return Heap(body, kind, subject, month, number)


def taken(body: str, number: int, **more: str) -> list[TakenOut]:
    return [taken_out(f"Tue 2026-03-10 09:{n:02}", f"H-{body}{n}", body, **more) for n in range(number)]


def found_in(calendar, heaps, out) -> list[str]:
    many = Many(ended=tuple(heaps), taken_out=tuple(sorted(out, key=lambda one: one.line.at)))
    return [look.finding.body for look in looks(Abuse.EXCLUSION_EXCESS, many, calendar) if look.finding]


@pytest.mark.parametrize(
    ("of", "own", "others", "is_found"),
    [
        (40, 4, 0, True),  # a tenth, and none elsewhere
        (41, 4, 0, False),  # less than a tenth
        (12, 3, 0, False),  # three are too few to say
        (40, 6, 5, True),  # 15 in a hundred, and 5 elsewhere
        (40, 5, 5, False),  # 12 in a hundred are not three times 5
        (2, 4, 0, True),  # more than ended in this month: of earlier ones
    ],
)
def test_much_is_taken_out_of_one_body_or_as_much_as_elsewhere(calendar, of, own, others, is_found):
    heaps = [ended("A", of), ended("B", 60), ended("C", 40)]

    assert found_in(calendar, heaps, [*taken("A", own), *taken("B", others)]) == (["A"] if is_found else [])


def test_only_bodies_of_the_same_kind_and_the_same_things_say_what_is_usual(calendar):
    heaps = [ended("A", 40), ended("B", 40), ended("NRB", 40, "department"), ended("B", 40, subject="leg")]
    unusual = [*taken("NRB", 20, kind="department"), *taken("B", 20, subject="leg")]

    assert found_in(calendar, heaps, [*taken("A", 5), *unusual]) == ["A"], (
        "nobody can be compared with NRB, nor B's promises"
    )


def test_a_finding_names_all_that_was_taken_out_and_the_month_is_looked_at_when_it_is_over(calendar):
    many = Many(ended=(ended("A", 10), ended("B", 10), ended("A", 5, month=MAY)), taken_out=tuple(taken("A", 4)))
    found, innocent = looks(Abuse.EXCLUSION_EXCESS, many, calendar)

    assert (found.at, innocent.finding) == (innocent.at, None), "A in March, and B; in May nobody can be compared"
    assert found.at.isoformat() == "2026-04-01T00:00:00+08:00"
    assert found.finding.ref == many.taken_out[-1].line.ref
    assert found.finding.evidence == {
        "subject": "follow_up",
        "exclusions": 4,
        "of": 10,
        "percent": 40,
        "usual": 0,
        "others": [one.line.ref for one in many.taken_out[:-1]],
    }
