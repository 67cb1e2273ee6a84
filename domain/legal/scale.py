"""The rules of the legal circle with terms of seconds, for demonstrations on a real clock."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from domain.quick_terms import quickened
from domain.term import Unit


@dataclass(frozen=True, slots=True)
class LegalScale:
    """How many seconds a working day, a natural day, an hour and a minute last."""

    version: str
    working_day: int
    day: int
    hour: int
    minute: int


def parse_legal_scale(text: str) -> LegalScale:
    """The scale of the file domain/data/demo_legal.toml; `TypeError` if a key is missing or unknown."""
    return LegalScale(**tomllib.loads(text))


def legal_in_seconds(rules: str, scale: LegalScale) -> str:
    """The text of the rules in which each term is one of seconds; all else is as it was."""
    seconds: dict[str, int] = {
        Unit.WD: scale.working_day,
        Unit.D: scale.day,
        Unit.H: scale.hour,
        Unit.MIN: scale.minute,
    }
    return quickened(rules, seconds, other={"version": scale.version})
