"""Which counts may be told, so that no small one can be found out: not from totals, and not from the difference of two sets.

Counts stand on a tree: the months of an item under its year, the items of a department under the department, and so on.
There are totals along this one line and never across it, so that every withheld count stands in at most one sum that is
told: that of the nearest told total above it. What is told of a month stands for ever, and the totals, which come later,
give way: one is told only where each withheld count in its sum could still be any that is too small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LEAST = 5  # what is told counts so many or more
Path = tuple[str, ...]


def tellable(counts: Mapping[Path, int]) -> frozenset[Path]:
    """Of these counts and all totals above them those that may be told; all paths have one length, and no count is 0."""
    loose = {path: [] if count >= LEAST else [count] for path, count in counts.items()}
    told = {path for path, withheld in loose.items() if not withheld}
    length = len(next(iter(counts), ()))
    for _ in range(length):
        loose = _gathered(loose)
        told |= {path for path, withheld in loose.items() if are_open(withheld)}
        loose = {path: [] if path in told else withheld for path, withheld in loose.items()}
    return frozenset(told)


def are_open(withheld: Sequence[int]) -> bool:
    """Could each of these withheld counts, of whom somebody knows the sum, still be any from 1 to one below `LEAST`?"""
    most, others, total = LEAST - 1, len(withheld) - 1, sum(withheld)
    return not withheld or (most + others <= total <= 1 + most * others)


def _gathered(loose: Mapping[Path, list[int]]) -> dict[Path, list[int]]:
    """The withheld counts under each total one step further up."""
    above: dict[Path, list[int]] = {}
    for path, withheld in loose.items():
        above.setdefault(path[:-1], []).extend(withheld)
    return above
