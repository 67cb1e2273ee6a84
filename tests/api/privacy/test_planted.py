"""Names, telephone numbers, ID numbers and addresses, planted in every field of every service, turn up only where they are kept."""

from __future__ import annotations

import io
import json
import logging
import re
from dataclasses import replace
from datetime import time, timedelta

import pytest
import structlog
from banner import Banner
from circle import Circle
from citizens import with_numbers_of_its_own
from hall import Hall, from_now
from planting import PLANTED, Planter, all_of_temporal, found_in
from sowing import sow_hotline, sow_legal, sow_programme, sow_project

from api.app import ROUTERS
from store.shipped import privacy
from system.logging import configure_logging
from system.settings import Settings
from worker import postroom_of

QUERY = "from=2026-01-01&until=2028-01-01&lat=42.73&lon=121.77&limit=100"
# Acts on a breach; tests/api/test_privacy.py has them.
NEVER_ADMITTED = {"explain_item", "revoke_item"}


@pytest.fixture
def logged(monkeypatch):
    """Everything that is logged, by us and by every library, down to the last detail."""
    root, before = logging.getLogger(), structlog.get_config()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(root, "level", root.level)
    configure_logging(level="debug", as_json=True)
    stream = io.StringIO()
    root.handlers[0].stream = stream
    yield stream
    structlog.configure(**before)


@pytest.fixture
async def planter(logged, office):
    """An office at whose counters everything was planted that can be."""
    banner = await with_numbers_of_its_own(await Banner.staffed(office))
    circle = await Circle.staffed(office)
    hall = Hall(office, f"planted-{office.task_queue}", from_now(timedelta(days=3)))
    planter = Planter(office)
    await sow_project(planter)
    await sow_hotline(planter, banner)
    await sow_legal(planter, circle)
    await sow_programme(planter, hall)
    await _posted(office)
    yield planter
    await hall.handle.delete()


async def _posted(office) -> None:
    """Let the postroom send what there is to be said; no carrier has an account, so letters stay in the outbox."""
    with postroom_of(office.pool, Settings()) as postroom:
        policy = replace(postroom.book.policy, most_seconds=1, day_opens=time.min, day_closes=time.max)
        postroom.book = replace(postroom.book, policy=policy)
        for _ in range(9):
            if not await postroom.work():
                return


async def test_what_is_planted_everywhere_turns_up_only_where_personal_data_is_kept(planter, logged):  # H65, H67
    office = planter.office
    refs = {row["ref"] for row in await office.pool.fetch("SELECT ref FROM run")}
    kept, elsewhere = await _in_the_database(office.pool)
    public, read = await _in_answers(office, refs)
    temporal, events = await _in_temporal(office, set(refs))
    letters = await office.pool.fetch("SELECT subject, text, lines::text, parameters::text FROM letter")

    assert planter.free - planter.sent == set(), "plant these too: tests/support/sowing.py"
    assert planter.sent - planter.admitted - NEVER_ADMITTED == set()
    assert kept > 150, "it was really planted"
    assert elsewhere == []
    assert public == []
    assert read > 20
    assert temporal == []
    assert events > 300
    assert [found for row in letters for found in found_in(str(tuple(row)), "letter")] == []
    assert len(letters) > 5
    assert [found for text in planter.answers for found in found_in(text, "refusal")] == []
    assert found_in(logged.getvalue(), "log") == []
    assert len(logged.getvalue().splitlines()) > 100


async def _in_the_database(pool) -> tuple[int, list[str]]:
    """How much is kept where it may be, and where else something was found."""
    tables = await pool.fetch(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    kept, elsewhere = 0, []
    for (table,) in tables:
        for (row,) in await pool.fetch(f"SELECT to_jsonb(t) FROM {table} AS t"):  # noqa: S608 (its own catalogue)
            for column, value in row.items():
                text = json.dumps(value, ensure_ascii=False)
                if column in privacy().columns.get(table, ()):
                    kept += len(PLANTED.findall(text))
                else:
                    elsewhere += found_in(text, f"{table}.{column}")
    return kept, elsewhere


async def _in_answers(office, refs: set[str]) -> tuple[list[str], int]:
    """What a visitor sees at every address that can be read, and how many answers were good."""
    routes = {route.path: route.name for router in ROUTERS for route in router.routes if "GET" in route.methods}
    found, good = [], 0
    for path in sorted(
        path for path, name in routes.items() if not name.startswith("follow_")
    ):  # a stream of the same rows
        for ref in sorted(refs) if "{ref}" in path else ("x",):
            address = re.sub(r"{(\w+)}", lambda name: {"ref": ref, "item": "LR-01"}.get(name[1], "1"), path)  # noqa: B023
            answer = await office.web.get(f"{address}?{QUERY}")
            found += found_in(answer.text + str(answer.headers), address)
            good += answer.status_code == 200
    return found, good


async def _in_temporal(office, refs: set[str]) -> tuple[list[str], int]:
    found, events = [], 0
    async for where, text in all_of_temporal(office, refs):
        found += found_in(text, where)
        events += " event " in where
    assert refs == set(), "every case was looked at"
    return found, events
