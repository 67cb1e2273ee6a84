"""What a stern intruder tries at a real socket: to take all the room, to come from elsewhere, to be read twice."""

from __future__ import annotations

import asyncio
import json
import socket
import zlib
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient, AsyncHTTPTransport

from api import sizes
from api.app import make_app
from system.settings import Settings
from system.web import serving

ELSEWHERE = "127.0.0.2"  # another address of this machine: no proxy that is trusted
PHOTO = f"/api/v1/requests/H20261125-000001/photos/{'u' * 32}"
PIECE = 900_000


@asynccontextmanager
async def served(pool, **settings):
    """An application on a real socket, as the web server of one machine serves it; yields its port."""
    app = make_app(pool=pool, client=None, settings=Settings(**settings))
    listener = socket.create_server(("127.0.0.1", 0))

    async def started(scope, receive, send):
        await app(scope, receive, send)

    async with serving(started, listener):
        yield listener.getsockname()[1]


def web(port, *, address="127.0.0.1"):
    """A client that comes from an address of this machine."""
    return AsyncClient(
        transport=AsyncHTTPTransport(local_address=address), base_url=f"http://127.0.0.1:{port}", timeout=20
    )


async def spoken(port, data, *, address="127.0.0.1"):
    """A connection on which this was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    writer.write(data)
    await writer.drain()
    return reader, writer


async def everything(reader):
    """All that is answered until the other side hangs up."""
    async with asyncio.timeout(20):
        return await reader.read()


async def test_nobody_says_of_themselves_where_they_come_from(pool):  # X-Forwarded-For
    async with served(pool, requests_per_address=2) as port, web(port, address=ELSEWHERE) as stranger:
        answers = [await stranger.get("/api/v1/me", headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_behind_a_trusted_proxy_the_address_that_it_saw_counts_and_not_what_was_sent_to_it(pool):
    async with served(pool, requests_per_address=2, trusted_proxies="127.0.0.1") as port, web(port) as proxy:
        lies = [f"198.51.100.{n}, 203.0.113.9" for n in range(3)]
        same = [(await proxy.get("/api/v1/me", headers={"X-Forwarded-For": lie})).status_code for lie in lies]
        other = await proxy.get("/api/v1/me", headers={"X-Forwarded-For": "198.51.100.0, 203.0.113.10"})

    assert (same, other.status_code) == ([200, 200, 429], 200)


async def test_a_method_is_the_one_that_was_sent(counter, project):  # method override
    overrides = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
    headers = counter.bearing("chen") | {"Content-Type": "application/json"}
    for name in overrides:
        read = await counter.web.request(
            "GET", "/api/v1/projects?_method=POST", content=json.dumps(project), headers=headers | {name: "POST"}
        )
        ended = await counter.web.post("/api/v1/me?_method=DELETE", headers=headers | {name: "DELETE"})

        assert (read.status_code, read.json()["rows"], ended.status_code) == (200, [], 405)
    traced = await counter.web.request("TRACE", "/api/v1/me", headers=headers)
    assert traced.status_code == 405
    assert counter.tokens["chen"] not in traced.text


async def test_no_other_site_may_read_our_answers(counter):  # CORS
    foreign = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    answers = [
        await counter.web.request(method, path, headers=foreign)
        for method in ("GET", "OPTIONS")
        for path in ("/api/v1/me", "/", "/api/v1/login")
    ]

    assert not [name for answer in answers for name in answer.headers if name.startswith("access-control-")]


async def test_one_address_cannot_take_all_the_streams(office, site):  # SSE exhaustion
    ref = await office.open()
    streams = office.app.state.desk.live.streams
    streams.most_of_one = 2
    path = f"/api/v1/projects/{ref}/live?after=0"
    port = int(site.rpartition(":")[2])
    line = f"GET {path} HTTP/1.1\r\nHost: office\r\n\r\n".encode()

    opened = [await spoken(port, line) for _ in range(12)]
    heads = await asyncio.gather(*(reader.readline() for reader, _ in opened))
    elsewhere, neighbour = await spoken(port, line, address=ELSEWHERE)
    other = await elsewhere.readline()
    for _, writer in (*opened, (elsewhere, neighbour)):
        writer.close()
    async with asyncio.timeout(10):
        while streams.inside:
            await asyncio.sleep(0.01)

    assert sorted(head.split()[1] for head in heads) == [b"200"] * 2 + [b"503"] * 10
    assert other.split()[1] == b"200"


async def test_one_address_cannot_fill_the_memory_with_bodies_that_never_end(pool, monkeypatch):  # slow uploads
    monkeypatch.setattr("api.intake.MOST_LARGE_OF_ONE", 3)
    head = f"PATCH {PHOTO} HTTP/1.1\r\nHost: office\r\nUpload-Offset: 0\r\nQuery-Code: ABCDEF\r\n"
    head += f"Content-Type: application/offset+octet-stream\r\nContent-Length: {PIECE}\r\n\r\n"
    async with served(pool) as port:
        held = [await spoken(port, head.encode() + b"x" * 70_000) for _ in range(3)]
        async with web(port) as one, web(port, address=ELSEWHERE) as other:
            await one.get("/api/v1/me")  # by now the three are being read
            piece = {"Upload-Offset": "0", "Query-Code": "ABCDEF", "Content-Type": "application/offset+octet-stream"}
            fourth = await one.patch(PHOTO, content=b"x" * PIECE, headers=piece)
            usual = await one.post("/api/v1/login", json={"person": "li", "password": "x"})
            elsewhere = await other.patch(PHOTO, content=b"x" * PIECE, headers=piece)
            for _, writer in held:
                writer.close()
            async with asyncio.timeout(10):
                while (again := await one.patch(PHOTO, content=b"x" * PIECE, headers=piece)).status_code == 429:
                    await asyncio.sleep(0.01)

    assert (fourth.status_code, fourth.json()["code"]) == (429, "too_many_requests")
    assert (usual.status_code, elsewhere.status_code, again.status_code) == (401, 404, 404)


async def test_one_address_cannot_fill_the_memory_with_photos_that_never_come(pool, monkeypatch):  # slow uploads
    monkeypatch.setattr("api.intake.MOST_HUGE_OF_ONE", 2)
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    head = f"POST /report HTTP/1.1\r\nHost: office\r\nContent-Type: {kind['Content-Type']}\r\nContent-Length: 20000000\r\n\r\n"
    async with served(pool) as port:
        held = [await spoken(port, head.encode() + b"x" * 70_000) for _ in range(2)]
        async with web(port) as one, web(port, address=ELSEWHERE) as other:
            await one.get("/api/v1/me")  # by now the two are being read
            third = await one.post("/report", content=b"--b--\r\n", headers=kind)
            elsewhere = await other.post("/report", content=b"--b--\r\n", headers=kind)
            reader, writer = await spoken(port, head.replace("20000000", "30000000").encode(), address=ELSEWHERE)
            larger = await everything(reader)
            foreign = await other.post("/report", data={"text": "x"})
        for _, opened in (*held, (reader, writer)):
            opened.close()

    # 503: it was read, and this house has no hotline
    assert [answer.status_code for answer in (third, elsewhere, foreign)] == [429, 503, 415]
    assert larger.split(b" ")[1] == b"413"


async def test_a_body_that_comes_in_drops_is_given_up(pool, monkeypatch):  # slowloris
    monkeypatch.setitem(sizes._SIZES, "/a", replace(sizes._SIZES["/a"], seconds=0.2))
    head = "POST /a HTTP/1.1\r\nHost: office\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n"
    async with served(pool) as port:
        reader, writer = await spoken(port, head.encode() + b"code=")
        answer = await everything(reader)
        writer.close()

    assert answer.split(b" ")[1] == b"408"


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 4\r\nContent-Length: 60\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length: +4\r\n",
        "Content-Length : 4\r\n",
        "Content-Length: 4\r\n X: folded\r\n",
    ],
)
async def test_no_second_request_hides_in_the_body_of_a_first(pool, head):  # request smuggling
    hidden = b"0\r\n\r\nGET /api/v1/me?hidden HTTP/1.1\r\nHost: office\r\n\r\n"
    async with served(pool) as port:
        request = f"POST /a HTTP/1.1\r\nHost: office\r\n{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        reader, writer = await spoken(port, request.encode() + hidden)
        writer.write_eof()
        answer = await everything(reader)
        writer.close()

    assert b"hidden" not in answer
    assert b'"role":"visitor"' not in answer


async def test_packed_bodies_are_not_unpacked(counter, project):
    packed = zlib.compress(json.dumps(project | {"name": "x" * 10_000_000}).encode())
    headers = counter.bearing("chen") | {"Content-Type": "application/json"}

    answers = [
        await counter.web.post("/api/v1/projects", content=packed, headers=headers | {"Content-Encoding": kind})
        for kind in ("deflate", "gzip")
    ]

    assert len(packed) < 60_000
    assert [answer.status_code for answer in answers] == [400, 400]


async def test_headers_without_an_end_are_refused(pool):
    async with served(pool) as port:
        reader, writer = await spoken(port, b"GET / HTTP/1.1\r\nHost: office\r\nX: " + b"x" * 64 * 1024)
        answer = await everything(reader)
        writer.close()

    assert answer.split(b" ")[1] == b"400"


async def test_an_answer_does_not_say_which_server_gives_it(pool):
    async with served(pool) as port, web(port) as one:
        answers = [await one.get(path) for path in ("/api/v1/me", "/", "/nowhere")]

    assert not [answer for answer in answers if {"server", "x-powered-by"} & set(answer.headers)]


async def test_who_has_a_whole_net_of_addresses_guesses_codes_as_often_as_others(counter):  # id guessing
    async def guess(address, number):
        transport = ASGITransport(app=counter.app, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://office") as guest:
            page = await guest.get(f"/a/K7M2Q{'23456789ABCDEF'[number]}")
            asked = await guest.get("/api/v1/requests/H20261125-000001/track", headers={"Query-Code": "K7M2QX"})
            return page.status_code, asked.status_code

    answers = [await guess(f"2001:db8::{number}", number) for number in range(6)]
    elsewhere = await guess("2001:db8:0:1::1", 0)

    assert answers == [(404, 404)] * 5 + [(429, 429)]
    assert elsewhere == (404, 404)
