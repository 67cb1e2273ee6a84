"""Commands: safe to repeat, refused with a reason, kept when nobody answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from town import FRIDAY, HASTY, MONDAY, Project, item, quick

from domain.roles import Act, Actor, Role
from workflows.approval import ProjectApproval
from workflows.messages import approval_id


async def test_the_same_command_twenty_times_at_once_is_one_effect(town):  # T77
    async with town.worker():
        project = await town.open(item("A", 5))
        await project.act(Act.RECEIVE, "A")
        command = await project.command(Act.ACCEPT, "A")

        receipts = await asyncio.gather(*(project.send(command) for _ in range(20)))
        again = await project.handle.execute_update(ProjectApproval.act, command, id="another-update-id")

    assert len(set(receipts)) == 1
    assert again == receipts[0]
    assert await project.events("A") == ["ready", "received", "accepted"]


async def test_fifty_identical_openings_are_one_project(town):
    ref = "2611-150524-04-01-999999"
    start = await town.start_of(ref, item("A", 5))
    async with town.worker():
        handles = await asyncio.gather(
            *(
                town.temporal.client.start_workflow(
                    ProjectApproval.run,
                    start,
                    id=approval_id(ref),
                    task_queue=town.task_queue,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                )
                for _ in range(50)
            )
        )
        assert len({handle.first_execution_run_id or handle.result_run_id for handle in handles}) == 1
        await handles[0].execute_update(
            ProjectApproval.act,
            await _receive(town, ref),
        )

    assert await town.pool.fetchval("SELECT count(*) FROM event WHERE ref = $1 AND kind = 'opened'", ref) == 1


async def _receive(town, ref):
    project = Project(town, ref, (item("A", 5),), town.temporal.client.get_workflow_handle(approval_id(ref)))
    return await project.command(Act.RECEIVE, "A")


async def test_a_refusal_says_why_and_enters_nothing(town):
    async with town.worker():
        project = await town.open(item("A", 5), item("B", 5, "A"))
        before = await project.handle.fetch_history()

        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await project.act(Act.RECEIVE, "B")
        with pytest.raises(WorkflowUpdateFailedError) as foreign:
            await project.act(Act.ACCEPT, "A", actor=Actor("wu", Role.OFFICER, "NRB"))

        after = await project.handle.fetch_history()

    assert refused.value.cause.type == "prerequisite_open"
    assert refused.value.cause.details[0]["open"] == "A"
    assert foreign.value.cause.type == "not_yours"
    names = [event.WhichOneof("attributes") for event in after.events[len(before.events) :]]
    assert not any("update" in name for name in names)


async def test_two_officers_at_once_make_one_decision(town):  # H68
    async with town.worker(), town.worker():
        project = await town.open(item("A", 5), item("B", 5))
        await project.receive_and_accept("A")
        approve, refuse = await project.command(Act.APPROVE, "A"), await project.command(Act.REFUSE, "A")

        answers = await asyncio.gather(project.send(approve), project.send(refuse), return_exceptions=True)

    refusals = [answer for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
    assert [refusal.cause.type for refusal in refusals] == ["already_decided"]
    assert len({"approved", "refused"} & set(await project.events("A"))) == 1


async def test_two_workers_serve_one_project_without_doing_anything_twice(town):  # T61, T71
    async with town.worker(cached=0), town.worker(cached=0):
        project = await town.open(item("A", 2), item("B", 1, "A"), item("C", 5))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        await project.go_to_next(FRIDAY, "09:00")

    steps = [step for step, _ in await project.notices("A")]
    assert len(steps) == len(set(steps))
    assert [kind for kind in await project.events("A") if kind == "approved_by_silence"] == ["approved_by_silence"]
    assert await project.numbers() == list(range(1, len(await project.events()) + 1))


async def test_a_decision_handed_in_while_nobody_answers_wins_when_it_was_in_time(town):  # T56
    async with town.worker():
        project = await town.open(quick("A", 3), item("B", 5), office=HASTY)
        await project.receive_and_accept("A")
    due = (await project.row("A"))["over_at"]
    command = await project.command(Act.APPROVE, "A", received_at=due - timedelta(milliseconds=1))
    await project.handle.signal(ProjectApproval.act_later, command)
    await project.wait_for(due + timedelta(seconds=1.2))

    async with town.worker():
        await project.written("approved", "A")

    assert "approved_by_silence" not in await project.events("A")
    assert await project.instant("A", "approved") == command.received_at


async def test_a_decision_handed_in_too_late_while_nobody_answers_goes_on_the_record(town):
    async with town.worker():
        project = await town.open(quick("A", 3), item("B", 5), office=HASTY)
        await project.receive_and_accept("A")
    due = (await project.row("A"))["over_at"]
    await project.wait_for(due + timedelta(seconds=0.5))
    command = await project.command(Act.APPROVE, "A")
    await project.handle.signal(ProjectApproval.act_later, command)

    async with town.worker():
        await project.written("not_done", "A")
        await project.written("approved_by_silence", "A")

    receipt = await town.pool.fetchrow("SELECT code FROM command WHERE ref = $1 AND id = $2", project.ref, command.id)
    assert receipt["code"] == "already_deemed"


async def test_no_late_yellow_goes_out_after_an_outage_over_the_deadline(town):  # T56
    async with town.worker():
        project = await town.open(quick("A", 4), item("B", 5), office=HASTY)
        await project.receive_and_accept("A")
        due = (await project.row("A"))["over_at"]
    await project.wait_for(due + timedelta(seconds=1.2))

    async with town.worker():
        await project.written("approved_by_silence", "A")

    assert await project.events("A") == [
        "ready", "received", "accepted", "warning_skipped", "warning_skipped", "approved_by_silence"
    ]  # fmt: skip
    assert {step for step, _ in await project.notices("A")} == {"deemed"}
    assert await project.instant("A", "approved_by_silence") == due


async def test_an_unreadable_signal_does_not_stop_the_case(town):
    async with town.worker():
        project = await town.open(item("A", 5))

        await project.handle.signal("act_later", {"nonsense": True})
        await project.act(Act.RECEIVE, "A")

    assert (await project.states())["A"] == "received"
