"""Accounts as the security office sees them: what each has to sign in with, and whether its owner has left; no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """One account; `must_change` is None without a password."""

    person: str
    role: str
    department: str
    must_change: bool | None
    has_factor: bool
    is_linked: bool
    left_at: datetime | None


async def accounts(connection: Connection, *, after: str, most: int) -> list[ListedAccount]:
    """All accounts by their id, after one of them."""
    return [ListedAccount(*row) for row in await connection.fetch(SQL["list_accounts"], after, most)]


async def one_account(connection: Connection, person: str) -> ListedAccount | None:
    """One account, or None."""
    row = await connection.fetchrow(SQL["one_account"], person)
    return ListedAccount(*row) if row else None


async def close_account(connection: Connection, person: str, now: datetime) -> None:
    """The person has left: nothing lets them in and nothing is sent to them any more."""
    await connection.execute(SQL["close_account"], person, now)
