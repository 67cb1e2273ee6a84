"""Doing many things a few at a time, and looking again until something is so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


async def a_few_at_a_time(works: Iterable[Callable[[], Awaitable[T]]], at_once: int) -> list[T]:
    """Do all of this, at most `at_once` at a time, and return what came of each, in their order."""
    turn = asyncio.Semaphore(at_once)

    async def one(work: Callable[[], Awaitable[T]]) -> T:
        async with turn:
            return await work()

    return await asyncio.gather(*map(one, works))


async def until(is_so: Callable[[], Awaitable[object]], *, within: float, every: float) -> None:
    """Look every so many seconds until it is so. Raises `TimeoutError` when it is not within so many."""
    async with asyncio.timeout(within):
        while True:
            if await is_so():
                return
            await asyncio.sleep(every)
