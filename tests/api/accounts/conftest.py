"""The doors through which people sign in, and the provider beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from outside import Outside, running
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


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A real OpenID Connect provider."""
    with running(tmp_path_factory.mktemp("provider")) as outside:
        yield outside
