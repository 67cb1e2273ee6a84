"""Writing a case: one commit is one transaction, guarded so that a late or repeated one changes nothing."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from domain.commit import Commit, Receipt, Written, events_of
from domain.record import Event
from store.notices import add_notices, end_notices
from store.pool import Connection, Pool
from store.sql import load_sql

SQL = load_sql(__file__)


async def write(pool: Pool, commit: Commit, *, run_id: str, asked_at: datetime) -> Written:
    """Write a commit and return by which run; a commit that is not newer writes nothing.

    `run_id` is the workflow run that asks; a run that is older than the newest one known is out of date and writes
    nothing. `asked_at` is when the commit was asked for, by Temporal's clock.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(SQL["make_project"], commit.ref)
        known = await connection.fetchrow(SQL["lock_project"], commit.ref)
        assert known is not None, "its row was just made"
        first_n = commit.n - len(commit.events) + 1
        await connection.execute(SQL["make_run"], commit.ref, run_id, first_n, asked_at)
        epoch: int = await connection.fetchval(SQL["epoch"], commit.ref, run_id)
        if (epoch, commit.seq) > (known["epoch"], known["seq"]):
            await _write(connection, commit, epoch)
        return Written(epoch, await connection.fetchval(SQL["newest_rev"]))


async def _write(connection: Connection, commit: Commit, epoch: int) -> None:
    ref = commit.ref
    state = (commit.phase, commit.n, commit.rev, commit.completed_at, commit.wakes_at, epoch, commit.seq)
    await connection.execute(SQL["save_project"], ref, *state)
    await connection.executemany(SQL["add_event"], [_event(ref, epoch, event) for event in events_of(commit)])
    await connection.executemany(SQL["save_item"], [(ref, *astuple(row)) for row in commit.rows])
    await end_notices(connection, ref, commit.silenced, commit.at)
    await add_notices(connection, commit)
    receipts = [(ref, receipt.id, epoch, receipt.code or None, receipt.n) for receipt in commit.receipts]
    await connection.executemany(SQL["add_receipt"], receipts)
    await connection.execute(SQL["announce"], ref, str(commit.n))


def _event(ref: str, epoch: int, event: Event) -> tuple[object, ...]:
    return (
        ref,
        epoch,
        event.n,
        event.kind,
        event.item or None,
        event.at,
        event.entered_at,
        event.acted_at,
        event.actor,
        event.role,
        event.note or None,
        event.what or None,
        event.due_before,
        event.due_after,
        event.rev,
    )


async def behind(connection: Connection, rev: int, *, after: str = "", most: int = 100) -> list[str]:
    """Refs of open projects whose calendar is older than `rev`, in order, after the ref `after`."""
    return [row["ref"] for row in await connection.fetch(SQL["behind"], rev, after, most)]


async def receipt(connection: Connection, ref: str, command_id: str) -> Receipt | None:
    """The answer that a command of this case got and that holds, or None while there is none."""
    row = await connection.fetchrow(SQL["receipt"], ref, command_id)
    return Receipt(*row) if row else None
