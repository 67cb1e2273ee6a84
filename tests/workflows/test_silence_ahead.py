"""Every working day heads are told of their own items that silence approves soon, and supervisors of all; on a day off nobody is."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from town import ZONE

from store import silence
from store.reference import add_calendar
from store.shipped import calendar_files, office
from workflows.nightly_schedules import AHEAD, open_nights
from workflows.silence_ahead import SilenceAhead

TOLD = "SELECT step, body, \"left\", due_on, expires_at FROM notice WHERE step LIKE 'silent_%' ORDER BY step, body"


@pytest.fixture
async def running(town):
    """Three items run: two of one department and one of another; a fourth ends later."""
    async with town.pool.acquire() as connection:
        await add_calendar(connection, calendar_files(), by="test")
    ref = (await town.start_of("2611-150524-04-01-000001")).case.ref
    await town.pool.execute(
        "INSERT INTO project (ref, phase, n, calendar_rev, epoch, seq, updated_at) VALUES ($1, 'open', 0, 1, 0, 0, now())",
        ref,
    )
    for name, department, days in (("PR-05", "DRC", 1), ("LR-01", "NRB", 2), ("LR-03", "NRB", 2), ("LR-04", "NRB", 9)):
        await town.pool.execute(
            "INSERT INTO item (ref, department, id, state, round, filed, over_at, provisional, extended, revoked, breached,"
            " explained) VALUES ($1, $2, $3, 'accepted', 1, false, $4, false, 0, false, false, false)",
            *(ref, department, name, NOON + timedelta(days=days)),
        )
    return town.pool


NOON = datetime(2026, 11, 23, 12, tzinfo=ZONE)  # a Monday


async def test_a_day_has_one_notice_for_each_head_and_one_for_all_however_often_it_is_told(running):
    async with running.acquire() as connection:
        counts = [await silence.tell_of_day(connection, NOON + timedelta(minutes=n)) for n in range(2)]
    rows = [tuple(row) for row in await running.fetch(TOLD)]

    due, ends = date(2026, 11, 26), datetime(2026, 11, 24, tzinfo=ZONE)
    assert counts == [3, 3]
    assert rows == [
        ("silent_all", "", 3, due, ends),
        ("silent_own", "DRC", 1, due, ends),
        ("silent_own", "NRB", 2, due, ends),
    ]


async def test_on_a_day_off_and_where_nothing_is_near_nobody_is_told(running):
    async with running.acquire() as connection:
        assert await silence.tell_of_day(connection, NOON - timedelta(days=1)) == 0  # a Sunday
        await connection.execute("UPDATE item SET over_at = over_at + interval '60 days'")
        assert await silence.tell_of_day(connection, NOON) == 0
    assert await running.fetch(TOLD) == []


async def test_its_schedule_stands_at_half_past_eight_and_its_workflow_tells(town, client):
    await open_nights(client, task_queue=town.task_queue, zone=str(ZoneInfo(office()[1])))
    handle = client.get_schedule_handle(AHEAD.id(town.task_queue))
    times = [at.astimezone(ZONE) for at in (await handle.describe()).info.next_action_times[:2]]
    await handle.delete()
    async with town.worker():
        told = await client.execute_workflow(
            SilenceAhead.run, id=f"ahead-{town.task_queue}", task_queue=town.task_queue
        )

    assert [(at.hour, at.minute) for at in times] == [(8, 30), (8, 30)]
    assert told == 0  # no project is open
