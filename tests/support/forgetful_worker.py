"""The worker as a program that keeps no workflow in memory: Temporal waits ten seconds for what a killed one has kept."""

from __future__ import annotations

import asyncio

from store.database import database
from system.settings import Settings, temporal_connect_config
from system.temporal_line import connect
from worker import make_worker


async def work() -> None:
    """Work for the servers that the settings point to, until it is killed."""
    settings, config = Settings(), temporal_connect_config()
    assert config is not None, "the address is set"
    async with database(settings) as opened:
        client = await connect(config)
        async with make_worker(client, opened.pool, task_queue=settings.task_queue, cached=0):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work())
