"""Which figures are not told where people or bodies are compared, so that what is of few does not follow from the others and the whole."""

from __future__ import annotations

from collections.abc import Mapping

from domain.figures.counting import Value
from domain.figures.definitions import Composite, Figure

Groups = Mapping[str, Mapping[str, Value]]  # by group, by figure


def held_back(groups: Groups, figures: Mapping[str, Figure], least: int) -> dict[str, frozenset[str]]:
    """The figures of each group that are not told.

    Those of fewer than `least`; and where that is one group alone, or several that are still too few together, also those of
    the next smallest groups. What is put together of others is not told where one of them is not.
    """
    found: dict[str, set[str]] = {name: set() for name in groups}
    for key, figure in figures.items():
        if isinstance(figure, Composite):
            continue
        sizes = {name: values[key].n for name, values in groups.items() if key in values}
        for name in _untold(sizes, least):
            found[name].add(key)
    for key, figure in figures.items():
        if isinstance(figure, Composite):
            for name, values in groups.items():
                if key in values and (values[key].n < least or found[name] & figure.parts.keys()):
                    found[name].add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _untold(sizes: Mapping[str, int], least: int) -> set[str]:
    """The groups of a figure that are not told; an empty one hides nothing, and nothing behind itself."""
    untold = {name for name, n in sizes.items() if n < least}
    hidden = [sizes[name] for name in untold if sizes[name]]
    if not hidden:
        return untold
    for name in sorted(sizes.keys() - untold, key=lambda one: (sizes[one], one)):
        if len(hidden) > 1 and sum(hidden) >= least:
            break
        untold.add(name)
        hidden.append(sizes[name])
    return untold
