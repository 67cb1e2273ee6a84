"""A new calendar reaches every open case, and a case replays with the calendar it had."""

from __future__ import annotations

from datetime import timedelta

from published import publish, roll_out
from temporalio.worker import Replayer
from town import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, item, weekends_only

from domain.roles import Act
from system.converter import data_converter
from worker import workflow_runner
from workflows.approval import ProjectApproval


async def test_a_new_holiday_moves_every_open_clock_and_no_ended_one(town):  # T01, T02, T07
    assert await publish(town) == 1
    async with town.worker(), town.worker():
        project, other = await town.open(item("A", 3), item("B", 3)), await town.open(item("A", 5))
        monday = await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A", "B")
        await project.act(Act.APPROVE, "B")
        await other.receive_and_accept("A")
        await project.go_to_next(TUESDAY, "12:00")  # A is yellow since Tuesday morning
        before, other_before = await project.row("A"), await other.row("A")
        thursday = (monday + timedelta(days=3)).date()

        rev = await publish(town, thursday)
        await roll_out(town, rev)
        after, other_after = await project.row("A"), await other.row("A")
        await project.go_to_next(FRIDAY, "00:30")
        on_the_holiday = await project.states()
        await project.go_to_next(MONDAY, "00:30")

    assert (before["due_on"], after["due_on"]) == (thursday, thursday + timedelta(days=1))
    next_day = other_before["due_on"] + timedelta(days=3 if other_before["due_on"].weekday() == FRIDAY else 1)
    assert other_after["due_on"] in (other_before["due_on"], next_day)  # it was received today, whatever day that is
    assert on_the_holiday == {"A": "accepted", "B": "approved"}
    assert (await project.states())["A"] == "approved_by_silence"
    assert "redated" not in await project.events("B")
    steps = [step for step, _ in await project.notices("A")]
    assert steps == ["yellow", "redated", "red", "deemed"]  # one correction, and no second yellow for the same days
    row = await town.pool.fetchrow(
        "SELECT due_before, due_after, calendar_rev FROM event WHERE ref = $1 AND kind = 'redated'", project.ref
    )
    assert (row["due_before"], row["due_after"], row["calendar_rev"]) == (thursday, thursday + timedelta(days=1), rev)
    assert await town.pool.fetchval("SELECT count(*) FROM project WHERE phase = 'open' AND calendar_rev < $1", rev) == 0


async def test_a_case_that_the_rollout_missed_learns_of_a_new_calendar_from_its_next_commit(town):  # T01, T07
    async with town.worker():
        project = await town.open(item("A", 3))
        await project.go_to_next(MONDAY, "09:00")
        rev = 0
        while rev <= town.calendar.rev:
            rev = await publish(town)

        await project.act(Act.RECEIVE, "A")
        await project.handle.signal(ProjectApproval.nudge)
        await project.act(Act.ACCEPT, "A")

    assert await town.pool.fetchval("SELECT calendar_rev FROM project WHERE ref = $1", project.ref) == rev


async def test_silence_waits_for_an_official_calendar_and_then_for_a_day(town):
    town.calendar = weekends_only(1, official=False)
    async with town.worker():
        project = await town.open(item("A", 1))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        provisional = await project.row("A")
        await project.go_to_next(FRIDAY, "09:00")
        withheld = await project.states()

        await project.handle.signal(ProjectApproval.recount, weekends_only(2))
        await project.go_to_next(MONDAY, "23:00")
        before = await project.states()
        await project.go_to_next(TUESDAY, "00:30")

    assert provisional["provisional"]
    assert withheld["A"] == before["A"] == "accepted"
    assert "silence_withheld" in await project.events("A")
    assert (await project.states())["A"] == "approved_by_silence"


async def test_a_case_replays_with_the_calendar_that_it_had_then(town):  # T07
    async with town.worker():
        project = await town.open(item("A", 3), item("B", 3))
        monday = await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        wednesday = (monday + timedelta(days=2)).date()
        await project.handle.signal(ProjectApproval.recount, weekends_only(2, off=(wednesday,)))
        await project.go_to_next(WEDNESDAY, "10:00")
        await project.go_to_next(FRIDAY, "10:00")
        history = await project.handle.fetch_history()

    replayer = Replayer(workflows=[ProjectApproval], data_converter=data_converter, workflow_runner=workflow_runner())
    await replayer.replay_workflow(history)
