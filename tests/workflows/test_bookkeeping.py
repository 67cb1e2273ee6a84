"""The books are kept shift after shift for ever, and a night keeps the months that are over and finds what is not as recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from booked import two_requests, write
from temporalio.client import WorkflowContinuedAsNewError
from temporalio.worker import Worker

from activities.bookkeeping import Bookkeeping
from store.shipped import figures
from worker import open_books, workflow_runner
from workflows.bookkeeping import Books, NightlyRecount, books_id

LONG_AGO = datetime.now(UTC) - timedelta(days=70)


@pytest.fixture
async def recorded(pool):
    """Two requests that were accepted and closed in a month that is over."""
    await two_requests(pool)
    for ref in ("H1", "H2"):
        for hours, kind, what in ((0, "reported", ""), (1, "accepted", "consultation"), (2, "closed", "")):
            await write(pool, ref, kind, LONG_AGO + timedelta(hours=hours), what=what)
    return pool


async def night(client, town, number: int) -> int:
    return await client.execute_workflow(
        NightlyRecount.run, id=f"recount-{number}-{town.task_queue}", task_queue=town.task_queue
    )


async def test_a_night_reads_keeps_and_recounts_by_itself(town, client, recorded):
    async with town.worker():
        first = await night(client, town, 1)
        kept = await recorded.fetchval(
            "SELECT count(DISTINCT month) FROM kept_figure WHERE service = 'hotline' AND n > 0"
        )
        await recorded.execute("UPDATE fact SET body = 'X' WHERE ref = 'H2' AND subject = 'leg'")
        then = [await night(client, town, number) for number in (2, 3)]

    assert (first, then) == (0, [1, 1])
    assert kept >= 1
    alarms = await recorded.fetch("SELECT figure, name FROM figure_alarm")
    assert [tuple(row) for row in alarms] == [("facts", "H2")]


async def test_shift_follows_shift_and_then_a_new_run_goes_on(town, client, recorded):
    books = Bookkeeping(recorded, figures(), shift=timedelta(0))
    async with Worker(
        client,
        task_queue=town.task_queue,
        workflows=[Books],
        activities=[books.keep_books],
        workflow_runner=workflow_runner(),
    ):
        for _ in range(2):  # as two workers do that start
            await open_books(client, task_queue=town.task_queue)
        run = (await client.get_workflow_handle(books_id(town.task_queue)).describe()).run_id
        with pytest.raises(WorkflowContinuedAsNewError) as end:
            await client.get_workflow_handle(books_id(town.task_queue), run_id=run).result(follow_runs=False)
        newest = client.get_workflow_handle(books_id(town.task_queue), run_id=end.value.new_execution_run_id)
        await newest.terminate()

    assert await recorded.fetchval("SELECT count(*) FROM fact WHERE subject = 'leg' AND marks @> '{closed}'") == 2
