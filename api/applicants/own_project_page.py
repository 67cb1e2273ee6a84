"""Counter: the page of one's own project: hand in, supply corrections, withdraw. No JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import bodies
from api.applicants.own_project import own_project
from api.commands import Wish, obey
from api.desk import ReceivedAt, desk_of, present
from api.filling import TOLD, Unfit, filled, fresh_key, key_again, key_in, told_after
from api.forms import Form, form_of
from api.language import see_other
from api.privacy.reading import TheReading
from api.public.project_page import checked, shown_with
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed, NotYours, Refusal
from domain.roles import RULES, Act

router = APIRouter(include_in_schema=False)

_CHOOSE = N_("请从所列各项中选择。")
Told = Annotated[Literal["done", "pending"], Query()]


@router.get("/work/projects/{ref}", name="own_project_page")
async def own_project_page(request: Request, ref: str, reading: TheReading, told: Told | None = None) -> Response:
    """One's own project."""
    return await _shown(request, checked(ref), reading, told=told or "")


@router.post("/work/projects/{ref}/receive", name="own_receive_on_page")
async def own_receive_on_page(request: Request, ref: str, reading: TheReading, at: ReceivedAt) -> Response:
    """Hand in items, all that are ticked or none."""
    return await _act(request, checked(ref), Act.RECEIVE, bodies.ReceiveMany, reading, at)


@router.post("/work/projects/{ref}/supply", name="own_supply_on_page")
async def own_supply_on_page(request: Request, ref: str, reading: TheReading, at: ReceivedAt) -> Response:
    """Hand in the corrections of an item."""
    return await _act(request, checked(ref), Act.SUPPLY, bodies.Supply, reading, at)


@router.post("/work/projects/{ref}/withdraw", name="own_withdraw_on_page")
async def own_withdraw_on_page(request: Request, ref: str, reading: TheReading, at: ReceivedAt) -> Response:
    """Take an application back."""
    return await _act(request, checked(ref), Act.WITHDRAW, bodies.Withdraw, reading, at)


async def _act(
    request: Request, ref: str, act: Act, body: type[bodies.Body], reading: Reading, at: datetime
) -> Response:
    """Do what the JSON route does, and lead back to the page; or show it again with what is wrong."""
    form = await form_of(request)
    try:
        said = filled(form, body)
        wish = Wish(ref, act, _items(form, said), said, reading.by, key_in(form), at)
        answer = await obey(desk_of(request), wish)
    except Unfit as unfit:
        return await _shown(request, ref, reading, acting=act, typed=form, faults=unfit.faults)
    except (NotAllowed, NotYours):
        raise
    except Refusal as refusal:
        return await _shown(request, ref, reading, acting=act, typed=form, refusal=refusal)
    return see_other(request, f"/work/projects/{ref}?told={told_after(answer)}")


def _items(form: Form, said: bodies.Body) -> tuple[str, ...]:
    """The items that an act is about; `Unfit` if none was chosen."""
    items = said.items if isinstance(said, bodies.ReceiveMany) else form.getlist("item")[:1]
    if not items or not items[0]:
        raise Unfit({"item": _CHOOSE})
    return tuple(dict.fromkeys(items))


async def _shown(
    request: Request,
    ref: str,
    reading: Reading,
    *,
    told: str = "",
    acting: str = "",
    typed: Form | None = None,
    faults: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The page; after an act that was not obeyed (`acting`) with what was typed, and with a new key if it was judged."""
    own = await own_project(desk_of(request), ref, reading.by, reading, present())
    values = {
        **shown_with(own.case.catalogue),
        "own": own,
        "materials": own.case.catalogue.materials,
        "sees_joint": reading.by.role in RULES[Act.READ_JOINT],
        "may_withdraw": reading.by.role in RULES[Act.WITHDRAW],
        "told": TOLD.get(told),
        "acting": acting,
        "typed": typed or Form(),
        "faults": faults or {},
        "refused": sentence_of(refusal) if refusal else "",
        "key": key_again(typed, refusal) if typed else fresh_key(),
    }
    status = refusal.status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return page(request, "own_project.html", values, status=status, there=f"/work/projects/{ref}")
