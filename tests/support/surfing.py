"""A real browser for tests, where the machine has one."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
needs_browser = pytest.mark.skipif(_CHROMIUM is None, reason="no Chromium on this machine; apt-get install chromium")


@asynccontextmanager
async def surfing() -> AsyncIterator[Browser]:
    """A browser that loads nothing by itself."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        yield launched
        await launched.close()
