"""What becomes of a message: the states it passes, of which it only ever moves on, and the kinds of fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """The ways to reach somebody; `list` is the list of those whom a person must tell."""

    SMS = "sms"
    VOICE = "voice"
    MAIL = "mail"
    LIST = "list"


class Fate(StrEnum):
    """The states of a message.

    queued: waits for its time. claimed: handed to the carrier at this moment. unknown: nobody can say whether the
    carrier has it. accepted: the carrier has it. sent: the carrier has passed it on. delivered: it arrived (or a person
    says so). undelivered: it went out and did not arrive. failed: it never went out. expired: its time was over first.
    cancelled: what it says no longer holds. superseded: another message says it.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Fault(StrEnum):
    """The classes of a carrier's errors, each with one consequence.

    address: never again to this address on this channel; the next channel now. unreachable: the next channel now, the
    address stays good. ours: never again with these settings; alarm the operator; the next channel now. busy: nothing
    was taken; again with back-off while the message is useful. late: its time was over; decide anew. unknown: nobody can
    say; reconcile first, never send again.
    """

    ADDRESS = "address"
    UNREACHABLE = "unreachable"
    OURS = "ours"
    BUSY = "busy"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a carrier says of a letter: `fate` as far as it knows, its own `sid` and `status`, its error `code`, and its class."""

    fate: Fate
    sid: str = ""
    status: str = ""
    code: str = ""
    fault: Fault | None = None


FINAL = frozenset({Fate.DELIVERED, Fate.UNDELIVERED, Fate.FAILED, Fate.EXPIRED, Fate.CANCELLED, Fate.SUPERSEDED})
MISSED = frozenset({Fate.UNDELIVERED, Fate.FAILED, Fate.EXPIRED})
_ORDER = (Fate.QUEUED, Fate.CLAIMED, Fate.UNKNOWN, Fate.ACCEPTED, Fate.SENT)


def rank(fate: Fate) -> int:
    """How far along a state is; all final ones are equally far."""
    return _ORDER.index(fate) if fate in _ORDER else len(_ORDER)


def moves_on(old: Fate, new: Fate) -> bool:
    """May a message in state `old` enter `new`? Receipts come in any order, so only forward, and never from a final state."""
    return rank(new) > rank(old)
