"""Senders that are killed in the middle of their work lose nothing and send nothing twice. `make chaos` does this at length."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from random import Random

import pytest
from counting import count
from killing import HASTY, MESSAGES, Killing, SlowTwilio

KILLS = 10


@pytest.fixture
async def twilio() -> AsyncIterator[SlowTwilio]:
    async with SlowTwilio(Random(10)).running() as running:  # noqa: S311
        yield running


async def test_killed_senders_lose_nothing_and_send_nothing_twice(house, twilio, database_url):  # H28, T61
    chance = Random(11)  # noqa: S311
    killing = Killing.of(house, twilio, chance, database_url, "bench.sender", BENCH_POLICY=json.dumps(HASTY))

    for _ in range(KILLS):
        await killing.kill()
    await killing.settle(most_seconds=120)

    counted = await count(killing)
    assert counted.faults() == [], counted.table()
    assert len(counted.sms) == KILLS * MESSAGES
    assert any(kill.claimed for kill in killing.kills), "no kill fell into a sending"
