"""The API in a process of its own (`python -m bench.site`), as production serves it: behind a proxy that names the askers."""

from __future__ import annotations

import asyncio

from api.app import create_app
from system.settings import Settings
from system.stopping import run_until_stopped
from system.web import listen, serving


async def serve(settings: Settings) -> None:
    """Serve until somebody stops it."""
    async with serving(create_app(), listen(settings.host, settings.port)):
        print("worker.ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    run_until_stopped(serve(Settings()))
