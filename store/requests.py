"""Writing a request: one commit is one transaction, guarded so that a late or repeated one changes nothing."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.commit import Written
from domain.hotline.commit import RequestCommit, events_of
from domain.hotline.record import Issue, RequestEvent
from store.abandoned import run_of
from store.notices import end_notices
from store.pool import Connection, Pool
from store.request_notices import add_request_notices
from store.runs import announce, keep_receipts
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)


async def write(pool: Pool, commit: RequestCommit, *, run_id: str, asked_at: datetime) -> Written:
    """Write a commit and return by which run; a commit that is not newer writes nothing. See `store.cases.write`.

    What an abandoned run has left in the request's rows, and what it had to say, is taken away; numbers of papers are never taken back.

    Raises:
        asyncpg.ForeignKeyViolationError: what was handed in under this ref, or a complainant who answers, is not there.
    """
    async with pool.acquire() as connection, connection.transaction():
        return await write_within(connection, commit, run_id=run_id, asked_at=asked_at)


async def write_within(connection: Connection, commit: RequestCommit, *, run_id: str, asked_at: datetime) -> Written:
    """The same in a transaction that is open already, perhaps with other commits."""
    await connection.execute(SQL["make_request"], commit.ref)
    known = await connection.fetchrow(SQL["lock_request"], commit.ref)
    assert known is not None, "its row was just made"
    run = await run_of(connection, commit, known, run_id=run_id, asked_at=asked_at)
    if run.is_newer:
        await _write(connection, commit, run.epoch)
    return Written(run.epoch)


async def _write(connection: Connection, commit: RequestCommit, epoch: int) -> None:
    ref = commit.ref
    far = (len(commit.complainants), commit.wakes_at, commit.n, epoch, commit.seq)
    await connection.execute(SQL["save_request"], ref, *far, *astuple(commit.row))
    await connection.executemany(SQL["add_request_event"], [_event(ref, epoch, event) for event in events_of(commit)])
    if commit.row.merged_into:
        await connection.execute(SQL["bring_complainants"], commit.row.merged_into, commit.complainants, ref)
    else:
        await connection.execute(SQL["mark_withdrawn"], ref, commit.complainants)
    await _save_history(connection, commit)
    await end_notices(connection, ref, commit.silenced, commit.at)
    await add_request_notices(connection, commit)
    await keep_receipts(connection, ref, commit.receipts, epoch)
    await _issue(connection, ref, commit.papers)
    await announce(connection, ref, commit.n)


async def _save_history(connection: Connection, commit: RequestCommit) -> None:
    """Write custodies, results, answers and calls: all that there are, and no others."""
    ref, answers, results = commit.ref, commit.answers, commit.results
    await connection.execute(
        SQL["forget_abandoned"],
        *(ref, len(commit.custodies)),
        *([answer.cycle for answer in answers], [answer.complainant for answer in answers]),
        len(commit.called),
        *([result.cycle for result in results], [result.leg for result in results]),
    )
    custodies = [
        (ref, n, c.level, c.body, c.owner, c.since, c.until, c.ended, c.signed_at, c.designated)
        for n, c in enumerate(commit.custodies, start=1)
    ]
    calls = [(ref, n, *astuple(call)) for n, call in enumerate(commit.called, start=1)]
    await connection.executemany(SQL["save_custody"], custodies)
    if results:  # each way to the database and back counts
        await connection.executemany(SQL["save_result"], [(ref, *astuple(result)) for result in results])
    if answers:
        await connection.executemany(SQL["save_answer_of"], [(ref, *astuple(answer)) for answer in answers])
    if calls:
        await connection.executemany(SQL["save_call"], calls)


async def _issue(connection: Connection, ref: str, papers: tuple[Issue, ...]) -> None:
    """Number papers as the last thing before the end: whoever issues the same paper waits for it."""
    zone = ZoneInfo(office()[1])
    for paper in sorted(papers, key=lambda paper: (paper.paper, paper.at)):  # as everybody who issues several
        year = paper.at.astimezone(zone).year
        await connection.execute(SQL["lock_papers"], paper.paper, str(year))
        about = (paper.cycle, paper.paper, year, paper.body, paper.at, paper.due_at)
        await connection.execute(SQL["issue_paper"], ref, *about)


def _event(ref: str, epoch: int, event: RequestEvent) -> tuple[object, ...]:
    return (
        *(ref, epoch, event.n, event.kind, event.body or None),
        *(event.at, event.entered_at, event.acted_at, event.actor, event.role),
        *(event.note or None, event.what or None, event.due_before, event.due_after, event.instead_of or None),
    )
