"""The record is sealed every night by a Schedule, once, as the local day that was over."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from temporalio.client import Client, ScheduleBackfill, ScheduleOverlapPolicy
from temporalio.service import RPCError, RPCStatusCode

from store.roots import roots
from store.shipped import office
from worker import open_house
from workflows.nightly_schedules import NIGHTS, SEAL
from workflows.postroom import postroom_id

ZONE = ZoneInfo(office()[1])


async def test_each_night_is_sealed_after_midnight_as_the_day_that_was_over_and_once(town, client):
    await town.pool.execute(
        "INSERT INTO event (ref, epoch, n, kind, at, entered_at, actor, role) VALUES ('P1', 1, 1, 'ready', now(), now(), 'x', 'officer')"
    )
    await town.pool.execute(
        "INSERT INTO login_attempt (account, address, at) VALUES ('old', 'x', now() - interval '9 days'), ('new', 'x', now())"
    )
    for _ in range(2):  # as two workers do that start
        await open_house(client, task_queue=town.task_queue)
    handle = client.get_schedule_handle(SEAL.id(town.task_queue))
    last = datetime.combine((datetime.now(ZONE) - timedelta(minutes=5)).date(), time(0, 5), ZONE).astimezone(UTC)
    described = await handle.describe()

    async with town.worker():
        for _ in range(2):
            await handle.backfill(ScheduleBackfill(last - timedelta(seconds=1), last, ScheduleOverlapPolicy.ALLOW_ALL))
            assert await _result(client, f"{SEAL.id(town.task_queue)}-{last:%Y-%m-%dT%H:%M:%SZ}") in (0, 1)
    for nightly in NIGHTS:
        await client.get_schedule_handle(nightly.id(town.task_queue)).delete()
    await client.get_workflow_handle(postroom_id(town.task_queue)).terminate()

    async with town.pool.acquire() as connection:
        [root] = await roots(connection, before=None, most=9)
    assert (root.night, root.cases, root.events) == (last.astimezone(ZONE).date() - timedelta(days=1), 1, 1)
    assert [row["account"] for row in await town.pool.fetch("SELECT account FROM login_attempt")] == [b"new"]
    assert described.info.next_action_times[:2] == [last + timedelta(days=1), last + timedelta(days=2)]
    assert described.schedule.policy.catchup_window < timedelta(days=1)


async def _result(client: Client, workflow_id: str) -> object:
    """What came of a workflow that the server begins soon."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await client.get_workflow_handle(workflow_id).result()
            except RPCError as fault:
                if fault.status is not RPCStatusCode.NOT_FOUND:
                    raise
                await asyncio.sleep(0.05)  # nobody tells when it has begun
