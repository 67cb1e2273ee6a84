"""How often a code may be guessed: wrong ones are counted for each address and for all, within the last minute."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable

PER_ADDRESS = 10
IN_TOTAL = 300
SECONDS = 60.0


class Guesses:
    """Counts in memory, for this process only.

    An attempt counts as wrong from its beginning, so that many at once are counted too, until it proves right. Of 32^6
    codes 300 a minute find one of 1,000 that are open about once in two and a half days, and win nothing but to be
    blamed: the page shows nothing that is not public. While the limit for all is reached, telephone and SMS still work.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: deque[tuple[float, str]] = deque()
        self._by: Counter[str] = Counter()

    def may(self, address: str) -> bool:
        """May somebody at this address try a code now? If so, it counts as wrong until `was_right`."""
        self._forget()
        if len(self._wrong) >= IN_TOTAL or self._by[address] >= PER_ADDRESS:
            return False
        self._wrong.append((self._clock(), address))
        self._by[address] += 1
        return True

    def was_right(self, address: str) -> None:
        """Take back the newest attempt from this address."""
        for place in range(len(self._wrong) - 1, -1, -1):
            if self._wrong[place][1] == address:
                del self._wrong[place]
                self._drop(address)
                return

    def _forget(self) -> None:
        since = self._clock() - SECONDS
        while self._wrong and self._wrong[0][0] <= since:
            self._drop(self._wrong.popleft()[1])

    def _drop(self, address: str) -> None:
        self._by[address] -= 1
        if not self._by[address]:
            del self._by[address]
