"""Writing a case: one commit is one transaction, guarded so that a late or repeated one changes nothing."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from domain.commit import Commit, Receipt, Written, events_of
from domain.record import Event
from store.abandoned import run_of
from store.notices import add_notices, end_notices
from store.pool import Connection, Pool
from store.runs import announce, keep_receipts
from store.sql import load_sql

SQL = load_sql(__file__)


async def write(pool: Pool, commit: Commit, *, run_id: str, asked_at: datetime) -> Written:
    """Write a commit and return by which run; a commit that is not newer writes nothing.

    `run_id` is the workflow run that asks; a run that is older than the newest one known is out of date and writes
    nothing. `asked_at` is when the commit was asked for, by Temporal's clock.
    """
    async with pool.acquire() as connection, connection.transaction():
        return await write_within(connection, commit, run_id=run_id, asked_at=asked_at)


async def write_within(connection: Connection, commit: Commit, *, run_id: str, asked_at: datetime) -> Written:
    """The same in a transaction that is open already, perhaps with other commits."""
    await connection.execute(SQL["make_project"], commit.ref)
    known = await connection.fetchrow(SQL["lock_project"], commit.ref)
    assert known is not None, "its row was just made"
    run = await run_of(connection, commit, known, run_id=run_id, asked_at=asked_at)
    if run.is_newer:
        await _write(connection, commit, run.epoch)
    return Written(run.epoch, await connection.fetchval(SQL["newest_rev"]))


async def has_events(connection: Connection) -> bool:
    """Has anything happened in any case yet?"""
    return bool(await connection.fetchval(SQL["has_events"]))


async def _write(connection: Connection, commit: Commit, epoch: int) -> None:
    ref = commit.ref
    state = (commit.phase, commit.n, commit.rev, commit.completed_at, commit.wakes_at, epoch, commit.seq)
    await connection.execute(SQL["save_project"], ref, *state)
    await connection.executemany(SQL["add_event"], [_event(ref, epoch, event) for event in events_of(commit)])
    await connection.executemany(SQL["save_item"], [(ref, *astuple(row)) for row in commit.rows])
    await end_notices(connection, ref, commit.silenced, commit.at)
    await add_notices(connection, commit)
    await keep_receipts(connection, ref, commit.receipts, epoch)
    await announce(connection, ref, commit.n)


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
        event.instead_of or None,
    )


async def behind(connection: Connection, rev: int, *, after: str = "", most: int = 100) -> list[str]:
    """Refs of open cases that count with a calendar older than `rev`, in order, after the ref `after`."""
    return [row["ref"] for row in await connection.fetch(SQL["behind"], rev, after, most)]


async def receipt(connection: Connection, ref: str, command_id: str) -> Receipt | None:
    """The answer that a command of this case got and that holds, or None while there is none."""
    row = await connection.fetchrow(SQL["receipt"], ref, command_id)
    return Receipt(*row) if row else None
