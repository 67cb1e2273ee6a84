"""What every answer says to browsers: load nothing from elsewhere, run nothing inline, send forms to us only, show us in no frame.

What was answered to the bearer of a token or the owner of a session is for that person only, so no cache keeps it.
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
    "Referrer-Policy": "same-origin",  # with none at all, browsers would not say where a form comes from either
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}  # of this name only: others below it are not ours


class Manners:
    """ASGI middleware that adds these headers; where people reach us by https, browsers never come without it again."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app, self._said = app, _HEADERS | (_ONLY_HTTPS if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        is_known = any(name in (b"authorization", b"cookie") for name, _ in scope.get("headers", ()))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._said.items():
                    headers.setdefault(name, value)  # a document's own policy is stricter
                if is_known and "immutable" not in headers.get("cache-control", ""):  # the same for everybody, for ever
                    headers["Cache-Control"] = "private, no-cache" if "etag" in headers else "no-store"
                    _vary(headers, "Authorization", "Cookie")
            await send(message)

        await self._app(scope, receive, sending)


def _vary(headers: MutableHeaders, *names: str) -> None:
    """Say that the answer depends on these headers too."""
    said = [name.strip() for name in headers.get("vary", "").split(",") if name.strip()]
    headers["Vary"] = ", ".join([*said, *(name for name in names if name not in said)])
