"""Attempts to break a request: acts at the same time, a killed worker's leavings, resets, mergers, an empty office."""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from agreeing import at_once, check_agreed
from hindering import held_up, reset, started, turnstile
from house import House
from seat import Seat, at
from temporalio.client import WorkflowUpdateFailedError

from domain.hotline.policy import Level
from domain.hotline.policy_file import parse_hotline
from domain.privacy.readings import EXAMPLES
from domain.roles import Act, Actor, Role
from store.policies import HOTLINE
from store.shipped import hotline_file
from store.unreached import unreached
from workflows.hotline import HotlineRequest

ROUNDS = int(os.environ.get("CHENGNUO_TEST_ROUNDS", "10"))  # `make soak` asks for 500
DISPATCHER = Actor("dispatcher", Role.DISPATCHER, "CENTRE")
GRID = Actor("grid", Role.GRID_MEMBER, "V1")
RIVALS = {
    "two closes": ((Act.REQUEST_CLOSE, {}), (Act.REQUEST_CLOSE, {})),
    "close and return": ((Act.REQUEST_CLOSE, {}), (Act.REQUEST_RETURN, {"reason": "not_our_duty"})),
    "close and escalate": ((Act.REQUEST_CLOSE, {}), (Act.REQUEST_ESCALATE, {"place": at(Level.TOWN)})),
}
NOBODY = "INSERT INTO absence (person, from_at, until_at, entered_by) SELECT id, now(), now() + interval '1 year', 'test' FROM person"


@pytest.mark.parametrize("rivals", RIVALS)
async def test_of_two_acts_at_once_one_wins_and_memory_and_case_agree(seat, rivals):  # H68
    async with seat.town.worker():
        for _ in range(ROUNDS):
            request = await seat.take_in()
            await request.accept()
            holder = (await request.command(Act.REQUEST_CLOSE)).actor
            commands = [await request.command(act, actor=holder, **more) for act, more in RIVALS[rivals]]

            won, lost = await at_once(request, *commands)

            assert (len(won), len(lost)) == (1, 1)
            await check_agreed(seat, request)
            events = await request.events()
            assert ((await request.row())["state"] == "closed") is ("closed" in events)
            assert len({"closed", "returned", "escalated"} & set(events)) == 1
            assert await request.act(Act.REQUEST_COMMENT, actor=DISPATCHER) == len(events) + 1


async def test_accepted_and_merged_at_once_it_is_merged_and_nobody_holds_it(seat):  # H68
    async with seat.town.worker():
        stays = await seat.take_in()
        for _ in range(ROUNDS):
            request = await seat.take_in()
            accept = await request.command(Act.REQUEST_ACCEPT, kind="consultation", place=at(Level.VILLAGE))
            merge = await request.command(Act.REQUEST_MERGE, other=stays.ref)

            won, lost = await at_once(request, accept, merge)

            assert await request.handle.result() == "merged"
            await check_agreed(seat, request)
            assert (await request.events()).count("accepted") == len(won) - 1
            assert {fault.cause.type for fault in lost} <= {"request_ended"}


async def test_a_citizen_answers_twice_at_once_and_is_heard_once(seat):  # H68, H70
    async with seat.town.worker():
        for _ in range(ROUNDS):
            request = await seat.take_in()
            await request.accept()
            await request.act(Act.REQUEST_CLOSE)
            answers = [await request.command(Act.REQUEST_ANSWER, solved=solved) for solved in (True, False)]

            won, lost = await at_once(request, *answers)

            assert (len(won), len(lost)) == (1, 1)
            await check_agreed(seat, request)
            kept = await seat.town.pool.fetch("SELECT solved FROM request_answer WHERE ref = $1", request.ref)
            assert [(await request.row())["state"]] == ["archived" if row["solved"] else "handling" for row in kept]


@pytest.mark.parametrize("moment", ["before somebody is found", "before it is written", "before it is reported"])
async def test_a_worker_killed_at_the_end_of_a_share_hands_up_once(seat, database_url, moment):
    pool, worker = seat.town.pool, await started(seat.town, database_url)
    request = await seat.take_in(topic="social_aid")
    await request.accept("immediate")
    wait = (await request.row())["share_at"] - await request.now() + timedelta(minutes=1)
    async with AsyncExitStack() as closed, held_up(pool, "duty") as searching:
        passing = asyncio.create_task(seat.town.temporal.fast_forward(request.handle, wait))
        await request.written("share_over")
        await searching.begun()
        if moment != "before somebody is found":
            table = "custody" if moment == "before it is written" else await turnstile(pool, "overtaken")
            writing = await closed.enter_async_context(held_up(pool, table))
            await searching.let_go()
            await writing.begun()
        worker.kill()
        await worker.wait()

    async with seat.town.worker():
        await request.written("overtaken")
        await passing
        await request.handle.signal(HotlineRequest.act_later, await request.command(Act.REQUEST_COMMENT))
        await request.written("commented")  # nothing stands in its way
        await check_agreed(seat, request)
        custodies = await pool.fetch("SELECT level, ended FROM custody WHERE ref = $1 ORDER BY n", request.ref)
    assert [tuple(row) for row in custodies] == [("village", "overtaken"), ("town", "")]
    assert [kind for kind in await request.events() if kind in ("share_over", "overtaken")] == [
        "share_over",
        "overtaken",
    ]
    assert [step for _, step, _ in await request.notices()].count("assigned") == 2


async def test_a_reset_to_before_a_close_leaves_no_row_of_what_was_abandoned(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        await request.accept()
        before = len((await request.handle.fetch_history()).events)
        await request.act(Act.REQUEST_ESCALATE, place=at(Level.TOWN))
        await request.act(Act.REQUEST_CLOSE)
        await request.act(Act.REQUEST_CALL, outcome="not_reached")
        papers = await numbers(seat, request)
        await request.act(Act.REQUEST_ANSWER, solved=True, satisfied=5)
        await reset(request, before=before)
        await request.act(Act.REQUEST_SIGN, actor=GRID)

        assert await counted(seat, request) == {
            "custody": 1,
            "request_answer": 0,
            "request_result": 0,
            "request_call": 0,
        }
        assert await request.events() == ["reported", "accepted", "signed"]
        assert await numbers(seat, request) == papers, "a number that was given is never given again"
        await check_agreed(seat, request)

        await request.act(Act.REQUEST_ESCALATE, place=at(Level.TOWN))
        await request.act(Act.REQUEST_CLOSE)
        await request.act(Act.REQUEST_ANSWER, solved=False, satisfied=1)
        assert await counted(seat, request) == {
            "custody": 3,
            "request_answer": 1,
            "request_result": 1,
            "request_call": 0,
        }
        assert await seat.town.pool.fetchval("SELECT solved FROM request_answer WHERE ref = $1", request.ref) is False
        assert [paper for paper in await numbers(seat, request) if paper[:3] in {p[:3] for p in papers}] == papers
        await check_agreed(seat, request)


async def test_after_a_reset_to_before_a_close_nobody_is_asked_until_it_is_closed_again(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        await request.accept()
        before = len((await request.handle.fetch_history()).events)
        await request.act(Act.REQUEST_CLOSE)
        assert ("ask", "ask", "open") in await request.notices()
        await reset(request, before=before)
        await request.handle.signal(HotlineRequest.nudge)
        await request.act(Act.REQUEST_SIGN, actor=GRID)

        assert ("ask", "ask", "open") not in await request.notices()
        await request.act(Act.REQUEST_CLOSE)
        assert ("ask", "ask", "open") in await request.notices()


@pytest.mark.parametrize("rosters", ["empty", "full of people who are away"])
async def test_nobody_is_there_at_all_and_the_centre_holds_it_and_a_list_says_so(seat, rosters):  # H35
    pool = seat.town.pool
    await pool.execute("UPDATE person SET phone = '+861390000' || lpad((length(id) * 101)::text, 4, '0')")
    await pool.execute(NOBODY)
    if rosters == "empty":
        await pool.execute("DELETE FROM duty")
    house, listed = await House.built(pool, {}), set()
    async with seat.town.worker():
        request = await seat.take_in(topic="social_aid")
        for hours in (0.26, *range(3, 24, 2), 24.1, 49):  # far from all turns
            await request.let_pass(hours=hours)
            if hours < 1:
                await request.accept("immediate")
            house.now = await request.now()
            await house.work()
            async with pool.acquire() as connection:
                rows = await unreached(connection, EXAMPLES, "", after=(0, None, None), most=100)
            listed |= {(row.step, row.recipient) for row in rows}

        row = await request.row()
        await check_agreed(seat, request)
    assert (row["state"], row["level"], row["body"], row["owner"]) == ("handling", "centre", "CENTRE", "")
    what = await pool.fetch("SELECT what FROM valid_event WHERE ref = $1 AND kind = 'overtaken'", request.ref)
    assert [row["what"] for row in what] == ["centre town:T1 banner:CAB centre:CENTRE"]
    told_of = {step for step, recipient in listed if recipient == "department:CENTRE"}
    assert {"assigned", "half", "warned", "goal_over", "neglected"} <= told_of
    others = "SELECT step FROM outbox WHERE ref = $1 AND channel <> 'list'"
    assert [row["step"] for row in await pool.fetch(others, request.ref)] == ["confirmed"]


@pytest.mark.parametrize("is_late", [False, True])
async def test_citizens_of_a_chain_of_mergers_are_all_told_and_asked_by_the_one_that_stays(seat, is_late):
    pool = seat.town.pool
    async with seat.town.worker():
        first, second, third = [await seat.take_in() for _ in range(3)]
        await pool.execute("UPDATE complainant SET phone = '+8615400' || right(ref, 6)")
        for gone, stays in ((first, second), (second, third)):
            await stays.act(Act.REQUEST_ABSORB, other=gone.ref, other_since=await gone.now(), complainants=gone.whose)
            stays.whose = (*stays.whose, *gone.whose)
            if not is_late:
                await gone.act(Act.REQUEST_MERGE, other=stays.ref)
        for gone, stays in ((second, third), (first, second)) if is_late else ():
            await gone.act(Act.REQUEST_MERGE, other=stays.ref)  # the outer one before the inner one
        await third.accept()
        await third.act(Act.REQUEST_CLOSE)
        house = await House.built(pool, {})
        house.now = await third.now()
        for _ in range(4):  # one of them is by day
            await house.after(hours=6)
        asked = await callers_of(pool, third, "ask")
        for who in third.whose:
            await third.act(Act.REQUEST_ANSWER, complainant=who, solved=True)

        assert await third.handle.result() == "archived"
    assert [(await request.row())["merged_into"] for request in (first, second, third)] == [second.ref, third.ref, ""]
    assert {row["ref"] for row in await pool.fetch("SELECT ref FROM complainant")} == {third.ref}
    mine, of_second, of_first = third.whose
    assert await callers_of(pool, third, "joined") == sorted([of_first, of_second])
    assert await callers_of(pool, second, "joined") == [], "it was merged itself before its number was told"
    assert asked == sorted([mine, of_first, of_second])


async def test_an_open_request_keeps_the_rules_it_began_with(seat):
    pool = seat.town.pool
    await pool.execute("DELETE FROM duty WHERE department = 'T1'")
    await pool.execute("INSERT INTO person (id, name, role, department) VALUES ('nrb', 'nrb', 'officer', 'NRB')")
    await pool.execute(
        "UPDATE duty SET department = 'NRB', person = 'nrb' WHERE department = 'CENTRE' AND person = 'leader'"
    )
    text = hotline_file().replace('value = 12, unit = "h"', 'value = 6, unit = "h"')
    text = text.replace('lead = "CAB"', 'lead = "NRB"').replace('version = "', 'version = "new-')
    async with seat.town.worker():
        old = await seat.take_in(topic="social_aid")
        async with pool.acquire() as connection:
            await HOTLINE.add(connection, text, by="test")
        new = await Seat(seat.town, parse_hotline(text).policy).take_in(topic="social_aid")
        ended = []
        for request in (old, new):
            await request.accept()
            row = await request.row()
            await seat.town.temporal.fast_forward(request.handle, row["share_at"] - await request.now())
            await request.written("overtaken")
            ended.append((row["goal_at"] - row["started_at"], (await request.row())["body"]))

    assert ended == [(timedelta(hours=12), "CAB"), (timedelta(hours=6), "NRB")]


async def test_a_stranger_with_the_right_role_is_refused_by_the_case_itself(seat):
    async with seat.town.worker():
        request = await seat.take_in()
        await request.accept()
        stranger = Actor("somebody", Role.OFFICER, "DRC")

        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await request.act(Act.REQUEST_CLOSE, actor=stranger)

    assert refused.value.cause.type == "not_yours"


async def callers_of(pool, request, step):
    """To whom of the citizens a request has said something, once for each time."""
    rows = await pool.fetch(
        "SELECT recipient FROM outbox WHERE ref = $1 AND step = $2 AND state = 'queued' ORDER BY recipient",
        *(request.ref, step),
    )
    return [row["recipient"].removeprefix("caller:") for row in rows]


async def counted(seat, request):
    """How many rows of its history a request has."""
    tables = ("custody", "request_answer", "request_result", "request_call")
    rows = {table: f"SELECT count(*) FROM {table} WHERE ref = $1" for table in tables}  # noqa: S608
    return {table: await seat.town.pool.fetchval(query, request.ref) for table, query in rows.items()}


async def numbers(seat, request):
    """The papers of a request as (paper, body, cycle, year, number)."""
    rows = await seat.town.pool.fetch(
        "SELECT paper, body, cycle, year, number FROM request_paper WHERE ref = $1 ORDER BY issued_at, paper, body",
        request.ref,
    )
    return [tuple(row) for row in rows]
