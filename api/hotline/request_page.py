"""Counter: the page on which citizens follow a request or a case of the legal circle with number and code. No JavaScript.

Looking changes nothing, for mail programs and telephones look at links by themselves; only the button does. The code is
never part of an address of ours that we lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.bodies import MOST_TEXT
from api.case_words import kind_of, sentences
from api.desk import Desk, ReceivedAt, TheDesk, desk_of
from api.documents.attaching import MOST_AT_ONCE, Photo, attach_photos, photos_in, told_of
from api.forms import Form, form_of
from api.gateway import Pending
from api.guesses import SECONDS
from api.hotline.following import TrackView, caller_of, say, verdict, view_for
from api.hotline.report_bodies import as_it_came
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.hotline.tracking_words import SATISFIED, TOLD
from api.legal.following import is_of_the_circle
from api.legal.page import legal_page
from api.legal.tracking_words import TOLD as LEGAL_TOLD
from api.multipart import sent_of
from api.templates import page
from domain.hotline.request import State
from domain.refusals import AnsweredBefore, NotAsked, RequestEnded
from store.tracking import Caller

router = APIRouter(include_in_schema=False)

_STATUS = {"": 200, "unknown": 404, "too_many": 429, "incomplete": 422}
SIGNS = {
    State.REPORTED: ("yellow", "○"),
    State.HANDLING: ("yellow", "◐"),
    State.PAUSED: ("blue", "‖"),
    State.RETURNED: ("yellow", "↩"),
    State.CLOSED: ("green", "◑"),
    State.ARCHIVED: ("green", "●"),
}
_WORDS = TOLD | LEGAL_TOLD
ToldWord = Literal[
    "answered", "before", "not_asked", "taken", "rated", "said", "withdrawn", "supplied", "supplied_in_part", "objected",
    "change_asked", "legal_pending",
]  # fmt: skip


@router.get("/r", name="request_form")
async def request_form(request: Request, told: Annotated[ToldWord | None, Query()] = None) -> Response:
    """The form alone, with what came of an answer."""
    return shown(request, told=told or "")


@router.post("/r", name="request_page")
async def request_page(request: Request, desk: TheDesk) -> Response:
    """How a request stands, and the question if it is closed; it changes nothing."""
    form = await form_of(request)
    if is_of_the_circle(_number(form)):
        return await _legal(request, desk, form)
    found = await _caller(request, desk, form)
    if isinstance(found, Response):
        return found
    return await page_for(request, found, form.get("code", ""))


@router.post("/r/answer", name="answer_on_page")
async def answer_on_page(request: Request, desk: TheDesk, at: ReceivedAt) -> Response:
    """Take the answer to the question, and lead to a page that says so."""
    form = await form_of(request)
    found = await _caller(request, desk, form, up="../")
    if isinstance(found, Response):
        return found
    solved, cycle = {"yes": True, "no": False}.get(form.get("solved", "")), form.get("cycle", "")
    satisfied, reason = form.get("satisfied", ""), form.get("reason", "").strip()
    is_number = cycle.isascii() and cycle.isdigit() and 0 < len(cycle) < 5
    if solved is None or not is_number or satisfied not in ("", *map(str, SATISFIED)) or not _is_fit(reason):
        return await page_for(request, found, form.get("code", ""), up="../", fault="incomplete", reason=reason)
    words = {"reason": reason} if reason else {}
    saying = verdict(int(cycle), solved=solved, satisfied=int(satisfied or 0), way="page", words=words, at=at)
    try:
        told = "taken" if isinstance(await say(desk, found, saying), Pending) else "answered"
    except AnsweredBefore:
        told = "before"
    except (NotAsked, RequestEnded):
        told = "not_asked"
    return RedirectResponse(f"../r?told={told}", 303)  # relative, so that it is right behind a path prefix too


@router.post("/r/photos", name="photos_on_page")
async def photos_on_page(request: Request, desk: TheDesk, at: ReceivedAt) -> Response:
    """Add photos to a request, and show it with what became of them; the same photos again are there already."""
    sent = await sent_of(request)
    found = await _caller(request, desk, sent.form, up="../")
    if isinstance(found, Response):
        return found
    photos = await attach_photos(desk, found.ref, found.id, photos_in(sent.files), at)
    return await page_for(request, found, sent.form.get("code", ""), up="../", photos=photos)


async def page_for(
    request: Request,
    caller: Caller,
    code: str,
    *,
    up: str = "",
    fault: str = "",
    reason: str = "",
    photos: Sequence[Photo] = (),
) -> Response:
    """The page of a complainant's request; `up` leads from its address to the folder of `/r`."""
    view = await view_for(desk_of(request), caller)
    return shown(request, up=up, view=view, code=code, fault=fault, reason=reason, photos=photos)


def shown(
    request: Request,
    *,
    up: str = "",
    view: TrackView | None = None,
    code: str = "",
    fault: str = "",
    told: str = "",
    reason: str = "",
    number: str = "",
    photos: Sequence[Photo] = (),
) -> Response:
    """The page with what is known: a request, a fault (with the `number` that was typed), or what came of an answer."""
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": f"{SECONDS:.0f}"} if fault == "too_many" else {})
    values = {
        "up": up,
        "view": view,
        "code": code,
        "fault": fault,
        "titles": sentences(UnknownTracking.code, {"kind": kind_of(number)}),
        "told": _WORDS.get(told),
        "reason": reason,
        "sign": SIGNS.get(State(view.state), ("grey", "–")) if view else None,
        "satisfied": SATISFIED,
        "most_text": MOST_TEXT,
        "most_photos": MOST_AT_ONCE,
        **told_of(photos),
    }
    return page(request, "request.html", values, status=_STATUS[fault], headers=headers, there="/r")


async def _legal(request: Request, desk: Desk, form: Form) -> Response:
    """The page of a case of the legal circle, or the page that says why it is not known: the same as for a request."""
    try:
        return await legal_page(request, desk, _number(form), form.get("code", ""))
    except UnknownTracking:
        return shown(request, fault="unknown", number=_number(form))
    except TooManyGuesses:
        return shown(request, fault="too_many")


def _number(form: Form) -> str:
    """The number that was typed."""
    return form.get("ref", "").strip().upper()


async def _caller(request: Request, desk: Desk, form: Form, *, up: str = "") -> Caller | Response:
    """Whose number and code were typed, or the page that says why that is not known."""
    try:
        return await caller_of(request, desk, _number(form), form.get("code", ""))
    except UnknownTracking:
        return shown(request, up=up, fault="unknown", number=_number(form))
    except TooManyGuesses:
        return shown(request, up=up, fault="too_many")


def _is_fit(reason: str) -> bool:
    """May this be kept as a reason? None is one too."""
    try:
        return not reason or (len(reason) <= MOST_TEXT and bool(as_it_came(reason, "\n\r\t")))
    except ValueError:
        return False
