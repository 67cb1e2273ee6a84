"""A project is followed live, and taken up again where the connection broke off."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx

FIRST = "PR-05"


@asynccontextmanager
async def followed(site, ref, query="", **headers):
    """The events of a stream, one after the other, each as {"event": …, "id": …, "data": …}."""
    async with (
        httpx.AsyncClient(timeout=40) as web,
        web.stream("GET", f"{site}/api/v1/projects/{ref}/live{query}", headers=headers) as answer,
    ):
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
