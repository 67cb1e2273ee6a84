"""The cookies of a signed-in browser, and what proves that a page of ours, and no other site, has sent a request.

Browsers send cookies by themselves, whichever site makes them do so. So whatever is changed by a cookie alone needs two more
things that another site does not have: our own `Origin`, and a token that only somebody who knows the cookie can compute.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response

from api.accounts.refusals import ForeignOrigin
from api.desk import desk_of

SESSION = "__Host-session"  # the prefix: browsers take it over TLS only, for this host only, for all its paths
DEVICE = "__Host-device"
OUTSIDE = "__Host-outside"  # of a sign-in that is on its way through a provider
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
_DEVICE_SECONDS = 180 * 86_400
_MOST = 100


def new_token() -> str:
    """A random token of 256 bits."""
    return secrets.token_urlsafe(32)


def session_token(request: Request) -> str:
    """The token of the session that the browser holds; empty without one."""
    return request.cookies.get(SESSION, "")[:_MOST]


def device_token(request: Request) -> str:
    """The token by which the browser is known; empty without one."""
    return request.cookies.get(DEVICE, "")[:_MOST]


def set_session(response: Response, token: str) -> None:
    """Give the browser its session, until it is closed."""
    response.set_cookie(SESSION, token, path="/", secure=True, httponly=True, samesite="lax")


def set_device(response: Response, token: str) -> None:
    """Let the browser be known again."""
    response.set_cookie(DEVICE, token, max_age=_DEVICE_SECONDS, path="/", secure=True, httponly=True, samesite="lax")


def set_outside(response: Response, value: str, *, seconds: int) -> None:
    """Let the browser hold what proves that a sign-in by the provider was begun in it."""
    response.set_cookie(OUTSIDE, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def drop_outside(response: Response) -> None:
    """Take that from the browser."""
    response.delete_cookie(OUTSIDE, path="/", secure=True, httponly=True, samesite="lax")


def drop_session(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="lax")


def csrf_of(token: str) -> str:
    """What proves that a form comes from a page that was given to this session; it lets nobody in."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_csrf_right(token: str, told: str) -> bool:
    """Is this the proof of this session?"""
    return hmac.compare_digest(csrf_of(token).encode(), told.encode("utf-8", "replace"))


def check_origin(request: Request) -> None:
    """Pass when a page of this very site has sent the request; where people reach us by https, one that came by it.

    Raises:
        ForeignOrigin: another one has, or the browser does not say which.
    """
    scheme, _, host = request.headers.get("origin", "").lower().partition("://")
    public = urlsplit(desk_of(request).settings.public_base_url.lower())
    ours = {request.headers.get("host", "").lower(), public.netloc}
    schemes = ("https",) if public.scheme == "https" else ("http", "https")
    if scheme not in schemes or host not in ours - {""}:
        raise ForeignOrigin()
