"""The inquiry that another case came from, with how its clock ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Origin:
    """An inquiry that goes on as another case; `kept` says whether its promise was kept (None: not known yet)."""

    ref: str
    asked_at: datetime
    taken_at: datetime | None
    answered_at: datetime | None
    kept: bool | None
    policy_version: str


async def origin_of(connection: Connection, ref: str) -> Origin | None:
    """The inquiry that this case came from, whichever service it is of; None for what people brought themselves."""
    row = await connection.fetchrow(SQL["origin_of"], ref)
    return Origin(*row) if row else None
