"""People who look at pages in a real browser; every page that they reach is checked by itself.

    async with look("/projects/X", lang="en", person="officer-DRC") as page:
        await page.get_by_role("button", name="Approve").click()

Whatever is reached on the way must be sound (`soundness`), the console silent; where the block ends axe-core looks at the page as it
then stands, and it must fit its window. `page` is Playwright's own.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.async_api import Browser, BrowserContext, Error, Page, Response
from soundness import faults_of

from store import factors
from store.pool import Pool
from store.sessions import open_session
from system.vault import Vault

LOCALES = {"zh": "zh-CN", "en": "en-GB", "mn": "mn-Mong-CN"}
_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_GRAVE = ("serious", "critical")
_RUN_AXE = """async (rules) => {
  const told = await axe.run(document, { resultTypes: ['violations'], ...(rules.length ? { runOnly: rules } : {}) });
  return told.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.html).slice(0, 5) }));
}"""
_OVERFLOW = """() => {
  const root = document.documentElement, runsDown = getComputedStyle(root).writingMode.startsWith('vertical');
  return runsDown ? root.scrollHeight - root.clientHeight : root.scrollWidth - root.clientWidth;
}"""


@dataclass
class Seen:
    """What was met on the way of one look."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Note everything that a page meets from now on."""
        page.on("response", lambda answer: self.tasks.append(asyncio.create_task(self._read(answer))))
        page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _complain(self, text: str) -> None:
        if "Failed to load resource" not in text and "net::ERR" not in text:  # a 404 that a test asked for
            self.faults.append(f"console: {text}")

    async def _read(self, answer: Response) -> None:
        is_page = answer.request.resource_type == "document" and "text/html" in answer.headers.get("content-type", "")
        if not is_page or answer.status in range(300, 400):
            return
        with suppress(Error):  # the browser has gone on and kept nothing of it
            url = answer.url
            self.faults += [f"{url}: {fault}" for fault in faults_of(await answer.text(), "/" + url.split("/", 3)[3])]


@dataclass
class Looker:
    """Opens windows on a site; `person` is signed in by a session of their own."""

    site: str
    pool: Pool
    browser: Browser

    @asynccontextmanager
    async def __call__(
        self,
        path: str = "/",
        *,
        lang: str = "zh",
        person: str = "",
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        script: bool = True,
        timezone: str = "Asia/Shanghai",
        checked: bool = True,
    ) -> AsyncIterator[Page]:
        """A window on a page in a language (without one: as the browser prefers), which is checked where the block ends."""
        more = {"java_script_enabled": script, "timezone_id": timezone}
        async with self.window(lang, person, width, height, dark=dark, **more) as (page, seen):
            await page.goto(self.address(path, lang))
            yield page
            await asyncio.gather(*seen.tasks)
            if checked:
                seen.faults += [*await fit(page), *(await axe(page) if script else ())]
            assert not seen.faults, seen.faults

    @asynccontextmanager
    async def window(
        self, lang: str, person: str, width: int, height: int, *, dark: bool, **more: Any
    ) -> AsyncIterator[tuple[Page, Seen]]:
        """A window in which nothing is open yet, and what will be met in it."""
        context = await self.browser.new_context(
            locale=LOCALES.get(lang, "zh-CN"),
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            **more,
        )
        try:
            if person:
                await self.sign_in(context, person)
            page, seen = await context.new_page(), Seen()
            seen.follow(page)
            yield page, seen
        finally:
            await context.close()

    def address(self, path: str, lang: str) -> str:
        """Where a page stands in a language."""
        return f"{self.site}/{lang}{path}" if lang else f"{self.site}{path}"

    async def sign_in(self, context: BrowserContext, person: str) -> None:
        """Give a browser the session of a person, who has a second factor where one is needed."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        async with self.pool.acquire() as connection:
            await factors.want_factor(connection, person, "JBSWY3DPEHPK3PXP", Vault())
            await factors.confirm_factor(connection, person, 0, ["K7M2QX3Y9ABC"], now)
            await open_session(connection, token, person, agent="test", address="127.0.0.1", now=now)
        host = self.site.removeprefix("http://").partition(":")[0]
        cookie = {"name": "__Host-session", "value": token, "domain": host, "path": "/", "secure": True}
        await context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])  # type: ignore[list-item]


async def axe(page: Page, *rules: str) -> list[str]:
    """What shuts people out of a page as it stands, by axe-core (by these of its rules, or by all); only what is serious."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    found = await page.evaluate(_RUN_AXE, rules)
    return [f"axe {v['id']}: {v['help']}: {v['nodes']}" for v in found if v["impact"] in _GRAVE]


async def fit(page: Page) -> list[str]:
    """Does the page fit its window along its lines, so that nobody scrolls twice?"""
    over = await page.evaluate(_OVERFLOW)
    return [f"it is {over} px too long for its window along the lines"] if over > 1 else []
