"""Senders are killed 200 times over 1,000 messages, and the real worker ten times; `make chaos` runs it and prints the counts.

Its name keeps it out of all other runs. It takes some ten minutes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random, SystemRandom

import pytest
from counting import count
from killing import HASTY, Killing, SlowTwilio

from system.settings import Settings
from system.temporal_line import temporal
from system.web import free_port
from workflows.window import SEARCH_ATTRIBUTES

SEED = SystemRandom().randrange(10**6)
KILLS, WORKER_KILLS = 200, 10


def said(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@pytest.fixture
async def twilio() -> AsyncIterator[SlowTwilio]:
    async with SlowTwilio(Random(SEED)).running() as running:  # noqa: S311
        yield running


async def kill_and_count(killing: Killing, kills: int, *, settle: float) -> None:
    """Kill so many times, let everything settle, and hold the counts against what must be."""
    began = time.monotonic()
    for number in range(1, kills + 1):
        await killing.kill()
        if number % 20 == 0:
            said(f"{number} kills after {time.monotonic() - began:.0f} s")
    await killing.settle(most_seconds=settle)
    counted = await count(killing)
    said(f"\n{killing.module}, seed {SEED}, {time.monotonic() - began:.0f} s\n\n{counted.table()}\n")
    assert counted.faults() == []


async def test_the_sending_killed_200_times(house, twilio, database_url):
    """Senders as the worker has them, without Temporal and with short waits, so that each kill costs seconds only."""
    more = {"BENCH_POLICY": json.dumps(HASTY)}
    killing = Killing.of(house, twilio, Random(SEED), database_url, "bench.sender", **more)  # noqa: S311

    await kill_and_count(killing, KILLS, settle=120)


async def test_the_worker_killed_ten_times(house, twilio, database_url, tmp_path: Path):
    """The worker's front door with Temporal and the shipped ladders and waits: Temporal finds its senders dead after 15 s."""
    ports = {"temporal_port": free_port(), "temporal_ui_port": free_port()}
    async with temporal(Settings(data_dir=tmp_path, **ports), None, SEARCH_ATTRIBUTES) as line:
        more = {"TEMPORAL_ADDRESS": line.client.service_client.config.target_host}
        killing = Killing.of(house, twilio, Random(SEED), database_url, "worker", **more)  # noqa: S311

        await kill_and_count(killing, WORKER_KILLS, settle=400)
