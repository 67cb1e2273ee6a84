"""The clocks of a request: the citizen's deadline, and what of it the level that holds the request may use.

All of them run round the clock and are derived from the ledger; nothing here is stored. The rule of shares is ours:
docs/decisions/0009-two-tiers.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.hotline.policy import Level
from domain.hotline.request import Custody, Request
from domain.promise import exact_end, exact_passed
from domain.term import Term

_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Share:
    """What a level may use, from when it got the request: `length` of counted time, and the instants that follow from it.

    Those that are not reached yet are None while the clock stands.
    """

    length: timedelta
    half_at: datetime | None
    warn_at: datetime | None
    over_at: datetime | None


def length_of(term: Term) -> timedelta:
    """The exact length of a term of the hotline."""
    return term.unit.exact(term.value)


def counted(case: Request, since: datetime, until: datetime) -> timedelta:
    """The time between two instants that counts, without the pauses of the cycle."""
    return exact_passed(since, until, case.pauses)


def budget(case: Request) -> timedelta | None:
    """The counted time that the running leg may take, with its extension; None before it is classified.

    A deadline from outside cuts it: no pause moves that. An open pause does not cut it yet, for nobody knows its end.
    """
    own, start = _own_term(case), case.started_at
    if own is None or start is None or case.fixed_due is None:
        return own
    ended = tuple(pause for pause in case.pauses if pause.until is not None)
    return min(own, exact_passed(start, case.fixed_due, ended))


def goal_at(case: Request) -> datetime | None:
    """The citizen's deadline: its own or that from outside, whichever is earlier; None while neither is known."""
    own, start = _own_term(case), case.started_at
    end = exact_end(start, own, case.pauses) if own is not None and start is not None else None
    return min((at for at in (end, case.fixed_due) if at is not None), default=None)


def accept_at(case: Request) -> datetime | None:
    """Until when somebody must have accepted (or dispatched anew); None while a body has it."""
    since = case.waiting_since
    return since + length_of(case.policy.waiting.accept) if since else None


def share(case: Request) -> Share | None:
    """What the level that holds the request may use; None where nobody holds it, or where nothing is left to use.

    A level may use its own part of the leg, less what bodies of that level have used before, and what the levels below it
    left; never more than is left to the citizen's deadline, unless that is over already.
    """
    holder, allowed = case.holder, budget(case)
    if holder is None or allowed is None or case.started_at is None:
        return None
    passed = counted(case, case.started_at, holder.since)
    length = _allowance(case, holder, allowed, passed)
    if passed < allowed:
        length = min(length, allowed - passed)
    elif holder.level is Level.CENTRE:
        return None
    half, warn = (length * percent / 100 for percent in (case.policy.half, case.policy.warn))
    return Share(length, *(exact_end(holder.since, part, case.pauses) for part in (half, warn, length)))


def used(case: Request, level: Level, until: datetime) -> timedelta:
    """The counted time that bodies of a level have held the request in the running leg, up to an instant."""
    held = (c for c in case.custodies if c.level is level and c.leg_since == case.started_at)
    return sum((counted(case, c.since, min(c.until or until, until)) for c in held), _NOTHING)


def _own_term(case: Request) -> timedelta | None:
    """What the kind allows for the running leg, with its extension; None before it is classified."""
    leg = case.leg
    if leg is None or case.started_at is None:
        return None
    return length_of(leg.term) + sum((timedelta(hours=e.amount) for e in case.extensions), _NOTHING)


def _allowance(case: Request, holder: Custody, allowed: timedelta, passed: timedelta) -> timedelta:
    leg = case.leg
    assert leg is not None, "there is a budget"
    if holder.level is Level.CENTRE:
        return max(_NOTHING, allowed - passed)
    place = list(Level).index(holder.level)
    own = allowed * leg.shares[place] / 100 - used(case, holder.level, holder.since)
    below = allowed * sum(leg.shares[: place + 1]) / 100 - passed
    return max(_NOTHING, own, below)
