"""What every answer says to browsers: load nothing from elsewhere, run nothing inline, send forms to us only, show us in no frame.

What was answered to the bearer of a token is for that person only, so no cache keeps it.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Manners:
    """ASGI middleware that adds these headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        is_known = any(name == b"authorization" for name, _ in scope.get("headers", ()))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if is_known:
                    headers["Cache-Control"] = "private, no-cache" if "etag" in headers else "no-store"
                    headers.add_vary_header("Authorization")
            await send(message)

        await self._app(scope, receive, sending)
