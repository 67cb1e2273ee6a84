"""Counter: what is kept no longer, plans to erase it that need two people, and cases of which nothing may be erased."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.administration.tabs import admin_page, tried
from api.desk import ReceivedAt, TheActor, TheDesk, desk_of
from api.filling import Unfit, filled
from api.forms import Form, form_of
from api.language import see_other
from api.privacy import retention
from api.wordbook import N_
from domain.privacy.book import Period
from domain.refusals import Refusal
from domain.roles import SYSTEM, Actor

router = APIRouter(include_in_schema=False)

_PLACE = "/admin/erasures"
PERIODS = {
    Period.APPROVAL: N_("审批办件期满"),
    Period.HOTLINE: N_("热线办件期满"),
    Period.LEGAL: N_("法律办件期满"),
    Period.LETTER: N_("消息内容期满"),
    Period.SUBSCRIPTION: N_("订阅期满"),
    Period.ACCOUNT: N_("离任人员资料期满"),
    Period.READING: N_("查阅记录期满"),
}
HOLDS = {
    "lawsuit": N_("诉讼"),
    "administrative_review": N_("行政复议"),
    "inspection": N_("检查"),
    "audit": N_("审计"),
    "complaint": N_("投诉"),
}


@router.get(_PLACE, name="erasures_page")
async def erasures_page(
    request: Request, actor: TheActor, told: Annotated[Literal["done"] | None, Query()] = None
) -> Response:
    """What is kept no longer, and the plans that wait."""
    return await _page(request, actor, told=told or "")


@router.post(f"{_PLACE}/plans", name="propose_on_page")
async def propose(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Make a plan."""
    await retention.propose_erasure(desk, actor, at)
    return see_other(request, f"{_PLACE}?told=done")


@router.post(f"{_PLACE}/plans/{{plan}}/confirm", name="confirm_erasure_on_page")
async def confirm(request: Request, plan: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Say yes to a plan."""
    try:
        await retention.confirm_erasure(plan, desk, actor, at)
    except Refusal as refusal:
        return await _page(request, actor, plan=str(plan), refusal=refusal)
    return see_other(request, f"{_PLACE}?told=done")


@router.post(f"{_PLACE}/holds", name="hold_on_page")
async def hold(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Place a hold, or lift it."""
    form = await form_of(request)
    try:
        body = filled(form, retention.Hold)
    except Unfit as unfit:
        return await _page(request, actor, form=form, faults=unfit.faults)
    await (retention.lift if form.get("do") == "lift" else retention.hold)(body, desk, actor, at)
    return see_other(request, f"{_PLACE}?told=done")


async def _page(
    request: Request,
    actor: Actor,
    *,
    plan: str = "",
    form: Form | None = None,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    told: str = "",
) -> Response:
    desk = desk_of(request)
    values = {
        "outlook": await retention.list_erasable(desk),
        "plans": await retention.list_erasure_plans(desk),
        "me": actor.id,
        "night": SYSTEM.id,
        "periods": PERIODS,
        "holds": HOLDS,
        "plan_id": plan,
        **tried(form, faults, refusal, told),
    }
    status = 422 if faults else 200
    return admin_page(request, "admin_erasures.html", values, there=_PLACE, status=status, refusal=refusal)
