"""The stand-in in a process of its own (`python -m twilio_program`, with this folder on the path): it says its settings, and serves."""

from __future__ import annotations

import asyncio
import json

from twilio_stand_in import TwilioStandIn

from system.stopping import run_until_stopped

READY = "twilio.ready"


async def serve() -> None:
    """Serve until somebody stops it; what it reports goes nowhere."""
    async with TwilioStandIn().running() as twilio:
        print(READY, json.dumps(twilio.settings), flush=True)  # noqa: T201 (whoever started it reads it)
        await asyncio.Event().wait()


if __name__ == "__main__":
    run_until_stopped(serve())
