"""The postroom's own memory: when it has something to do next, that it works, and what an outage came to."""

from __future__ import annotations

from datetime import datetime, timedelta

from asyncpg import Record

from domain.fate import Fate
from store.notices import add_fates
from store.pool import Connection, Pool
from store.sql import load_sql

SQL = load_sql(__file__)


async def next_moment(connection: Connection) -> datetime | None:
    """When there is something to do next without anybody asking, or None."""
    found: datetime | None = await connection.fetchval(SQL["next_moment"])
    return found


async def follow_absences(pool: Pool, now: datetime) -> int:
    """Let what somebody had been told before they left go on at once: to their stand-ins, or whoever comes next.

    What a stand-in had been told goes back in the same way when an absence is over. Return how many left or came back.
    """
    async with pool.acquire() as connection, connection.transaction():
        back = await connection.fetch(SQL["follow_returns"], now)
        await _pass_on(connection, back, now, instead=True, why="returned")
        gone = await connection.fetch(SQL["follow_absences"], now)
        await _pass_on(connection, gone, now, instead=False, why="away")
    return len(back) + len(gone)


async def _pass_on(connection: Connection, people: list[Record], now: datetime, *, instead: bool, why: str) -> None:
    if not people:
        return
    about = [f"person:{row['person']}" for row in people]
    await connection.execute(SQL["tell_on"], about, now, instead)
    taken = await connection.fetch(SQL["take_from"], about, now, instead, why)
    await add_fates(connection, [(now, row["notice"], row["id"], Fate.CANCELLED, why, "system") for row in taken])


async def seen(pool: Pool, now: datetime, *, longest: timedelta) -> None:
    """Note that the postroom works; if it did not for longer than `longest`, keep that as an outage."""
    async with pool.acquire() as connection, connection.transaction():
        before = await connection.fetchval(SQL["seen"], now)
        if before is not None and now - before > longest:
            await connection.execute(SQL["begin_outage"], before, now)


async def report_outages(pool: Pool, now: datetime) -> int:
    """Write the reports of outages whose messages have all had their turn, and return how many."""
    async with pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(SQL["open_outages"])
        for row in rows:
            await connection.execute(SQL["report_outage"], row["from_at"], now)
            await connection.execute(SQL["tell_outage"], row["from_at"], now, row["from_at"].isoformat())
    return len(rows)
