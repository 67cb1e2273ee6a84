"""`python -m local` as a newcomer meets it: real processes, real servers, real ports."""

import re
import signal
import socket
from collections import Counter
from pathlib import Path

import httpx
import pytest
from front_door import EXAMPLE, PORTS, READY

from system.process import require_free_port

# One waits, for nobody accepts it; two are with their villages; the others are over.
EXAMPLES = Counter({("", "reported"): 1, ("village", "handling"): 2, ("", "archived"): 1})


def all_free(settings: dict[str, str], *, but: str = "") -> bool:
    """Can each port be listened on again?"""
    for name in PORTS:
        if name != but:
            require_free_port(int(settings[name]), name)
    return True


async def page(settings: dict[str, str], path: str = "", *, port: str = "CHENGNUO_PORT") -> httpx.Response:
    """What a browser gets."""
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        return (await browser.get(f"http://127.0.0.1:{settings[port]}{path}")).raise_for_status()


async def standing(settings: dict[str, str], said: str) -> Counter[tuple[str, str]]:
    """How the example requests stand, by level and state, as a supervisor sees them; of those that are over, the first."""
    token = re.findall(r"supervisor +supervisor +(\S+)", said)[0]
    first = re.findall(r"number (H\S+),", said)[0]
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as seat:
        api = f"http://127.0.0.1:{settings['CHENGNUO_PORT']}/api/v1"
        waiting = (await seat.get(f"{api}/queue")).raise_for_status().json()["rows"]
        handled = (await seat.get(f"{api}/requests/inbox")).raise_for_status().json()["rows"]
        example = (await seat.get(f"{api}/requests/{first}")).raise_for_status().json()
    return Counter((row.get("level", ""), row["state"]) for row in (*waiting, *handled, example))


async def test_a_run_shows_everything_stops_in_order_and_is_found_again(settings, start):
    run = await start()
    await run.until("Temporal UI  ")
    example = (await page(settings, f"/api/v1/projects/{EXAMPLE}")).json()
    states = {item["id"]: item["state"] for item in example["items"]}
    lights = {item["light"] for item in example["items"]}

    assert (await page(settings, f"/projects/{EXAMPLE}")).headers["content-type"].startswith("text/html")
    assert (await page(settings, "/docs")).is_success
    assert (await page(settings, "/readyz")).is_success
    assert await standing(settings, run.said) == EXAMPLES
    assert "number H" in run.said
    assert "<html" in (await page(settings, port="CHENGNUO_TEMPORAL_UI_PORT")).text
    assert {"received", "correcting", "accepted", "paused", "approved", "waiting"} <= set(states.values())
    assert {"green", "yellow", "stopped"} <= lights
    assert await run.stopped(by=signal.SIGINT) == 0
    assert re.findall(r"^(.+?) … .*(?:ready|stopped) in \d+\.\d s$", run.said, re.MULTILINE) == [
        *("PostgreSQL", "Schema", "Reference data", "Sample people", "Temporal", "Worker", "Programmes", "Web server"),
        *("Example project", "Example requests", "Example legal cases"),
        *("Web server", "Worker", "Temporal", "PostgreSQL"),
    ]
    assert "Traceback" not in run.said
    assert all_free(settings)

    again = await start()
    await again.until("Temporal UI  ")
    found = (await page(settings, f"/api/v1/projects/{EXAMPLE}")).json()

    assert found["n"] == example["n"]
    assert await standing(settings, again.said) == EXAMPLES
    assert {item["id"]: item["state"] for item in found["items"]} == states
    assert re.findall(r"drc-officer\s+(\S+)", again.said) == re.findall(r"drc-officer\s+(\S+)", run.said)
    assert await again.stopped(by=signal.SIGTERM) == 0
    assert all_free(settings)


async def test_somebody_who_watches_does_not_hold_up_the_end(settings, start):
    run = await start()
    await run.until(READY)
    live = f"http://127.0.0.1:{settings['CHENGNUO_PORT']}/api/v1/projects/{EXAMPLE}/live?after=0"

    async with httpx.AsyncClient() as browser, browser.stream("GET", live) as events:
        lines = events.aiter_lines()
        assert await anext(lines)
        assert await run.stopped(by=signal.SIGINT) == 0

    assert "Traceback" not in run.said
    assert all_free(settings)


async def test_tokens_are_for_their_owner_only(settings, start):
    run = await start()
    await run.until(READY)

    file = Path(settings["CHENGNUO_DATA_DIR"]) / "tokens.json"

    assert file.stat().st_mode & 0o777 == 0o600
    assert await run.stopped(by=signal.SIGINT) == 0


@pytest.mark.parametrize("first", ["PostgreSQL", "Temporal", "Example project"])
async def test_ctrl_c_while_starting_stops_what_was_started(settings, start, first):
    run = await start()
    await run.until(first)

    assert await run.stopped(by=signal.SIGINT) == 0
    assert "Traceback" not in run.said
    assert all_free(settings)


@pytest.mark.parametrize("name", PORTS)
async def test_an_occupied_port_is_told_with_its_setting(settings, start, name):
    with socket.create_server(("127.0.0.1", int(settings[name]))):
        run = await start()

        told = f"Port {settings[name]} of 127.0.0.1 is in use by another program; choose another one with {name}."
        assert await run.ended() == 1
        assert told in run.said
        assert "Traceback" not in run.said
        assert all_free(settings, but=name)


async def test_a_setting_of_the_wrong_form_is_told_with_its_name(settings, start):
    settings["CHENGNUO_PORT"] = "many"

    run = await start()

    assert await run.ended() == 1
    assert "CHENGNUO_PORT" in run.said
    assert "Traceback" not in run.said


async def test_half_an_account_is_told_and_nothing_stays_behind(settings, start):
    settings["CHENGNUO_SMTP_HOST"] = "mail.example.org"
    run = await start()

    assert await run.ended() == 1
    assert "Set CHENGNUO_SMTP_SENDER, which CHENGNUO_SMTP_HOST needs." in run.said
    assert "Traceback" not in run.said
    assert all_free(settings)
