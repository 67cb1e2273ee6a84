"""A data file with terms of seconds, for demonstrations on a real clock: only lengths change, nothing else."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.term import Unit

_LENGTHS = ("value", "max")  # the keys under which a table with a unit keeps its number
_MOST = 9999  # seconds: what a length may be at most in our files


def quickened(text: str, seconds: Mapping[str, int], *, least: int = 1, other: Mapping[str, object]) -> str:
    """The text of a TOML file in which each term of a unit in `seconds` is one of seconds, at least `least` of them.

    `seconds` says how many seconds stand for one of the unit. `other` are top-level values that replace those of the
    file. Everything else is as it was, so the result is judged by the same reader. Comments are lost.
    """
    raw = _quick(tomllib.loads(text), seconds, least) | dict(other)
    return "".join(f"{_text(key)} = {_toml(value)}\n" for key, value in raw.items())


def _quick(value: Any, seconds: Mapping[str, int], least: int) -> Any:
    if isinstance(value, list):
        return [_quick(inner, seconds, least) for inner in value]
    if not isinstance(value, dict):
        return value
    table = {key: _quick(inner, seconds, least) for key, inner in value.items()}
    if table.get("unit") not in seconds:
        return table
    length = seconds[table["unit"]]
    lengths = {key: min(_MOST, max(least, table[key] * length)) for key in _LENGTHS if key in table}
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
