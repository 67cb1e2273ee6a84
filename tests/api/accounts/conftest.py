"""The doors through which people sign in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from signing import Browser, Doors, doors_of

from store.pool import Pool


@pytest.fixture
def doors(pool: Pool) -> Doors:
    """An application with a database of its own."""
    return doors_of(pool)


@pytest.fixture
async def browser(doors: Doors) -> AsyncIterator[Browser]:
    """A browser that nobody has used yet."""
    async with doors.browser() as opened:
        yield opened
