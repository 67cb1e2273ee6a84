"""People who look at the pages of the office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from looking import Looker
from playwright.async_api import Browser
from surfing import surfing


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all; each look has a profile of its own."""
    async with surfing() as opened:
        yield opened


@pytest.fixture
def look(site: str, office: Any, browser: Browser) -> Looker:
    """Opens windows on the office's site; see `looking`."""
    return Looker(site, office.pool, browser)
