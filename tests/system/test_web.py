"""The web server inside this process."""

import asyncio
import socket
import time

import httpx

from system.web import listen, serving


async def hello(scope, receive, send):
    """Answer in two pieces, as every answer goes out: the headers, and the body."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"hi"})


async def test_a_kept_connection_is_answered_at_once():
    with listen("127.0.0.1", 0) as listener:
        async with serving(hello, listener), httpx.AsyncClient() as web:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            await web.get(address)
            took = []
            for _ in range(5):
                began = time.perf_counter()
                await web.get(address)
                took.append(time.perf_counter() - began)

    assert sorted(took)[2] < 0.03, "40 ms is what a delayed acknowledgement takes"


async def test_accepted_connections_do_not_wait_for_more_to_send():
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        listener.setblocking(False)
        accepted, _ = await asyncio.get_running_loop().sock_accept(listener)
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
