"""Programmes at the counters: made, paused, skipped and changed, each in step with its Schedule."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from circle import CLERK, DIRECTOR
from hall import WEEK
from stage import HOST, OTHER_HOST

from domain.legal.programmes import LEAD


def instants(values: list[str]) -> list[datetime]:
    return [datetime.fromisoformat(value) for value in values]


async def test_a_programme_is_made_with_its_schedule_and_everybody_sees_what_takes_place_when(hall):
    made = await hall.made(place="centre")

    listed = (await hall.office.get("/legal/programmes")).json()["rows"]
    described = await hall.schedule()
    assert made["host"] == HOST
    assert instants(made["next"]) == [hall.starts_at + n * WEEK for n in range(5)]
    assert listed == [made | {"host": None}]
    assert described.info.next_action_times[:2] == [hall.starts_at - LEAD, hall.starts_at - LEAD + WEEK]
    assert not described.schedule.state.paused


async def test_the_very_same_again_changes_nothing_and_other_data_are_refused(hall):
    await hall.made()

    again, other = await hall.make(), await hall.make(name_zh="另一个")

    assert again.status_code == 200
    assert (other.status_code, other.json()["code"]) == (409, "programme_exists")


@pytest.mark.parametrize("who", ["", HOST, "shen"])
async def test_only_the_desk_and_administrators_make_programmes(hall, who):
    assert (await hall.make(who)).status_code in (401, 403)
    assert (await hall.make(DIRECTOR)).status_code == 201
    assert (await hall.make("root")).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"cron": "* * * * *"}, "body.cron"),
        ({"cron": "30 19 * 6 3"}, "body.cron"),
        ({"host": "chen"}, "body.host"),
        ({"host": "nobody"}, "body.host"),
        ({"place": "moon"}, "body.place"),
        ({"zone": "Europe/Berlin"}, "body.zone"),
        ({"paused": True}, "body.paused"),
    ],
)
async def test_what_is_wrong_is_said_with_its_place_and_nothing_is_made(hall, wrong, place):
    answer = await hall.make(**wrong)

    assert answer.status_code == 422
    assert place in answer.text
    assert await hall.office.pool.fetchval("SELECT count(*) FROM programme") == 0


async def test_a_programme_that_rests_has_no_sessions_and_its_schedule_rests_too(hall):
    await hall.made()

    paused = (await hall.post("pause")).json()
    resting = (await hall.schedule()).schedule.state.paused
    going_on = (await hall.post("resume")).json()

    assert (paused["paused"], paused["next"]) == (True, [])
    assert resting
    assert instants(going_on["next"])[0] == hall.starts_at
    assert not (await hall.schedule()).schedule.state.paused


async def test_a_day_is_skipped_with_a_reason_that_everybody_reads_and_taken_back(hall):
    await hall.made()

    skipped = await hall.post("skips", {"on_day": hall.day.isoformat(), "why": "国庆节"})
    shown, begun = await hall.shown(), (await hall.schedule()).info.next_action_times[0]
    noted = [row["state"] for row in await hall.sessions()]
    back = await hall.unskip(hall.day)

    assert skipped.status_code == 200
    assert shown["skipped"] == [{"on_day": hall.day.isoformat(), "why": "国庆节"}]
    assert instants(shown["next"])[0] == hall.starts_at + WEEK
    assert begun == hall.starts_at + WEEK - LEAD
    assert noted == ["skipped"]
    assert instants(back.json()["next"])[0] == hall.starts_at
    assert (await hall.schedule()).info.next_action_times[0] == hall.starts_at - LEAD
    assert [row["state"] for row in await hall.sessions()] == ["planned"]


async def test_only_a_session_that_has_not_begun_can_be_skipped(hall):
    await hall.made()
    no_session, over = hall.day + timedelta(days=1), hall.day - WEEK

    answers = [await hall.post("skips", {"on_day": day.isoformat(), "why": "x"}) for day in (no_session, over)]
    answers += [await hall.unskip(day) for day in (no_session, over)]

    codes = [answer.json()["code"] for answer in answers]
    assert codes == ["unknown_session", "time_not_allowed"] * 2


async def test_while_temporal_is_away_it_is_said_and_nothing_is_changed(hall):
    await hall.made()
    hall.office.app.state.desk.temporal._client = None  # as if it had never been connected
    before = await hall.shown()

    answers = [
        await hall.post("pause"),
        await hall.post("skips", {"on_day": hall.day.isoformat(), "why": "x"}),
        await hall.post("host", {"host": OTHER_HOST}),
        await hall.make(id="another"),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(503, "temporal_away")] * 4
    assert await hall.shown() == before
    assert await hall.office.pool.fetchval("SELECT count(*) FROM programme") == 1


async def test_what_was_changed_behind_our_back_is_brought_in_step_by_the_next_change(hall):
    await hall.made()
    await hall.handle.pause()
    await hall.post("host", {"host": OTHER_HOST})
    after_pause = (await hall.schedule()).schedule.state.paused
    await hall.handle.delete()

    assert (await hall.make(host=OTHER_HOST)).status_code == 200

    assert not after_pause
    assert (await hall.schedule()).info.next_action_times[0] == hall.starts_at - LEAD


async def test_of_changes_at_the_same_time_the_schedule_knows_all(hall):
    await hall.made()
    days = [hall.day + n * WEEK for n in range(6)]
    first, after = hall.starts_at - LEAD, hall.starts_at + 6 * WEEK - LEAD

    for _ in range(3):
        await asyncio.gather(*(hall.post("skips", {"on_day": day.isoformat(), "why": "x"}) for day in days))
        assert (await hall.schedule()).info.next_action_times[0] == after
        await asyncio.gather(*(hall.unskip(day) for day in days))
        assert (await hall.schedule()).info.next_action_times[0] == first


async def test_an_unknown_programme_is_answered_alike_everywhere(hall):
    gets = [await hall.office.get(f"/legal/programmes/none{rest}") for rest in ("", "/sessions")]
    posts = [await hall.office.post(f"/legal/programmes/none/{what}", {}, CLERK) for what in ("pause", "resume")]

    assert [answer.json()["code"] for answer in (*gets, *posts)] == ["unknown_programme"] * 4
