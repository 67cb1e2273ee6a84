"""Attempts to break cases of the legal circle: a killed worker's leavings, a worker that is away, resets, rivals."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from agreeing import at_once, check_matter_agreed
from bureau import CLERK, DIRECTOR, POOL, Bureau, lawyer
from hindering import held_up, reset, started, turnstile
from legal_rules import INQUIRY
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError

from domain.roles import ANYONE, Act
from domain.term import Term, Unit
from workflows.legal_aid import LegalAidApplication
from workflows.legal_inquiry import LegalInquiry

ROUNDS = int(os.environ.get("CHENGNUO_TEST_ROUNDS", "10"))  # `make soak` asks for 500
HASTY = replace(INQUIRY, promise=Term(3, Unit.S), leader=Term(2, Unit.S), up_again=Term(1, Unit.H))  # by the real clock


@pytest.fixture
async def bureau(town):
    return await Bureau.opened(town)


async def lines(matter, *kinds):
    """The lines of these kinds in the record, in their order."""
    return [kind for kind in await matter.events() if kind in kinds]


async def test_rivals_for_an_inquiry_take_and_answer_it_and_one_wins_each_time(bureau):  # H68
    async with bureau.town.worker():
        for _ in range(ROUNDS):
            inquiry = await bureau.inquiry()
            await inquiry.written("called")
            takes = [await inquiry.command(Act.LEGAL_TAKE, lawyer(name)) for name in POOL]
            first, late = await at_once(inquiry, *takes)
            await check_matter_agreed(inquiry)
            holder = lawyer((await inquiry.row())["holder"])
            answers = [await inquiry.command(Act.LEGAL_REPLY, who) for who in (holder, CLERK)]
            answered, unheard = await at_once(inquiry, *answers)

            assert (len(first), {lost.cause.type for lost in late}) == (1, {"taken_before"})
            assert (len(answered), len(unheard)) == (1, 1)
            assert await lines(inquiry, "taken", "replied") == ["taken", "replied"]
            await check_matter_agreed(inquiry)
            await inquiry.act(Act.LEGAL_RATE, yes=True)
            await inquiry.handle.result()
            await check_matter_agreed(inquiry)


async def test_rivals_decide_an_application_and_accept_two_offers_and_one_wins_each_time(bureau):  # H68
    async with bureau.town.worker():
        for _ in range(ROUNDS):
            aid = await bureau.application()
            grants = [await aid.command(Act.AID_GRANT, who) for who in (CLERK, DIRECTOR)]
            granted, _ = await at_once(aid, *grants)
            await aid.written("offered")
            ((first, *_),) = await aid.people()
            other = next(name for name in POOL if name != first)
            await aid.act(Act.LEGAL_ASSIGN, CLERK, person=other)
            accepts = [await aid.command(Act.AID_ACCEPT, lawyer(name)) for name in (first, other)]
            decline = await aid.command(Act.LEGAL_DECLINE, lawyer(other), reason="busy")
            said, unsaid = await at_once(aid, *accepts, decline)

            assert (len(granted), len(said)) == (1, 1)
            assert {lost.cause.type for lost in unsaid} <= {"offer_gone", "not_done"}
            assert len(await lines(aid, "granted")) == len(await lines(aid, "appointed", "declined")) == 1
            await check_matter_agreed(aid)
            await aid.act(Act.LEGAL_WITHDRAW)  # else nobody has a hand free in a long run
            await aid.handle.result()
            await check_matter_agreed(aid)


async def test_a_lawyer_who_stays_and_one_who_was_named_accept_at_once_and_one_of_them_has_it(bureau):  # H68
    async with bureau.town.worker():
        for _ in range((ROUNDS + 1) // 2):  # a working day has to pass in each
            aid = await bureau.application()
            await aid.written("applied")
            await aid.let_pass_until((await aid.row())["promise_at"])
            await aid.written("appointed")
            await aid.act(Act.LEGAL_ASSIGN, CLERK, person="cy")
            accepts = [await aid.command(Act.AID_ACCEPT, lawyer(name)) for name in ("bo", "cy")]
            won, lost = await at_once(aid, *accepts)

            assert (len(won), {fault.cause.type for fault in lost}) == (1, {"offer_gone"})
            await check_matter_agreed(aid)
            left = await bureau.town.pool.fetchval(
                "SELECT count(*) FROM assignment WHERE ref = $1 AND until IS NULL", aid.ref
            )
            assert left == 1, "nobody else can accept it any more"


async def test_withdrawn_while_somebody_is_sought_nobody_has_anything_in_hand(bureau):
    pool = bureau.town.pool
    async with bureau.town.worker():
        async with held_up(pool, "duty") as seeking:
            inquiry, aid = await bureau.inquiry(), await bureau.application()
            granting = asyncio.create_task(aid.act(Act.AID_GRANT, CLERK))
            await seeking.begun()
            await granting
            withdrawing = [asyncio.create_task(matter.act(Act.LEGAL_WITHDRAW)) for matter in (inquiry, aid)]
            await asyncio.gather(*(in_hand(matter, "withdrawn") for matter in (inquiry, aid)))
        await asyncio.gather(*withdrawing)
        for matter in (inquiry, aid):
            assert await matter.handle.result() == "withdrawn"
            await check_matter_agreed(matter)

    assert await pool.fetchval("SELECT count(*) FROM assignment WHERE until IS NULL") == 0


async def in_hand(matter, what):
    """Wait until a case has taken a command into its hands, though it cannot write it down yet."""
    accepted = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    async with asyncio.timeout(10):
        while accepted != (await matter.handle.fetch_history()).events[-1].event_type:
            await asyncio.sleep(0.02)


async def test_a_worker_killed_in_the_middle_leaves_nothing_lost_doubled_or_late(bureau, database_url):
    pool, worker = bureau.town.pool, await started(bureau.town, database_url)
    aid = await bureau.application()
    await aid.act(Act.AID_GRANT, CLERK)
    await aid.written("offered")
    ((first, *_),) = await aid.people()
    chosen = await turnstile(pool, table="assignment", name="chosen")
    accepted = await turnstile(pool, "appointed", name="accepted")
    async with held_up(pool, chosen) as choosing, held_up(pool, accepted) as writing:
        inquiry = await bureau.inquiry(rules=HASTY)
        accepting = asyncio.create_task(aid.act(Act.AID_ACCEPT, lawyer(first)))
        await choosing.begun()
        await writing.begun()
        worker.kill()
        await worker.wait()

    async with bureau.town.worker():
        await accepting
        await inquiry.written("promise_over")
        ((person, *_),) = await inquiry.people()
        await inquiry.act(Act.LEGAL_TAKE, lawyer(person))

        for matter in (aid, inquiry):
            await check_matter_agreed(matter)
    assert await aid.events() == ["applied", "granted", "offered", "appointed"]
    assert await aid.people() == [(first, "offer", "")]
    assert sorted(await inquiry.events()) == sorted(["asked", "called", "leader_called", "promise_over", "taken"])
    assert await inquiry.people() == [(person, "call", "")]
    assert await inquiry.after("leader_called") + await inquiry.after("promise_over") == [seconds(2), seconds(3)]


def seconds(value):
    return timedelta(seconds=value)


async def test_while_the_worker_is_away_clocks_run_on_and_count_what_came_in_time(bureau):
    async with bureau.town.worker(cached=0):  # nobody waits for what it kept in memory
        taken, forgotten = await bureau.inquiry(rules=HASTY), await bureau.inquiry(rules=HASTY)
        for inquiry in (taken, forgotten):
            await inquiry.written("called")
    for name in ("ann", "bo"):
        take = await taken.command(Act.LEGAL_TAKE, lawyer(name))
        await taken.handle.signal(LegalInquiry.act_later, take)
    over = forgotten.begun.asked_at + seconds(3)
    await asyncio.sleep(
        (over - datetime.now(UTC)).total_seconds()
    )  # nobody is there to do anything that could be awaited

    async with bureau.town.worker():
        await forgotten.written("promise_over")
        await taken.written("not_done")
        for inquiry in (taken, forgotten):
            await check_matter_agreed(inquiry)
    assert ((await taken.row())["holder"], (await taken.row())["kept"]) == ("ann", True)
    assert "promise_over" not in await taken.events()
    assert await forgotten.after("leader_called") + await forgotten.after("promise_over") == [seconds(2), seconds(3)]
    assert (await forgotten.events()).count("called") == 1


async def test_after_a_reset_nobody_is_called_whom_only_the_abandoned_run_knew(bureau):
    await bureau.put_on_duty("ann", "bo")
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.written("called")
        before = len((await inquiry.handle.fetch_history()).events)
        await inquiry.act(Act.LEGAL_TAKE, lawyer("cy"))
        await inquiry.act(Act.LEGAL_REPLY, lawyer("cy"))
        await reset(inquiry, before=before)
        await inquiry.let_pass(minutes=3)
        await inquiry.written("called", 2)
        people = [person for person, *_ in await inquiry.people()]
        await check_matter_agreed(inquiry)
        with pytest.raises(WorkflowUpdateFailedError):
            await inquiry.act(Act.LEGAL_RATE, ANYONE, yes=True)
        await inquiry.act(Act.LEGAL_TAKE, lawyer(people[-1]))
        await check_matter_agreed(inquiry)

    assert sorted(people) == ["ann", "bo"]
    assert await inquiry.events() == ["asked", "called", "called", "taken"]


async def test_after_a_reset_abandoned_offers_answer_no_more_and_a_former_lawyer_has_the_case_again(bureau):
    async with bureau.town.worker():
        aid = await bureau.application()
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        ((first, *_),) = await aid.people()
        offered = len((await aid.handle.fetch_history()).events)
        await aid.act(Act.LEGAL_DECLINE, lawyer(first), reason="busy")
        await aid.written("offered", 2)
        second = (await aid.people())[-1][0]
        await reset(aid, before=offered)
        await aid.handle.signal(LegalAidApplication.nudge)
        await aid.act(Act.LEGAL_COMMENT, CLERK)
        said = [(step, owner, state) for step, owner, state in await aid.notices() if step == "aid_offer"]
        assert sorted(said) == sorted([("aid_offer", first, "open"), ("aid_offer", second, "ended")])
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await aid.act(Act.AID_ACCEPT, lawyer(second))
        assert refused.value.cause.type == "offer_gone"
        await aid.act(Act.AID_ACCEPT, lawyer(first))

        assert await aid.people() == [(first, "offer", "")]
        assert await aid.events() == ["applied", "granted", "offered", "commented", "appointed"]
        await check_matter_agreed(aid)

        await aid.act(Act.AID_ASK_CHANGE)
        asked = len((await aid.handle.fetch_history()).events)
        await aid.act(Act.AID_GRANT_CHANGE, CLERK)
        await aid.written("offered", 2)
        await aid.act(Act.AID_ACCEPT, lawyer((await aid.people())[-1][0]))
        await reset(aid, before=asked)
        await aid.act(Act.AID_DENY_CHANGE, CLERK)

        assert await aid.people() == [(first, "offer", "")]
        assert ((await aid.row())["state"], (await aid.row())["holder"]) == ("appointed", first)
        await check_matter_agreed(aid)
