"""What accounts leave behind, ended sessions and the like: deleted when it has been over for as long as privacy.toml says."""

from __future__ import annotations

from datetime import datetime

from domain.accounts.sessions import ABSOLUTE, IDLE
from domain.privacy.book import PrivacyBook, Swept
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def sweep_accounts(connection: Connection, book: PrivacyBook, now: datetime) -> dict[Swept, int]:
    """Delete what has been over for long, and return how many rows that were of each kind. The security record stays."""
    deleted = {}
    for kind in Swept:
        more = (IDLE, ABSOLUTE) if kind is Swept.SESSION else ()
        done = await connection.execute(SQL[f"sweep_{kind}"], now - book.swept[kind], *more)
        deleted[kind] = int(done.rpartition(" ")[2])
    return deleted
