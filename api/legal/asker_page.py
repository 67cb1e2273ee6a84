"""Counter: the forms on the page of a case, with which whoever asked does what the JSON routes do. No JavaScript.

A form carries a key, so that sent again it is answered alike and done once. The code comes in the form, and leads into no address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.commands import Wish
from api.desk import Desk, ReceivedAt, TheDesk
from api.forms import Form, form_of
from api.gateway import Pending
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.hotline.request_page import shown
from api.legal.admission import asker_by_code
from api.legal.asker_forms import ASKER_FORMS, body_of, typed
from api.legal.commands import say_as_asker
from api.legal.deeds import ASKERS_DEEDS, LegalDeed
from api.legal.following import view_for_asker
from api.legal.page import Fault, legal_shown
from api.legal.page_words import FORMS, REFUSED
from api.refusals import refusal_of
from domain.refusals import Refusal
from domain.roles import ANYONE, Act
from store.legal_matters import Asker

router = APIRouter(include_in_schema=False)

_MOST_KEY = 40


async def _take(request: Request, desk: Desk, deed: LegalDeed, at: datetime) -> Response:
    """Take a form, and lead to a page that says what happened; or show the case again, with what is wrong."""
    form = await form_of(request)
    ref, code = form.get("ref", "").strip().upper(), form.get("code", "")
    try:
        asker = await asker_by_code(request, desk, ref, code)
    except UnknownTracking:
        return shown(request, up="../", fault="unknown", number=ref)
    except TooManyGuesses:
        return shown(request, up="../", fault="too_many")
    try:
        told = await _done(desk, asker, deed, form, at)
    except ValueError:
        fault = Fault(422, FORMS[deed.act].incomplete, deed.act, typed(form))
        return legal_shown(request, await view_for_asker(desk, asker), code, up="../", fault=fault)
    except Refusal as refusal:
        if refusal.code not in REFUSED:
            raise
        fault = Fault(refusal.status, REFUSED[refusal.code], deed.act, typed(form), is_refusal=True)
        return legal_shown(request, await view_for_asker(desk, asker), code, up="../", fault=fault)
    return RedirectResponse(f"../r?told={told}", 303)  # relative, so that it is right behind a path prefix too


async def _done(desk: Desk, asker: Asker, deed: LegalDeed, form: Form, at: datetime) -> str:
    """Hand over what a form says, and name what is told.

    Raises:
        ValueError: the form is not whole.
        Refusal: the case says no.
    """
    body = body_of(deed, form)
    key = f"page {form.get('key', '')[:_MOST_KEY]} {deed.act} {body.model_dump_json()}"
    outcome = await say_as_asker(desk, Wish(asker.ref, deed.act, (), body, ANYONE, key, at), asker)
    if isinstance(outcome, Pending):
        return "legal_pending"
    if outcome.code:
        raise refusal_of(outcome.code, {})
    if deed.act is Act.AID_SUPPLY and (await view_for_asker(desk, asker)).missing:
        return "supplied_in_part"
    return ASKER_FORMS[deed.act].told


def _endpoint(deed: LegalDeed) -> Callable[..., Awaitable[Response]]:
    async def take_form(request: Request, desk: TheDesk, at: ReceivedAt) -> Response:
        return await _take(request, desk, deed, at)

    return take_form


for _deed in ASKERS_DEEDS:
    router.add_api_route(f"/r/{_deed.path}", _endpoint(_deed), methods=["POST"], name=f"{_deed.act}_on_page")
