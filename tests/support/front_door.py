"""`python -m local` as a process of its own, for the stories."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
EXAMPLE = "2611-150524-04-01-100001"
PORTS = ("CHENGNUO_PORT", "CHENGNUO_POSTGRES_PORT", "CHENGNUO_TEMPORAL_PORT", "CHENGNUO_TEMPORAL_UI_PORT")
READY = "Chengnuo is ready"
PATIENCE = 60


class Run:
    """A running `python -m local` and what it has said so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said = ""

    @classmethod
    async def start(cls, settings: dict[str, str]) -> Self:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CHENGNUO_", "TEMPORAL_", "PG"))}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "local"),
            cwd=ROOT,
            env=inherited | settings,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        return cls(process)

    async def until(self, text: str) -> None:
        """Read on until it has said `text`."""
        assert self._process.stdout is not None
        while text not in self.said:
            chunk = await asyncio.wait_for(self._process.stdout.read(4096), PATIENCE)
            assert chunk, f"it ended without saying {text!r}:\n{self.said}"
            self.said += chunk.decode()

    async def ended(self) -> int:
        """Read to the end, and tell the exit code."""
        assert self._process.stdout is not None
        self.said += (await asyncio.wait_for(self._process.stdout.read(), PATIENCE)).decode()
        return await self._process.wait()

    async def stopped(self, by: signal.Signals) -> int:
        """Ask it to stop, and tell the exit code."""
        self._process.send_signal(by)
        return await self.ended()

    async def killed(self) -> None:
        """End it if it still runs, so that a failed test leaves nothing behind."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
