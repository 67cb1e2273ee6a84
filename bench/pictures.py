"""Takes the pictures of the README (`python -m bench.pictures`) of a town of its own, with its samples, in a real browser."""

from __future__ import annotations

import io
import logging
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.async_api import Browser, StorageState, ViewportSize, async_playwright

from domain.accounts.second_factor import STEP
from domain.story import parse_story
from local import DATA, Plan, Town, apart, examples, quick_plan, town
from store.first_rules import shipped_rules
from store.sample_logins import PASSWORD, SECRET
from system.logging import configure_logging
from system.one_time_codes import code_of_step
from system.settings import Settings, read_settings
from system.steps import Steps
from system.stopping import run_until_stopped

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
MOST_BYTES = 150_000
_COLOURS = 64
_TALLEST = 1100  # what lies below is not shown
_PHONE = 390


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its file, who has signed in (nobody, if empty), what they look at, and how large their window is.

    `opens` is what they press there, and `shows` a text by which one sees that it is open.
    """

    name: str
    person: str
    path: str
    width: int = 1180
    height: int = 800
    opens: str = ""
    shows: str = ""


# `{ref}` is the example project, or the one that was played to its end; `{workflow}` is its page in Temporal's Web UI.
SHOTS = (
    Shot("project-zh", "", "/zh/projects/{ref}"),
    Shot("project-en", "", "/en/projects/{ref}"),
    Shot("project-mn", "", "/mn/projects/{ref}"),
    Shot("inbox", "hub-officer", "/zh/work/items"),
    Shot("queue-phone", "centre-dispatcher-1", "/zh/work/requests", _PHONE),
    Shot("overview", "supervisor", "/zh/work/overview"),
    Shot("temporal", "", "{workflow}", 1400, 1060, "User Metadata", "日历第"),
)
# The demonstration takes seconds: on the chart each of them is a day, and the last one today.
_SECONDS_AS_DAYS = """\
ALTER TABLE event DISABLE TRIGGER USER;
UPDATE event
   SET at = stretched.at, entered_at = stretched.at, acted_at = NULL
  FROM (SELECT ref, n, epoch, max(entered_at) OVER () - (max(entered_at) OVER () - at) * 86400 AS at FROM event) AS stretched
 WHERE (event.ref, event.n, event.epoch) = (stretched.ref, stretched.n, stretched.epoch)
"""
OF_THE_END = (Shot("cycle", "", "/zh/projects/{ref}/cycle"),)


async def take(settings: Settings, steps: Steps) -> None:
    """Take all pictures: of a town as it starts, then of one whose project has come to its end in seconds."""
    async with _browser() as browser:
        with apart(settings) as ours:
            async with town(Plan(ours, shipped_rules()), steps) as here:
                ref, _ = await examples(here, steps)
                await _taken(browser, here, SHOTS, ref)
        with apart(settings) as ours:
            async with town(quick_plan(ours), steps) as here:
                story = parse_story((DATA / "demo_story.toml").read_text(encoding="utf-8"))
                await here.plays.project(story, say=steps.say).play()
                await here.pool.execute(_SECONDS_AS_DAYS)
                await _taken(browser, here, OF_THE_END, story.ref)


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        await launched.close()


async def _taken(browser: Browser, here: Town, shots: Sequence[Shot], ref: str) -> None:
    known: dict[str, StorageState] = {"": {"cookies": [], "origins": []}}
    for shot in shots:
        if shot.person not in known:  # a code lets each person in once
            known[shot.person] = await _signed_in(browser, here, shot.person)
        view = ViewportSize(width=shot.width, height=shot.height)
        context = await browser.new_context(viewport=view, locale="zh-CN", storage_state=known[shot.person])
        page = await context.new_page()
        workflow = f"{here.ui_url}/namespaces/default/workflows/approval%2F{ref}"
        address = urljoin(here.settings.public_base_url, shot.path.format(ref=ref, workflow=workflow))
        answer = await page.goto(address, wait_until="load")
        if answer is None or not answer.ok:
            raise RuntimeError(f"{shot.name}: {shot.path} answered {answer and answer.status}")
        if shot.opens:
            await page.get_by_text(shot.opens, exact=True).click()
            await page.locator("iframe").last.content_frame.get_by_text(shot.shows).wait_for()
        _kept(shot, await page.screenshot(full_page=True))
        await context.close()


async def _signed_in(browser: Browser, here: Town, person: str) -> StorageState:
    """What a browser holds after a person has signed in."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{here.settings.public_base_url}/zh/login")
    code = code_of_step(SECRET, int(datetime.now(UTC).timestamp()) // STEP)
    for name, value in (("person", person), ("password", PASSWORD), ("code", code)):
        await page.locator(f"#{name}").fill(value)
    await page.locator("main form button").click()
    await page.wait_for_url(lambda address: "/login" not in address)
    state = await context.storage_state()
    await context.close()
    return state


def _kept(shot: Shot, picture: bytes) -> None:
    """Write a picture with few colours, cut where it is too tall, or too wide in columns."""
    with Image.open(io.BytesIO(picture)) as whole:
        cut = whole.crop((0, 0, min(whole.width, shot.width), min(whole.height, _TALLEST)))
        small = cut.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    file = FOLDER / f"{shot.name}.png"
    small.save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file.name}: {small.width} × {small.height}, {size // 1000} kB", flush=True)
    if size > MOST_BYTES:
        raise RuntimeError(f"{file.name} has {size} bytes; at most {MOST_BYTES} are allowed")


if __name__ == "__main__":
    configure_logging(level="warning", as_json=False)
    logging.getLogger("temporalio").setLevel(logging.WARNING)
    run_until_stopped(take(read_settings(), Steps(sys.stdout)))
