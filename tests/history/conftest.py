"""A small history, made once for all tests of a file."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
from past import SIZE, UNTIL, Made, peopled

from history.years import make_history
from system.postgres import EmbeddedPostgres


@pytest.fixture(scope="module")
async def made(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Made]:
    """A small history, made once for the tests of a file."""
    async with peopled(postgres, tmp_path_factory.mktemp("people")) as pool:
        began = time.monotonic()
        history = await make_history(pool, SIZE, seed=16, until=UNTIL)
        took = time.monotonic() - began
        said = (
            f"{history.commits:,} commits in {took:,.0f} s, {len(history.truth)} abuses, {len(history.left)} cases open"
        )
        print(f"\n{SIZE}: {said}")  # noqa: T201 (`make history` shows it)
        yield Made(pool, history)
