"""A web server that answers Twilio's webhooks as ours would, and notes what it was told; it refuses a wrong signature."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator
from twilio_stand_in import TwilioStandIn

from system.web import free_port, listen, serving


class Door:
    """`reports` are sids with statuses, `keys` pressed keys, `texts` what people wrote; `answer` is said to these."""

    def __init__(self, twilio: TwilioStandIn) -> None:
        self._twilio = twilio
        self.reports: list[tuple[str, str]] = []
        self.forms: list[dict[str, str]] = []
        self.keys: list[str] = []
        self.texts: list[str] = []
        self.answer = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Self]:
        """Serve until the context ends, as the place to which the stand-in's webhooks go."""
        listener = listen("127.0.0.1", free_port())
        self._twilio.public_base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        names = {"status": self._status, "voice": self._voice, "inbound": self._inbound}
        routes = [Route(f"/hooks/twilio/{name}", endpoint, methods=["POST"]) for name, endpoint in names.items()]
        async with serving(Starlette(routes=routes), listener):
            yield self

    async def _status(self, request: Request) -> Response:
        form = await self._form(request)
        kind = "Call" if "CallSid" in form else "Message"
        self.reports.append((form[f"{kind}Sid"], form[f"{kind}Status"]))
        return Response(status_code=204)

    async def _voice(self, request: Request) -> Response:
        self.keys.append((await self._form(request))["Digits"])
        return Response("<Response/>", media_type="text/xml")

    async def _inbound(self, request: Request) -> Response:
        self.texts.append((await self._form(request))["Body"])
        said = f"<Message>{self.answer}</Message>" if self.answer else ""
        return Response(f"<Response>{said}</Response>", media_type="text/xml")

    async def _form(self, request: Request) -> dict[str, str]:
        form = {name: str(value) for name, value in (await request.form()).items()}
        signature = request.headers["x-twilio-signature"]
        url = f"{self._twilio.public_base}{request.url.path}"
        url += f"?{request.url.query}" if request.url.query else ""
        assert RequestValidator(self._twilio.token).validate(url, form, signature)
        self.forms.append(form)
        return form
