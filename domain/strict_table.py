"""Reads a table of a data file key by key and collects every fault with its place, instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from unicodedata import category

Choice = TypeVar("Choice", bound=StrEnum)

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII)
MOST_TEXT = 500
_UNFIT = frozenset({"Cc", "Co", "Cs"})  # controls, private use, halves of characters
_MOST = 9999  # no length or number in our data files comes near it: more is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a data file, for the person who edits it.

    `place` names the table by its id, else by its position from 0: `items[LR-04].prerequisites[2]`.
    """

    place: str
    reason: str


class StrictTable:
    """One table of a data file, in which every key must be known and of its type.

    A getter that finds a fault notes it in `problems` and answers a stand-in of the right type, so that reading
    goes on to the next fault. What was read is good only if `problems` is still empty at the end.
    """

    def __init__(self, raw: Mapping[str, object], *, place: str, problems: list[Problem]) -> None:
        self._raw = raw
        self._place = place
        self._problems = problems
        self._asked: set[str] = set()
        self._inner: list[StrictTable] = []

    @property
    def faults(self) -> int:
        """How many faults were noted so far: if it grew while a value was read, that value is a stand-in."""
        return len(self._problems)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are there, in the order of the file."""
        return tuple(self._raw)

    def report(self, key: str, reason: str) -> None:
        """Note a fault at `key`, or at the table itself if `key` is empty."""
        self._problems.append(Problem(self._at(key) or "file", reason))

    def close(self) -> None:
        """Note each key, in this table and those read from it, that nobody asked for: a slip must not change the law."""
        for key in self._raw:
            if key not in self._asked:
                self.report(key if _ID.fullmatch(key) else _short(key), "This key is not known.")
        for table in self._inner:
            table.close()

    def text(self, key: str, *, default: str | None = None, most: int = MOST_TEXT) -> str:
        """A text that is not blank and has at most `most` characters; `default` if the key is absent and a default is given."""
        if default is not None and key not in self._raw:
            return default
        return self._text(self._get(key), key, most)

    def name(self, key: str) -> str:
        """An id: a letter, then at most 63 letters, digits, hyphens or underscores."""
        text = self.text(key)
        if text and not _ID.fullmatch(text):
            self.report(key, f"{_short(text)} is not an id: letters, digits, - and _ only, with a letter first.")
        return text

    def count(self, key: str, *, least: int = 1) -> int:
        """A whole number from `least` to 9999."""
        value = self._get(key)
        if value is None:
            return least
        if isinstance(value, bool) or not isinstance(value, int):
            self.report(key, f"This must be a whole number, not {_kind(value)}.")
        elif value < least:
            self.report(key, f"This must be at least {least}, not {_short(value)}.")
        elif value > _MOST:
            self.report(key, f"This may be at most {_MOST}.")
        else:
            return value
        return least

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers from 1 to 9999."""
        found: list[int] = []
        for position, value in enumerate(self._list(key)):
            if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST:
                found.append(value)
            else:
                self.report(f"{key}[{position}]", f"This must be a whole number from 1 to {_MOST}.")
        return tuple(found)

    def measure(self, key: str, *, least: float, most: float) -> float:
        """A number, whole or with a fraction, from `least` to `most`."""
        value = self._get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        if value is not None:
            self.report(key, f"This must be a number from {least:g} to {most:g}.")
        return least

    def yes(self, key: str, *, default: bool | None = None) -> bool:
        """True or false; `default` if the key is absent and a default is given."""
        if default is not None and key not in self._raw:
            return default
        value = self._get(key)
        if value is not None and not isinstance(value, bool):
            self.report(key, f"This must be true or false, not {_kind(value)}.")
        return value is True

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self._get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.report(key, f"This must be a date such as 2026-11-25, not {_kind(value)}.")
        return date.min

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """One word of a closed list."""
        text = self.text(key)
        if text and text not in list(choices):
            self.report(key, f"{_short(text)} is not one of {', '.join(choices)}.")
        return choices(text) if text in list(choices) else next(iter(choices))

    def choices(self, key: str, choices: type[Choice]) -> tuple[Choice, ...]:
        """Words of a closed list."""
        what = f"word here: {', '.join(choices)}"
        return tuple(choices(text) for text in self.references(key, tuple(choices), what))

    def reference(self, key: str, known: Collection[str], what: str) -> str:
        """The id of one of the `known`; `what` says in a word what they are."""
        text = self.text(key)
        if text and text not in known:
            self.report(key, f"{_short(text)} is not a known {what}.")
        return text

    def references(self, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
        """A list of ids of the `known`, none of them twice."""
        return self._many(key, lambda text: "" if text in known else f"{_short(text)} is not a known {what}.")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them twice."""
        return self._many(key, lambda _: "")

    def names(self, key: str) -> tuple[str, ...]:
        """A list of ids, none of them twice."""
        return self._many(key, lambda text: "" if _ID.fullmatch(text) else f"{_short(text)} is not an id.")

    def table(self, key: str) -> StrictTable:
        """The table under the key."""
        return self._child(self._get(key), key)

    def named(self, key: str) -> dict[str, StrictTable]:
        """The tables under the key, by their names: [profiles.a], [profiles.b]. A name must be an id."""
        outer = self.table(key)
        return {name: outer.table(name) for name in outer.keys if _ID.fullmatch(name)}  # close() tells the others

    def named_texts(self, key: str) -> dict[str, str]:
        """The texts in the table under the key, by their names."""
        outer = self.table(key)
        return {name: outer.text(name) for name in outer.keys if _ID.fullmatch(name)}

    def rows(self, key: str) -> list[StrictTable]:
        """The tables of a list, each placed by its position."""
        return [self._child(value, f"{key}[{n}]") for n, value in enumerate(self._list(key))]

    def rows_by_id(self, key: str) -> dict[str, StrictTable]:
        """The tables of a list [[key]] by their `id`; one without a usable id of its own goes by its position."""
        found: dict[str, StrictTable] = {}
        for position, value in enumerate(self._list(key)):
            spot = f"{key}[{position}]"
            own = value.get("id") if isinstance(value, dict) else None
            name = own if isinstance(own, str) and _ID.fullmatch(own) else spot
            row = self._child(value, spot if name == spot else f"{key}[{name}]")
            if name in found:
                row.report("id", f"The id {name!r} is used twice.")
            found[spot if name in found else name] = row
        return found

    def _at(self, key: str) -> str:
        return ".".join(part for part in (self._place, key) if part)

    def _get(self, key: str) -> object:
        self._asked.add(key)
        if key not in self._raw:
            self.report(key, "This key is missing.")
        return self._raw.get(key)

    def _text(self, value: object, key: str, most: int = MOST_TEXT) -> str:
        if isinstance(value, str):
            fault = _fault(value, most)
            if not fault:
                return value
            self.report(key, fault)
        elif value is not None:
            self.report(key, f"This must be a text, not {_kind(value)}.")
        return ""

    def _list(self, key: str) -> list[object]:
        value = self._get(key)
        if isinstance(value, list):
            return value
        if value is not None:
            self.report(key, f"This must be a list, not {_kind(value)}.")
        return []

    def _many(self, key: str, fault_of: Callable[[str], str]) -> tuple[str, ...]:
        """The texts of a list in which there is no fault, each once; `fault_of` says what is wrong with one."""
        found: list[str] = []
        for position, value in enumerate(self._list(key)):
            place = f"{key}[{position}]"
            text = self._text(value, place)
            if text and (fault := fault_of(text)):
                self.report(place, fault)
            elif text in found:
                self.report(place, f"{_short(text)} is named twice.")
            elif text:
                found.append(text)
        return tuple(found)

    def _child(self, value: object, key: str) -> StrictTable:
        if value is not None and not isinstance(value, dict):
            self.report(key, f"This must be a table, not {_kind(value)}.")
        if not isinstance(value, dict):
            return StrictTable({}, place=self._at(key), problems=[])  # one fault is told; what is missing in it is not
        inner = StrictTable(value, place=self._at(key), problems=self._problems)
        self._inner.append(inner)
        return inner


def _fault(text: str, most: int) -> str:
    """Why a text cannot be kept or shown; empty if it can."""
    if len(text) > most:
        return f"This text has {len(text)} characters; it may have at most {most}."
    for position, character in enumerate(text):
        if category(character) in _UNFIT:
            return f"U+{ord(character):04X} at character {position} is not a character that can be kept."
    return "" if text.strip() else "This text is empty."


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int():
            return "a number"
        case float():
            return "a number with a fraction"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a table"
    return "a date or a time"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
