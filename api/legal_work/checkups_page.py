"""Counter: the page of the legal check-ups of companies: how each stands, and for the desk the form that orders one."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.filling import filled, fresh_key, key_in
from api.forms import Form
from api.legal.checkup_bodies import Company, OrderCheckups
from api.legal.checkup_orders import Order, Ordered, order
from api.legal.checkups import list_checkups
from api.legal_work.taking import SOUND, Fault, taken
from api.legal_work.words import LANGUAGES, sign_of
from api.paging import Cursor
from api.templates import page
from domain.roles import RULES, Act, Actor

router = APIRouter(include_in_schema=False)

_LIST = "/work/legal/checkups"
_ROWS = 50
State = Annotated[Literal["waiting", "following", "finished", "withdrawn"] | None, Query()]
_STATES = ("waiting", "following", "finished", "withdrawn")


@router.get(_LIST, name="checkups_page")
async def checkups_page(
    request: Request, desk: TheDesk, actor: TheActor, state: State = None, after: Cursor = ""
) -> Response:
    """Check-ups: of everybody for the desk, else one's own."""
    return await _shown(request, desk, actor, state=state, after=after)


@router.post(_LIST, name="order_checkup_on_page")
async def order_checkup_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Order a check-up; its number, and the code where it reaches nobody, stand on the page and in no address."""

    async def act(form: Form) -> Response:
        body = filled(form, OrderCheckups, companies=[filled(form, Company).model_dump()])
        (ordered,) = await order(desk, Order(body, actor, f"page {key_in(form)}", at))
        return await _shown(request, desk, actor, ordered=ordered)

    async def again(fault: Fault) -> Response:
        return await _shown(request, desk, actor, fault=fault)

    return await taken(request, "order", act, again)


async def _shown(
    request: Request,
    desk: Desk,
    actor: Actor,
    *,
    state: State = None,
    after: str = "",
    ordered: Ordered | None = None,
    fault: Fault = SOUND,
) -> Response:
    listed = await list_checkups(desk, actor, state=state, after=after, limit=_ROWS)
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_legal(connection)
    values = {
        "rows": listed.rows,
        "following": listed.next.partition("?")[2] if listed.next else "",
        "state": state or "",
        "states": _STATES,
        "book": book,
        "sign": {row.ref: sign_of(row.state, None, present()) for row in listed.rows if row.state},
        "orders": actor.role in RULES[Act.CHECKUP_ORDER],
        "languages": list(LANGUAGES.items()),
        "ordered": ordered,
        "fault": fault,
        "key": fault.key or fresh_key(),
    }
    headers = {"Cache-Control": "no-store"}
    return page(request, "legal_checkups.html", values, status=fault.status, headers=headers, there=_LIST)
