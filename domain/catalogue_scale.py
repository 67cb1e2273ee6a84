"""The catalogue with terms of seconds, for demonstrations on a real clock: only lengths change, nothing else."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.term import Unit

_LENGTHS = ("value", "max")  # the keys under which a table with a unit keeps its number


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
    raw = _scaled(tomllib.loads(catalogue), scale) | {"version": scale.version, "warn": scale.warn, "red": scale.red}
    return "".join(f"{_text(key)} = {_toml(value)}\n" for key, value in raw.items())


def _scaled(value: Any, scale: Scale) -> Any:
    if isinstance(value, list):
        return [_scaled(inner, scale) for inner in value]
    if not isinstance(value, dict):
        return value
    table = {key: _scaled(inner, scale) for key, inner in value.items()}
    if table.get("unit") not in (Unit.WD, Unit.D):
        return table
    seconds = scale.working_day if table["unit"] == Unit.WD else scale.natural_day
    lengths = {key: max(scale.least, table[key] * seconds) for key in _LENGTHS if key in table}
    return table | lengths | {"unit": Unit.S.value}


def _toml(value: object) -> str:
    """A value as TOML. What TOML and JSON write alike is left to JSON, so texts and numbers need no care of ours."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",\n".join(_toml(inner) for inner in value) + "]"  # a line each, for lines may not be long
    return value.isoformat() if isinstance(value, date) else _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
