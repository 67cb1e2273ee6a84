"""Counts a figure from heaps of facts that are alike: how many there are with which marks, or of which length."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.figures.definitions import Composite, Counted, Figure, Length, Share
from domain.figures.facts import Fact, Mark


@dataclass(frozen=True, slots=True)
class Heap:
    """So many facts with the same marks, in the same group, that took equally long (None: not measured, or not asked)."""

    group: str
    marks: frozenset[str]
    number: int
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A figure: `value` is None where there was nothing (`n` is 0), never 0 or 1.

    `counted` is the weighed number, `n` of how many, `excluded` how many two people have taken out. `percentiles` are lengths by percent.
    """

    n: int
    counted: float
    excluded: int
    value: float | None
    percentiles: Mapping[int, int] | None = None


def count(figure: Counted, heaps: Sequence[Heap]) -> Value:
    """The figure of these heaps together."""
    taken_out = figure.but_not | {Mark.EXCLUDED}
    inside = [heap for heap in heaps if figure.of <= heap.marks and not taken_out & heap.marks]
    excluded = sum(heap.number for heap in heaps if figure.of <= heap.marks and Mark.EXCLUDED in heap.marks)
    return _share(figure, inside, excluded) if isinstance(figure, Share) else _length(figure, inside, excluded)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a period in which every figure has one definition: the figures, and for each that is counted its heaps."""

    figures: Mapping[str, Figure]
    heaps: Mapping[str, Sequence[Heap]]


def count_all(segments: Sequence[Segment]) -> dict[str, Value]:
    """All figures of a period, those of composites last: each part of it by the definition that was valid then.

    Lengths do not add up: they are counted over the whole by the newest definition.
    """
    found: dict[str, Value] = {}
    for key, figure in segments[-1].figures.items():
        if isinstance(figure, Share):
            found[key] = _added([(part.figures[key], part.heaps[key]) for part in segments if key in part.figures])
        elif isinstance(figure, Length):
            found[key] = count(figure, [heap for part in segments for heap in part.heaps.get(key, ())])
    composites = [(key, one) for key, one in segments[-1].figures.items() if isinstance(one, Composite)]
    return found | {key: _composite(one, found) for key, one in composites}


def groups_of(segments: Sequence[Segment]) -> dict[str, list[Segment]]:
    """The same parts for each group by itself."""
    sorted_out = [{key: _by_group(heaps) for key, heaps in part.heaps.items()} for part in segments]
    names = sorted({name for part in sorted_out for groups in part.values() for name in groups})
    return {
        name: [
            Segment(part.figures, {key: groups.get(name, []) for key, groups in found.items()})
            for part, found in zip(segments, sorted_out, strict=True)
        ]
        for name in names
    }


def _by_group(heaps: Iterable[Heap]) -> dict[str, list[Heap]]:
    found: dict[str, list[Heap]] = {}
    for heap in heaps:
        found.setdefault(heap.group, []).append(heap)
    return found


def weight_of(figure: Share, marks: Iterable[str]) -> int:
    """What one fact adds to a share, in percent: of several of its marks the heaviest counts."""
    return max((weight for mark, weight in figure.counts.items() if mark in marks), default=0)


def heaps_of(figure: Counted, facts: Iterable[tuple[str, Fact]]) -> list[Heap]:
    """Heaps of single facts, each with its group, as the database makes them of many."""
    measure = figure.measure if isinstance(figure, Length) else None
    found = Counter((group, fact.marks, fact.measures.get(measure) if measure else None) for group, fact in facts)
    return [Heap(group, marks, number, length) for (group, marks, length), number in found.items()]


def _added(parts: Sequence[tuple[Figure, Sequence[Heap]]]) -> Value:
    """A share of several parts of a period, each by its own definition."""
    values = [count(figure, heaps) for figure, heaps in parts if isinstance(figure, Share)]
    n, counted = sum(value.n for value in values), sum(value.counted for value in values)
    is_count = any(isinstance(figure, Share) and figure.is_count for figure, _ in parts)
    return Value(n, counted, sum(value.excluded for value in values), _part(n, counted, is_count=is_count))


def _part(n: int, counted: float, *, is_count: bool) -> float | None:
    if is_count:
        return counted
    return round(counted / n, 4) if n else None


def _share(figure: Share, inside: Sequence[Heap], excluded: int) -> Value:
    n = sum(heap.number for heap in inside)
    counted = sum(heap.number * weight_of(figure, heap.marks) for heap in inside) / 100
    return Value(n, counted, excluded, _part(n, counted, is_count=figure.is_count))


def _length(figure: Length, inside: Sequence[Heap], excluded: int) -> Value:
    """Percentiles by nearest rank: so many percent of all took at most so long."""
    took = sorted((heap.length, heap.number) for heap in inside if heap.length is not None)
    n = sum(number for _, number in took)
    percentiles = {percent: _rank(took, math.ceil(n * percent / 100)) for percent in figure.percentiles} if n else None
    middle = percentiles[figure.percentiles[0]] if percentiles else None
    return Value(n, n, excluded, middle, percentiles)


def _rank(took: Sequence[tuple[int, int]], rank: int) -> int:
    passed = 0
    for length, number in took:
        passed += number
        if passed >= rank:
            return length
    raise ValueError("the rank lies beyond all of them")


def _composite(figure: Composite, found: Mapping[str, Value]) -> Value:
    parts = [(weight, found[key]) for key, weight in figure.parts.items()]
    n = min(value.n for _, value in parts)
    known = [(weight, value.value) for weight, value in parts if value.value is not None]
    if len(known) < len(parts):
        return Value(n, 0, 0, None)
    return Value(n, n, 0, round(sum(weight * value for weight, value in known) / 100, 4))
