"""Counter: the page of a programme: when it takes place next, and to be reminded of it, or no more.

The code of a subscription stands on the answer to the form itself, and in no address. No JavaScript.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import ReceivedAt, TheActor, TheDesk, desk_of, present
from api.filling import Unfit, filled, fresh_key, key_in
from api.forms import Form, form_of
from api.hotline.report_refusals import TooManyGuesses
from api.language import Language, see_other
from api.legal.programme_bodies import Subscribe, Unsubscribe
from api.legal.programmes import ProgrammePath, view_of
from api.legal.refusals import UnknownProgramme, UnknownSubscription
from api.legal.sessions import subscribed, unsubscribe
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.refusals import KeyReused
from domain.roles import Actor
from store import legal_places
from store.programmes import find_programme

router = APIRouter(include_in_schema=False)

_ENDED = ("green", N_("已取消提醒，不会再发送。"))
_NO_ADDRESS = N_("请填写手机号或电子邮箱，至少一项。")
_NO_CODE = N_("没有这个订阅码，请核对后再填。")
_TOO_MANY = N_("输错次数太多，请一分钟后再试；您的订阅码仍然有效。")
_PATH = "/legal/programmes/{programme}"


@router.get(_PATH, name="programme_page")
async def programme_page(
    request: Request,
    programme: ProgrammePath,
    actor: TheActor,
    told: Annotated[Literal["ended"] | None, Query()] = None,
) -> Response:
    """A programme."""
    return await _shown(request, programme, actor, told=_ENDED if told else None)


@router.post(f"{_PATH}/subscribe", name="subscribe_on_page")
async def subscribe_on_page(
    request: Request, programme: ProgrammePath, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Take a subscription, and tell its code."""
    form = await form_of(request)
    key = key_in(form)
    try:
        answer = await subscribed(desk, programme, filled(form, Subscribe), key, actor, at)
    except Unfit as unfit:
        faults = {place: words for place, words in unfit.faults.items() if place != "form"} or {"phone": _NO_ADDRESS}
        return await _shown(request, programme, actor, status=422, form=form, faults=faults, key=key)
    except KeyReused as reused:
        told = ("red", sentence_of(reused))
        return await _shown(request, programme, actor, status=reused.status, form=form, told=told)
    return await _shown(request, programme, actor, status=201, code=answer.code)


@router.post(f"{_PATH}/unsubscribe", name="unsubscribe_on_page")
async def unsubscribe_on_page(
    request: Request, programme: ProgrammePath, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """End a subscription, and lead to a page that says so."""
    form = await form_of(request)
    try:
        await unsubscribe(programme, filled(form, Unsubscribe), request, desk, at)
    except TooManyGuesses as many:
        faults = {"code": _TOO_MANY}
        return await _shown(request, programme, actor, status=many.status, form=form, faults=faults)
    except (Unfit, UnknownSubscription):
        return await _shown(request, programme, actor, status=422, form=form, faults={"code": _NO_CODE})
    return see_other(request, f"/legal/programmes/{programme}?told=ended")


async def _shown(
    request: Request, programme: str, actor: Actor, status: int = 200, form: Form | None = None, **more: object
) -> Response:
    """The page, with what was filled in; `more` are what is told, the faults, the key, and the code of a new subscription."""
    async with desk_of(request).postgres.connection() as connection:
        known = await find_programme(connection, programme)
        if known is None:
            raise UnknownProgramme()
        view = await view_of(connection, known, actor, present())
        place = await legal_places.place(connection, view.place) if view.place else None
    values = {
        "programme": view,
        "place": place,
        "form": form or Form([]),
        "languages": [(language, language.own_name) for language in Language],
        "told": None,
        "faults": {},
        "key": fresh_key(),
        "code": "",
        **more,
    }
    path, headers = f"/legal/programmes/{programme}", {"Cache-Control": "no-store"}
    return page(request, "legal_programme.html", values, status=status, headers=headers, there=path)
