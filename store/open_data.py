"""What the published sets count, by month: decisions on items, closings of requests with what citizens said of them, and exclusions."""

from __future__ import annotations

from datetime import datetime

from domain.open_data.sets import Closed, Decided, TakenOut
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def decided(connection: Connection, begin: datetime, end: datetime, zone: str) -> list[Decided]:
    """The decisions of a period, by department, item and month."""
    return [Decided(*row) for row in await connection.fetch(SQL["decided_by_month"], begin, end, zone)]


async def closed(connection: Connection, begin: datetime, end: datetime, zone: str) -> list[Closed]:
    """The closings of a period and the answers given in it, by topic, kind, town and month."""
    return [Closed(*row) for row in await connection.fetch(SQL["closed_by_month"], begin, end, zone)]


async def taken_out(connection: Connection, begin: datetime, end: datetime, zone: str) -> list[TakenOut]:
    """What two people took out of the figures in a period, by reason and month."""
    return [TakenOut(*row) for row in await connection.fetch(SQL["taken_out_by_month"], begin, end, zone)]


async def first_begun(connection: Connection) -> datetime | None:
    """When the first case began that the sets can count, or None."""
    found: datetime | None = await connection.fetchval(SQL["first_begun"])
    return found
