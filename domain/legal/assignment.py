"""Who was called, who was offered a case, who had it: one line each, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class How(StrEnum):
    """As what somebody comes to a case."""

    CALL = "call"  # may take it over
    OFFER = "offer"  # is asked to accept; only the last offer can be accepted
    VOLUNTEER = "volunteer"  # took it over without being called
    DESIGNATED = "designated"  # by the desk or the director
    PROVISIONAL = "provisional"  # on duty when the promise was over


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person was called or offered a case at `since`, accepted it at `accepted_at`, and has nothing to do with it from `until` on.

    `ended` says how: lapsed, declined, referred, changed, taken (by another one), called_again, done; `reason` is a decline's.
    `n` numbers the assignments of a case from 1.
    """

    person: str
    how: How
    since: datetime
    accepted_at: datetime | None = None
    until: datetime | None = None
    ended: str = ""
    reason: str = ""
    n: int = 0

    @property
    def is_open(self) -> bool:
        """Can it still be accepted?"""
        return self.accepted_at is None and self.until is None

    @property
    def holds(self) -> bool:
        """Has this person the case?"""
        return self.accepted_at is not None and self.until is None


@dataclass(frozen=True, slots=True)
class PersonQuestion:
    """Who shall be called next? `n` numbers the assignment to be made, so that the same question gets the same answer.

    `passed` have been asked in this round. `how` CALL: the person on duty for language and field; OFFER: the best match for the
    case; PROVISIONAL: the legal-aid lawyer on duty.
    """

    ref: str
    n: int
    how: How
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFound:
    """The person, or nobody (empty); `skipped` were on duty and could not be called, with why, as `person:reason`."""

    person: str
    skipped: tuple[str, ...] = ()
