"""What waits for what: layers of a graph of prerequisites, and the circles that a sound one does not have."""

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter


def layers(waits_for: Mapping[str, Collection[str]]) -> list[list[str]]:
    """The names in layers, each in the order of the mapping: a layer waits only for the ones before it.

    Raises:
        graphlib.CycleError: there is a circle.
    """
    order = TopologicalSorter(waits_for)
    order.prepare()
    found: list[list[str]] = []
    while order.is_active():
        ready = set(order.get_ready())
        found.append([name for name in waits_for if name in ready])
        order.done(*ready)
    return found


def circles(waits_for: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Circles such as [a, b, a]: a waits for b, and b for a. The names of one are left out of the search for the next."""
    rest = {name: list(others) for name, others in waits_for.items()}
    while (circle := _circle(rest)) is not None:
        yield circle
        rest = {name: others for name, others in rest.items() if name not in circle}


def _circle(waits_for: Mapping[str, Collection[str]]) -> list[str] | None:
    try:
        TopologicalSorter(waits_for).prepare()
    except CycleError as fault:
        names: list[str] = fault.args[1][-2::-1]  # told in the order of doing, closed: turned round and opened
        first = names.index(min(names))
        return [*names[first:], *names[:first], min(names)]
    return None
