"""The villages, communities and towns at which a request can be: those that stand, and those that ever stood, with their names."""

from __future__ import annotations

from collections.abc import Iterable

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def districts_ever(connection: Connection) -> set[str]:
    """The ids of all places that a request can be at, those included that are no more."""
    return {row["id"] for row in await connection.fetch(SQL["districts_ever"])}


async def names_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The Chinese names of places, by their ids; what is unknown is left out."""
    rows = await connection.fetch(SQL["names_of_places"], list(ids))
    return {row["id"]: row["name_zh"] for row in rows}
