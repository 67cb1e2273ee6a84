"""A report that is kept gets its clock, whatever became of the counter that kept it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from banner import TOPIC, VILLAGE, Banner
from citizens import with_numbers_of_its_own, written

from api.hotline.unbegun import looking_after
from store.reports import Complainant, Report, add_complainant, add_report, new_number


@pytest.fixture
async def banner(office):
    return await with_numbers_of_its_own(await Banner.staffed(office))


async def kept_and_not_begun(banner, policy_version, *, ago):
    """A counter died between keeping a report and beginning its case."""
    at = datetime.now(UTC) - ago
    async with banner.counter.pool.acquire() as connection:
        ref = await new_number(connection, at)
        place = (TOPIC, "路灯不亮", VILLAGE, "", None, None, "zh", None)
        await add_report(connection, Report(ref, "print", ref, "web", None, *place, policy_version, None, at))
        citizen = Complainant(f"{ref}-1", ref, ref, "", None, None, "zh", "ABCDEF", at)
        await add_complainant(connection, citizen)
    return ref, at


async def test_it_is_begun_late_and_its_clock_counts_from_the_report(banner):
    version = await banner.counter.pool.fetchval("SELECT max(version) FROM policy WHERE service = 'hotline'")
    broken, _ = await kept_and_not_begun(banner, "no such version", ago=timedelta(minutes=2))
    ref, at = await kept_and_not_begun(banner, version, ago=timedelta(minutes=1))

    async with looking_after(banner.counter.app.state.desk, every=0.1):
        await written(banner, ref)

    row = await banner.counter.pool.fetchrow("SELECT state, accept_at FROM request WHERE ref = $1", ref)
    assert (row["state"], row["accept_at"] - at) == ("reported", timedelta(minutes=15))
    assert await banner.counter.pool.fetchval("SELECT count(*) FROM request WHERE ref = $1", broken) == 0


async def test_at_the_end_a_look_is_not_broken_off_and_its_connection_comes_home(banner):
    """A statement that is cancelled as it comes home can keep its connection for ever, and then nothing closes."""
    desk, pool = banner.counter.app.state.desk, banner.counter.pool
    over = asyncio.Event()

    async def look() -> None:
        async with looking_after(desk, every=60):
            await over.wait()

    async with pool.acquire() as other, other.transaction():
        await other.execute("LOCK TABLE report")  # so that a look takes as long as this
        looking = asyncio.create_task(look())
        await _waits_for_a_lock(pool, "report")
        over.set()
        _, still = await asyncio.wait({looking}, timeout=0.5)
        assert still == {looking}

    await asyncio.wait_for(looking, 10)
    assert pool.get_idle_size() == pool.get_size()


async def _waits_for_a_lock(pool, table) -> None:
    async with asyncio.timeout(20):
        while not await pool.fetchval(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND query ~ $1 AND datname = current_database())",
            table,
        ):
            await asyncio.sleep(0.05)  # the server does not tell
