"""How much anybody may ask for: so many times a minute, and so much at once.

Counts stand in memory, for this process only, and for a bounded number of askers: whoever asked longest ago is forgotten
first.
"""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil

from starlette.types import Scope

from api.refusals import Away
from domain.accounts.throttle import address_group

MOST_ASKERS = 20_000
_MINUTE = 60.0
_ROUNDING = 1e-6  # seconds: a clock's large number plus a minute less itself is not quite a minute


class TooManyRequests(Away):
    """Too much was asked from here within a minute, or at once; nothing was done. Try again later."""

    code = "too_many_requests"
    status = 429

    def __init__(self, *, seconds: int = 1) -> None:
        super().__init__()
        self.retry_after = seconds


@dataclass
class Pace:
    """So many a minute for each asker, at once or spread; with none nobody is limited.

    For each asker stands the instant at which all that was asked will have been paid off.
    """

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    most: int = MOST_ASKERS
    _paid_at: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def ask(self, asker: str) -> None:
        """Count one more. Raises `TooManyRequests`, which is not counted, when it is too many."""
        if not self.per_minute:
            return
        now = self.clock()
        paid_at = max(self._paid_at.get(asker, now), now) + _MINUTE / self.per_minute
        if paid_at - now > _MINUTE + _ROUNDING:
            raise TooManyRequests(seconds=ceil(paid_at - now - _MINUTE))
        self._paid_at[asker] = paid_at
        self._paid_at.move_to_end(asker)
        if len(self._paid_at) > self.most:
            self._paid_at.popitem(last=False)


@dataclass
class Crowd:
    """So many at once, and so many of them for one asker; `inside` counts them."""

    most: int
    most_of_one: int
    refusal: type[Away] = TooManyRequests
    inside: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def one(self, asker: str) -> Iterator[None]:
        """Be inside as long as the block lasts. Raises the refusal when there is no room."""
        if self.inside.total() >= self.most or self.inside[asker] >= self.most_of_one:
            raise self.refusal()
        self.inside[asker] += 1
        try:
            yield
        finally:
            self.inside[asker] -= 1
            if not self.inside[asker]:
                del self.inside[asker]


def asker_of(scope: Scope) -> str:
    """Whom to count: the address, of an IPv6 one the net that one household is given."""
    return address_group(scope["client"][0] if scope.get("client") else "")
