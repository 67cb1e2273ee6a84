"""What a run of a workflow has left that an administrator abandoned by a reset: what it had to say is taken back, what it took back holds."""

from __future__ import annotations

from datetime import datetime

from store.notices import cancel_messages, wake_postroom
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def take_back_abandoned(connection: Connection, ref: str, epoch: int, *, first_n: int, at: datetime) -> None:
    """Take back what abandoned runs have said, when the run that begins with event `first_n` writes for the first time.

    What that run says again goes out again, and what only the abandoned ones took back holds as before.
    """
    if await connection.fetch(SQL["held_again"], ref, epoch, first_n, at):
        await wake_postroom(connection)
    rows = await connection.fetch(SQL["abandoned_notices"], ref, epoch, first_n, at)
    await cancel_messages(connection, [row["id"] for row in rows], at, "case_moved")
