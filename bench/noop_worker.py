"""The worker of the no-op workflow, in a process of its own (`python -m bench.noop_worker`), set up as the product's is."""

from __future__ import annotations

import asyncio

from temporalio.worker import Worker

from bench.noop import NoOp, nothing
from system.process import ServerFailed
from system.settings import Settings, temporal_connect_config
from system.stopping import run_until_stopped
from system.temporal_line import connect


async def serve(settings: Settings) -> None:
    """Work until somebody stops it."""
    config = temporal_connect_config()
    if config is None:
        raise ServerFailed("Set TEMPORAL_ADDRESS.")
    client = await connect(config)
    async with Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[NoOp],
        activities=[nothing],
        max_cached_workflows=5000,
        max_concurrent_workflow_tasks=20,
        build_id="1",
    ):
        print("worker.ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    run_until_stopped(serve(Settings()))
