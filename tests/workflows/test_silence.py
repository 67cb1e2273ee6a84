"""What time does by itself, and the race between a person and the end of a term."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from town import FRIDAY, MONDAY, SATURDAY, THURSDAY, TUESDAY, WEDNESDAY, item

from domain.catalogue import PauseRule, Silence
from domain.roles import Act
from domain.term import Term, Unit

REVIEW = PauseRule("expert_review", Term(10))


async def test_yellow_red_and_silence_come_at_their_times(town):
    async with town.worker():
        project = await town.open(item("A", 5))
        monday = await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")

        await project.go_to_next(MONDAY, "09:00")
        due = await project.row("A")
        await project.go_to_next(TUESDAY, "00:01")

    assert (await project.events("A"))[-3:] == ["yellow", "red", "approved_by_silence"]
    assert f"{await project.instant('A', 'yellow'):%a %H:%M}" == "Thu 08:30"
    assert f"{await project.instant('A', 'red'):%a %H:%M}" == "Mon 08:30"
    assert await project.instant("A", "approved_by_silence") == due["over_at"]
    assert due["over_at"] == monday + timedelta(days=8) - timedelta(hours=9)
    assert await project.notices("A") == [("yellow", "ended"), ("red", "ended"), ("deemed", "open")]


async def test_the_verdict_waits_for_the_end_of_the_due_day_and_half_a_minute(town):  # T13, T29
    async with town.worker():
        project = await town.open(item("A", 1))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")

        end = await project.go_to_next(WEDNESDAY, "00:00")
        await project.go_to(end + timedelta(seconds=29))
        before = await project.states()
        await project.go_to(end + timedelta(seconds=31))

    assert before["A"] == "accepted"
    assert (await project.states())["A"] == "approved_by_silence"
    assert await project.instant("A", "approved_by_silence") == end


@pytest.mark.parametrize(("seconds", "in_time"), [(-1, True), (0, False), (1, False)])
async def test_a_decision_and_silence_in_the_same_second_are_one_decision(town, seconds, in_time):  # T13, T47
    async with town.worker():
        project = await town.open(item("A", 1), item("B", 1))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        end = await project.go_to_next(WEDNESDAY, "00:00")
        await project.go_to(end + timedelta(seconds=5))

        received_at = end + timedelta(seconds=seconds)
        if in_time:
            await project.act(Act.APPROVE, "A", received_at=received_at)
        else:
            with pytest.raises(WorkflowUpdateFailedError) as refused:
                await project.act(Act.APPROVE, "A", received_at=received_at)
            assert refused.value.cause.type == "already_deemed"
        await project.go_to(end + timedelta(minutes=2))

    decisions = [kind for kind in await project.events("A") if kind.startswith("approved")]
    assert decisions == (["approved"] if in_time else ["approved_by_silence"])
    assert ("not_done" in await project.events("A")) is not in_time  # the late decision is on the record


async def test_a_revoked_silence_never_comes_back_by_the_old_timer(town):  # T47
    async with town.worker():
        project = await town.open(item("A", 1), item("B", 1, "A"))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        await project.go_to_next(WEDNESDAY, "09:00")

        await project.act(Act.REVOKE, "A")
        states = await project.states()
        await project.go_to(await project.now() + timedelta(days=30))

    assert states == {"A": "accepted", "B": "waiting"}
    assert await project.states() == states
    assert (await project.row("A"))["revoked"]


async def test_a_pause_over_a_weekend_moves_the_end_by_the_working_days_it_covers(town):  # T32
    async with town.worker():
        project = await town.open(item("A", 5, pauses=(REVIEW,)))
        monday = await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        await project.go_to_next(FRIDAY, "16:00")
        planned = await project.now() + timedelta(days=5)

        await project.act(Act.PAUSE, "A", kind="expert_review", until=planned)
        paused = await project.row("A")
        await project.go_to_next(MONDAY, "09:00")
        await project.act(Act.RESUME, "A")

    assert (paused["state"], paused["due_on"], paused["left"]) == ("paused", None, 1)
    assert (await project.row("A"))["due_on"] == (monday + timedelta(days=8)).date()  # Monday is the day of resuming


async def test_a_pause_ends_by_itself_at_its_ceiling_and_asks_before(town):
    async with town.worker():
        project = await town.open(item("A", 5, pauses=(replace(REVIEW, ceiling=Term(3, Unit.WD)),)))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        tuesday = await project.go_to_next(TUESDAY, "10:00")
        await project.act(Act.PAUSE, "A", kind="expert_review", until=tuesday + timedelta(days=1))

        await project.go_to_next(SATURDAY, "09:00")

    assert (await project.events("A"))[-2:] == ["pause_late", "resumed_at_ceiling"]
    assert f"{await project.instant('A', 'resumed_at_ceiling'):%a %H:%M}" == "Fri 00:00"
    assert (await project.row("A"))["due_on"] == (tuesday + timedelta(days=9)).date()  # 1 day used, 4 after Friday
    assert ("pause_late", "open") in await project.notices("A")


async def test_a_decision_takes_back_the_warnings_that_have_not_gone_out(town):  # H26
    async with town.worker():
        project = await town.open(item("A", 2), item("B", 1))
        await project.go_to_next(MONDAY, "20:00")
        await project.receive_and_accept("A")  # yellow at once, to be sent on Tuesday at 08:30
        await project.go_to_next(TUESDAY, "08:00")

        await project.act(Act.APPROVE, "A")
        await project.go_to_next(FRIDAY, "12:00")

    assert await project.notices("A") == []  # it was decided before the office read anything


async def test_the_lawful_rules_escalate_and_ask_for_the_reason(town):
    async with town.worker():
        project = await town.open(item("A", 1, silence=Silence.ESCALATE))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        await project.go_to_next(THURSDAY, "09:00")

        row = await project.row("A")
        await project.act(Act.EXPLAIN, "A")
        await project.act(Act.APPROVE, "A")

    assert (row["state"], row["breached"], row["explained"]) == ("accepted", True, False)
    assert [step for step, _ in await project.notices("A")].count("breached") == 1
    assert (await project.row("A"))["explained"]
    assert (await project.events("A"))[-2:] == ["explained", "approved"]


async def test_silence_at_the_counter_accepts_as_from_the_receipt(town):  # 行政许可法 art. 32
    async with town.worker():
        project = await town.open(item("A", 20))
        monday = await project.go_to_next(MONDAY, "09:00")
        await project.act(Act.RECEIVE, "A")

        await project.go_to_next(TUESDAY, "09:00")
        await project.go_to_next(MONDAY, "23:00")
        before = await project.states()
        await project.go_to_next(TUESDAY, "09:00")

    assert before["A"] == "received"
    row = await project.row("A")
    assert row["state"] == "accepted"
    assert row["accepted_at"] == row["received_at"] < monday + timedelta(hours=1)


async def test_a_comment_free_act_postpones_nothing(town):  # T59
    async with town.worker():
        project = await town.open(item("A", 3), item("B", 3))
        await project.go_to_next(MONDAY, "09:00")
        await project.receive_and_accept("A")
        due = (await project.row("A"))["due_on"]

        for weekday in (TUESDAY, WEDNESDAY, THURSDAY):
            await project.go_to_next(weekday, "10:00")
            await project.act(Act.ASSIGN, "A", officer=f"person-{weekday}")
        await project.go_to_next(FRIDAY, "00:01")

    assert (await project.row("A"))["due_on"] == due
    assert await project.instant("A", "approved_by_silence") == (await project.row("A"))["over_at"]


async def test_a_correction_stops_every_clock_until_the_applicant_answers(town):  # T50
    async with town.worker():
        project = await town.open(item("A", 1))
        await project.go_to_next(MONDAY, "09:00")
        await project.act(Act.RECEIVE, "A")
        await project.act(Act.CORRECT, "A")

        await project.go_to(await project.now() + timedelta(days=60))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await project.act(Act.ACCEPT, "A")
        await project.act(Act.SUPPLY, "A")

    assert refused.value.cause.type == "correction_open"
    assert await project.events("A") == ["ready", "received", "correcting", "supplied"]
    assert (await project.row("A"))["state"] == "received"
