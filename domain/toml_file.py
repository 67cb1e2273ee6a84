"""Reads the text of a TOML file, unless reading it would take long: tomllib is slow on keys with many dots."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

from domain.strict_table import Problem, StrictTable

_MOST_LINE = 10_000
_MOST_DOTS = 10
_KEY = r"""[\w-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'"""
_DOTTED = re.compile(rf"(?<![\w\\-])(?:(?:{_KEY})[ \t]*+\.[ \t]*+){{{_MOST_DOTS + 1}}}")
_LINE = re.compile(r"at line (\d+)")  # Python tells the line of a fault only in the text, until 3.14


class BadFile(ValueError):
    """A data file is refused whole; `problems` are all its faults in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.place}: {problem.reason}" for problem in self.problems))


class BadToml(ValueError):
    """The text cannot be read; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.place}: {problem.reason}")
        self.problem = problem


def read_toml(text: str) -> dict[str, object]:
    """What the text says.

    Raises:
        BadToml: it is not TOML, or has a line or a key that is too long to be one of ours.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _MOST_LINE:
            raise BadToml(Problem(f"line {number}", f"This line has more than {_MOST_LINE} characters."))
    if dotted := _DOTTED.search(text):
        number = text.count("\n", 0, dotted.start()) + 1
        raise BadToml(Problem(f"line {number}", f"This key has more than {_MOST_DOTS} dots."))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as fault:  # a number or a nesting beyond all bounds is not TOMLDecodeError
        line_of = _LINE.search(str(fault))
        place = f"line {line_of[1]}" if line_of else "file"
        raise BadToml(Problem(place, f"This is not TOML: {fault}.")) from fault


def read_top(text: str, bad: type[BadFile]) -> tuple[StrictTable, list[Problem]]:
    """The top table of a data file, and the list into which it will note its faults.

    Raises:
        BadFile: as `bad`, if the text is not TOML.
    """
    try:
        raw = read_toml(text)
    except BadToml as fault:
        raise bad((fault.problem,)) from fault
    problems: list[Problem] = []
    return StrictTable(raw, place="", problems=problems), problems
