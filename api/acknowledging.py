"""Counter: the page on which somebody says with the code of a message that they have got it. It works without JavaScript.

Looking changes nothing, for mail programs and telephones look at links by themselves; only the button does. No sign-in
and no token against forged forms: the code is the secret, and who could make a browser send it could send it themselves.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.code_holders import client_of
from api.desk import ReceivedAt, TheDesk
from api.forms import form_of
from api.guesses import SECONDS
from api.hotline.request_page import page_for
from api.templates import page
from api.words import STEPS, WHY_ENDED
from domain.codes import code_of
from store.acknowledgements import Line, Outcome, acknowledge, told_by
from store.tracking import caller_of_letter

router = APIRouter(include_in_schema=False)


@router.get("/a", name="acknowledge_form")
async def acknowledge_form(request: Request) -> Response:
    """The form alone."""
    return _shown(request)


@router.get("/a/{code}", name="acknowledge_page")
async def acknowledge_page(request: Request, code: str, desk: TheDesk) -> Response:
    """What a code stands for, and the button if something of it is open; a citizen's code stands for the request."""
    known = code_of(code)
    if known is None:
        return _shown(request, up="../", fault="unknown")
    if not desk.guesses.may(client_of(request)):
        return _shown(request, up="../", fault="too_many")
    async with desk.postgres.connection() as connection:
        caller = await caller_of_letter(connection, known)
        lines = await told_by(connection, known)
    if caller is not None:
        desk.guesses.was_right(client_of(request))
        return await page_for(request, caller, known, up="../")
    if lines is None:
        return _shown(request, up="../", fault="unknown")
    desk.guesses.was_right(client_of(request))
    return _shown(request, up="../", code=known, lines=lines)


@router.post("/a", name="acknowledge")
async def acknowledge_letter(request: Request, desk: TheDesk, at: ReceivedAt) -> Response:
    """Acknowledge what the code stands for, and lead to the page that shows it."""
    known = code_of((await form_of(request)).get("code", ""))
    if known is None:
        return _shown(request, fault="unknown")
    if not desk.guesses.may(client_of(request)):
        return _shown(request, fault="too_many")
    async with desk.postgres.connection() as connection:
        told = await acknowledge(connection, known, channel_on="page", address=None, now=at)
    if told.outcome is Outcome.UNKNOWN:
        return _shown(request, fault="unknown")
    desk.guesses.was_right(client_of(request))
    return RedirectResponse(f"a/{known}", 303)  # relative, so that it is right behind a path prefix too


def _shown(
    request: Request, *, up: str = "", code: str = "", lines: tuple[Line, ...] = (), fault: str = ""
) -> Response:
    """The page; `up` leads from its address to the folder of `/a`."""
    status = {"": 200, "unknown": 404, "too_many": 429}[fault]
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": f"{SECONDS:.0f}"} if fault == "too_many" else {})
    values = {
        "up": up,
        "code": code,
        "lines": lines,
        "fault": fault,
        "is_open": any(line.state == "open" for line in lines),
        "steps": STEPS,
        "why_ended": WHY_ENDED,
    }
    return page(request, "acknowledge.html", values, status=status, headers=headers)
