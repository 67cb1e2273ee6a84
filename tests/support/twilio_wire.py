"""The stand-in on the wire: the part of Twilio's REST API that we use, over real HTTP, strict in what it takes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from twilio_things import VERSION, Answering, Plan, Thing, shown
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

_E164 = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_MAGIC_TO = {"0001": 21211, "0002": 21612, "0003": 21408, "0004": 21610, "0009": 21614}
_MAGIC_FROM = {"0001": 21212, "0007": 21606, "0008": 21611}
_MAGIC = "+1500555"
_STATUS = {20003: 401, 20404: 404, 20429: 429, 21215: 403, 21408: 403}  # all others are 400

Form = Mapping[str, str]


class Provider(Protocol):
    """What the wire asks of whoever stands in for Twilio."""

    account: str
    logins: dict[str, str]
    asked: list[tuple[str, str, dict[str, str]]]
    things: dict[str, Thing]
    stopped: set[str]

    def next_plan(self, number: str) -> Plan: ...
    async def take(self, form: Form, plan: Plan, *, is_call: bool) -> Thing: ...
    async def answer_is_released(self) -> None: ...


class Refusal(Exception):
    """A request that Twilio refuses with one of its error codes."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Wire:
    """Serves a provider's things under /2010-04-01/Accounts/…, as Twilio does."""

    def __init__(self, provider: Provider) -> None:
        self._provider, self._connections = provider, _Connections()

    @contextlib.asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[None]:
        """Listen on the port, in the loop of the caller."""
        folder = f"/{VERSION}/Accounts/{{account}}"
        kinds = {"Messages": False, "Calls": True}
        routes = [
            route
            for kind, is_call in kinds.items()
            for route in (
                Route(f"{folder}/{kind}.json", self._guarded(self._create, is_call), methods=["POST"]),
                Route(f"{folder}/{kind}.json", self._guarded(self._list, is_call), methods=["GET"]),
                Route(f"{folder}/{kind}/{{sid}}.json", self._guarded(self._fetch, is_call), methods=["GET"]),
                Route(f"{folder}/{kind}/{{sid}}.json", self._guarded(self._update, is_call), methods=["POST"]),
            )
        ]
        config = Config(Starlette(routes=routes), http=self._connections.protocol, log_config=None, lifespan="off")
        server = _QuietServer(config)
        listener = socket.create_server(("127.0.0.1", port), backlog=1024)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        running = asyncio.create_task(server.serve([listener]))
        await server.up.wait()
        yield
        self._connections.close()
        server.end()
        await running

    @property
    def connections(self) -> int:
        """How many connections there have been."""
        return self._connections.seen

    async def drop_connections(self) -> None:
        """Cut all connections, idle ones too."""
        await self._connections.all_cut()

    def _guarded(
        self, endpoint: Callable[[Request, Form, bool], Awaitable[Response]], is_call: bool
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            sent = await request.form()
            form = dict(request.query_params) | {name: " ".join(map(str, sent.getlist(name))) for name in sent}
            self._provider.asked.append((request.method, request.url.path, form))
            try:
                self._check_login(request)
                return await endpoint(request, form, is_call)
            except Refusal as refusal:
                return _refused(refusal.code)

        return answer

    def _check_login(self, request: Request) -> None:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        user, _, secret = base64.b64decode(value).decode().partition(":") if kind == "Basic" else ("", "", "")
        if not user or self._provider.logins.get(user) != secret:
            raise Refusal(20003)
        if request.path_params["account"] != self._provider.account:
            raise Refusal(20404)

    async def _create(self, request: Request, form: Form, is_call: bool) -> Response:
        _check(form, is_call)
        if form["To"] in self._provider.stopped and not is_call:
            raise Refusal(21610)
        plan = self._provider.next_plan(form["To"])
        if plan.refuse:
            raise Refusal(plan.refuse)
        if plan.http and not plan.taken:
            return Response("upstream failure", plan.http)
        thing = await self._provider.take(form, plan, is_call=is_call)
        body = shown(thing, self._provider.account) | dict(plan.garbled)
        if plan.answering is Answering.HELD:
            await self._provider.answer_is_released()
        if plan.answering in (Answering.LOST, Answering.HALF):
            return _Cut(body, self._connections, request, with_half=plan.answering is Answering.HALF)
        return Response("upstream failure", plan.http) if plan.http else JSONResponse(body, 201)

    async def _fetch(self, request: Request, form: Form, is_call: bool) -> Response:
        return JSONResponse(shown(self._thing(request, is_call), self._provider.account))

    async def _update(self, request: Request, form: Form, is_call: bool) -> Response:
        thing = self._thing(request, is_call)
        if form.get("Status") == "canceled":
            raise Refusal(30409)  # only what is scheduled can be cancelled
        if "Body" in form:
            thing.text = form["Body"]
        return JSONResponse(shown(thing, self._provider.account))

    async def _list(self, request: Request, form: Form, is_call: bool) -> Response:
        """The newest first, by pages; what was not sent yet has no day, so a filter by day leaves it out."""
        since = form.get("StartTime>" if is_call else "DateSent>")
        found = [
            thing
            for thing in reversed(self._provider.things.values())
            if thing.is_call == is_call
            and form.get("To", thing.to) == thing.to
            and form.get("From", thing.sender) == thing.sender
            and (since is None or (thing.sent_at is not None and thing.sent_at.date() >= _day(since)))
        ]
        page, size = int(form.get("Page", 0)), int(form.get("PageSize", 50))
        first = page * size
        path = request.url.path
        more = f"{path}?PageSize={size}&Page={page + 1}" if len(found) > first + size else None
        return JSONResponse(
            {
                "calls" if is_call else "messages": [
                    shown(thing, self._provider.account) for thing in found[first : first + size]
                ],
                "page": page,
                "page_size": size,
                "start": first,
                "end": max(first, min(len(found), first + size) - 1),
                "uri": f"{path}?PageSize={size}&Page={page}",
                "first_page_uri": f"{path}?PageSize={size}&Page=0",
                "next_page_uri": more,
                "previous_page_uri": f"{path}?PageSize={size}&Page={page - 1}" if page else None,
            }
        )

    def _thing(self, request: Request, is_call: bool) -> Thing:
        thing = self._provider.things.get(request.path_params["sid"])
        if thing is None or thing.is_call != is_call:
            raise Refusal(20404)
        return thing


def _check(form: Form, is_call: bool) -> None:
    """Refuse what Twilio refuses, and the magic numbers of its test credentials."""
    number, sender = form.get("To", ""), form.get("From", "")
    if not number:
        raise Refusal(21201 if is_call else 21604)
    if not sender and (is_call or not form.get("MessagingServiceSid")):
        raise Refusal(21213 if is_call else 21603)
    for told, magic in ((number, _MAGIC_TO), (sender, _MAGIC_FROM)):
        if told.startswith(_MAGIC) and told[-4:] in magic:
            raise Refusal(magic[told[-4:]])
    if not _E164.fullmatch(number):
        raise Refusal(21211)
    (_check_call if is_call else _check_message)(form)
    callback = urlsplit(form.get("StatusCallback", "http://none"))
    if callback.scheme not in ("http", "https") or not callback.hostname or "_" in callback.hostname:
        raise Refusal(21609)


def _check_call(form: Form) -> None:
    if not 0 < len(form.get("Twiml", form.get("Url", ""))) <= 4000:
        raise Refusal(21205)


def _check_message(form: Form) -> None:
    if not form.get("Body"):
        raise Refusal(21602)
    if len(form["Body"]) > 1600:
        raise Refusal(21617)
    if not 1 <= int(form.get("ValidityPeriod", 36000)) <= 36000:
        raise Refusal(21624)


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _refused(code: int) -> JSONResponse:
    status = _STATUS.get(code, 400)
    page = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": f"Error {code}", "more_info": page, "status": status}, status)


class _Cut(JSONResponse):
    """An answer that gets lost: the connection breaks before it, or in the middle of it."""

    def __init__(self, content: object, connections: _Connections, request: Request, *, with_half: bool) -> None:
        super().__init__(content, 201)
        self._connections, self._request, self._with_half = connections, request, with_half

    async def __call__(self, scope, receive, send):  # type: ignore[no-untyped-def]
        if self._with_half:
            await send({"type": "http.response.start", "status": 201, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True})
            await asyncio.sleep(0)
        self._connections.cut(self._request)
        await receive()  # until the connection is gone


class _Connections:
    """The open connections by their other end, so that one can be cut."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}
        self.seen = 0
        connections, opened = self, self._open

        class Cuttable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:
                super().connection_made(transport)
                connections.seen += 1
                opened[transport.get_extra_info("peername")] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                opened.pop(self.transport.get_extra_info("peername"), None)
                super().connection_lost(exc)

        self.protocol = Cuttable

    def cut(self, request: Request) -> None:
        assert request.client is not None
        transport = self._open.get((request.client.host, request.client.port))
        if transport is not None:  # whoever asked may have been killed
            transport.close() if transport.get_write_buffer_size() else transport.abort()

    async def all_cut(self) -> None:
        self.close()
        while self._open:
            await asyncio.sleep(0)  # each is told of its loss by the loop

    def close(self) -> None:
        for transport in list(self._open.values()):
            transport.abort()


class _QuietServer(Server):
    """Uvicorn's server without its signal handlers and its ticking: the tests decide when it ends, and it ends at once."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.up, self._ended = asyncio.Event(), asyncio.Event()

    def end(self) -> None:
        """End without waiting for anybody."""
        self._ended.set()

    async def main_loop(self) -> None:
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listener in [*self.servers, *(sockets or [])]:
            listener.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
