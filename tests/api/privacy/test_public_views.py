"""What the public is answered comes from the views that list it column by column, and from tables without people: the database says so."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from banner import Banner
from circle import AID, Circle
from hall import Hall, from_now
from httpx import ASGITransport, AsyncClient

from api.app import make_app
from api.counters import ROUTERS
from store.pool import open_pool
from store.shipped import privacy
from system.settings import Settings

PUBLIC = "sees_what_is_public"
# Besides the public_* views: what holds no person and no matter of one, and may be read by everybody.
OPEN = {
    *("catalogue", "catalogue_item", "calendar", "department", "policy", "root", "migration"),
    *("legal_place", "programme", "programme_skip"),
}
QUERY = "from=2026-01-01&until=2028-01-01&lat=42.73&lon=121.77&limit=100"


@pytest.fixture
async def shut(office, database_url):
    """The same counters over a database that shows them the public views and the open tables only."""
    async with office.pool.acquire() as connection:
        if not await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", PUBLIC):
            await connection.execute(f"CREATE ROLE {PUBLIC} NOLOGIN")
        views = await connection.fetch(
            "SELECT viewname FROM pg_views WHERE schemaname = 'public' AND viewname LIKE 'public\\_%'"
        )
        for name in (*OPEN, *(row["viewname"] for row in views)):
            await connection.execute(f"GRANT SELECT ON {name} TO {PUBLIC}")
    async with open_pool(database_url, role=PUBLIC) as pool:
        app = make_app(pool=pool, client=office.client, settings=Settings(task_queue=office.task_queue))
        transport = ASGITransport(app=app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://office") as web:
            yield web


def _addresses(places):
    routes = {route.path: route.name for router in ROUTERS for route in router.routes if "GET" in route.methods}
    for path in sorted(path for path, name in routes.items() if name != "follow_project"):  # a stream of the same rows
        yield re.sub(r"{(\w+)}", lambda name: places.get(name[1], "1"), path)


async def test_public_answers_come_from_public_views_and_open_tables_only(office, shut):
    await Banner.staffed(office)
    circle = await Circle.staffed(office)
    ref = await office.open()
    await office.do("chen", ref, "PR-05", "receive")
    await circle.begun("aid", AID)
    hall = Hall(office, f"hall-{office.task_queue}", from_now(timedelta(hours=5)))
    await hall.made()
    await hall.noted()
    places, differing, good = {"ref": ref, "item": "PR-05", "programme": hall.name}, [], 0

    for address in _addresses(places):
        whole, public = [await web.get(f"{address}?{QUERY}") for web in (office.web, shut)]
        good += whole.status_code == 200
        if (whole.status_code, _steady(whole.text)) != (public.status_code, _steady(public.text)):
            differing.append((address, whole.status_code, public.status_code))
    await hall.handle.delete()

    assert differing == []
    assert good > 25


def _steady(text: str) -> str:
    """An answer without the moment at which it was given, and without the key of its form."""
    return re.sub(r"20\d\d-\d\d-\d\dT[0-9:.]+|\d\d:\d\d:\d\d|value=\"[^\"]{16,}\"", "", text)


def test_what_is_open_holds_nothing_that_is_marked():
    assert set(privacy().columns) & OPEN == set()
