"""Many who ask at once, each from an address of their own, as the proxy tells it: for pages, and for streams that stay open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from api.accounts.cookies import SESSION
from system.process import LOOPBACK

_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """What came of asking for one page again and again: seconds of each answer, and how many there were a second."""

    seconds: list[float]
    a_second: float
    size: int


@dataclass
class Viewer:
    """Somebody who follows a project: when which event of its record first reached them."""

    last: int = 0
    arrived: dict[int, float] = field(default_factory=dict)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, reader: asyncio.StreamReader) -> None:
        """Read the stream until it ends."""
        while line := await reader.readline():
            if line.startswith(b"id: "):
                self.last = int(line[4:])
                self.arrived[self.last] = time.perf_counter()
                self.reached.set()

    async def until(self, n: int) -> float:
        """When the event with this number, or a later one, reached them."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while self.last < n:
                self.reached.clear()
                await self.reached.wait()
        return min(at for number, at in self.arrived.items() if number >= n)


def _request(path: str, number: int, token: str) -> bytes:
    held = f"Authorization: Bearer {token}" if path.startswith("/api/") else f"Cookie: {SESSION}={token}"
    who = f"{held}\r\n" if token else ""
    from_where = f"X-Forwarded-For: 192.0.2.{number % 200 + 1}\r\nX-Forwarded-Proto: https\r\n"
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{from_where}{who}\r\n".encode()


async def ask(port: int, path: str, *, token: str = "", askers: int, times: int) -> Rate:
    """Let some ask for a page so many times in all, each over a line that is kept, one after the other on each.

    `token` is of a machine for what it reads, and of a session for pages.

    Raises:
        RuntimeError: an answer was not 200.
    """
    taken: list[float] = []
    sizes: list[int] = []

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        for _ in range(times // askers):
            began = time.perf_counter()
            writer.write(_request(path, number, token))
            sizes.append(await _answer(reader))
            taken.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    async with asyncio.timeout(_PATIENCE_SECONDS * 10):
        await asyncio.gather(*map(one, range(askers)))
    return Rate(taken, len(taken) / (time.perf_counter() - began), max(sizes))


@asynccontextmanager
async def following(port: int, path: str, number: int) -> AsyncIterator[Sequence[Viewer]]:
    """So many viewers whose streams are open; fewer, where the API takes no more."""
    viewers: list[Viewer] = []
    writers: list[asyncio.StreamWriter] = []
    tasks: list[asyncio.Task[None]] = []
    for one in range(number):
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        writers.append(writer)
        writer.write(_request(path, one, ""))
        if not (await _head(reader)).startswith(b"HTTP/1.1 200"):
            break
        viewers.append(Viewer())
        tasks.append(asyncio.create_task(viewers[-1].follow(reader)))
    try:
        yield viewers
    finally:
        for task in tasks:
            task.cancel()
        for writer in writers:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read an answer to its end; how many bytes its body has."""
    head = await _head(reader)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{head.splitlines()[0].decode()}")
    length = next(line for line in head.lower().splitlines() if line.startswith(b"content-length:"))
    body = await reader.readexactly(int(length.partition(b":")[2]))
    return len(body)


async def _head(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        return await reader.readuntil(b"\r\n\r\n")
