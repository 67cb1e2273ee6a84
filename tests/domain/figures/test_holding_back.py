"""Where groups are compared, no figure of few follows from what is told of the others and of the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.figures.counting import Value
from domain.figures.definitions import Composite, Service
from domain.figures.holding_back import held_back
from store.shipped import figures

LEAST = 5
FIGURES = figures().of(Service.HOTLINE, figures().figures[0].about.since)
SHARE, OTHER = [key for key, one in FIGURES.items() if not isinstance(one, Composite)][:2]
COMPOSITE = next(key for key, one in FIGURES.items() if isinstance(one, Composite))
PART = next(iter(FIGURES[COMPOSITE].parts))


def of(**sizes):
    """Groups of these sizes, in every figure alike."""
    return {name: dict.fromkeys(FIGURES, Value(n, 0, 0, 0.0)) for name, n in sizes.items()}


def untold(key=SHARE, **sizes):
    return {name for name, keys in held_back(of(**sizes), FIGURES, LEAST).items() if key in keys}


def test_a_single_small_group_takes_the_next_smallest_with_it():
    assert untold(a=20, b=4, c=9) == {"b", "c"}


def test_two_that_are_few_even_together_take_another_one_with_them():
    assert untold(a=20, b=1, c=1, d=9) == {"b", "c", "d"}


def test_two_that_are_enough_together_hide_behind_each_other():
    assert untold(a=20, b=4, c=1) == {"b", "c"}


def test_an_empty_group_takes_nobody_with_it():
    assert untold(a=20, b=0) == {"b"}


def test_all_is_told_where_all_are_enough():
    assert untold(a=20, b=5) == set()


def test_what_is_put_together_of_others_is_not_told_where_one_of_them_is_not():
    groups = of(a=20, b=20, c=20)
    groups["b"][PART] = Value(4, 0, 0, 0.0)

    found = held_back(groups, FIGURES, LEAST)

    assert {name for name, keys in found.items() if PART in keys} == {"a", "b"}
    assert {name for name, keys in found.items() if COMPOSITE in keys} == {"a", "b"}
    assert {name for name, keys in found.items() if OTHER in keys} <= {"a", "b"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), min_size=2))
def test_what_is_left_of_the_whole_is_never_of_one_group_or_of_few(sizes):
    hidden = [sizes[name] for name in untold(**sizes) if sizes[name]]

    all_hidden = len(hidden) == sum(n > 0 for n in sizes.values())
    assert not hidden or all_hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)
