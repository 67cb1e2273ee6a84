"""Sessions at the counters: those that are near are reminded of at once, and what became of them is recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from circle import CLERK, STRANGER
from hall import WEEK, from_now
from stage import HOST, OTHER_HOST, Stage, cron_at


async def test_a_programme_made_less_than_a_day_ahead_is_looked_after_at_once(hall):
    await hall.nears()

    assert await hall.reminders() == [("day", HOST)]
    assert [row["state"] for row in await hall.sessions()] == ["planned"]


async def test_a_new_host_is_told_and_nobody_is_reminded_twice(hall):  # T71, H71
    await hall.nears()

    changed = await hall.post("host", {"host": OTHER_HOST})
    for _ in range(3):
        assert (await hall.post("host", {"host": OTHER_HOST})).status_code == 200

    assert changed.json()["host"] == OTHER_HOST
    assert await hall.reminders() == [("day", OTHER_HOST)]
    assert [row["host"] for row in await hall.sessions()] == [OTHER_HOST]


async def test_a_session_that_is_unskipped_on_its_day_is_reminded_of_at_once(hall):
    stage = Stage(hall.office.pool)
    hall.starts_at = from_now(timedelta(minutes=40))
    hall.name = await stage.programme(cron_at(hall.starts_at))
    await stage.leave_out(hall.name, hall.starts_at, "skipped")

    await hall.unskip(hall.day)
    await hall.noted()

    assert await hall.reminders() == [("hour", HOST)]


async def test_nobody_is_reminded_of_what_rests(hall):
    await hall.nears()

    await hall.post("pause")

    assert [row["state"] for row in await hall.sessions()] == ["skipped"]
    await hall.post("resume")
    assert [row["state"] for row in await hall.sessions()] == ["planned"]
    assert await hall.reminders() == [("day", HOST)]


async def test_what_became_of_a_session_is_recorded_by_its_host_and_everybody_sees_it(hall):
    body = await hall.held(audience=312, language="mn", link="https://example.org/live/7", remarks="雨天")

    recorded = await hall.post("sessions/result", body, HOST)
    (seen,), (known,) = await hall.sessions(""), await hall.sessions(CLERK)

    assert recorded.status_code == 200, recorded.text
    assert (seen["state"], seen["audience"], seen["language"]) == ("held", 312, "mn")
    assert seen["link"] == "https://example.org/live/7"
    assert (seen["host"], seen["remarks"], seen["recorded_by"]) == (None, None, None)
    assert (known["host"], known["remarks"], known["recorded_by"]) == (HOST, "雨天", HOST)


async def test_recorded_again_the_newest_holds(hall):
    body = await hall.held(audience=312)
    await hall.post("sessions/result", body, HOST)

    corrected = await hall.post("sessions/result", body | {"audience": 30}, CLERK)

    assert (corrected.json()["audience"], corrected.json()["recorded_by"]) == (30, CLERK)


@pytest.mark.parametrize("audience", ["300余", "约300", "312", 300.5, -1, True, 10**9])
async def test_an_audience_is_a_whole_number(hall, audience):  # H30
    answer = await hall.post("sessions/result", await hall.held(audience=audience), CLERK)

    assert answer.status_code == 422
    assert "body.audience" in answer.text


async def test_only_host_and_desk_record_a_session(hall):
    body = await hall.held()

    answers = [await hall.post("sessions/result", body, who) for who in ("", "chen", "root", STRANGER, OTHER_HOST)]

    assert [answer.json()["code"] for answer in answers] == [
        "token_missing",
        "not_allowed",
        "not_allowed",
        "not_yours",
        "not_yours",
    ]


async def test_what_is_no_session_has_no_result(hall):
    body = await hall.held()
    early = (hall.starts_at + WEEK).isoformat()
    wrong = (hall.starts_at + timedelta(minutes=1)).isoformat()

    answers = [
        await hall.post("sessions/result", body | {"starts_at": early}),
        await hall.post("sessions/result", body | {"starts_at": wrong}),
        await hall.post("sessions/result", body | {"held": False, "audience": 3}),
        await hall.post("sessions/result", body | {"link": "javascript:alert(1)"}),
        await hall.office.post("/legal/programmes/none/sessions/result", body, CLERK),
    ]

    assert [answer.json()["code"] for answer in answers] == [
        "not_begun",
        "unknown_session",
        "nothing_to_count",
        "invalid_request",
        "unknown_programme",
    ]


async def test_nothing_is_recorded_of_a_session_that_was_left_out(hall):
    body = await hall.held()
    await hall.office.pool.execute(
        "INSERT INTO programme_session (programme, starts_at, host, state) VALUES ($1, $2, $3, 'skipped')",
        *(hall.name, hall.starts_at, HOST),
    )

    answer = await hall.post("sessions/result", body, CLERK)

    assert answer.json()["code"] == "session_skipped"
