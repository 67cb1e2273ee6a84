"""A pool closes at its end even when a connection does not come home."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from store.pool import open_pool


async def test_a_connection_that_does_not_come_home_is_cut_off_and_holds_nothing_up(database_url, monkeypatch):
    monkeypatch.setattr("store.pool._CLOSE_SECONDS", 0.2)

    async with asyncio.timeout(10), open_pool(database_url) as pool:
        lost = await pool.acquire()

    with pytest.raises(asyncpg.InterfaceError):
        await lost.fetchval("SELECT 1")
