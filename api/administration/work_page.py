"""Counter: what somebody who leaves or is away has in hand, and its moving to somebody else; each piece says what became of it."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.accounts import work
from api.accounts.people import PersonPath
from api.accounts.people_views import MoveBody, MovedView, PieceView
from api.accounts.refusals import UnknownAccount
from api.administration.tabs import admin_page
from api.administration.words import PIECES
from api.bodies import PERSON_PATTERN
from api.desk import ReceivedAt, TheActor, TheDesk
from api.filling import fresh_key, key_in
from api.forms import Form, form_of
from api.language import see_other
from api.refused import sentence_of
from api.wordbook import N_
from domain.refusals import Refusal

router = APIRouter(include_in_schema=False)

_PLACE = "/admin/work"
_NOTHING, _NOBODY = N_("请至少选择一项。"), N_("请填写接手人员的账号名。")
_BETWEEN = " "  # of kind, number and item, none of which holds one
OUTCOMES = {"done": ("green", "●", N_("已移交")), "pending": ("yellow", "◐", N_("已收到，正在登记"))}
LEFT = ("red", "▲", N_("未移交"))


@router.get(_PLACE, name="find_work_page")
async def find_work(request: Request, leaver: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Lead to the work of somebody by their id."""
    if not re.fullmatch(PERSON_PATTERN, leaver.strip()):
        raise UnknownAccount()
    return see_other(request, f"{_PLACE}/{leaver.strip()}")


@router.get(f"{_PLACE}/{{person}}", name="work_page")
async def work_page(request: Request, person: PersonPath, desk: TheDesk, actor: TheActor) -> Response:
    """The pieces, each to be chosen, and to whom they go."""
    return _page(request, person, await work.get_open_work(person, desk, actor))


@router.post(f"{_PLACE}/{{person}}", name="move_on_page")
async def move(request: Request, person: PersonPath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Move what was chosen, and show what became of each piece; what stays is still there to be moved."""
    form = await form_of(request)
    try:
        body = _body(form)
        outcomes = await work.move_work(person, body, desk, actor, at, key_in(form))
    except (ValidationError, Refusal) as wrong:
        pieces = await work.get_open_work(person, desk, actor)
        fault = sentence_of(wrong) if isinstance(wrong, Refusal) else _NOBODY if form.getlist("piece") else _NOTHING
        return _page(request, person, pieces, form=form, fault=fault, status=getattr(wrong, "status", 422))
    return _page(request, person, await work.get_open_work(person, desk, actor), moved=outcomes)


def _body(form: Form) -> MoveBody:
    """What was chosen, and for whom. Raises `ValidationError` if it is not whole."""
    chosen = [piece.split(_BETWEEN) for piece in form.getlist("piece")]
    pieces = [dict(zip(("kind", "ref", "item"), parts, strict=False)) for parts in chosen]
    return MoveBody.model_validate({"to": form.get("to", "").strip(), "pieces": pieces or [{}]})


def _page(
    request: Request,
    person: str,
    pieces: list[PieceView],
    *,
    form: Form | None = None,
    fault: str = "",
    moved: list[MovedView] | None = None,
    status: int = 200,
) -> Response:
    form = form or Form([])
    values = {
        "person": person,
        "pieces": [(piece, _BETWEEN.join((piece.kind, piece.ref, piece.item)).rstrip()) for piece in pieces],
        "chosen": form.getlist("piece"),
        "to": form.get("to", ""),
        "fault": fault,
        "moved": moved or [],
        "words": PIECES,
        "outcomes": OUTCOMES,
        "left": LEFT,
        "key": fresh_key(),
        "tab": "/admin/rosters",
    }
    return admin_page(request, "admin_work.html", values, there=f"{_PLACE}/{person}", status=status)
