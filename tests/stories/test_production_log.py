"""The API as the production shape starts it: its log shows no code that stands in an address, and not who asked."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from httpx import AsyncClient, ConnectError

from system.web import free_port

ROOT = Path(__file__).parents[2]
CODE, PLACE = "K7M2QX", "203.0.113.77"


def command() -> list[str]:
    """What the compose file runs."""
    served = re.search(r'command: \[("uvicorn", .*)\]', (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert served is not None
    return re.findall(r'"([^"]+)"', served[1])


@pytest.mark.parametrize("left_out", ["", "--no-access-log"], ids=["as it stands", "with uvicorn's own log"])
async def test_the_log_tells_neither_codes_in_addresses_nor_who_asked(left_out):
    port = free_port()
    words = [str(port) if word == "8800" else word for word in command() if word != left_out]
    settings = {
        "CHENGNUO_DATABASE_URL": "postgresql://nobody:fT9-qL2z-Vx7m-Rk4b@127.0.0.1:1/x",
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
        "CHENGNUO_PRODUCTION": "true",
        "CHENGNUO_PUBLIC_BASE_URL": "https://office.example",
        "CHENGNUO_TRUSTED_PROXIES": "127.0.0.1",
        "CHENGNUO_FACTOR_KEY": Fernet.generate_key().decode(),
    }
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHENGNUO_", "TEMPORAL_", "PG"))
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *words),
        cwd=ROOT,
        env=inherited | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(180), AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as web:
            answers = await _asked(web, process)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        said = (await asyncio.wait_for(process.communicate(), 60))[0].decode()

    assert "Application startup complete" in said, said  # it is the log
    assert answers == [503, 200]
    assert CODE not in said
    assert PLACE not in said
    assert "127.0.0.1:" not in said.replace(f"0.0.0.0:{port}", "")


async def _asked(web: AsyncClient, process: asyncio.subprocess.Process) -> list[int]:
    """The answers to two requests, once somebody listens; none from a process that has ended."""
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": PLACE}
    while process.returncode is None:
        try:
            alive = await web.get("/healthz")
        except ConnectError:
            await asyncio.sleep(0.1)
            continue
        return [(await web.get(f"/a/{CODE}", headers=headers)).status_code, alive.status_code]
    return []
