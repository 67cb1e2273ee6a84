"""What Temporal makes up for after a downtime of its own; takes half a minute, so it is run by `make soak`, or by name.

.venv/bin/python -m pytest tests/workflows/schedule_downtime.py

Our Schedules have starts a day apart and a window of less than a day. Here both are scaled down as far as the server lets: a
window of ten seconds, and starts eleven seconds apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleCalendarSpec,
    ScheduleHandle,
    ScheduleInfo,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)

from domain.legal.programmes import Programme
from system.temporal import EmbeddedTemporal
from system.web import free_port
from workflows.programme_schedule import schedule_of

GAP, WINDOW = timedelta(seconds=11), timedelta(seconds=10)
DAILY = Programme("daily", "每日", None, "Daily", "ann", "", "zh", "0 9 * * *", "Asia/Shanghai", paused=False)


def at(moment: datetime) -> ScheduleCalendarSpec:
    """One instant."""
    parts = {"second": moment.second, "minute": moment.minute, "hour": moment.hour}
    parts |= {"day_of_month": moment.day, "month": moment.month, "year": moment.year}
    return ScheduleCalendarSpec(**{name: (ScheduleRange(value),) for name, value in parts.items()})


async def described_when(handle: ScheduleHandle, holds: Callable[[ScheduleInfo], bool]) -> ScheduleInfo:
    """What the server says of a Schedule once something holds, which it tells nobody by itself."""
    async with asyncio.timeout(20):
        while not holds(info := (await handle.describe()).info):
            await asyncio.sleep(0.1)
        return info


async def opened(server: EmbeddedTemporal) -> Client:
    return await Client.connect(server.address, namespace=server.namespace)


async def test_after_a_downtime_with_two_starts_one_is_made_up_for(tmp_path: Path):
    ports = free_port(), free_port()
    ours = schedule_of(DAILY, (), task_queue="nobody")
    policy = SchedulePolicy(overlap=ours.policy.overlap, catchup_window=WINDOW)
    action = ScheduleActionStartWorkflow("ProgrammeSession", id="programme/daily", task_queue="nobody")

    async with EmbeddedTemporal(tmp_path, port=ports[0], ui_port=ports[1]) as server:
        first = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)
        instants = [first, first + GAP]
        schedule = Schedule(action=action, spec=ScheduleSpec(calendars=[at(i) for i in instants]), policy=policy)
        handle = await (await opened(server)).create_schedule("programme/daily", schedule)
        await described_when(handle, lambda info: list(info.next_action_times) == instants)
    await asyncio.sleep((instants[-1] + timedelta(seconds=3) - datetime.now(UTC)).total_seconds())
    async with EmbeddedTemporal(tmp_path, port=ports[0], ui_port=ports[1]) as server:
        handle = (await opened(server)).get_schedule_handle("programme/daily")
        info = await described_when(
            handle, lambda info: info.num_actions + info.num_actions_missed_catchup_window == len(instants)
        )

    assert [started.scheduled_at for started in info.recent_actions] == instants[-1:]
    assert info.num_actions_missed_catchup_window == 1
