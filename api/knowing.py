"""Who asks: a bearer token, a token as a password, or the session of a browser, in this order; else a visitor."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import Headers

from api.accounts.cookies import (
    CSRF_FIELD,
    CSRF_HEADER,
    SESSION,
    check_origin,
    is_csrf_right,
    session_token,
)
from api.accounts.refusals import CsrfWrong, ForeignOrigin
from api.desk import desk_of, present
from api.forms import form_of
from api.multipart import MULTIPART, sent_of
from api.refusals import BadInput, TokenUnknown
from domain.roles import ANYONE, Actor
from store.people import bearer_of
from store.sessions import Session, session_by_token

_READING = ("GET", "HEAD", "OPTIONS")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Known:
    """Who asks; `scope` is what their token was made for, if they came with one, `session` that of a browser."""

    actor: Actor
    scope: frozenset[str] | None = None
    session: Session | None = None


VISITOR = Known(ANYONE)


async def known_of(request: Request, *, by_password: bool = False) -> Known:
    """Who asks; a visitor without a token and without a session that still holds.

    Raises:
        TokenUnknown: the token is not known, or not in the form `Bearer …`.
    """
    if "authorization" in request.headers:
        return await _bearer(token_of(request, by_password=by_password), request)
    token = session_token(request)
    if not token:
        return VISITOR
    async with desk_of(request).postgres.connection() as connection:
        session = await session_by_token(connection, token, present())
    return VISITOR if session is None else Known(session.actor, session=session)


def has_said_who(headers: Headers) -> bool:
    """Does somebody at least say who they are, by a token or a session?"""
    return "authorization" in headers or f"{SESSION}=" in headers.get("cookie", "")


def token_of(request: Request, *, by_password: bool = False) -> str:
    """The token that came with a request, as a bearer token or, where that is allowed, as a password.

    Raises:
        TokenUnknown: there is none.
    """
    _, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme_of(request) == "bearer":
        token = told.strip()
    elif scheme_of(request) == "basic" and by_password:
        token = _password(told)
    else:
        token = ""
    if not token:
        raise TokenUnknown()
    return token


def key_of(request: Request) -> str:
    """What only whoever asks holds: the token, as such or as a password, or that of the session. Raises `TokenUnknown`."""
    if "authorization" not in request.headers and session_token(request):
        return session_token(request)
    return token_of(request, by_password=True)


def scheme_of(request: Request) -> str:
    """`bearer`, `basic`, or what else stands there; empty without a token."""
    return request.headers.get("authorization", "").partition(" ")[0].lower()


async def check_own_page(request: Request, *, proves_itself: bool = False) -> None:
    """Pass when a session reads, or when a page of ours has sent what it changes; `proves_itself` needs no token.

    Raises:
        ForeignOrigin: another site has sent it.
        CsrfWrong: the token of the session is missing or wrong.
    """
    if request.method in _READING:
        return
    check_origin(request)
    if not proves_itself and not is_csrf_right(session_token(request), await _csrf_told(request)):
        raise CsrfWrong()


async def is_own_page(request: Request) -> bool:
    """Has a page of ours sent this, so that it counts as its person's?"""
    try:
        await check_own_page(request)
    except (ForeignOrigin, CsrfWrong):
        return False
    return True


async def _csrf_told(request: Request) -> str:
    """What a page of ours has sent with what it changes; a form with files is a form too."""
    if told := request.headers.get(CSRF_HEADER, ""):
        return told
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == MULTIPART:
            return (await sent_of(request)).form.get(CSRF_FIELD, "")
        return (await form_of(request)).get(CSRF_FIELD, "") if kind == _FORM else ""
    except BadInput:
        return ""


async def _bearer(token: str, request: Request) -> Known:
    async with desk_of(request).postgres.connection() as connection:
        bearer = await bearer_of(connection, token)
    if bearer is None:
        raise TokenUnknown()
    return Known(bearer.actor, bearer.scope)


def _password(told: str) -> str:
    """The password in what a browser sends: base64 of `name:password`; empty when it is nothing of the kind."""
    try:
        return base64.b64decode(told.strip(), validate=True).decode("utf-8").partition(":")[2].strip()
    except ValueError:
        return ""
