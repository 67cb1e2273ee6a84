"""What somebody has in hand: items, requests, cases of the legal circle and programmes that must move before they leave."""

from __future__ import annotations

from dataclasses import dataclass

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work; `kind` is item, request, legal or programme, `item` that of a project, `body` who holds it."""

    kind: str
    ref: str
    item: str
    body: str


async def open_work(connection: Connection, person: str) -> list[Piece]:
    """Everything that a person has in hand, by kind and number."""
    return [Piece(*row) for row in await connection.fetch(SQL["open_work"], person)]
