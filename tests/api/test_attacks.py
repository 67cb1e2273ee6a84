"""What an intruder tried and got."""

import asyncio
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import BaseModel
from temporalio.client import Client

from api import intake, sizes
from api.app import make_app
from api.bodies import Label, Text
from api.gateway import Patience
from api.refusals import BadInput, BadJson
from store.shipped import catalogue_file
from system.converter import data_converter
from system.settings import Settings

FIRST = "PR-05"
JSON = {"Content-Type": "application/json"}


async def test_a_page_at_an_address_with_nul_is_not_there(counter):
    page = await counter.web.get("/projects/%00")

    assert page.status_code == 404


async def test_a_large_file_from_nobody_is_not_read(counter):
    """Reading and checking a file of 1 MB takes a second in which nobody else is served."""
    answer = await counter.web.post("/api/v1/calendars", content=b"[" * 2**17, headers=JSON)

    assert answer.status_code in (401, 413), answer.text


async def test_an_act_counts_from_when_all_of_it_was_there(office):
    """Whoever holds the end of a body back may not date an act back."""
    ref = await office.open()
    await office.do("chen", ref, FIRST, "receive")
    sent = []

    async def slowly():
        yield b"{"
        await asyncio.sleep(0.3)
        sent.append(datetime.now(UTC))
        yield b"}"

    headers = office.bearing("officer-DRC") | JSON | {"Idempotency-Key": "slow"}
    answer = await office.web.post(f"/api/v1/projects/{ref}/items/{FIRST}/accept", content=slowly(), headers=headers)
    accepted_at = datetime.fromisoformat((await office.item(ref, FIRST))["accepted_at"])

    assert answer.status_code == 200
    assert accepted_at >= sent[0]


async def test_a_catalogue_that_hides_what_cannot_be_kept_behind_escapes_is_refused(counter):
    plain = re.sub(r'(?m)^version = ".*"', 'version = "hidden"', catalogue_file())
    head, mark, rest = plain.partition('id = "PR-05"')
    in_a_name = head + mark + rest.replace('name_zh = "', 'name_zh = "\\u0000', 1)
    in_the_version = plain.replace('version = "hidden"', 'version = "\\u0000"', 1)
    too_long = plain.replace('version = "hidden"', f'version = "{"".join(map(str, range(2000, 40000)))}"', 1)
    elsewhere = plain.replace('name_zh = "', 'name_zh = "\\ue000', 1)

    answers = [
        await counter.post("/catalogues", {"text": text}, "root")
        for text in (in_a_name, in_the_version, too_long, elsewhere)
    ]

    assert [answer.status_code for answer in answers] == [422] * 4


async def test_an_opening_of_which_nothing_was_done_leaves_its_code_free(
    pool, town, opened, project, client, task_queue, road
):
    far = await Client.connect(f"127.0.0.1:{road.port}", data_converter=data_converter)
    patience = Patience(accept=0.5, commit=5.0, send=0.5)
    app = make_app(pool=pool, client=far, settings=Settings(task_queue=task_queue), patience=patience)

    async with opened(app, pool, client, task_queue, town) as counter, counter.worker():
        await road.close()
        away = await counter.post("/projects", project | {"name": "打错的名称"}, "chen")
        await road.open()
        async with asyncio.timeout(10):
            while await app.state.desk.temporal.missing():
                await asyncio.sleep(0.1)
        corrected = await counter.post("/projects", project, "chen")

    assert (away.status_code, away.json()["code"]) == (503, "temporal_away")
    assert corrected.status_code == 201, corrected.text


async def asked(app, path, *messages, headers=()):
    """What the application answers to a POST that arrives in these pieces; None if it says nothing."""
    waiting, answer = list(messages), []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in dict(headers).items()],
        "client": ("127.0.0.1", 1),
        "server": ("office", 80),
    }

    async def receive():
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    async def send(message):
        answer.append(message)

    await asyncio.wait_for(app(scope, receive, send), 5)
    return answer[0]["status"] if answer else None


async def test_a_body_that_breaks_off_is_never_obeyed(office, monkeypatch):
    monkeypatch.setattr(sizes, "USUAL", replace(sizes.USUAL, seconds=0.2))
    ref = await office.open()
    path = f"/api/v1/projects/{ref}/items/{FIRST}/receive"
    headers = office.bearing("chen") | JSON | {"Idempotency-Key": "k"}
    whole = {"type": "http.request", "body": b"{}", "more_body": False}
    half = {"type": "http.request", "body": b"{}", "more_body": True}

    gone = await asked(office.app, path, half, {"type": "http.disconnect"}, headers=headers)
    short = await asked(office.app, path, whole, headers=headers | {"Content-Length": "3"})
    slow = await asked(office.app, path, half, headers=headers)
    n = (await office.get(f"/projects/{ref}")).json()["n"]
    good = await asked(office.app, path, whole, headers=headers | {"Content-Length": "2"})

    assert (gone, short, slow, n, good) == (None, 422, 408, 3, 200)


async def test_a_body_from_nobody_is_not_even_read(counter):
    answer = await asked(counter.app, "/api/v1/projects", headers=JSON | {"Content-Length": "60000"})

    assert answer == 401


async def test_a_large_file_is_read_from_administrators_only(counter):
    text = "#" * 100_000
    answers = [await counter.post("/calendars", {"text": text}, who) for who in ("", "chen", "shen", "root")]

    assert [answer.status_code for answer in answers] == [413, 413, 413, 422]


async def test_whatever_is_in_a_body_of_64_kb_it_is_checked_at_once():
    bodies = [b"[" * 65536, b"[]," * 21000, b'"\\"' * 21000, b'{"a":' * 13000, b"[" + b'"\\u0000",' * 7000 + b"0]"]
    took = []
    for body in bodies:
        began = time.process_time()
        with pytest.raises((BadJson, BadInput)):
            intake.check_json(body)
        took.append(time.process_time() - began)

    assert max(took) < 0.5  # of this process alone; what grows with the square of the length takes longer


async def test_at_most_twenty_problems_are_told(counter):
    headers = counter.bearing("chen") | JSON
    body = '{"flags": [' + ", ".join(['"\\u0000"'] * 60) + "]}"
    answer = await counter.web.post("/api/v1/projects", content=body, headers=headers)

    places = [problem["place"] for problem in answer.json()["problems"]]
    assert places == [f"body.flags[{n}]" for n in range(20)]


async def test_an_unforeseen_fault_is_told_with_the_same_manners(counter, monkeypatch):
    async def broken(*_, **__):
        raise ZeroDivisionError

    for reading in ("public_projects", "find_projects"):
        monkeypatch.setattr(f"store.readers.{reading}", broken)
    transport = ASGITransport(app=counter.app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://office") as web:
        answers = [await web.get("/api/v1/projects"), await web.get("/")]

    for answer in answers:
        assert answer.status_code == 500
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_no_cache_keeps_what_the_bearer_of_a_token_was_told(office):
    ref = await office.open()

    known = await office.get("/me", "chen")
    tagged = await office.get(f"/projects/{ref}", "chen")
    public = await office.get(f"/projects/{ref}")

    assert (known.headers["cache-control"], known.headers["vary"]) == ("no-store", "Authorization, Cookie")
    assert (tagged.headers["cache-control"], tagged.headers["vary"]) == ("private, no-cache", "Authorization, Cookie")
    assert public.headers["cache-control"] == "no-cache"


async def test_an_address_with_a_slash_too_many_leads_nowhere(counter):
    answer = await counter.get("/projects/")

    assert answer.status_code == 404


async def test_a_catalogue_whose_keys_are_slow_to_read_is_refused_with_its_line(counter):
    keys = (
        "a." * 11 + "a = 1",
        'x = {"\\"".' + "a . " * 10 + "a = 1}",
        "[" + "'.'." * 11 + "a]",
        "x = '" + "y" * 10_000,
    )
    answers = [await counter.post("/catalogues", {"text": f"# one\n{key}\n"}, "root") for key in keys]

    assert [answer.json()["problems"][0]["place"] for answer in answers] == ["line 2"] * 4


async def test_what_cannot_be_seen_is_no_name(counter, project):
    names = ("\u200b\u202e", "\u3164", "\u180b", "a\nb", "a\x85b", "\u0378")
    answers = [await counter.post("/projects", project | {"name": name}, "chen") for name in names]

    assert {(answer.status_code, answer.json()["problems"][0]["place"]) for answer in answers} == {(422, "body.name")}


async def test_what_only_shapes_a_name_stays_and_what_hides_in_it_goes():
    class Form(BaseModel):
        name: Label
        text: Text

    form = Form(name="\u202eᠬᠦᠷᠢᠶ\u180e\u180b\u202fᠡ\u200d\u200b", text="一\r\n二\t\u200b三")

    assert form.name == "ᠬᠦᠷᠢᠶ\u180e\u180b\u202fᠡ\u200d"
    assert form.text == "一\n二\t三"


async def test_only_so_many_may_follow_at_once(office, site):
    ref = await office.open()
    streams = office.app.state.desk.live.streams
    streams.most = 1

    async with AsyncClient(timeout=5) as web:
        async with web.stream("GET", f"{site}/api/v1/projects/{ref}/live?after=0") as first:
            lines = first.aiter_lines()  # kept, for the stream is closed with it
            await anext(lines)
            second = await web.get(f"{site}/api/v1/projects/{ref}/live")
        async with asyncio.timeout(5):
            while streams.inside:
                await asyncio.sleep(0.01)

    assert (second.status_code, second.json()["code"]) == (503, "too_many_streams")
    assert "retry-after" in second.headers
