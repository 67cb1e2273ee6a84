"""The rules of the hotline that a request is begun with and keeps: kinds, terms, shares, warnings, pauses, returns, follow-up.

`domain.hotline.policy_file` reads them from domain/data/hotline.toml and checks them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.term import Term


class Level(StrEnum):
    """Who holds a request, from below to above; the centre is above all and coordinates."""

    VILLAGE = "village"
    TOWN = "town"
    BANNER = "banner"
    CENTRE = "centre"

    @property
    def above(self) -> Level | None:
        """The next level up, or None for the centre."""
        levels = list(Level)
        return levels[levels.index(self) + 1] if self is not Level.CENTRE else None


class Goal(StrEnum):
    """What must be reached within the term of a leg."""

    CLOSE = "close"
    REPORT = "report"  # handed to the level above


@dataclass(frozen=True, slots=True)
class Leg:
    """One clock of a kind: what must be reached, within which term, and the percent of it that each level may use.

    The term is in exact units. `shares` are those of village, town and banner; what they leave of 100 is the centre's.
    """

    goal: Goal
    term: Term
    shares: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: its legs in order, what a closing must show, and the most hours of one extension (0: none).

    `evidence` names the fields that must be filled: text, photo, place, time, document. A `joint` kind is for joint tasks and for
    nothing else, and they have no other.
    """

    id: str
    legs: tuple[Leg, ...]
    evidence: tuple[str, ...]
    extension_hours: int = 0
    joint: bool = False


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A reason for which the clock may stand, and the longest that it may stand for it in a cycle, all pauses together.

    One `of_citizen` is what a citizen wants or has to do; a joint task, which has none, does not stand for it.
    """

    id: str
    ceiling: Term
    of_citizen: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """When a request that nobody has accepted (or that was returned) speaks up, counted from when it began to wait.

    `accept` is the promise; `warn` comes before it, each of `up` after it, and from the last on `again` repeats.
    """

    warn: Term
    accept: Term
    up: tuple[Term, ...]
    again: Term


@dataclass(frozen=True, slots=True)
class Returns:
    """Sending a request back: within which time after it came, how often at most, and the reasons of the duty list."""

    within: Term
    most: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Asking the citizen: how many calls at most, and how long after closing it ends whatever was answered.

    `gap` lies between two calls at which nobody was reached.
    """

    calls: int
    ends: Term
    gap: Term


@dataclass(frozen=True, slots=True)
class Paper:
    """A numbered document over the life of a neglected request: its id, and what issues it, once for a body in a cycle."""

    id: str
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that is frozen in a request. `half` and `warn` are percent of a level's share.

    `neglected` after the goal was missed the last paper is due. `parking_days` is how far ahead a review may lie.
    `roads` are the ids of other roads (courts, police …) on which a request may be sent.
    """

    version: str
    kinds: tuple[Kind, ...]
    waiting: Waiting
    half: int
    warn: int
    neglected: Term
    pauses: tuple[PauseReason, ...]
    returns: Returns
    follow_up: FollowUp
    papers: tuple[Paper, ...]
    parking_days: int
    roads: tuple[str, ...]

    def kind(self, kind_id: str) -> Kind | None:
        """The kind with this id, or None."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)

    def pauses_for(self, *, joint: bool) -> tuple[PauseReason, ...]:
        """The reasons for which the clock of a request may stand, or that of a joint task."""
        return tuple(pause for pause in self.pauses if not (joint and pause.of_citizen))
