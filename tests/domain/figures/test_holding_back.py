"""Where groups are compared, no figure of few follows from what is told of the others and of the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures.counting import Value
from domain.figures.definitions import Composite, Service
from domain.figures.holding_back import held_back, held_back_from
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


def test_an_empty_group_takes_nobody_with_it_and_hides_nothing():
    assert untold(a=20, b=0) == set()


def test_all_is_told_where_all_are_enough():
    assert untold(a=20, b=5) == set()


def test_what_is_put_together_of_others_is_not_told_where_one_of_them_is_not():
    groups = of(a=20, b=20, c=20)
    groups["b"][PART] = Value(4, 0, 0, 0.0)

    found = held_back(groups, FIGURES, LEAST)

    assert {name for name, keys in found.items() if PART in keys} == {"a", "b"}
    assert {name for name, keys in found.items() if COMPOSITE in keys} == {"a", "b"}
    assert {name for name, keys in found.items() if OTHER in keys} <= {"a", "b"}


APPROVALS = figures().of(Service.APPROVALS, figures().figures[0].about.since)


def of_approvals(**more):
    """Three groups in which enough was decided; `more` are figures of group "b" that are of fewer."""
    groups = {name: {key: Value(20, 0, 0, 0.0) for key in APPROVALS} for name in "abc"}
    groups["b"] |= {key: Value(n, n, 0, 1.0) for key, n in more.items()}
    return groups


def test_where_a_group_has_few_of_a_subject_none_of_its_figures_is_told():
    groups = of(a=20, b=20, c=20)
    legs = [key for key, one in FIGURES.items() if getattr(one, "subject", "") == "leg"]
    groups["b"] |= dict(zip(legs, (Value(4, 4, 0, 1.0), Value(0, 0, 0, None), Value(3, 3, 0, 1.0)), strict=True))

    found = held_back(groups, FIGURES, LEAST)

    assert found["b"] == set(legs), "also that of nothing: it would tell how the few are"
    assert found["a"] == set(legs)
    assert legs[0] not in found["c"]


@pytest.mark.parametrize(("few", "teller"), [("excluded_days", "paused"), ("applicant_days", "corrected")])
def test_of_how_many_a_figure_is_that_is_not_told_no_other_one_counts(few, teller):
    groups = of_approvals(**{few: 2})
    groups["b"][teller] = Value(20, 2, 0, 0.1)

    found = held_back(groups, APPROVALS, LEAST)

    assert {few, teller} <= found["b"]
    assert {few, teller} <= found["a"], "the next one, behind which it hides"
    assert found["c"] == set()
    assert "on_time" not in found["b"], "it is of enough, and tells of no other"


def test_nothing_hides_behind_a_group_that_the_reader_knows():
    groups = of(a=20, b=4, c=2, own=3)
    whole = {key: Value(29, 0, 0, 0.0) for key in FIGURES}

    groups_untold, whole_untold = held_back_from("own", groups, whole, FIGURES, LEAST)

    assert {name for name, keys in groups_untold.items() if SHARE in keys} == {"b", "c"}
    assert whole_untold == set()


def test_the_whole_is_not_told_to_whoever_would_learn_of_few_from_it():
    groups = of(b=4, own=30)
    whole = {key: Value(34, 0, 0, 0.0) for key in FIGURES}

    groups_untold, whole_untold = held_back_from("own", groups, whole, FIGURES, LEAST)

    assert whole_untold == groups_untold["b"] == set(FIGURES)
    assert held_back_from("", of(b=4), {key: Value(4, 0, 0, 0.0) for key in FIGURES}, FIGURES, LEAST)[1] == set(FIGURES)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), min_size=2))
def test_what_is_left_of_the_whole_is_never_of_one_group_or_of_few(sizes):
    hidden = [sizes[name] for name in untold(**sizes) if sizes[name]]

    all_hidden = len(hidden) == sum(n > 0 for n in sizes.values())
    assert not hidden or all_hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)
