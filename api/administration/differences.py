"""What is different between two versions of a text, in short; and where in a text a fault lies."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MOST_LINES = 40
_LINE = re.compile(r"line (\d+)")
_NAMED = re.compile(r"\[([\w-]+)\]|\.([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Difference:
    """How many lines came and went, and the first of them, each with `+` or `-` before it."""

    added: int
    removed: int
    lines: list[str]

    @property
    def more(self) -> int:
        """How many of them are not among `lines`."""
        return self.added + self.removed - len(self.lines)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text: the line, if it can be told (else 0), the place as the reader named it, and why."""

    line: int
    place: str
    reason: str


def difference(old: Mapping[str, str], new: Mapping[str, str]) -> Difference:
    """What is different between two versions, over all their files."""
    changed = [
        line
        for name in sorted(old.keys() | new.keys())
        for line in _changed(old.get(name, ""), new.get(name, ""))
        if line[:1] in "+-" and line[1:].strip()
    ]
    added = sum(line.startswith("+") for line in changed)
    return Difference(added, len(changed) - added, changed[:_MOST_LINES])


def _changed(old: str, new: str) -> list[str]:
    """The lines of a difference, without its heading of two lines."""
    return list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""))[2:]


def faults_in(text: str, problems: Sequence[Mapping[str, str]]) -> list[Fault]:
    """The faults of a text by line, those without one last."""
    lines = text.split("\n")
    faults = [Fault(_line_of(lines, problem["place"]), problem["place"], problem["reason"]) for problem in problems]
    return sorted(faults, key=lambda fault: fault.line or len(lines) + 1)


def _line_of(lines: Sequence[str], place: str) -> int:
    """The line of a place: as it says itself, else that where the table with this id, or this key, begins; 0 if none is found."""
    if stated := _LINE.fullmatch(place):
        return int(stated[1])
    for named in reversed([one or other for one, other in _NAMED.findall(f".{place}")]):
        begins = re.compile(
            rf'\s*(?:id = "{re.escape(named)}"|\[+(?:\w+\.)*{re.escape(named)}\]+|{re.escape(named)}\s*=)'
        )
        found = next((number for number, line in enumerate(lines, 1) if begins.match(line)), 0)
        if found:
            return found
    return 0
