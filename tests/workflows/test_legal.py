"""The workflows of the legal circle: people are called by timers, promises break by themselves, nothing is lost or doubled."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from bureau import CLERK, Bureau, lawyer
from published import publish, roll_out
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.roles import Act
from workflows.window import CASE_KIND, CASE_PHASE, NEXT_DUE


@pytest.fixture
async def bureau(town):
    return await Bureau.opened(town)


def minutes(*values: float) -> list[timedelta]:
    return [timedelta(minutes=value) for value in values]


async def test_people_on_duty_are_called_one_after_the_other_until_one_takes_it(bureau):
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.let_pass(minutes=3)
        first = await inquiry.people()
        second = first[1][0]
        await inquiry.act(Act.LEGAL_TAKE, lawyer(second))
        row = await inquiry.row()

    assert len({person for person, *_ in first}) == 2
    assert [ended for *_, ended in await inquiry.people()] == ["taken", ""]
    assert (row["state"], row["holder"], row["kept"]) == ("taken", second, True)


async def test_nobody_takes_it_and_leader_and_breach_come_at_their_minutes(bureau):
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.let_pass(minutes=19)

    assert await inquiry.after("promise_over") == minutes(8)
    assert await inquiry.after("raised") == minutes(18)
    (leader,) = await inquiry.after("leader_called")
    assert minutes(5.9)[0] <= leader <= minutes(6)[0]
    assert {step for step, *_ in await inquiry.notices()} >= {
        "legal_received",
        "legal_call",
        "legal_leader",
        "legal_over",
    }


async def test_what_nobody_takes_writes_down_the_same_few_calls_however_often_it_calls(bureau):
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.let_pass(minutes=40)
        commits = await inquiry.commits()

    called = await inquiry.people()
    assert len(called) > 9, "everybody was called again and again"
    assert [row for row in called if not row[2]] == called[-3:], "and each of them has one call"
    assert max(len(commit.assignments) for commit in commits) <= 7, "this round and the last, and who was left in it"


async def test_with_nobody_on_duty_the_leader_is_called_at_once_and_the_roster_is_looked_at_again(bureau):  # H35
    await bureau.put_on_duty()
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.written("leader_called")
        await bureau.put_on_duty("ann")
        await inquiry.let_pass(minutes=5)

    assert await inquiry.after("promise_over") == []
    assert [person for person, *_ in await inquiry.people()] == ["ann"]


async def test_a_mongolian_question_goes_to_who_speaks_mongolian(bureau):
    async with bureau.town.worker():
        inquiry = await bureau.inquiry(language="mn")
        await inquiry.written("called")

    assert [person for person, *_ in await inquiry.people()] == ["bo"]


@pytest.mark.parametrize("rivals", [3])
async def test_of_several_who_take_it_in_the_same_moment_one_has_it(bureau, rivals):  # H68
    async with bureau.town.worker():
        for _ in range(5):
            inquiry = await bureau.inquiry()
            await inquiry.written("called")
            answers = await asyncio.gather(
                *(inquiry.act(Act.LEGAL_TAKE, lawyer(name)) for name in ("ann", "bo", "cy")[:rivals]),
                return_exceptions=True,
            )
            refused = [answer for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
            assert len(refused) == rivals - 1
            assert {failed.cause.type for failed in refused} == {"taken_before"}
            assert (await inquiry.events()).count("taken") == 1


async def test_an_answer_is_asked_about_and_a_silent_asker_ends_it(bureau):
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.act(Act.LEGAL_REPLY, lawyer("ann"), note="")
        await inquiry.let_pass(hours=73)
        state = await inquiry.handle.result()
        shown = (await inquiry.handle.describe()).typed_search_attributes

    assert state == shown[CASE_PHASE] == "finished"
    assert (await inquiry.row())["kept"] is True


async def test_an_application_is_offered_declined_accepted_worked_on_and_closed(bureau):
    async with bureau.town.worker():
        aid = await bureau.application()
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        (first,) = [person for person, *_ in await aid.people()]
        await aid.act(Act.LEGAL_DECLINE, lawyer(first), reason="busy")
        await aid.written("offered", 2)
        second = (await aid.people())[1][0]
        await aid.act(Act.AID_ACCEPT, lawyer(second))
        await aid.act(Act.AID_WORK, lawyer(second), kind="meeting")
        await aid.act(Act.AID_CLOSE, lawyer(second), outcome="won")
        await aid.act(Act.LEGAL_RATE, satisfied=5)
        state = await aid.handle.result()

    row = await aid.row()
    assert first != second
    assert await aid.people() == [(first, "offer", "declined"), (second, "offer", "done")]
    assert (state, row["kept"], row["same_day"], row["satisfied"]) == ("finished", True, True, 5)


@pytest.mark.parametrize("is_verified", [True, False])
async def test_what_is_closed_and_rated_waits_for_the_verification_of_its_pledge(bureau, is_verified):
    async with bureau.town.worker():
        aid = await bureau.application(pledged=True)
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        ((person, *_),) = await aid.people()
        await aid.act(Act.AID_ACCEPT, lawyer(person))
        await aid.act(Act.AID_CLOSE, lawyer(person), outcome="won")
        await aid.act(Act.LEGAL_RATE, satisfied=5)
        with pytest.raises(WorkflowUpdateFailedError):
            await aid.act(Act.LEGAL_COMMENT, CLERK)
        if is_verified:
            await aid.act(Act.AID_VERIFY, CLERK, yes=False)
        else:
            await aid.let_pass(days=50)
        result = await aid.handle.result()

    row = await aid.row()
    assert (result, row["state"], row["verified"]) == ("finished", "finished", False if is_verified else None)
    assert (await aid.events())[-1] == ("verified" if is_verified else "verify_over")
    assert ("aid_verify_soon" in {step for step, *_ in await aid.notices()}) is not is_verified


async def test_an_offer_lapses_after_half_an_hour_and_all_decline(bureau):
    async with bureau.town.worker():
        aid = await bureau.application(urgent="limitation")  # goes out at any hour
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.let_pass(hours=2)
        lapsed = await aid.people()

    assert [ended for *_, ended in lapsed] == ["lapsed"] * 3
    assert "nobody_left" in await aid.events()


async def test_at_the_end_of_the_promise_the_lawyer_on_duty_is_appointed(bureau):
    async with bureau.town.worker():
        aid = await bureau.application()
        await aid.written("applied")
        over = (await aid.row())["promise_at"]
        await aid.let_pass_until(over + timedelta(minutes=1))
        row = await aid.row()

    assert (row["provisional"], row["kept"], row["holder"]) == (True, False, "bo")


async def test_the_same_offer_can_not_be_accepted_twice_in_the_same_moment(bureau):  # H68
    async with bureau.town.worker():
        aid = await bureau.application()
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        answers = await asyncio.gather(
            *(aid.act(Act.AID_ACCEPT, lawyer(name)) for name in ("ann", "bo", "cy")), return_exceptions=True
        )

    assert sum(isinstance(answer, int) for answer in answers) == 1
    holders = await bureau.town.pool.fetch(
        "SELECT person FROM assignment WHERE ref = $1 AND accepted_at IS NOT NULL AND until IS NULL", aid.ref
    )
    assert len(holders) == 1


async def test_the_other_side_is_neither_asked_nor_obeyed(bureau):
    async with bureau.town.worker():
        aid = await bureau.application(bars=("ann", "cy"))
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await aid.act(Act.LEGAL_ASSIGN, CLERK, person="ann")

    assert [person for person, *_ in await aid.people()] == ["bo"]
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "other_side"


async def test_a_long_case_goes_on_in_a_new_run_and_forgets_nothing(bureau):
    async with bureau.town.worker():
        aid = await bureau.application(renew_after=10)
        await aid.act(Act.AID_GRANT, CLERK)
        await aid.written("offered")
        (first,) = [person for person, *_ in await aid.people()]
        await aid.act(Act.AID_ACCEPT, lawyer(first))
        for _ in range(6):
            aid.handle = bureau.town.temporal.client.get_workflow_handle(aid.handle.id)
            await aid.act(Act.AID_WORK, lawyer(first), kind="meeting")

    numbers = [
        row["n"] for row in await bureau.town.pool.fetch("SELECT n FROM valid_event WHERE ref = $1 ORDER BY n", aid.ref)
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert (await aid.row())["works"] == 6
    assert await aid.people() == [(first, "offer", "")]


async def test_a_visit_is_confirmed_and_done(bureau):
    async with bureau.town.worker():
        visit = await bureau.visit()
        await visit.written("called")
        (person,) = [person for person, *_ in await visit.people()]
        await visit.act(Act.VISIT_CONFIRM, lawyer(person), at=await visit.now() + timedelta(hours=3))
        await visit.let_pass(hours=4)
        await visit.act(Act.VISIT_DONE, lawyer(person), outcome="advised")
        state = await visit.handle.result()

    row = await visit.row()
    assert (state, row["kept"], row["outcome"]) == ("finished", True, "advised")


async def test_administrators_see_state_holder_and_promise(bureau):
    async with bureau.town.worker():
        inquiry = await bureau.inquiry()
        await inquiry.written("called")
        await inquiry.act(Act.LEGAL_COMMENT, lawyer("ann"))
        found = (await inquiry.handle.describe()).typed_search_attributes

    row = await inquiry.row()
    assert (found[CASE_KIND], found[CASE_PHASE], found[NEXT_DUE]) == ("inquiry", "waiting", row["due_at"])


async def test_a_new_holiday_moves_the_promise_of_an_open_application_and_of_no_other(bureau):  # T01, T07
    async with bureau.town.worker(), bureau.town.worker():
        aid, ended = await bureau.application(), await bureau.application()
        inquiry = await bureau.inquiry()
        await ended.act(Act.LEGAL_WITHDRAW)
        await aid.written("applied")
        await inquiry.written("called")
        before = (await aid.row())["promise_at"]
        day = (before - timedelta(hours=16)).date()  # the local day on which it ends: it is over at 24:00 in Beijing
        rev = await publish(bureau.town, day)
        await roll_out(bureau.town, rev)
        await aid.written("redated")

    assert (await aid.row())["promise_at"] > before
    assert (await aid.row())["calendar_rev"] == rev
    assert "redated" not in await ended.events() + await inquiry.events()
