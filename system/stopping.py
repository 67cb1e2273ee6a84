"""Lets a program end in order when SIGINT (Ctrl-C) or SIGTERM asks it to."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

_SETTLE_SECONDS = 0.3  # leaving Python right after the end of a Temporal worker can crash it (SDK 1.35)


def run_until_stopped(program: Coroutine[Any, Any, None]) -> None:
    """Run `program` until it ends by itself or one of the two signals comes.

    On a signal it is cancelled, once, so that the contexts that it opened close in their order; further signals are
    ignored meanwhile. What it raises by itself is raised.
    """
    asyncio.run(_guarded(program))


async def _guarded(program: Coroutine[Any, Any, None]) -> None:
    running = asyncio.ensure_future(program)
    asked = asyncio.Event()

    def stop() -> None:
        if not asked.is_set():
            asked.set()
            running.cancel()

    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, stop)
    try:
        await running
    except asyncio.CancelledError:
        if not asked.is_set():
            raise
    finally:
        await asyncio.sleep(_SETTLE_SECONDS)
