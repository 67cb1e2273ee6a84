"""Passwords are hashed with argon2id, by a few threads of their own, so that many who sign in at once take turns."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_THREADS = 2
_MOST_WAITING = 500
DECOY = "$argon2id$v=19$m=19456,t=2,p=1$HCb23mjCAwp2QllfYDab2g$7WKrqmJLriDfEKg+OcLmrxUI2CPS7tF7OBt6I4xmcvo"  # of a password that nobody has


class HasherBusy(Exception):
    """So many wait already that one more would wait too long."""


class Passwords:
    """Hashes and verifies; 19 MiB and two passes each, as OWASP names for argon2id.

    `verified` counts what it cost: a name that nobody has costs as much as one that somebody has.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        self.verified = 0

    async def hash(self, password: str) -> str:
        """The hash under which a password is kept. Raises `HasherBusy`."""
        return str(await self._in_turn(self._hasher.hash, password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Is it the password? Never for None, but only after as much work. Raises `HasherBusy`."""
        is_right = bool(await self._in_turn(self._matches, hashed or DECOY, password))
        return is_right and hashed is not None

    async def _in_turn(self, work: object, *values: str) -> object:
        if self._waiting >= _MOST_WAITING:
            raise HasherBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *values)  # type: ignore[arg-type]
        finally:
            self._waiting -= 1

    def _matches(self, hashed: str, password: str) -> bool:
        self.verified += 1
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False
