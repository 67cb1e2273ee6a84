"""A web server inside this process: it claims its port first, serves an application, and leaves signals to others."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

from uvicorn import Config, Server

from system.process import LOOPBACK, PortTaken, ServerFailed

_LOWEST, _HIGHEST = 20_000, 32_000
_PATIENCE_SECONDS = 3  # how long open requests and event streams may take to end


def listen(host: str, port: int, *, port_setting: str = "CHENGNUO_PORT") -> socket.socket:
    """A socket that listens on the port; whoever calls before there is a server waits.

    Raises:
        PortTaken: another program listens there; `port_setting` is named to the reader.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTaken(port, port_setting) from error
    # Accepted connections inherit it; without it the body of an answer waits 40 ms for the caller to have its headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def free_port() -> int:
    """A port of this machine on which nobody listens at the moment.

    It lies below those that the kernel gives to outgoing connections, of which one could take it before we listen.
    """
    while True:
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        with contextlib.suppress(OSError), socket.create_server((LOOPBACK, port)):
            return port


@contextlib.asynccontextmanager
async def serving(app: Any, listener: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serve an ASGI application on a listening socket until the context ends; the task ends only if the server does.

    Raises:
        ServerFailed: the application did not start.
    """
    server = _Server(
        Config(
            app,
            log_config=None,
            log_level="warning",  # that it starts and stops is told by whoever starts and stops it
            access_log=False,
            proxy_headers=False,  # the application itself knows whom to believe
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE_SECONDS,
        )
    )
    running = asyncio.create_task(server.serve([listener]))
    try:
        is_up = asyncio.create_task(server.up.wait())
        await asyncio.wait({running, is_up}, return_when=asyncio.FIRST_COMPLETED)
        is_up.cancel()
        if running.done():
            raise ServerFailed("The web server ended while starting.")
        yield running
    finally:
        server.handle_exit(signal.SIGTERM, None)  # the call that event streams of sse-starlette listen to
        await running


class _Server(Server):
    """Uvicorn's server without its signal handlers: the program that started it decides when it ends."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say when the application has started and is being served."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield
