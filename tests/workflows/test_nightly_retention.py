"""Every night what is kept no longer is listed and told to those who may say yes; nothing is erased by the night itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from store.erasure_plans import open_plans
from store.shipped import office
from workflows.nightly_schedules import NIGHTS, RETENTION, open_nights
from workflows.retention import NightlyRetention

ZONE = ZoneInfo(office()[1])
LONG_AGO = datetime.now(UTC) - timedelta(days=4 * 366)


async def left_lying(pool) -> None:
    """An upload that nobody has finished in time."""
    content = await pool.fetchval("INSERT INTO content (size, made_at) VALUES (9, now()) RETURNING id")
    await pool.execute(
        "INSERT INTO upload (id, ref, material, name, size, digest, begun_by, begun_at, expires_at, content)"
        " VALUES ('u', 'r', 'm', '某.pdf', 9, '', 'chen', $1, $1, $2)",
        *(LONG_AGO, content),
    )


async def test_the_night_makes_a_plan_once_tells_of_it_and_erases_nothing_of_it(town, client):
    pool = town.pool
    await left_lying(pool)
    await pool.execute("INSERT INTO inbound (sid, address, body, received_at) VALUES ('SM1', 'a', 'b', $1)", LONG_AGO)

    async with town.worker():
        rows = [
            await client.execute_workflow(
                NightlyRetention.run, id=f"night-{n}-{town.task_queue}", task_queue=town.task_queue
            )
            for n in range(2)
        ]

    async with pool.acquire() as connection:
        [plan] = await open_plans(connection)
    assert rows == [1, 1]
    assert (plan.head.made_by, [line.table_name for line in plan.lines]) == ("system", ["inbound"])
    assert await pool.fetchval("SELECT body FROM inbound") == "b"
    assert await pool.fetchval("SELECT count(*) FROM notice WHERE step = 'erasure' AND state = 'open'") == 1
    assert await pool.fetchval("SELECT count(*) FROM upload") == 0


async def test_its_schedule_stands_twenty_minutes_after_midnight_and_is_made_once(town, client):
    for _ in range(2):  # as two workers do that start
        await open_nights(client, task_queue=town.task_queue, zone=str(ZONE))
    handle = client.get_schedule_handle(RETENTION.id(town.task_queue))
    described = await handle.describe()
    for nightly in NIGHTS:
        await client.get_schedule_handle(nightly.id(town.task_queue)).delete()

    times = [at.astimezone(ZONE) for at in described.info.next_action_times[:2]]
    assert [(at.hour, at.minute) for at in times] == [(0, 20), (0, 20)]
    assert times[1] - times[0] == timedelta(days=1)
