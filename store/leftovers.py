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
    before = {kind: now - kept for kind, kept in book.swept.items()}
    done = {
        Swept.SESSION: await connection.execute(SQL["sweep_session"], before[Swept.SESSION], IDLE, ABSOLUTE),
        Swept.LOGIN_ATTEMPT: await connection.execute(SQL["sweep_login_attempt"], before[Swept.LOGIN_ATTEMPT]),
        Swept.INVITATION: await connection.execute(SQL["sweep_invitation"], before[Swept.INVITATION]),
        Swept.DEVICE: await connection.execute(SQL["sweep_device"], before[Swept.DEVICE]),
        Swept.OUTSIDE_SIGN_IN: await connection.execute(SQL["sweep_outside_sign_in"], before[Swept.OUTSIDE_SIGN_IN]),
    }
    return {kind: int(told.rpartition(" ")[2]) for kind, told in done.items()}
