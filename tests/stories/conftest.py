"""A front door of each story's own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from front_door import PORTS, Run

from system.web import free_port

Start = Callable[[], Awaitable[Run]]


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """A data folder and ports of this test's own."""
    return {"CHENGNUO_DATA_DIR": str(tmp_path / "data")} | {name: str(free_port()) for name in PORTS}


@pytest.fixture
async def start(settings: dict[str, str]) -> AsyncIterator[Start]:
    """Starts `python -m local` with the settings of this test."""
    async with AsyncExitStack() as stack:

        async def start_one() -> Run:
            run = await Run.start(settings)
            stack.push_async_callback(run.killed)
            return run

        yield start_one
