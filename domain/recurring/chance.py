"""Whether two counts differ by more than chance: the exact test of two Poisson counts, and its correction for many tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from math import exp, fsum, lgamma, log

_NEXT_TO_NOTHING = 1e-17  # of what is summed up already


class Method(StrEnum):
    """How the results of several tests are judged together."""

    BENJAMINI_HOCHBERG = "benjamini_hochberg"  # of what is told, at most this share is chance
    BONFERRONI = "bonferroni"  # that anything told is chance has at most this probability


def chance(now: int, before: int, *, share: float = 0.5) -> float:
    """The probability of counts at least so far apart if the same rate held in both times; `share` is the part of all time that the first took.

    Given their sum, the first of two Poisson counts of one rate is binomial. Two-sided: twice the smaller tail, at most 1.
    Source: Przyborowski and Wilenski, Biometrika 31 (1940), 313-323.
    """
    whole = now + before
    if not whole:
        return 1.0
    tail = min(_from_here_up(now, whole, share), _from_here_up(before, whole, 1 - share))
    return min(1.0, 2 * tail)


def least_chance(whole: int, *, share: float = 0.5) -> float:
    """The least probability that counts with this sum could have at all."""
    return min(chance(whole, 0, share=share), chance(0, whole, share=share))


def stand_out(probabilities: Sequence[float], *, level: float, method: Method) -> list[bool]:
    """Which of the tests still stand out when all are judged together.

    Source: Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995), 289-300; Bonferroni (1936).
    """
    return _METHODS[method](probabilities, level)


def _from_here_up(count: int, whole: int, share: float) -> float:
    """The binomial probability of `count` or more out of `whole`."""
    if count * 1.0 <= whole * share:  # most of it lies above: what lies below is summed instead
        return 1.0 - _summed(whole - count + 1, whole, 1 - share) if count else 1.0
    return _summed(count, whole, share)


def _summed(count: int, whole: int, share: float) -> float:
    return min(1.0, fsum(_terms(count, whole, share)))


def _terms(count: int, whole: int, share: float) -> Iterator[float]:
    """The probabilities of `count`, `count` + 1 …, which lie beyond the middle and only get less, until they are next to nothing."""
    ways = lgamma(whole + 1) - lgamma(count + 1) - lgamma(whole - count + 1)
    term = exp(ways + count * log(share) + (whole - count) * log(1 - share))
    enough = term * _NEXT_TO_NOTHING
    while count <= whole and term > enough:
        yield term
        term *= (whole - count) / (count + 1) * share / (1 - share)
        count += 1


def _benjamini_hochberg(probabilities: Sequence[float], level: float) -> list[bool]:
    tests = len(probabilities)
    limits = [p for rank, p in enumerate(sorted(probabilities), start=1) if p <= rank * level / tests]
    return [bool(limits) and p <= limits[-1] for p in probabilities]


def _bonferroni(probabilities: Sequence[float], level: float) -> list[bool]:
    return [p <= level / len(probabilities) for p in probabilities]


_METHODS: Mapping[Method, Callable[[Sequence[float], float], list[bool]]] = {
    Method.BENJAMINI_HOCHBERG: _benjamini_hochberg,
    Method.BONFERRONI: _bonferroni,
}
