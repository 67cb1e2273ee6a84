"""A reading of personal data: who, by which act, and of what kind it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.roles import SYSTEM, Act, Actor, Role


class What(StrEnum):
    """What of a person was read."""

    CONTACT = "contact"  # name, telephone number, mail address
    WORDS = "words"  # what somebody handed in or wrote
    OWN = "own"  # all that is kept of whoever asks


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads, and `why`: the act by which the law lets them. A citizen reads as `caller:` with their id."""

    by: Actor
    why: Act


# What the program's own examples show, of invented people.
EXAMPLES = Reading(SYSTEM, Act.READ_REQUEST)


def reading_of_citizen(citizen: str, why: Act) -> Reading:
    """A citizen, known by number and code, reads what is their own."""
    return Reading(Actor(f"caller:{citizen}", Role.VISITOR), why)
