"""The postroom in a process of its own (`python -m bench.sender`): its ladders tell officers by SMS and nobody else."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.fate import Channel
from domain.ladder import Ladder, Policy, Rung, Who
from store.database import database
from system.logging import configure_logging
from system.settings import Settings
from system.stopping import run_until_stopped
from worker import postroom_of
from workflows.postroom import SENDERS

POLICY = "BENCH_POLICY"  # JSON with what is to be otherwise than in the shipped policy: {"lease_seconds": 2}
_RUNGS = (Rung((Who.OFFICER,), (Channel.SMS,), 0),)


def for_officers(policy: Policy, changes: Mapping[str, Any]) -> Policy:
    """The policy with these changes and with one rung in each ladder, so that one notice is one message."""
    ladders: dict[str, Ladder] = {step: replace(ladder, rungs=_RUNGS) for step, ladder in policy.ladders.items()}
    lengths: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()
    }
    return replace(policy, ladders=ladders, **lengths)


async def serve(settings: Settings, changes: Mapping[str, Any]) -> None:
    """Work with as many senders as the worker has, but without Temporal, until somebody stops it."""
    async with database(settings) as opened:
        with postroom_of(opened.pool, settings) as room:
            room.book = replace(room.book, policy=for_officers(room.book.policy, changes))
            print("worker.ready", flush=True)
            await asyncio.gather(*(room.send_messages() for _ in range(SENDERS)))


if __name__ == "__main__":
    configure_logging(level="warning", as_json=False)
    run_until_stopped(serve(Settings(), json.loads(os.environ.get(POLICY, "{}"))))
