"""What a log tells of a case: its events in the order of their effect, and instead of people pseudonyms."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.hotline.record import Happening as OfRequest
from domain.legal.record import Happening as OfLegalCase
from domain.record import Happening as OfProject

_LETTERS = 16  # of a pseudonym: enough that no two people share one


class Log(StrEnum):
    """The logs that there are, each of one service."""

    APPROVALS = "approvals"
    HOTLINE = "hotline"
    LEGAL = "legal"


CASES = {Log.APPROVALS: "project", Log.HOTLINE: "request", Log.LEGAL: "legal_case"}
KINDS: dict[Log, tuple[str, ...]] = {
    Log.APPROVALS: tuple(OfProject),
    Log.HOTLINE: tuple(OfRequest),
    Log.LEGAL: tuple(OfLegalCase),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `item` is empty where the whole case is meant; `body` is the department or body, `who` a pseudonym, both empty where there is none."""

    n: int
    kind: str
    item: str
    body: str
    at: datetime
    entered_at: datetime
    acted_at: datetime | None
    role: str
    who: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One case with its events, in the order in which they took effect."""

    ref: str
    entries: Sequence[Entry]


def pseudonym(key: bytes, person: str) -> str:
    """What stands for a person in one log: the same throughout it, and with another key another one."""
    return hmac.digest(key, person.encode(), "sha256").hex()[:_LETTERS] if person else ""
