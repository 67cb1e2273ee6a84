"""One hash over all cases: a tree over the ends of their chains, and the root of a night, which also names the root before it.

docs/record.md says the same byte by byte, and `verify.py` checks it with code of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NOTHING = bytes(32)  # stands where there is no hash before
_LEAF, _PAIR = b"\x00", b"\x01"  # so that no pair can pass for a leaf


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where the chains of a case ended when it was sealed: so many events and documents, and the hash of the last of each.

    A hash is empty where there is none.
    """

    ref: str
    links: int
    hash: bytes
    documents: int = 0
    documents_hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Root:
    """What is published of a night; `torn` cases have lost something that was sealed before, or are not as they were written."""

    night: date
    cases: int
    events: int
    torn: int
    before: bytes
    tree: bytes

    @property
    def hash(self) -> bytes:
        """The root: it stands for everything else here, and through `before` for all nights until this one."""
        said = (self.night.isoformat(), self.cases, self.events, self.torn, self.before.hex(), self.tree.hex())
        return hashlib.sha256("".join(f"{value}\n" for value in said).encode()).digest()


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a leaf up to the top of the tree: the neighbour's hash, and whether it stands on the left."""

    hash: bytes
    on_left: bool


def root_of(night: date, leaves: Sequence[Leaf], *, torn: int, before: bytes) -> Root:
    """The root of a night over the leaves of all cases, in the order of their refs."""
    events = sum(leaf.links for leaf in leaves)
    return Root(night, len(leaves), events, torn, before, _floors(leaves)[-1][0])


def path_of(leaves: Sequence[Leaf], place: int) -> tuple[Step, ...]:
    """The way up from the leaf at this place, from 0; it shows that the leaf belongs to the tree and nothing of the others."""
    steps: list[Step] = []
    for floor in _floors(leaves)[:-1]:
        neighbour = place ^ 1
        if neighbour < len(floor):
            steps.append(Step(floor[neighbour], on_left=neighbour < place))
        place //= 2
    return tuple(steps)


def _floors(leaves: Sequence[Leaf]) -> list[list[bytes]]:
    """The hashes floor by floor, the top last: pairs from the left, and one that is left over goes up as it is."""
    floors = [[_leaf_hash(leaf) for leaf in leaves] or [NOTHING]]
    while len(below := floors[-1]) > 1:
        pairs = (below[start : start + 2] for start in range(0, len(below), 2))
        floors.append([_pair_hash(*pair) if len(pair) == 2 else pair[0] for pair in pairs])
    return floors


def _leaf_hash(leaf: Leaf) -> bytes:
    said = f"{leaf.ref}\n{leaf.links}\n{leaf.hash.hex()}\n"
    if leaf.documents:
        said += f"{leaf.documents}\n{leaf.documents_hash.hex()}\n"
    return hashlib.sha256(_LEAF + said.encode()).digest()


def _pair_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_PAIR + left + right).digest()
