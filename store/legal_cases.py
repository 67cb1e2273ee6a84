"""Writing a case of the legal circle: one commit is one transaction, guarded so that a late or repeated one changes nothing."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from domain.commit import Written
from domain.legal.assignment import Assignment
from domain.legal.commit import LegalCommit, events_of
from domain.legal.record import LegalEvent
from domain.organisation import JUSTICE
from store.abandoned import run_of
from store.notices import end_notices, wake_postroom
from store.pool import Connection, Pool
from store.runs import announce, keep_receipts
from store.sql import load_sql

SQL = load_sql(__file__)


async def write(pool: Pool, commit: LegalCommit, *, run_id: str, asked_at: datetime) -> Written:
    """Write a commit and return by which run, with the newest calendar; one that is not newer writes nothing. See `store.cases.write`.

    What an abandoned run has left in the rows of the case, and what it had to say, is taken away.

    Raises:
        asyncpg.ForeignKeyViolationError: nothing was handed in under this ref.
    """
    async with pool.acquire() as connection, connection.transaction():
        return await write_within(connection, commit, run_id=run_id, asked_at=asked_at)


async def write_within(connection: Connection, commit: LegalCommit, *, run_id: str, asked_at: datetime) -> Written:
    """The same in a transaction that is open already, perhaps with other commits."""
    await connection.execute(SQL["make_case"], commit.ref, commit.service)
    known = await connection.fetchrow(SQL["lock_case"], commit.ref)
    assert known is not None, "its row was just made"
    run = await run_of(connection, commit, known, run_id=run_id, asked_at=asked_at)
    if run.takes_over:
        last = max((entry.n for entry in commit.assignments), default=0)
        await connection.execute(SQL["forget_assignments"], commit.ref, last)
        await connection.execute(SQL["forget_findings"], commit.ref, len(commit.findings))
    if run.is_newer:
        await _write(connection, commit, run.epoch)
    newest_rev: int = await connection.fetchval(SQL["newest_calendar_rev"])
    return Written(run.epoch, newest_rev)


async def _write(connection: Connection, commit: LegalCommit, epoch: int) -> None:
    ref = commit.ref
    state = (commit.service, commit.state, commit.holder, commit.ended_at, commit.wakes_at, commit.calendar_rev)
    await connection.execute(SQL["save_case"], ref, *state, commit.ruled_out, commit.n, epoch, commit.seq)
    await _save_row(connection, commit)
    await connection.executemany(SQL["add_event_of_case"], [_event(ref, epoch, event) for event in events_of(commit)])
    await _save_assignments(connection, commit)
    findings = [(ref, n, *astuple(finding)) for n, finding in enumerate(commit.findings, start=1)]
    await connection.executemany(SQL["save_finding"], findings)
    await end_notices(connection, ref, commit.silenced, commit.at)
    await _add_notices(connection, commit)
    await keep_receipts(connection, ref, commit.receipts, epoch)
    await announce(connection, ref, commit.n)


async def _save_row(connection: Connection, commit: LegalCommit) -> None:
    """Write the row of the case's own service."""
    if commit.inquiry is not None:
        await connection.execute(SQL["save_inquiry"], commit.ref, *astuple(commit.inquiry))
    if commit.aid is not None:
        await connection.execute(SQL["save_aid"], commit.ref, *astuple(commit.aid))
    if commit.visit is not None:
        await connection.execute(SQL["save_visit"], commit.ref, *astuple(commit.visit))
    if commit.checkup is not None:
        await connection.execute(SQL["save_checkup"], commit.ref, *astuple(commit.checkup))


async def _save_assignments(connection: Connection, commit: LegalCommit) -> None:
    """Write the assignments that changed, whoever has the case last: nobody else has it then, whatever stood there before."""
    rows = await connection.fetch(SQL["written_assignments"], commit.ref, [entry.n for entry in commit.assignments])
    written = {Assignment(**row) for row in rows}
    changed = sorted((entry for entry in commit.assignments if entry not in written), key=lambda entry: entry.holds)
    await connection.executemany(SQL["save_assignment"], [(commit.ref, commit.service, *astuple(a)) for a in changed])


async def _add_notices(connection: Connection, commit: LegalCommit) -> None:
    """Write down what a commit has to say; what is said again after it was silenced goes out again."""
    rows = [
        (
            *(commit.ref, notice.thread, notice.cycle, notice.step, notice.not_before, notice.expires_at),
            *(notice.due_at, notice.left_minutes, JUSTICE, notice.owner, commit.at),
        )
        for notice in commit.notices
    ]
    if rows:
        await connection.executemany(SQL["add_legal_notice"], rows)
        await wake_postroom(connection)


def _event(ref: str, epoch: int, event: LegalEvent) -> tuple[object, ...]:
    return (
        *(ref, epoch, event.n, event.kind, event.person or None),
        *(event.at, event.entered_at, event.acted_at, event.actor, event.role),
        *(event.note or None, event.what or None, event.due_before, event.due_after, event.instead_of or None),
    )
