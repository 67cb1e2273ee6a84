"""The runs of a case's workflow: which of them may write, the answers that they gave, and the word that a case has moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.commit import Receipt
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def epoch_of(connection: Connection, ref: str, run_id: str, *, first_n: int, asked_at: datetime) -> int:
    """The epoch of a run, the next after all earlier ones where it is new; 0 for one that came too late to get any.

    `first_n` is the number of its first event, `asked_at` when its first commit was asked for. The case must be locked.
    """
    await connection.execute(SQL["make_run"], ref, run_id, first_n, asked_at)
    epoch: int = await connection.fetchval(SQL["epoch"], ref, run_id)
    return epoch


async def keep_receipts(connection: Connection, ref: str, receipts: Iterable[Receipt], epoch: int) -> None:
    """Keep the answers that a run gave to commands."""
    rows = [(ref, receipt.id, epoch, receipt.code or None, receipt.n) for receipt in receipts]
    if rows:
        await connection.executemany(SQL["add_receipt"], rows)


async def announce(connection: Connection, ref: str, n: int) -> None:
    """Tell whoever listens that a case has moved on to its event number `n`."""
    await connection.execute(SQL["announce"], ref, str(n))
