"""Which figures are not told where people or bodies are compared, so that what is of few does not follow from the others and the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from domain.figures.counting import Value
from domain.figures.definitions import Composite, Counted, Figure, Share

Groups = Mapping[str, Mapping[str, Value]]  # by group, by figure


def held_back(groups: Groups, figures: Mapping[str, Figure], least: int) -> dict[str, frozenset[str]]:
    """The figures of each group that are not told, neither what they come to nor of how many.

    Where a group has fewer than `least` of a subject, all figures of this subject; and where that is one group alone, or several that
    are still too few together, also those of the next smallest groups. The same for each figure by itself, with the shares that
    would tell of how many a figure is that is not told. What is put together of others is not told where one of them is not.
    """
    found: dict[str, set[str]] = {name: set() for name in groups}
    counted = {key: one for key, one in figures.items() if not isinstance(one, Composite)}
    for about in {one.subject: None for one in counted.values()}:
        mine = {key: one for key, one in counted.items() if one.subject is about}
        for name, keys in _of_a_subject(groups, mine, least).items():
            found[name] |= keys
    for key, figure in figures.items():
        if isinstance(figure, Composite):
            for name, values in groups.items():
                if key in values and (0 < values[key].n < least or found[name] & figure.parts.keys()):
                    found[name].add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def held_back_from(
    own: str, groups: Groups, whole: Mapping[str, Value], figures: Mapping[str, Figure], least: int
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """What is not told to somebody who knows all of the group `own`, of each group and of the whole: no other group hides behind it."""
    known = groups.get(own, {})
    others = {key: Value(value.n - (known[key].n if key in known else 0), 0, 0, None) for key, value in whole.items()}
    of_whole = held_back({"": others}, figures, least)[""]
    of_groups = held_back({name: values for name, values in groups.items() if name != own}, figures, least)
    return {name: keys | of_whole for name, keys in of_groups.items()}, of_whole


def _of_a_subject(groups: Groups, figures: Mapping[str, Counted], least: int) -> dict[str, set[str]]:
    """Those of one subject."""
    numbers = {
        key: {name: values[key].n for name, values in groups.items() if key in values} for key in figures
    }  # by figure, by group
    most = {name: max((numbers[key].get(name, 0) for key in figures), default=0) for name in groups}
    small = _untold(most, least)
    found: dict[str, set[str]] = {name: set() for name in groups}
    for key, sizes in numbers.items():
        for name in _untold(sizes, least, small & sizes.keys()):
            found[name].add(key)
    for keys in found.values():
        keys |= {key for key, one in figures.items() if _tells_of(one, (figures[other] for other in keys))}
    return found


def _untold(sizes: Mapping[str, int], least: int, also: Collection[str] = ()) -> set[str]:
    """The groups that are not told, those in `also` among them; an empty one hides nothing, and nothing behind itself."""
    untold = {name for name, n in sizes.items() if 0 < n < least} | set(also)
    hidden = [sizes[name] for name in untold if sizes[name]]
    if not hidden:
        return untold
    left = [name for name in sizes.keys() - untold if sizes[name]]
    for name in sorted(left, key=lambda one: (sizes[one], one)):
        if len(hidden) > 1 and sum(hidden) >= least:
            break
        untold.add(name)
        hidden.append(sizes[name])
    return untold


def _tells_of(figure: Counted, hidden: Iterable[Counted]) -> bool:
    """Does a share count, or count a kind of, just what another figure is of? Then it tells of how many that one is."""
    if not isinstance(figure, Share):
        return False
    marks = {mark for one in hidden for mark in one.of - figure.of}
    return any(counted == mark or counted.startswith(f"{mark}_") for counted in figure.counts for mark in marks)
