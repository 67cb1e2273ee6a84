"""Requests of the hotline on real servers: what time does, what people do, and what survives."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from seat import at
from temporalio.client import WorkflowUpdateFailedError

from domain.hotline.policy import Level
from domain.roles import Act, Actor, Role
from workflows.hotline import HotlineRequest
from workflows.window import CASE_PHASE


def minutes(*values: float) -> list[timedelta]:
    return [timedelta(minutes=value) for value in values]


async def test_nobody_accepts_and_every_rung_speaks_at_its_time(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        await request.let_pass(minutes=95)

        assert await request.after("accept_soon") == minutes(10)
        assert await request.after("accept_over") == minutes(15)
        assert await request.after("accept_up") == minutes(20, 30, 60, 90)
        assert (await request.row())["state"] == "reported"


async def test_nobody_acts_and_the_request_climbs_from_the_village_to_the_centre(seat):  # H29
    async with seat.town.worker():
        request = await seat.take_in(topic="social_aid")
        await request.accept("immediate")
        await request.let_pass(hours=60)

        events = await request.events()
        row = await request.row()
    assert events.count("overtaken") == 3
    assert events.index("share_over") < events.index("goal_over") < events.index("neglected")
    assert (await request.after("goal_over")) == [timedelta(hours=24)]
    assert (row["level"], row["body"], row["owner"]) == ("centre", "CENTRE", "dispatcher")
    assert await seat.town.pool.fetchval(
        "SELECT array_agg(level ORDER BY n) FROM custody WHERE ref = $1", request.ref
    ) == [*("village", "town", "banner", "centre")]


async def test_twenty_dispatchers_accept_at_once_and_one_wins(seat):  # H68
    async with seat.town.worker():
        request = await seat.take_in()
        commands = [
            replace(
                await request.command(Act.REQUEST_ACCEPT, kind="consultation", place=at(Level.VILLAGE)),
                actor=Actor(f"dispatcher-{number}", Role.DISPATCHER, "CENTRE"),
            )
            for number in range(20)
        ]
        answers = await asyncio.gather(*(request.send(command) for command in commands), return_exceptions=True)

        won = [number for number, answer in enumerate(answers) if isinstance(answer, int)]
        lost = [answer for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
        assert (len(won), len(lost)) == (1, 19)
        assert {answer.cause.type for answer in lost} == {"already_accepted"}
        assert {answer.cause.details[0]["by"] for answer in lost} == {f"dispatcher-{won[0]}"}
        assert (await request.events()).count("accepted") == 1


@pytest.mark.parametrize("before", [timedelta(milliseconds=1), timedelta(seconds=1), timedelta(minutes=1)])
async def test_closing_shortly_before_a_step_leaves_nothing_to_be_said(seat, before):  # H26
    async with seat.town.worker():
        request = await seat.take_in()
        await request.accept("consultation", Level.BANNER)
        share_at = (await request.row())["share_at"]
        close = await request.command(Act.REQUEST_CLOSE)
        await request.send(replace(close, received_at=share_at - before))
        await request.let_pass(hours=13)

        said = [step for _, step, state in await request.notices() if state != "ended"]
        assert said == ["confirmed", "ask"] or said == ["ask", "confirmed"]
        assert "goal_over" not in await request.events()


async def test_a_request_not_solved_is_opened_again_once_by_itself(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        await request.accept()
        await request.act(Act.REQUEST_CLOSE)
        first = await seat.town.pool.fetchrow("SELECT * FROM request_result WHERE ref = $1", request.ref)
        await request.act(Act.REQUEST_ANSWER, solved=False, satisfied=1)
        await request.act(Act.REQUEST_CLOSE)
        await request.act(Act.REQUEST_ANSWER, solved=False, satisfied=1)
        await request.let_pass(hours=80)

        state = await request.handle.result()
        shown = (await request.handle.describe()).typed_search_attributes
        results = await seat.town.pool.fetch("SELECT * FROM request_result WHERE ref = $1 ORDER BY cycle", request.ref)
    assert state == shown[CASE_PHASE] == "archived"
    assert [row["cycle"] for row in results] == [1, 2]
    assert results[0] == first, "a closed cycle is frozen"  # H19
    assert (await request.row())["outcome"] == "unsolved"


async def test_an_agent_request_reported_upward_has_a_new_clock_and_a_new_owner(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        await request.accept("agent")
        await request.let_pass(hours=3)
        await request.act(Act.REQUEST_ESCALATE, place=at(Level.TOWN))
        row = await request.row()
        result = await seat.town.pool.fetchrow("SELECT * FROM request_result WHERE ref = $1", request.ref)

    assert (row["leg"], row["body"], row["owner"]) == (1, "T1", "town-officer")
    assert row["goal_at"] - row["started_at"] == timedelta(hours=120)
    assert (result["ended"], result["in_time"]) == ("escalated", True)


async def test_what_is_handed_in_while_nobody_works_counts_from_its_receipt(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        await request.accept()
    close = await request.command(Act.REQUEST_CLOSE)
    await request.handle.signal(HotlineRequest.act_later, close)
    await request.handle.signal(HotlineRequest.act_later, replace(close, id="again"))
    async with seat.town.worker():
        await request.written("closed")
        await request.written("not_done")

        assert (await request.row())["closed_at"] == close.received_at


async def test_a_request_goes_on_in_a_new_run_with_everything(seat):
    async with seat.town.worker():
        request = await seat.take_in(renew_after=20)
        await request.accept(level=Level.BANNER)
        await request.let_pass(hours=13)

        assert await seat.town.pool.fetchval("SELECT count(*) FROM run WHERE ref = $1", request.ref) > 1
        await request.written("overtaken")
        assert (await request.after("goal_over")) == [timedelta(hours=12)]
        numbers = await seat.town.pool.fetch("SELECT n FROM valid_event WHERE ref = $1 ORDER BY n", request.ref)
        assert [row["n"] for row in numbers] == list(range(1, len(numbers) + 1))


async def test_the_15_minute_clock_is_served_before_projects(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        about = await request.handle.describe()

    assert about.raw_description.workflow_execution_info.priority.priority_key == 1
