"""No withheld count can be found out: not by subtracting, and not by whoever knows the rule and tries everything."""

from __future__ import annotations

import itertools
from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.open_data.withholding import LEAST, are_open, tellable

SMALL = range(1, LEAST)
MONTHS = [f"{month:02}" for month in range(1, 13)]
PATHS = st.tuples(st.sampled_from("AB"), st.sampled_from("xyz"), st.sampled_from(MONTHS))
YEARS = st.dictionaries(PATHS, st.integers(1, 12), min_size=1, max_size=40)


def total(counts, path):
    """What a total counts."""
    return sum(count for name, count in counts.items() if name[: len(path)] == path)


def published(counts):
    """Everything that the sets of all months and of the year tell."""
    return {path: total(counts, path) for path in tellable(counts)}


def follows(known, wanted, names):
    """Can a sum be reckoned from known sums by adding and subtracting? Each is the set of names that it sums."""
    rows = [[Fraction(name in one) for name in names] for one in known]
    target = [Fraction(name in wanted) for name in names]
    for column in range(len(names)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [_less(row, pivot, column) for row in rows]
        target = _less(target, pivot, column)
    return not any(target)


def _less(row, pivot, column):
    by = row[column] / pivot[column]
    return [one - by * other for one, other in zip(row, pivot, strict=True)] if by else row


@given(YEARS)
def test_what_is_told_is_never_small(counts):
    assert all(count >= LEAST for count in published(counts).values())


@given(YEARS)
def test_a_month_is_told_for_itself_so_no_later_month_changes_it(counts):
    months = {path for path in tellable(counts) if len(path) == 3}

    assert months == {path for path, count in counts.items() if count >= LEAST}


@settings(max_examples=60)
@given(YEARS)
def test_no_withheld_count_or_total_follows_by_adding_and_subtracting_what_is_told(counts):
    names = sorted(counts)
    every = {path[:length] for path in names for length in range(4)}
    told = tellable(counts)
    sums = {path: frozenset(name for name in names if name[: len(path)] == path) for path in every}

    for path in every - told:
        assert not follows([sums[one] for one in told], sums[path], names), path


@settings(max_examples=60)
@given(YEARS)
def test_no_difference_of_two_told_sums_is_small(counts):
    """Two sums of which one holds the other, as a year and its month, or the banner and a department, or several of these."""
    told = tellable(counts)
    for path in told:
        inside = [one for one in told if len(one) > len(path) and one[: len(path)] == path]
        nearest = [one for one in inside if not any(one[: len(other)] == other for other in inside if other != one)]
        rest = total(counts, path) - sum(total(counts, one) for one in nearest)
        assert rest == 0 or rest >= LEAST


@settings(max_examples=150)
@given(
    st.dictionaries(st.tuples(st.sampled_from("AB"), st.sampled_from("xy")), st.integers(1, 6), min_size=1, max_size=6)
)
@example({("A", "x"): 4, ("A", "y"): 4})
@example({("A", "x"): 1, ("A", "y"): 4, ("B", "x"): 2})
def test_whoever_knows_the_rule_and_tries_everything_is_left_with_several_values_for_each(counts):
    """The attacker knows which counts there are, which are told, and how it is decided."""
    seen, withheld = published(counts), sorted(path for path in counts if counts[path] < LEAST)
    possible = {path: set() for path in withheld}
    for guess in itertools.product(SMALL, repeat=len(withheld)):
        guessed = counts | dict(zip(withheld, guess, strict=True))
        if published(guessed) == seen:
            for path, value in zip(withheld, guess, strict=True):
                possible[path].add(value)

    assert all(len(values) > 1 for values in possible.values()), possible


@given(st.lists(st.sampled_from(SMALL), min_size=1, max_size=5))
def test_a_sum_is_open_when_each_of_its_parts_could_be_any_small_count(withheld):
    possible = [guess for guess in itertools.product(SMALL, repeat=len(withheld)) if sum(guess) == sum(withheld)]

    assert are_open(withheld) == all(set(values) == set(SMALL) for values in zip(*possible, strict=True))


def test_nothing_is_told_of_nothing():
    assert tellable({}) == frozenset()
