"""Counter: the page on which things are taken out of the figures: one asks, another one decides; and its lists as a sheet."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.administration.tabs import tried
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, desk_of
from api.figures.exclusions import DecisionBody, NewExclusionBody, ask, decide, within_reach
from api.figures.words import SUBJECT_WORDS
from api.filling import Unfit, filled
from api.forms import Form, form_of
from api.language import see_other
from api.paging import Cursor, cursor, place
from api.public.sheets import MOST_ROWS, at_second, csv_file, plain, speech_for
from api.templates import page
from api.wordbook import N_
from domain.figures.facts import Subject
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor
from store import exclusions as store
from store.shipped import figures as shipped_figures

router = APIRouter(include_in_schema=False)

_PLACE, _MOST = "/work/exclusions", 30
_NO_STORE = {"Cache-Control": "no-store"}
_DECIDED = {None: N_("待决定"), True: N_("已剔除"), False: N_("仍计入")}
_HEAD = (
    *(N_("对象"), N_("编号"), N_("部分"), N_("理由"), N_("申请剔除人"), N_("申请剔除时间")),
    *(N_("状态"), N_("决定人"), N_("决定时间")),
)
_NEITHER = N_("请选择同意或者不同意。")
Told = Annotated[Literal["done"] | None, Query()]


@router.get(_PLACE, name="exclusions_page")
async def exclusions_page(request: Request, actor: TheActor, told: Told = None, after: Cursor = "") -> Response:
    """What is asked, page by page, and what was decided last, with the form to ask."""
    prefilled = {key: request.query_params.get(key, "") for key in ("subject", "ref", "part")}
    return await _page(request, actor, prefilled=prefilled, told=told or "", after=after)


@router.get(f"{_PLACE}.csv", name="exclusions_sheet")
async def exclusions_sheet(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """Both lists for a spreadsheet, the undecided first, up to 10,000 of each."""
    speech, reasons = speech_for(request), shipped_figures().reasons

    def cells(row: store.Exclusion) -> list[str | None]:
        about = [speech.gettext(SUBJECT_WORDS[Subject(row.subject)]), row.ref, row.part]
        reason = plain(speech, reasons[row.reason]) if row.reason in reasons else row.reason
        decided = [speech.gettext(_DECIDED[row.granted]), row.decided_by, at_second(speech, row.decided_at)]
        return [*about, reason, row.asked_by, at_second(speech, row.asked_at), *decided]

    lists = await _lists(desk, actor, most=MOST_ROWS)
    rows = [cells(row) for row in (*lists["asked"], *lists["decided"])]
    return csv_file(speech, "exclusions.csv", _HEAD, rows, cache="no-store")


@router.post(_PLACE, name="ask_exclusion_on_page")
async def ask_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Ask for one, or show the form again with what is wrong."""
    form = await form_of(request)
    try:
        await ask(desk, actor, at, filled(form, NewExclusionBody))
    except Unfit as unfit:
        return await _page(request, actor, form=form, faults=unfit.faults)
    except Refusal as refusal:
        return await _page(request, actor, form=form, refusal=refusal)
    return see_other(request, f"{_PLACE}?told=done")


@router.post(f"{_PLACE}/{{exclusion}}", name="decide_exclusion_on_page")
async def decide_on_page(request: Request, exclusion: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Say yes or no, or show the list with why that is not possible."""
    form = await form_of(request)
    try:
        await decide(desk, actor, at, exclusion, granted=filled(form, DecisionBody).granted)
    except Unfit:
        return await _page(request, actor, faults={"granted": _NEITHER})
    except Refusal as refusal:
        return await _page(request, actor, refusal=refusal)
    return see_other(request, f"{_PLACE}?told=done")


async def _page(
    request: Request,
    actor: Actor,
    *,
    prefilled: dict[str, str] | None = None,
    form: Form | None = None,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    told: str = "",
    after: str = "",
) -> Response:
    values = {
        **await _lists(desk_of(request), actor, after),
        "prefilled": prefilled or {},
        "reasons": shipped_figures().reasons,
        "subjects": SUBJECT_WORDS,
        "may_decide": actor.role in RULES[Act.DECIDE_EXCLUSION],
        "me": actor.id,
        **tried(form, faults, refusal, told),
    }
    status = 422 if faults else refusal.status if refusal else 200
    return page(request, "exclusions.html", values, status=status, headers=_NO_STORE)


async def _lists(desk: Desk, actor: Actor, after: str = "", *, most: int = _MOST) -> dict[str, Any]:
    at, (key,) = place(after, 1)
    within = within_reach(actor)
    async with desk.postgres.connection() as connection:
        asked = await store.exclusions(connection, within=within, are_decided=False, after=(at, key), most=most + 1)
        decided = await store.exclusions(connection, within=within, are_decided=True, after=(None, ""), most=most)
    last = asked[most - 1] if len(asked) > most else None
    following = f"?{urlencode({'after': cursor(last.asked_at, str(last.id))})}" if last else ""
    return {"asked": asked[:most], "decided": decided, "following": following}
