"""The open cases of a history go on in workflows: what time and people do to them is written after what was written before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from past import Made
from temporalio.client import WorkflowExecutionStatus

from api.gateway import Gateway
from api.lines import TemporalLine
from api.past import go_on
from domain.approval import Approval
from domain.commit import Receipt
from domain.record import Command
from domain.roles import Act, Actor, Role
from worker import make_worker
from workflows.messages import approval_id, case_id, hotline_id
from workflows.nightly_schedules import look_back

FOUND = (
    "SELECT (SELECT count(*) FROM finding), (SELECT count(*) FROM kept_figure), (SELECT count(*) FROM published_set)"
)
AFTER = "SELECT count(*) FROM event WHERE ref = $1 AND n > $2 AND epoch = 2"


async def test_open_cases_go_on_as_the_next_run_of_what_has_written_them(made: Made, client, task_queue):
    project = next(course for course in made.history.left if isinstance(course.case, Approval))
    owner = await made.pool.fetchval("SELECT applicant FROM dossier WHERE ref = $1", project.ref)
    close = Command("0123456789abcdef", Act.CLOSE, Actor(owner, Role.APPLICANT), datetime.now(UTC), owns=True)
    n = project.case.n
    async with make_worker(client, made.pool, task_queue=task_queue):
        await go_on(client, task_queue, made.history.left)

        outcome = await Gateway(TemporalLine(client), task_queue=task_queue).act(approval_id(project.ref), close)

        assert isinstance(outcome, Receipt)
        assert not outcome.code
        assert await made.pool.fetchval(AFTER, project.ref, n) > 0
        for course in made.history.left:
            handle = client.get_workflow_handle(hotline_id(course.ref) if course.ref[0] == "H" else case_id(course.ref))
            if (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
                await handle.terminate("the test is over")
        await asyncio.sleep(0.3)


async def test_a_past_has_been_looked_at_recounted_and_published_when_its_first_night_is_over(made, client, task_queue):
    async with make_worker(client, made.pool, task_queue=task_queue):
        found, differences, published = [
            await night.result() for night in await look_back(client, task_queue=task_queue)
        ]

    assert differences == 0
    assert min(found, published, *await made.pool.fetchrow(FOUND)) > 0
