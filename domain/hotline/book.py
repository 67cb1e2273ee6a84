"""Everything about the hotline that may change by decree: the frozen rules, and the names, topics and roads that are looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from domain.hotline.policy import Level, Policy

ISSUER = "issuer"  # the name of who issues documents

Names = Mapping[str, str]  # by language: zh, mn, en


@dataclass(frozen=True, slots=True)
class Topic:
    """What requests are about (诉求事项), with the duty list: its usual kind, at which level it begins, and which bodies have the duty.

    `lead` and `assists` are ids of bodies of the banner; village and town follow from the place. `road` is set for a
    matter that the hotline does not handle: it is told that road and closed.
    """

    id: str
    names: Names
    kind: str
    start: Level
    lead: str
    assists: tuple[str, ...] = ()
    road: str = ""


@dataclass(frozen=True, slots=True)
class Road:
    """Another road (police, court, arbitration …): whom to call, what to say, and words in a text that point to it.

    Words only make the seat and the citizen look; nothing is closed by a word.
    """

    id: str
    names: Names
    advice: Names
    call: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HotlineBook:
    """One version of domain/data/hotline.toml.

    `names` are those of everything with an id, and of who issues documents (`issuer`), by `kind.<id>`, `pause.<id>`, `return.<id>`, `paper.<id>`, `level.<id>`,
    `state.<id>`, `outcome.<id>`, `evidence.<id>`. `call_hours` are the parts of the day (local) in which citizens are called; each
    attempt takes another one.
    """

    policy: Policy
    names: Mapping[str, Names]
    topics: Mapping[str, Topic]
    roads: Mapping[str, Road]
    call_hours: tuple[tuple[time, time], ...]
