"""The moments at which a request acts by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.hotline.clocks import goal_at, length_of, share
from domain.hotline.policy import Level
from domain.hotline.request import AT_WORK, OPEN, Request, State
from domain.promise import exact_end


class Wake(StrEnum):
    """Why a request wakes; of several at one instant the first one here is taken first."""

    PAUSE_END = "pause_end"
    ACCEPT_SOON = "accept_soon"
    ACCEPT_OVER = "accept_over"
    ACCEPT_UP = "accept_up"
    HALF = "half"
    WARN = "warn"
    GOAL = "goal"
    SHARE = "share"
    NEGLECTED = "neglected"
    REVIEW = "review"
    FOLLOW_UP_END = "follow_up_end"


@dataclass(frozen=True, slots=True)
class Wakening:
    """What is due when; `key` is remembered when it was taken, so that it is taken once."""

    at: datetime
    why: Wake
    key: str


_ORDER = {why: number for number, why in enumerate(Wake)}


def next_wakening(case: Request) -> Wakening | None:
    """What comes first, or None where nothing will happen by itself."""
    return min(wakenings(case), key=lambda w: (w.at, _ORDER[w.why]), default=None)


def wakenings(case: Request) -> list[Wakening]:
    """Everything that the request would do by itself, as it stands now."""
    found = [*_waiting(case), *_goal(case), *_share(case), *_others(case)]
    return [wakening for wakening in found if wakening.key not in case.taken]


def _waiting(case: Request) -> Iterator[Wakening]:
    """Nobody has accepted: a warning, the breach of the promise, then up and up again until somebody does."""
    since, rule = case.waiting_since, case.policy.waiting
    if since is None or case.state not in (State.REPORTED, State.RETURNED):
        return
    turn = case.returns  # not the instant: that of an earlier report moves it, and tells nobody again
    yield Wakening(since + length_of(rule.warn), Wake.ACCEPT_SOON, f"accept_soon:{turn}")
    yield Wakening(since + length_of(rule.accept), Wake.ACCEPT_OVER, f"accept_over:{turn}")
    for number, step in enumerate(rule.up, start=1):
        yield Wakening(since + length_of(step), Wake.ACCEPT_UP, f"accept_up:{turn}:{number}")
    number = max(len(rule.up), _last_up(case, turn)) + 1
    last = length_of(rule.up[-1] if rule.up else rule.accept)
    again = since + last + length_of(rule.again) * (number - len(rule.up))
    yield Wakening(again, Wake.ACCEPT_UP, f"accept_up:{turn}:{number}")


def _last_up(case: Request, turn: int) -> int:
    """The number of the last step up that was taken since the request began to wait."""
    prefix = f"accept_up:{turn}:"
    return max((int(key.removeprefix(prefix)) for key in case.taken if key.startswith(prefix)), default=0)


def _goal(case: Request) -> Iterator[Wakening]:
    """The citizen's deadline; one from outside holds also while nobody has classified the request."""
    end = goal_at(case)
    if end is None or case.state not in OPEN:
        return
    key = f"outer:{case.cycle}:{end.isoformat()}" if end == case.fixed_due else _goal_key(case)
    yield Wakening(end, Wake.GOAL, f"goal:{key}")
    if f"goal:{key}" in case.taken:
        yield Wakening(end + length_of(case.policy.neglected), Wake.NEGLECTED, f"neglected:{key}")


def _goal_key(case: Request) -> str:
    """What a goal is: of which leg, by which kind, how often extended. A pause moves it, but it stays the same."""
    return f"{case.cycle}.{case.leg_no}.{case.kind_id}.{len(case.extensions)}"


def _share(case: Request) -> Iterator[Wakening]:
    part, holder = share(case), case.holder
    if part is None or holder is None or case.state is not State.HANDLING or case.seeking is not None:
        return
    key = f"{len(case.custodies)}.{_goal_key(case)}"
    moments = [(Wake.HALF, part.half_at), (Wake.WARN, part.warn_at)]
    if holder.level is not Level.CENTRE:
        moments.append((Wake.SHARE, part.over_at))
    for why, at in moments:
        if at is not None and (part.length or why is Wake.SHARE):
            yield Wakening(at, why, f"{why}:{key}")


def _others(case: Request) -> Iterator[Wakening]:
    if case.state is State.PAUSED and case.planned_end is not None:
        yield Wakening(case.planned_end, Wake.PAUSE_END, f"pause_end:{case.cycle}.{len(case.pauses)}")
    if case.parking is not None and case.state in AT_WORK:
        review = case.parking.review_at
        yield Wakening(review, Wake.REVIEW, f"review:{review.isoformat()}")
    if case.state is State.CLOSED and case.closed_at is not None:
        end = exact_end(case.closed_at, length_of(case.policy.follow_up.ends), ())
        assert end is not None, "nothing holds it up"
        yield Wakening(end, Wake.FOLLOW_UP_END, f"follow_up_end:{case.cycle}")
