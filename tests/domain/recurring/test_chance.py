"""Counts are told apart by an exact test, and many tests are judged together."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.recurring.chance import Method, chance, least_chance, stand_out

# The fifteen probabilities of Benjamini and Hochberg's own example (1995, section 3.3), at 0.05.
EXAMPLE = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip


def exactly(now: int, before: int, share: Fraction) -> Fraction:
    """The same by adding up every possibility."""
    whole = now + before
    of = [comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(whole + 1)]
    return min(Fraction(1), 2 * min(sum(of[now:]), sum(of[: now + 1])))


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(9, 10)]))
def test_the_probability_is_the_exact_one(now, before, share):
    assert chance(now, before, share=float(share)) == pytest.approx(float(exactly(now, before, share)), rel=1e-9)


def test_a_doubling_of_few_may_be_chance_and_one_of_many_is_not():
    assert chance(8, 4) > 0.3
    assert chance(80, 40) < 0.001
    assert chance(0, 0) == 1


def test_hundreds_of_thousands_are_counted_as_exactly_as_few():
    assert 0.9 < chance(300_000, 299_950) <= 1
    assert chance(303_000, 300_000) == pytest.approx(0.000112, rel=0.05)  # by the normal law, which is close here
    assert chance(600_000, 1) == 0


def test_of_five_not_even_the_farthest_apart_can_stand_out():
    assert least_chance(5) > 0.05 > least_chance(6)


@pytest.mark.parametrize(("method", "told"), [(Method.BENJAMINI_HOCHBERG, 4), (Method.BONFERRONI, 3)])
def test_many_tests_are_judged_as_those_have_written_who_found_it(method, told):
    assert stand_out(EXAMPLE, level=0.05, method=method) == [True] * told + [False] * (15 - told)
    assert stand_out(EXAMPLE[::-1], level=0.05, method=method) == [False] * (15 - told) + [True] * told
    assert stand_out([], level=0.05, method=method) == []


def test_noise_is_hardly_ever_told_as_growth():
    noise = [chance(100 + n % 7, 100 - n % 5) for n in range(200)]

    assert not any(stand_out([*noise, 0.04], level=0.05, method=Method.BENJAMINI_HOCHBERG))
