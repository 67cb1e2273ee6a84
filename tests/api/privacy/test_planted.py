"""Names, telephone numbers, ID numbers and addresses, planted in every field of every service, turn up only where they are kept."""

from __future__ import annotations

import io
import json
import logging
import re
from dataclasses import replace
from datetime import time, timedelta
from html import escape

import pytest
import structlog
from banner import DISPATCHER, Banner
from circle import CLERK, Circle
from citizens import with_numbers_of_its_own
from hall import Hall, from_now
from planting import MARKUP, PLANTED, Planter, all_of_temporal, found_in
from sowing import sow_hotline, sow_legal, sow_programme, sow_project

from api.app import ROUTERS
from store.shipped import privacy
from system.logging import configure_logging
from system.settings import Settings
from worker import postroom_of

QUERY = "from=2026-01-01&until=2028-01-01&lat=42.73&lon=121.77&limit=100"
_ESCAPED = escape(MARKUP).replace("&quot;", "&#34;")  # as Jinja writes it
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
    pages = await _pages(office)

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
    assert [
        name for name, text in pages if re.search(r"<script(?! src=\"/assets/)|alert\(1\)</s", text)
    ] == []  # stored XSS
    assert {name for name, text in pages if _ESCAPED in text} >= {"projects", "project", "legal", "notice", "paper"}
    assert found_in(logged.getvalue(), "log") == []
    assert len(logged.getvalue().splitlines()) > 100


async def _pages(office) -> list[tuple[str, str]]:
    """Every page that can show what others wrote, each as those see it who see the most; and what it is."""
    web, pool = office.web, office.pool
    ref = await office.open(name=f"仓库{MARKUP}", site=MARKUP)
    pages = [("projects", await web.get("/")), ("project", await web.get(f"/projects/{ref}"))]
    for name, table in (("request", "complainant"), ("legal", "asker")):
        for ref, code in await pool.fetch(f"SELECT ref, code FROM {table}"):  # noqa: S608 (stands above)
            pages.append((name, await web.post("/r", data={"ref": ref, "code": code})))
    for (code,) in await pool.fetch("SELECT code FROM letter"):
        pages.append(("letter", await web.get(f"/a/{code}")))
    for ref, cycle, paper, body in await pool.fetch("SELECT ref, cycle, paper, body FROM request_paper"):
        pages.append(
            ("paper", await web.get(f"/papers/{ref}/{cycle}/{paper}/{body}", headers=office.bearing(DISPATCHER)))
        )
    for ref, n in await pool.fetch("SELECT ref, n FROM event WHERE ref LIKE 'A%'"):
        pages.append(("notice", await web.get(f"/notices/{ref}/{n}", headers=office.bearing(CLERK))))
    who_oversee = ("root", "shen", "head-NRB", DISPATCHER)
    pages += [("outbox", await web.get("/outbox", headers=office.bearing(who))) for who in who_oversee]
    return [(name, answer.text) for name, answer in pages]


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
    for path in sorted(path for path, name in routes.items() if name != "follow_project"):  # a stream of the same rows
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
