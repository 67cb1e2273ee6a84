"""The rules of the hotline with terms of seconds, for demonstrations on a real clock."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from domain.quick_terms import quickened
from domain.term import Unit


@dataclass(frozen=True, slots=True)
class HotlineScale:
    """How many seconds an hour and a minute last."""

    version: str
    hour: int
    minute: int


def parse_hotline_scale(text: str) -> HotlineScale:
    """The scale of the file domain/data/demo_hotline.toml; `TypeError` if a key is missing or unknown."""
    return HotlineScale(**tomllib.loads(text))


def hotline_in_seconds(rules: str, scale: HotlineScale) -> str:
    """The text of the rules in which each term of hours or minutes is one of seconds; all else is as it was."""
    seconds: dict[str, int] = {Unit.H: scale.hour, Unit.MIN: scale.minute}
    return quickened(rules, seconds, other={"version": scale.version})
