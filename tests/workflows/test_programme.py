"""Sessions of programmes: begun a day ahead by their Schedule, reminded of twice at the right instants, never late and never double."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from stage import HOST, OTHER_HOST, ZONE, Stage, cron_at, on_the_minute
from temporalio.client import (
    RPCError,
    ScheduleBackfill,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    WorkflowExecutionDescription,
    WorkflowHandle,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCStatusCode
from town import Town

from domain.legal.programmes import CATCH_UP, LASTS, LEAD, SOON
from domain.legal.timetable import next_sessions, parse_cron
from workflows.messages import ProgrammeStart
from workflows.programme import ProgrammeSession
from workflows.programme_schedule import schedule_id, schedule_of
from workflows.window import SCHEDULED_AT

_numbers = itertools.count(1)
_SLACK = timedelta(seconds=5)


@pytest.fixture
async def stage(pool) -> Stage:
    return await Stage.built(pool)


@dataclass
class Running:
    """A session's workflow, whose time a test lets pass."""

    town: Town
    handle: WorkflowHandle[ProgrammeSession, str]
    starts_at: datetime

    async def now(self) -> datetime:
        info = await self.town.temporal.get_time_skipping_info(self.handle)
        return info.current_time.ToDatetime(UTC) if info else datetime.now(UTC)

    async def until(self, moment: datetime) -> None:
        await self.town.temporal.fast_forward(self.handle, moment - await self.now())


async def begun(town: Town, programme: str, eve: datetime) -> Running:
    """The workflow that a Schedule begins for the session a day after `eve`, whenever it gets round to it."""
    scheduled = TypedSearchAttributes([SearchAttributePair(SCHEDULED_AT, eve)])
    with town.temporal.with_time_skipping_disabled():
        handle = await town.temporal.client.start_workflow(
            ProgrammeSession.run,
            ProgrammeStart(programme),
            id=f"programme/{programme}-{next(_numbers)}",
            task_queue=town.task_queue,
            search_attributes=scheduled,
        )
    return Running(town, handle, eve + LEAD)


async def test_host_and_subscribers_are_reminded_a_day_and_an_hour_ahead(town, stage):
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD))
    async with town.worker():
        session = await begun(town, programme, eve)
        await session.until(session.starts_at - SOON - _SLACK)
        before = await stage.reminders(programme)
        await session.until(session.starts_at + LASTS + _SLACK)
        state = await session.handle.result()

    (day, hour) = await stage.reminders(programme)
    assert [row[0] for row in before] == ["day"]
    assert LEAD - timedelta(minutes=2) < day[1] <= LEAD
    assert SOON - _SLACK < hour[1] <= SOON
    assert (day[2], hour[2]) == (HOST, HOST)
    assert state == "planned"
    assert await stage.sessions(programme) == [(session.starts_at, "planned", HOST)]


async def test_of_two_workflows_for_one_session_each_reminder_is_said_once(town, stage):  # T71, H71
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD))
    async with town.worker():
        both = [await begun(town, programme, eve) for _ in range(2)]
        for session in both:
            await session.until(session.starts_at + LASTS + _SLACK)
            await session.handle.result()

    assert [row[0] for row in await stage.reminders(programme)] == ["day", "hour"]
    assert len(await stage.sessions(programme)) == 1


async def test_a_worker_that_was_down_says_the_reminder_that_is_of_use_and_no_other(town, stage):
    starts_at = on_the_minute(datetime.now(UTC)) + timedelta(minutes=30)
    programme = await stage.programme(cron_at(starts_at))
    session = await begun(town, programme, starts_at - LEAD)
    async with town.worker():
        await session.until(starts_at + LASTS + _SLACK)
        await session.handle.result()

    assert [row[0] for row in await stage.reminders(programme)] == ["hour"]


async def test_a_worker_that_was_down_until_the_beginning_notes_the_session_and_says_nothing(town, stage):
    starts_at = on_the_minute(datetime.now(UTC)) - timedelta(minutes=30)
    programme = await stage.programme(cron_at(starts_at))
    session = await begun(town, programme, starts_at - LEAD)
    async with town.worker():
        await session.until(starts_at + LASTS + _SLACK)
        state = await session.handle.result()

    assert state == "planned"
    assert await stage.reminders(programme) == []
    assert await stage.sessions(programme) == [(starts_at, "planned", HOST)]


@pytest.mark.parametrize("how", ["skipped", "paused"])
async def test_nobody_is_reminded_of_a_session_that_is_left_out_after_the_first_reminder(town, stage, how):
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD))
    async with town.worker():
        session = await begun(town, programme, eve)
        await session.until(eve + timedelta(hours=2))
        await stage.leave_out(programme, session.starts_at, how)
        await session.until(session.starts_at + LASTS + _SLACK)
        state = await session.handle.result()

    assert [row[0] for row in await stage.reminders(programme)] == ["day"]
    assert state == "skipped"


async def test_a_session_that_takes_place_after_all_is_reminded_of(town, stage):
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD), paused=True)
    async with town.worker():
        session = await begun(town, programme, eve)
        await session.until(eve + timedelta(hours=2))
        before = await stage.sessions(programme), await stage.reminders(programme)
        await stage.go_on(programme, await session.now())
        await session.until(session.starts_at + LASTS + _SLACK)
        await session.handle.result()

    assert before == ([(session.starts_at, "skipped", HOST)], [])
    assert [row[0] for row in await stage.reminders(programme)] == ["day", "hour"]


async def test_a_new_host_is_told_what_the_old_one_was_and_the_next_reminder_too(town, stage):
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD))
    async with town.worker():
        session = await begun(town, programme, eve)
        await session.until(eve + timedelta(hours=2))
        await stage.change_host(programme, OTHER_HOST, await session.now())
        await session.until(session.starts_at + LASTS + _SLACK)
        await session.handle.result()

    assert [(cycle, host) for cycle, _, host in await stage.reminders(programme)] == [
        ("day", OTHER_HOST),
        ("hour", OTHER_HOST),
    ]
    assert await stage.sessions(programme) == [(session.starts_at, "planned", OTHER_HOST)]


async def test_who_was_the_host_of_a_session_that_has_begun_stays_on_record(town, stage):
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD))
    async with town.worker():
        session = await begun(town, programme, eve)
        await session.until(session.starts_at + timedelta(hours=1))
        await stage.change_host(programme, OTHER_HOST, await session.now())
        await session.until(session.starts_at + LASTS + _SLACK)
        await session.handle.result()

    assert await stage.sessions(programme) == [(session.starts_at, "planned", HOST)]


async def test_a_time_at_which_nothing_takes_place_ends_at_once(town, stage):
    eve = on_the_minute(datetime.now(UTC))
    programme = await stage.programme(cron_at(eve + LEAD + timedelta(minutes=1)))
    async with town.worker():
        nothing = await begun(town, programme, eve)
        unknown = await begun(town, "no-such-programme", eve)

        assert await nothing.handle.result() == "no session"
        assert await unknown.handle.result() == "no session"
    assert await stage.sessions(programme) == []


async def test_the_schedule_begins_each_session_a_day_ahead_and_leaves_out_what_is_skipped(town, stage, client):
    name = await stage.programme("0 15 1-7 * 5")
    (first, second, third) = next_sessions(parse_cron("0 15 1-7 * 5"), datetime.now(UTC) + LEAD, ZONE.key, 3)
    programme = await stage.find(name)

    handle = await client.create_schedule(
        schedule_id(name), schedule_of(programme, {programme.day_of(second)}, task_queue=town.task_queue)
    )

    described = await handle.describe()
    await handle.delete()
    assert described.info.next_action_times[:2] == [first - LEAD, third - LEAD]
    assert described.schedule.policy.overlap is ScheduleOverlapPolicy.ALLOW_ALL
    assert described.schedule.policy.catchup_window == CATCH_UP < LEAD
    assert described.schedule.spec.time_zone_name == "Asia/Shanghai"
    assert not described.schedule.state.paused


async def test_the_last_and_the_first_days_of_months_are_a_day_ahead_on_the_server_too(town, stage, client):
    name = await stage.programme("0 15 1,29,30,31 * *")
    programme = await stage.find(name)
    sessions = next_sessions(programme.timetable, datetime.now(UTC) + LEAD, ZONE.key, 10)

    handle = await client.create_schedule(schedule_id(name), schedule_of(programme, (), task_queue=town.task_queue))

    described = await handle.describe()
    await handle.delete()
    assert described.info.next_action_times[:10] == [at - LEAD for at in sessions]


async def test_what_the_schedule_begins_knows_its_session_and_is_begun_once(town, stage, client):  # T71, H71
    starts_at = on_the_minute(datetime.now(UTC)) + timedelta(hours=5)
    eve = starts_at - LEAD
    name = await stage.programme(cron_at(starts_at))
    schedule = schedule_of(await stage.find(name), (), task_queue=town.task_queue)
    handle = await client.create_schedule(schedule_id(name), schedule)
    window = ScheduleBackfill(eve - timedelta(seconds=1), eve, ScheduleOverlapPolicy.ALLOW_ALL)

    async with town.worker():
        for _ in range(3):
            await handle.backfill(window)
        session = client.get_workflow_handle(f"{schedule_id(name)}-{eve:%Y-%m-%dT%H:%M:%SZ}")
        await stage.noted(name)
        first = (await _described(session)).run_id
        await handle.trigger(overlap=ScheduleOverlapPolicy.ALLOW_ALL)  # by hand, when nothing takes place a day later
        await _triggered(handle)
        last = (await _described(session)).run_id
    await handle.delete()
    await session.terminate()

    assert await stage.sessions(name) == [(starts_at, "planned", HOST)]
    assert [row[0] for row in await stage.reminders(name)] == ["day"]
    assert last == first


async def _described(handle: WorkflowHandle[object, object]) -> WorkflowExecutionDescription:
    """The workflow once the server has begun it."""
    while True:
        try:
            return await handle.describe()
        except RPCError as fault:
            if fault.status is not RPCStatusCode.NOT_FOUND:
                raise


async def _triggered(handle: ScheduleHandle) -> None:
    """Wait until what was triggered last has begun, and all that was asked for before."""
    asked_at = datetime.now(UTC).replace(microsecond=0)
    async with asyncio.timeout(10):
        while not any(run.scheduled_at >= asked_at - _SLACK for run in (await handle.describe()).info.recent_actions):
            await asyncio.sleep(0.05)
