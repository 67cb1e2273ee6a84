"""The catalogue with terms of seconds, for demonstrations on a real clock."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from domain.quick_terms import quickened
from domain.term import Unit


@dataclass(frozen=True, slots=True)
class Scale:
    """How many seconds a working day and a natural day last, and the least that a term is shortened to.

    `warn` and `red` are the seconds left at which lights change; `settle_seconds` is the wait before a verdict.
    """

    version: str
    working_day: int
    natural_day: int
    least: int
    warn: int
    red: int
    settle_seconds: int


def parse_scale(text: str) -> Scale:
    """The scale of the file domain/data/demo_catalogue.toml; `TypeError` if a key is missing or unknown."""
    return Scale(**tomllib.loads(text))


def in_seconds(catalogue: str, scale: Scale) -> str:
    """The text of a catalogue file in which each term of working or natural days of `catalogue` is one of seconds.

    Everything else is as it was, so the result is judged by the same reader. Comments are lost.
    """
    seconds: dict[str, int] = {Unit.WD: scale.working_day, Unit.D: scale.natural_day}
    other = {"version": scale.version, "warn": scale.warn, "red": scale.red}
    return quickened(catalogue, seconds, least=scale.least, other=other)
