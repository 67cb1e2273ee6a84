"""What survives: continuation, reset, a killed worker, a database that goes away."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from pathlib import Path

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from town import HASTY, MONDAY, WEDNESDAY, Project, item, quick

from domain.roles import Act
from workflows.approval import ProjectApproval

ROOT = Path(__file__).parents[2]


async def test_a_long_case_goes_on_in_a_new_run_and_forgets_nothing(town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 1, "A"), renew_after=20)
        await project.go_to_next(MONDAY, "09:00")
        receive = await project.command(Act.RECEIVE, "A")
        first = await project.send(receive)
        await project.act(Act.ACCEPT, "A")
        due = (await project.row("A"))["due_on"]
        project.handle = town.temporal.client.get_workflow_handle_for(ProjectApproval.run, project.handle.id)

        again = await project.handle.execute_update(ProjectApproval.act, receive, id=str(uuid.uuid4()))
        await project.go_to_next(WEDNESDAY, "09:00")
        await project.act(Act.APPROVE, "A")

    assert again == first
    assert await town.pool.fetchval("SELECT count(*) FROM run WHERE ref = $1", project.ref) >= 2
    assert await project.events("A") == ["ready", "received", "accepted", "approved"]
    assert (await project.row("A"))["due_on"] == due
    assert await project.numbers() == list(range(1, len(await project.events()) + 1))


async def test_a_reset_takes_back_what_came_after_it(town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 5))
        await project.receive_and_accept("A")
        accepted_at = len((await project.handle.fetch_history()).events)
        await project.act(Act.APPROVE, "A")

        await _reset(town, project, before=accepted_at)
        await project.handle.signal(ProjectApproval.nudge)
        await project.act(Act.RECEIVE, "B")
        await project.act(Act.REFUSE, "A")

    assert await project.events("A") == ["ready", "received", "accepted", "refused"]
    assert (await project.row("A"))["state"] == "refused"
    assert await project.numbers() == list(range(1, len(await project.events()) + 1))
    everything = await town.pool.fetchval("SELECT count(*) FROM event WHERE ref = $1", project.ref)
    assert everything == len(await project.numbers()) + 1  # the abandoned approval stays on the record


async def test_a_killed_worker_loses_nothing_and_doubles_nothing(town, database_url):
    names = [f"I{number}" for number in range(8)]  # a workflow takes ten updates at a time
    project = await town.open(*(item(name, 5) for name in names), item("Z", 5))
    worker = await _start_worker(town, database_url)
    await project.act(Act.RECEIVE, *names)

    for act, seen in ((Act.ACCEPT, "accepted"), (Act.APPROVE, "approved")):
        commands = [await project.command(act, name) for name in names]
        sending = [asyncio.create_task(project.send(command)) for command in commands]
        await project.written(seen)
        os.kill(worker.pid, signal.SIGKILL)
        await worker.wait()
        worker = await _start_worker(town, database_url)
        await asyncio.gather(*sending)
    os.kill(worker.pid, signal.SIGKILL)
    await worker.wait()

    for name in names:
        assert await project.events(name) == ["ready", "received", "accepted", "approved"]
    assert await project.numbers() == list(range(1, len(await project.events()) + 1))


async def test_a_decision_handed_in_while_the_killed_worker_is_away_wins_over_silence(town, database_url):
    project = await town.open(quick("A", 4), item("B", 5), office=HASTY)
    worker = await _start_worker(town, database_url)
    await project.receive_and_accept("A")
    os.kill(worker.pid, signal.SIGKILL)
    await worker.wait()
    due = (await project.row("A"))["over_at"]

    await project.handle.signal(ProjectApproval.act_later, await project.command(Act.APPROVE, "A"))
    assert await project.now() < due
    await project.wait_for(due + HASTY.settle)
    async with town.worker():
        await project.written("approved", "A")

    assert "approved_by_silence" not in await project.events("A")


async def test_nothing_is_half_done_while_the_database_is_away(town):  # T76, T79
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 5))
        await project.act(Act.RECEIVE, "A")
        await town.pool.execute("ALTER TABLE event RENAME TO event_away")
        sending = asyncio.create_task(project.act(Act.ACCEPT, "A"))
        async for event in project.handle.fetch_history_events(wait_new_event=True):
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED and event.event_id > 15:
                break

        assert (await project.states())["A"] == "received"
        await town.pool.execute("ALTER TABLE event_away RENAME TO event")
        await sending

    assert await project.events("A") == ["ready", "received", "accepted"]
    assert await town.pool.fetchval("SELECT count(*) FROM notice WHERE ref = $1 AND item = 'B'", project.ref) == 0


async def _reset(town, project: Project, *, before: int) -> None:
    history = await project.handle.fetch_history()
    point = max(
        event.event_id
        for event in history.events[:before]
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    )
    await town.temporal.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=town.temporal.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=project.handle.id),
            reason="test",
            workflow_task_finish_event_id=point,
            request_id=str(uuid.uuid4()),
            reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
        )
    )
    project.handle = town.temporal.client.get_workflow_handle_for(ProjectApproval.run, project.handle.id)


async def _start_worker(town, database_url: str) -> asyncio.subprocess.Process:
    """A worker as a process of its own, which can be killed."""
    environment = os.environ | {
        "CHENGNUO_DATABASE_URL": database_url,
        "CHENGNUO_TASK_QUEUE": town.task_queue,
        "TEMPORAL_ADDRESS": town.temporal.client.service_client.config.target_host,
        "TEMPORAL_NAMESPACE": town.temporal.client.namespace,
    }
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "worker", cwd=ROOT, env=environment)
