"""What requests have to say, put where the postroom finds it: a thread is its item, and its time is counted in minutes."""

from __future__ import annotations

from domain.hotline.commit import RequestCommit
from store.notices import wake_postroom
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def add_request_notices(connection: Connection, commit: RequestCommit) -> None:
    """Write down what a commit has to say; what is said again after it was silenced goes out again."""
    rows = [
        (
            *(commit.ref, notice.thread, notice.cycle, notice.step, notice.not_before, notice.expires_at),
            *(notice.due_at, notice.left_minutes, notice.body, notice.owner, notice.complainant, commit.at),
        )
        for notice in commit.notices
    ]
    if rows:
        await connection.executemany(SQL["add_request_notice"], rows)
        await wake_postroom(connection)
