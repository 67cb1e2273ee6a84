"""Before us stands a proxy that speaks TLS: its word, and nobody else's, says from where and how a request came.

Without that word all the world would have the proxy's address, and one asker could use up what everybody may ask for.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.problems import problem
from domain.refusals import Refusal

_HEALTH = frozenset(
    {"/healthz", "/readyz", "/clockz", "/postz"}
)  # asked by machines beside us; nothing secret is told there


class NotSecure(Refusal):
    """Nothing is taken or told here over a line that others can read; use https."""

    code = "not_secure"
    status = 403


def behind(app: ASGIApp, trusted: tuple[str, ...]) -> ASGIApp:
    """The application as it sees requests that came through these proxies: with the address and scheme that the last of them tells."""
    return ProxyHeadersMiddleware(app, trusted_hosts=list(trusted)) if trusted else app  # type: ignore[arg-type, return-value]


class OnlySecurely:
    """ASGI middleware that answers nothing but questions about our health to whoever has not come by https."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        if scope["type"] == "http" and scope["scheme"] != "https" and scope["path"] not in _HEALTH:
            await problem(Request(scope), NotSecure())(scope, receive, send)
            return
        await self._app(scope, receive, send)
