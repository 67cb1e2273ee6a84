"""How urgent a request is to those who work: whole seconds left, the light of a level's share, and when to call next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.hotline.record import Happening

_DAYS_AHEAD = 2


class ShareLight(StrEnum):
    """How much of its share the level that holds a request has used."""

    RUNNING = "running"
    HALF = "half"
    WARNED = "warned"
    OVER = "over"
    STOPPED = "stopped"  # the clock stands


_BY_WARNING: dict[str, ShareLight] = {Happening.HALF: ShareLight.HALF, Happening.WARNED: ShareLight.WARNED}


@dataclass(frozen=True, slots=True)
class CallWindow:
    """A part of a day in which a citizen may be called: from `from_at` (now, where it has begun) until just before `until_at`."""

    from_at: datetime
    until_at: datetime


def seconds_left(at: datetime | None, now: datetime) -> int | None:
    """The whole seconds that are left until an instant, rounded down: 0 in the last one, negative when it is over."""
    return math.floor((at - now) / timedelta(seconds=1)) if at is not None else None


def share_light(warning: str, *, share_at: datetime | None, goal_at: datetime | None, now: datetime) -> ShareLight:
    """The light of a request at work; `warning` is the kind of the newest one that its present holder got, or empty."""
    ends = [at for at in (share_at, goal_at) if at is not None]
    if not ends:
        return ShareLight.STOPPED
    if min(ends) <= now:
        return ShareLight.OVER
    return _BY_WARNING.get(warning, ShareLight.RUNNING)


def next_call(
    hours: Sequence[tuple[time, time]], tried: Iterable[datetime], *, now: datetime, zone: str
) -> CallWindow | None:
    """The next part of a day in which to call: one that was tried least often so far, the soonest of these.

    `hours` are local parts of the day, `tried` the instants of attempts. None where no part is stated.
    """
    local = ZoneInfo(zone)
    counts = [0] * len(hours)
    for at in tried:
        moment = at.astimezone(local).time()
        for place, (start, end) in enumerate(hours):
            counts[place] += start <= moment < end
    today = now.astimezone(local).date()
    windows = (
        window
        for place, part in enumerate(hours)
        if counts[place] == min(counts)
        for days in range(_DAYS_AHEAD)
        if (window := _window(today + timedelta(days=days), part, local)).until_at > now
    )
    return min((CallWindow(max(w.from_at, now), w.until_at) for w in windows), key=lambda w: w.from_at, default=None)


def _window(day: date, part: tuple[time, time], zone: ZoneInfo) -> CallWindow:
    return CallWindow(*(datetime.combine(day, at, zone) for at in part))
