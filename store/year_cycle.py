"""How long items took that were decided in a year, by stage and item."""

from __future__ import annotations

from datetime import datetime

from domain.figures.year_cycle import YearLine
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def cycle_of_year(connection: Connection, begin: datetime, end: datetime, body: str | None) -> list[YearLine]:
    """The lines of what was decided from an instant until before another, by all bodies or by one, in no order."""
    return [YearLine(*row) for row in await connection.fetch(SQL["cycle_of_year"], begin, end, body)]
