"""Every night the sets of open data that are due are published, each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.open_data.periods import due
from store.shipped import office
from workflows.nightly_schedules import NIGHTS, PUBLICATION
from workflows.publication import NightlyPublication

ZONE = ZoneInfo(office()[1])
LONG_AGO = datetime.now(UTC) - timedelta(days=90)


async def test_the_night_publishes_what_is_due_once_and_nobody_changes_it(town, client):
    await town.pool.execute("INSERT INTO department (id, name_zh, name_en, kind) VALUES ('V1', '村', 'V', 'village')")
    await town.pool.execute(
        "INSERT INTO report (ref, print, source, topic, text, district, policy_version, reported_at)"
        " VALUES ('H1', '', 'hotline', 'roads', '路', 'V1', '1', $1)",
        LONG_AGO,
    )

    async with town.worker():
        found = [
            await client.execute_workflow(
                NightlyPublication.run, id=f"publication-{n}-{town.task_queue}", task_queue=town.task_queue
            )
            for n in range(2)
        ]

    sets = due(LONG_AGO.astimezone(ZONE).date(), datetime.now(ZONE).date())
    assert found == [len(sets), 0]
    assert len(sets) >= 2
    assert await town.pool.fetchval("SELECT count(*) FROM public_set") == len(sets)
    assert PUBLICATION in NIGHTS
    assert (PUBLICATION.hour, PUBLICATION.minute) == (0, 50)
