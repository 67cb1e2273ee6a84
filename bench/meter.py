"""A program of its own process, and what the kernel says of its memory and processor time (Linux)."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from system.process import ServerFailed, leashed

ROOT = Path(__file__).parent.parent
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS, _STOP_SECONDS = 60.0, 10.0
_CALM_SECONDS = 1.0  # between two looks at a program that should have come to rest
_CALM_CPU = 0.05  # of one processor: what an idle worker uses to ask for work
_CALM_BYTES = 200_000


class Meter:
    """Reads what a process has used."""

    def __init__(self, pid: int) -> None:
        self._proc = Path("/proc") / str(pid)

    def memory(self) -> int:
        """Resident bytes."""
        return int(self._proc.joinpath("statm").read_text(encoding="ascii").split()[1]) * _PAGE

    def cpu(self) -> float:
        """Seconds of processor time since the process began, its own and the kernel's for it."""
        after_name = self._proc.joinpath("stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / _TICKS

    async def calm(self, *, most: float = 20.0) -> None:
        """Wait until neither memory nor processor time grows, for at most so many seconds."""
        until = asyncio.get_running_loop().time() + most
        calm_in_a_row = 0
        while calm_in_a_row < 2 and asyncio.get_running_loop().time() < until:
            memory, cpu = self.memory(), self.cpu()
            await asyncio.sleep(_CALM_SECONDS)
            is_calm = self.cpu() - cpu < _CALM_CPU * _CALM_SECONDS and abs(self.memory() - memory) < _CALM_BYTES
            calm_in_a_row = calm_in_a_row + 1 if is_calm else 0


@asynccontextmanager
async def program(module: str, *, environment: Mapping[str, str], log: Path, ready: str) -> AsyncIterator[Meter]:
    """Run `python -m module` until the context ends; it is ready when its log says `ready`.

    Raises:
        ServerFailed: it ended, or was not ready in time; the message holds the end of its log.
    """
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *leashed([sys.executable, "-m", module], last_signal=signal.SIGTERM),
            cwd=ROOT,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        await _ready(process, log, ready)
        yield Meter(process.pid)
        if process.returncode is not None:
            raise ServerFailed(f"{module} ended by itself; the end of its log:\n{_tail(log)}")
    finally:
        await _stop(process)


async def _ready(process: asyncio.subprocess.Process, log: Path, ready: str) -> None:
    until = asyncio.get_running_loop().time() + _START_SECONDS
    while ready not in _said(log):
        if process.returncode is not None or asyncio.get_running_loop().time() > until:
            raise ServerFailed(f"A worker did not start; the end of its log:\n{_tail(log)}")
        await asyncio.sleep(0.05)


async def _stop(process: asyncio.subprocess.Process) -> None:
    for wanted in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        process.send_signal(wanted)
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            continue


def _tail(log: Path) -> str:
    return "\n".join(_said(log).splitlines()[-15:])


def _said(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
