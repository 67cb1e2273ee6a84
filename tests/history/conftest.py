"""A small history, made once for all tests of a file."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from typing import Literal

import pytest
from past import SEED, SIZE, UNTIL, Made, peopled
from recounting import BOOK

from activities.bookkeeping import Bookkeeping
from bench.counting import counted as timed
from history.years import make_history
from system.postgres import EmbeddedPostgres


def scope(fixture_name: str, config: pytest.Config) -> Literal["session", "module"]:
    """`make history` makes one history for all its files; else each file has its own, for some go on with theirs."""
    return "session" if "CHENGNUO_TEST_HISTORY" in os.environ else "module"


@pytest.fixture(scope=scope)
async def made(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Made]:
    """A small history, made once for the tests of a file."""
    async with peopled(postgres, tmp_path_factory.mktemp("people")) as pool:
        began = time.monotonic()
        history = await make_history(pool, SIZE, seed=SEED, until=UNTIL)
        took = time.monotonic() - began
        said = (
            f"{history.commits:,} commits in {took:,.0f} s, {len(history.truth)} abuses, {len(history.left)} cases open"
        )
        print(f"\n{SIZE}, seed {SEED}: {said}")  # noqa: T201 (`make history` shows it)
        yield Made(pool, history)


@pytest.fixture(scope=scope)
async def counted(made: Made) -> AsyncIterator[Made]:
    """The history with its facts read; `make history` shows how long its figures take."""
    await Bookkeeping(made.pool, BOOK).catch_up()
    yield made
    if "CHENGNUO_TEST_HISTORY" in os.environ:
        async with made.pool.acquire() as connection:
            await connection.execute("ANALYZE", timeout=600)
        print("\n" + "\n".join(f"{what}: {took:,.0f} ms" for what, took in (await timed(made.pool)).items()))  # noqa: T201
