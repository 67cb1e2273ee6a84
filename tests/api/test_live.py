"""A project is followed live, and taken up again where the connection broke off."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest

from api.live import Kind, kind_of_all

FIRST = "PR-05"


def followed(site, ref, query="", **headers):
    """The events of a project."""
    return stream(f"{site}/api/v1/projects/{ref}/live{query}", **headers)


@asynccontextmanager
async def stream(address, **headers):
    """The events of a stream, one after the other, each as {"event": …, "id": …, "data": …}."""
    async with httpx.AsyncClient(timeout=40) as web, web.stream("GET", address, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")

        async def events():
            event = {}
            async for line in answer.aiter_lines():
                if line and not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    event[name] = value
                elif not line and event:
                    yield event
                    event = {}

        yield events()


async def next_of(events):
    """The next event."""
    return await asyncio.wait_for(anext(events), 30)


async def test_an_act_shows_at_once(office, site):
    ref = await office.open()

    async with followed(site, ref) as events:
        waiting = asyncio.create_task(next_of(events))
        n = await office.do("chen", ref, FIRST, "receive")
        event = await waiting

    assert (event["event"], event["id"]) == ("moved", str(n))
    assert json.loads(event["data"])["kind"] == "received"


async def test_a_stream_goes_on_after_the_last_event_that_was_seen(office, site):
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")

    async with followed(site, ref, **{"Last-Event-ID": "2"}) as events:
        missed = [await next_of(events), await next_of(events)]
    async with followed(site, ref, "?after=3") as events:
        after = await next_of(events)
    async with followed(site, ref, "?after=1", **{"Last-Event-ID": "3"}) as events:
        header_first = await next_of(events)

    assert [event["id"] for event in missed] == ["3", "4"]
    assert (after["id"], header_first["id"]) == ("4", "4")


async def test_who_has_seen_more_than_there_is_reads_again(office, site):
    ref = await office.open()

    async with followed(site, ref, **{"Last-Event-ID": "99"}) as events:
        event = await next_of(events)

    assert (event["event"], event["id"]) == ("reset", "3")


async def test_a_colour_that_changes_by_time_alone_is_told(hasty, site):
    ref = await hasty.open()
    await hasty.do("chen", ref, FIRST, "receive")
    n = await hasty.do("officer-DRC", ref, FIRST, "accept")

    async with followed(site, ref, f"?after={n}") as events:
        kinds = []
        while not kinds or kinds[-1] != "approved_by_silence":
            event = await next_of(events)
            kinds.append(json.loads(event["data"])["kind"] if event["event"] == "moved" else event["event"])

    assert "tick" in kinds


async def test_followers_hear_again_when_postgres_is_back(office, site):
    ref = await office.open()

    async with followed(site, ref) as events:
        waiting = asyncio.create_task(next_of(events))
        await office.pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await office.act("chen", ref, FIRST, "receive", key="k")
        event = await waiting

    assert json.loads(event["data"])["kind"] == "received"


async def test_one_connection_listens_for_all_who_follow(office, site):
    refs = [await office.open() for _ in range(3)]

    async with followed(site, refs[0]), followed(site, refs[1]), followed(site, refs[2]):
        listening = await office.pool.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )

    assert listening == 1


async def test_a_list_is_told_that_something_of_its_kind_has_moved_and_nothing_else(office, site):
    officer = office.bearing("officer-DRC")

    async with stream(f"{site}/api/v1/live/projects", **officer) as events:
        waiting = asyncio.create_task(next_of(events))
        ref = await office.open()
        event = await waiting

    assert event == {"event": "moved", "data": "{}"}
    assert ref not in str(event)


async def test_what_moved_since_a_list_was_read_is_told_at_once(office, site):
    officer, leader = office.bearing("officer-DRC"), office.bearing("shen")
    before = datetime.now(UTC)
    await office.open()
    since = quote(before.isoformat())

    async with stream(f"{site}/api/v1/live/projects?since={since}", **officer) as events:
        assert (await next_of(events))["event"] == "moved"
    office.app.state.desk.live.moved_at[Kind.REQUESTS] = before - timedelta(minutes=1)
    async with stream(f"{site}/api/v1/live/requests?since={since}", **leader) as events:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(events), 3)


@pytest.mark.parametrize(
    ("ref", "kind"),
    [
        ("2611-150524-04-01-000001", Kind.PROJECTS),
        ("H20261125-000017", Kind.REQUESTS),
        ("L20261125-000017", Kind.LEGAL),
        ("A20261125-000017", Kind.LEGAL),
        ("P-broadcast", None),
        ("", None),
    ],
)
def test_a_case_is_of_one_kind(ref, kind):
    assert kind_of_all(ref) is kind


async def test_only_those_who_work_with_a_list_hear_of_it(office):
    for path, who, status in (
        ("projects", "", 401),
        ("projects", "chen", 403),
        ("requests", "chen", 403),
        ("legal", "officer-DRC", 403),
    ):
        assert (await office.get(f"/live/{path}", who)).status_code == status
    naive = await office.get("/live/projects?since=2026-11-25T10:00:00", "officer-DRC")
    assert (naive.status_code, naive.json()["code"]) == (422, "invalid_request")
