"""Plays short cases on a real server and saves their histories, which tests/workflows/test_replay.py replays.

    .venv/bin/python -m pytest tests/workflows/record_histories.py [-k silence]

It is no test, so pytest takes it only when it is named. A history is called after its case and the worker's BUILD: those
of earlier builds stay, for cases that were opened with them may still run.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import timedelta

from saving import save
from seat import Seat, at
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Project, Town, item, weekends_only

from domain.catalogue import PauseRule, Silence
from domain.hotline.policy import Level
from domain.project_items import waves
from domain.roles import Act
from domain.term import Term
from store.reference import add_calendar
from workflows.approval import ProjectApproval
from workflows.calendar import CalendarRollout
from workflows.hotline import HotlineRequest
from workflows.messages import rollout_id

REVIEW = PauseRule("expert_review", Term(10))


async def test_silence(town: Town):
    async with town.worker():
        project = await town.open(item("A", 3), item("B", 5, "A"), item("C", 3, silence=Silence.ESCALATE))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A", "C")
        await project.go_to_next(FRIDAY, "00:01")
        await project.act(Act.REVOKE, "A")
        await project.act(Act.EXPLAIN, "C")

        await save("silence", project.handle)


async def test_pause_and_extension(town: Town):
    async with town.worker():
        project = await town.open(item("A", 5, pauses=(REVIEW,), extension_max=3), item("B", 5))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        await project.go_to_next(THURSDAY, "09:00")  # yellow
        until = await project.now() + timedelta(days=1)
        await project.act(Act.PAUSE, "A", kind="expert_review", until=until)
        await project.go_to_next(MONDAY, "09:00")  # beyond the planned end
        await project.act(Act.RESUME, "A")
        await project.act(Act.EXTEND, "A", days=3)
        await project.go_to_next(WEDNESDAY, "09:00")
        await project.act(Act.REFUSE, "A")
        await project.act(Act.RECEIVE, "A")
        await project.act(Act.CORRECT, "A")
        await project.act(Act.CLOSE)

        await save("pause_and_extension", project.handle)


async def test_commands(town: Town):
    """Repeated, refused, late, in one batch, and signalled while nobody answered."""
    async with town.worker():
        project = await town.open(item("A", 1), item("B", 5), item("C", 5, "B"))
        await project.go_to_next(MONDAY, "09:00")
        receive = await project.command(Act.RECEIVE, "A", "B")
        await project.send(receive)
        await project.handle.execute_update(ProjectApproval.act, receive, id=str(uuid.uuid4()))
        await project.handle.signal(ProjectApproval.act_later, await project.command(Act.ACCEPT, "A"))
        await project.handle.signal(ProjectApproval.act_later, await project.command(Act.ACCEPT, "C"))
        await project.handle.signal("act_later", {"nonsense": True})
        await asyncio.gather(project.act(Act.ASSIGN, "B", officer="wu"), project.act(Act.ACCEPT, "B"))
        late = await project.command(Act.APPROVE, "A")
        await project.go_to_next(WEDNESDAY, "00:05")
        late = replace(late, received_at=await project.now())
        await project.handle.signal(ProjectApproval.act_later, late)
        await project.act(Act.APPROVE, "B")

        await save("commands", project.handle)


async def test_recount(town: Town):
    async with town.worker():
        project = await town.open(item("A", 3), item("B", 3))
        monday = await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        await project.go_to_next(TUESDAY, "12:00")  # yellow
        wednesday = (monday + timedelta(days=2)).date()
        await project.handle.signal(ProjectApproval.recount, weekends_only(2, off=(wednesday,)))
        await project.handle.signal(ProjectApproval.recount, weekends_only(1))
        await project.go_to_next(THURSDAY, "09:00")
        await project.handle.signal(ProjectApproval.recount, weekends_only(3, official=False))
        await project.go_to_next(MONDAY, "09:00")

        await save("recount", project.handle)


async def test_continued(town: Town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 1, "A"), renew_after=20)
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        project.handle = town.temporal.client.get_workflow_handle_for(ProjectApproval.run, project.handle.id)
        await project.go_to_next(WEDNESDAY, "09:00")
        await project.act(Act.ASSIGN, "A", officer="wu")
        await project.act(Act.APPROVE, "A")

        runs = await town.pool.fetch("SELECT run_id FROM run WHERE ref = $1 ORDER BY epoch", project.ref)
        for name, run in zip(("continued_from", "continued_to"), runs, strict=False):
            await save(name, town.temporal.client.get_workflow_handle(project.handle.id, run_id=run["run_id"]))


async def test_reset(town: Town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 5))
        await project.receive_and_accept("A")
        before = len((await project.handle.fetch_history()).events)
        await project.act(Act.APPROVE, "A")
        await _reset(project, before=before)
        await project.handle.signal(ProjectApproval.nudge)
        await project.act(Act.RECEIVE, "B")
        await project.act(Act.REFUSE, "A")

        await save("reset", project.handle)


async def test_new_calendar_while_a_case_is_opened(town: Town):
    years = {str(year.year): _year(year.year) for year in town.calendar.years}
    async with town.pool.acquire() as connection:
        for _ in range(2):
            await add_calendar(connection, years, by="test")
    async with town.worker():
        project = await town.open(item("A", 5))
        await project.act(Act.RECEIVE, "A")
        handle = await town.temporal.client.start_workflow(
            CalendarRollout.run, 2, id=rollout_id(2) + town.task_queue, task_queue=town.task_queue
        )
        await handle.result()

        await save("new_calendar", project.handle)
        await save("rollout", handle)


async def test_whole_project(town: Town):
    rules = town.rules("simple_warehouse")
    async with town.worker():
        project = await town.open(*rules)
        await project.go_to_next(0, "09:00")
        for number, wave in enumerate(waves(rules)):
            silent = [name for index, name in enumerate(wave) if (number + index) % 3 == 2]
            await project.receive_and_accept(*wave)
            for name in set(wave) - set(silent):
                await project.act(Act.APPROVE, name)
            if silent:
                await project.go_to(await project.now() + timedelta(days=26))
        await town.temporal.fast_forward(project.handle)

        await save("whole_project", project.handle)


async def test_hotline_neglected(town: Town):
    """Nobody accepts for an hour, then nobody does anything: up to the centre."""
    async with town.worker():
        request = await (await Seat.opened(town)).take_in(topic="social_aid")
        await request.let_pass(minutes=65)
        await request.accept("immediate")
        await request.let_pass(hours=50)

        await save("hotline_neglected", request.handle)


async def test_hotline_handled(town: Town):
    """Paused, extended, returned, reported upward, closed, not solved, closed again."""
    async with town.worker():
        seat = await Seat.opened(town)
        request, other = await seat.take_in(topic="social_aid"), await seat.take_in()
        await request.act(Act.REQUEST_ACCEPT, kind="agent", place=at(Level.TOWN), assists=("CAB",), guide="grid")
        back = await request.command(Act.REQUEST_RETURN, reason="not_our_duty")
        await request.send(back)
        await request.handle.execute_update(HotlineRequest.act, back, id=str(uuid.uuid4()))
        await request.act(Act.REQUEST_DISPATCH, place=at(Level.VILLAGE))
        await request.act(Act.REQUEST_SIGN)
        await request.act(Act.REQUEST_RECLASSIFY, kind="immediate")
        until = await request.now() + timedelta(hours=5)
        await request.act(Act.REQUEST_PAUSE, reason="third_party", until=until)
        await request.let_pass(hours=8)
        await request.act(Act.REQUEST_ASK_EXTENSION, hours=2)
        await request.act(Act.REQUEST_EXTEND)
        more = {"other": other.ref, "other_since": await request.now(), "complainants": other.whose}
        await request.act(Act.REQUEST_ABSORB, **more)
        await other.act(Act.REQUEST_MERGE, other=request.ref)
        await request.act(Act.REQUEST_ESCALATE, place=at(Level.TOWN))
        await request.handle.signal(HotlineRequest.act_later, await request.command(Act.REQUEST_UNPARK))
        await request.act(Act.REQUEST_CLOSE)
        await request.act(Act.REQUEST_ANSWER, solved=False, satisfied=2)
        await request.act(Act.REQUEST_CLOSE)
        await request.act(Act.REQUEST_CALL, outcome="not_reached")
        await request.let_pass(hours=100)

        await save("hotline_handled", request.handle)
        await save("hotline_merged", other.handle)


async def test_hotline_continued(town: Town):
    async with town.worker():
        request = await (await Seat.opened(town)).take_in(topic="social_aid", renew_after=20)
        await request.accept("consultation")
        await request.let_pass(hours=13)
        await request.written("goal_over")

        runs = await town.pool.fetch("SELECT run_id FROM run WHERE ref = $1 ORDER BY epoch", request.ref)
        for name, run in zip(("hotline_continued_from", "hotline_continued_to"), runs, strict=False):
            await save(name, town.temporal.client.get_workflow_handle(request.handle.id, run_id=run["run_id"]))


def _year(year: int) -> str:
    return (
        f'year = {year}\nstatus = "official"\nnotice = "测试第{year}号"\nissued_on = {year - 1}-11-04\n'
        'source = "test"\noff = []\nworked = []\n'
    )


async def _reset(project: Project, *, before: int) -> None:
    """Take a case back to the last workflow task before an event."""
    client, history = project.town.temporal.client, await project.handle.fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=project.handle.id),
            reason="test",
            workflow_task_finish_event_id=max(e.event_id for e in history.events[:before] if e.event_type == done),
            request_id=str(uuid.uuid4()),
            reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
        )
    )
    project.handle = client.get_workflow_handle_for(ProjectApproval.run, project.handle.id)
