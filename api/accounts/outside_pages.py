"""Counter: the way through the provider and back, for browsers; and the link of one's own account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import keeping
from api.accounts import outside as doing
from api.accounts.cookies import check_origin, drop_outside, set_outside
from api.accounts.leading import HOME
from api.accounts.outside import Came, Reached
from api.accounts.pages import NO_STORE, account_shown, back_home, login_shown, shown
from api.accounts.refusals import ProviderAway, TooManySignIn
from api.desk import ReceivedAt, TheDesk, TheSession
from api.forms import form_of
from api.language import address_of
from domain.accounts.outside import HOLDS
from domain.accounts.refusals import (
    CodeWrong,
    LinkTaken,
    OutsideRefused,
    OutsideUnknown,
    PasswordWrong,
    TooManyAttempts,
)
from domain.accounts.sessions import check_stage

router = APIRouter(include_in_schema=False)
_MOST = 2048
_SECONDS = int(HOLDS.total_seconds())
Told = Annotated[str, Query(max_length=_MOST)]


@router.get("/login/provider", name="begin_outside")
async def begin_outside(
    request: Request, desk: TheDesk, at: ReceivedAt, following: Annotated[str, Query(alias="next", max_length=512)] = ""
) -> Response:
    """Send the browser to the provider."""
    try:
        held, address = await doing.begin(desk, following, at)
    except ProviderAway as refusal:
        return login_shown(request, following, refusal)
    response = RedirectResponse(address, 303, NO_STORE)
    set_outside(response, held.as_cookie, seconds=_SECONDS)
    return response


@router.get("/login/provider/back", name="come_back_outside")
async def come_back_outside(
    request: Request, at: ReceivedAt, state: Told = "", code: Told = "", iss: Told = ""
) -> Response:
    """Let somebody in whom the provider has named, ask for their code, or link their account."""
    session = request.state.session
    try:
        reached = await doing.come_back(request, Came(state, code, iss), session, at)
    except (OutsideRefused, OutsideUnknown, LinkTaken, ProviderAway) as refusal:
        return _without(login_shown(request, "", refusal))
    if reached.held is None:
        return _reached(reached)
    response = shown(request, "outside_code.html", {})
    set_outside(response, reached.held.as_cookie, seconds=_SECONDS)
    return response


@router.post("/login/provider/code", name="prove_outside")
async def prove_outside(request: Request, at: ReceivedAt) -> Response:
    """Take the code of the second factor after the provider's word."""
    check_origin(request)
    code = (await form_of(request)).get("code", "")[:40]
    try:
        return _reached(await doing.prove(request, code, at))
    except (CodeWrong, TooManyAttempts) as refusal:
        return shown(request, "outside_code.html", {}, refusal)
    except OutsideRefused as refusal:
        return _without(login_shown(request, "", refusal))


@router.post("/account/link", name="link_on_page")
async def link_on_page(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Begin to link one's account: with the password, for a link lets somebody in as a password does.

    The way to the provider is a link on the answer: browsers do not let a form lead to another site where our policy
    says that forms go to us only.
    """
    check_stage(session.stage)
    present = (await form_of(request)).get("present", "")[:512]
    try:
        await keeping.proven(desk, session.actor.id, at, password=present)
        held, address = await doing.begin(desk, address_of(request).link(HOME), at, link_for=session.actor.id)
    except (PasswordWrong, TooManyAttempts, TooManySignIn, ProviderAway) as refusal:
        return await account_shown(request, desk, session, refusal)
    response = shown(request, "outside_link.html", {"address": address})
    set_outside(response, held.as_cookie, seconds=_SECONDS)
    return response


@router.post("/account/unlink", name="unlink_on_page")
async def unlink_on_page(request: Request, desk: TheDesk, session: TheSession, at: ReceivedAt) -> Response:
    """Let no provider in for one's account any more."""
    await doing.unlink(desk, session.actor.id, by=session.actor.id, now=at)
    return back_home(request)


def _reached(reached: Reached) -> Response:
    response: Response = RedirectResponse(reached.following, 303, NO_STORE)
    if reached.entered is not None:
        reached.entered.given_to(response)
    return _without(response)


def _without(response: Response) -> Response:
    drop_outside(response)
    return response
