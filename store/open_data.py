"""Published sets: what they count, by month, and each as it was published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from domain.open_data.periods import Dataset
from domain.open_data.sets import Cell, Closed, Decided, Row, Subject, TakenOut
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


async def published(connection: Connection) -> list[Dataset]:
    """The sets that are published, the newest year first."""
    rows = await connection.fetch(SQL["published_sets"])
    return [Dataset(Subject(row["subject"]), row["year"], row["month"]) for row in rows]


async def told(connection: Connection, dataset: Dataset) -> list[Row] | None:
    """The rows of a set as it was published, or None."""
    rows: list[Row] | None = await connection.fetchval(SQL["rows_of_set"], *_key(dataset))
    return rows


async def cells_of_year(connection: Connection, dataset: Dataset) -> list[dict[str, Any]]:
    """What the months of a year count, as they were published."""
    rows = await connection.fetch(SQL["cells_of_year"], dataset.subject, dataset.year)
    return [cell for row in rows for cell in row["cells"]]


async def publish(
    connection: Connection, dataset: Dataset, at: datetime, cells: Sequence[Cell], rows: Sequence[Row]
) -> None:
    """Keep a set for ever; one that is published stays as it is."""
    await connection.execute(
        SQL["publish_set"], *_key(dataset), at, [asdict(cell) for cell in cells], [dict(row) for row in rows]
    )


def _key(dataset: Dataset) -> tuple[str, int, int]:
    return dataset.subject, dataset.year, dataset.month
