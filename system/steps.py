"""Tells a person at a terminal what is being done, one line for each step, while it is being done."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TextIO, TypeVar

Opened = TypeVar("Opened")

_WIDTH = 22  # of the first column, in which the steps are named


@dataclass(slots=True)
class Note:
    """What a step found out, to be shown with its end."""

    text: str = ""


class Steps:
    """Writes steps to a stream: the name when a step begins, its note and how long it took when it ends.

    with steps.step("PostgreSQL") as note:
        note.text = await start()  # PostgreSQL …      18.6 on 127.0.0.1:5455, ready in 0.6 s
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    @contextmanager
    def step(self, name: str, *, done: str = "ready") -> Iterator[Note]:
        """Show one step; `done` is the word for its end. One that fails or is interrupted says so and lets it pass."""
        note, began = Note(), time.monotonic()
        self._write(f"{name + ' …':<{_WIDTH}} ")
        end = "interrupted after"
        try:
            yield note
            end = f"{note.text}{', ' if note.text else ''}{done} in"
        except Exception:
            end = "failed after"
            raise
        finally:
            self._write(f"{end} {time.monotonic() - began:.1f} s\n")

    @asynccontextmanager
    async def opened(
        self,
        name: str,
        context: AbstractAsyncContextManager[Opened],
        about: Callable[[Opened], str],
        *,
        ended: str = "stopped",
    ) -> AsyncIterator[Opened]:
        """Show the opening of a context as one step and its closing as another.

        `about` makes the note, `ended` is the word for the end.
        """
        async with AsyncExitStack() as stack:
            with self.step(name) as note:
                held = await stack.enter_async_context(context)
                note.text = about(held)
            try:
                yield held
            finally:
                with self.step(name, done=ended):
                    await stack.aclose()

    def say(self, text: str = "") -> None:
        """Write lines that are no step."""
        self._write(f"{text}\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
