"""Which run of a workflow may write, and what it takes back of one that an administrator abandoned by a reset.

What the abandoned run had to say is taken back, and what it took back holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.commit import Commit
from domain.hotline.commit import RequestCommit
from domain.legal.commit import LegalCommit
from store.notices import cancel_messages, wake_postroom
from store.pool import Connection
from store.runs import epoch_of
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Run:
    """The run that brings a commit: `is_newer` than what is written, and if so whether it `takes_over` from an abandoned one."""

    epoch: int
    is_newer: bool
    takes_over: bool


async def run_of(
    connection: Connection,
    commit: Commit | RequestCommit | LegalCommit,
    known: asyncpg.Record,
    *,
    run_id: str,
    asked_at: datetime,
) -> Run:
    """The run that brings a commit to a case, locked, of which `known` epoch and seq are written; what it abandons is taken back."""
    first_n = commit.n - len(commit.events) + 1
    epoch = await epoch_of(connection, commit.ref, run_id, first_n=first_n, asked_at=asked_at)
    is_newer = (epoch, commit.seq) > (known["epoch"], known["seq"])
    takes_over = is_newer and 0 < known["epoch"] < epoch
    if takes_over:
        await _take_back(connection, commit.ref, epoch, first_n=first_n, at=commit.at)
    return Run(epoch, is_newer, takes_over)


async def _take_back(connection: Connection, ref: str, epoch: int, *, first_n: int, at: datetime) -> None:
    """Take back what abandoned runs have said, when the run that begins with event `first_n` writes for the first time.

    What that run says again goes out again, and what only the abandoned ones took back holds as before.
    """
    if await connection.fetch(SQL["held_again"], ref, epoch, first_n, at):
        await wake_postroom(connection)
    rows = await connection.fetch(SQL["abandoned_notices"], ref, epoch, first_n, at)
    await cancel_messages(connection, [row["id"] for row in rows], at, "case_moved")
