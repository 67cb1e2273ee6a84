"""Counter: the page of a case of the legal circle for those who work on it, and the forms with which they act. No JavaScript needed.

Each form is read into the body of the JSON route of the same act and goes its way. What is refused is told on the page, with all
that was typed; whoever has nothing to do with the case any more is told it on their own list.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.commands import Wish
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.filling import Unfit, filled, key_in, told_after
from api.forms import Form, form_of
from api.language import see_other
from api.legal.act_bodies import Become, BecomeAid, BecomeRequest, BecomeVisit, LegalBody
from api.legal.acts import LegalPath
from api.legal.becoming import become
from api.legal.commands import obey_legal
from api.legal.deeds import ASKERS_DEEDS, DEEDS, LegalDeed
from api.legal.refusals import UnknownLegal
from api.legal_work.case_view import Fault, see, shown
from api.legal_work.mine_page import own_page
from api.legal_work.rights import entered_for, form_of_act
from api.privacy.reading import TheReading
from api.refused import sentence_of
from api.wordbook import N_
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed, Refusal
from domain.roles import Act, Actor

router = APIRouter(include_in_schema=False)

_LIST = "/work/legal"
_NOT_SURE = N_("请先勾选确认。")
_BY_ASKERS = entered_for([deed.act for deed in ASKERS_DEEDS])
_DEEDS = (*DEEDS, *(deed for deed in ASKERS_DEEDS if deed.act in _BY_ASKERS))
_Told = Annotated[Literal["done", "pending"] | None, Query()]
_BECOMES: dict[str, type[BecomeAid | BecomeVisit | BecomeRequest]] = {
    "aid": BecomeAid,
    "visit": BecomeVisit,
    "hotline": BecomeRequest,
}


@router.get("/work/legal/{ref}", name="legal_case_page")
async def legal_case_page(
    request: Request, ref: LegalPath, desk: TheDesk, actor: TheActor, reading: TheReading, told: _Told = None
) -> Response:
    """One case."""
    now = present()
    return shown(request, await see(desk, ref, actor, reading, now), now, told=told or "")


@router.post("/work/legal/{ref}/become/{to}", name=form_of_act(Act.LEGAL_BECOME))
async def become_on_page(
    request: Request,
    ref: LegalPath,
    to: Literal["aid", "visit", "hotline"],
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
    at: ReceivedAt,
) -> Response:
    """Let an inquiry go on as another case."""

    async def act(form: Form) -> Response:
        body = Become(new=filled(form, _BECOMES[to], to=to))
        return await become(desk, _wish(ref, Act.LEGAL_BECOME, body, form, actor, at), body)

    return await _taken(request, desk, ref, f"become-{to}", actor, reading, act)


def _endpoint(deed: LegalDeed) -> Callable[..., Awaitable[Response]]:
    async def act_on_page(
        request: Request, ref: LegalPath, desk: TheDesk, actor: TheActor, reading: TheReading, at: ReceivedAt
    ) -> Response:
        async def act(form: Form) -> Response:
            if deed.act is Act.LEGAL_WITHDRAW and form.get("sure") != "yes":
                raise Unfit({"sure": _NOT_SURE})
            return await obey_legal(desk, _wish(ref, deed.act, filled(form, deed.body), form, actor, at))

        return await _taken(request, desk, ref, deed.act, actor, reading, act)

    return act_on_page


def _wish(ref: str, act: Act, body: LegalBody, form: Form, actor: Actor, at: datetime) -> Wish:
    """What a form asks for: sent again as it is, it is the same; with other words it is another."""
    key = f"page {key_in(form)} {act} {body.model_dump_json()}"
    return Wish(ref, act, (), body, actor, key, at)


async def _taken(
    request: Request,
    desk: Desk,
    ref: str,
    name: str,
    actor: Actor,
    reading: Reading,
    act: Callable[[Form], Awaitable[Response]],
) -> Response:
    """Do what a form asks for and lead on, or show the case again with what is wrong."""
    form = await form_of(request)
    try:
        answer = await act(form)
    except Unfit as unfit:
        fault = Fault(name, form, fields=unfit.faults)
    except (NotAllowed, UnknownLegal):
        raise
    except Refusal as refusal:
        fault = _fault_of(name, form, refusal)
    else:
        to = _LIST if name == Act.LEGAL_DECLINE else f"{_LIST}/{ref}"
        return see_other(request, f"{to}?told={told_after(answer)}")
    return await _shown_again(request, desk, ref, actor, reading, fault)


def _fault_of(name: str, form: Form, refusal: Refusal) -> Fault:
    """A refusal as it is told: on top, and at the field that it is about."""
    sentence = sentence_of(refusal)
    places = [problem["place"] for problem in getattr(refusal, "problems", ())] or [refusal.facts.get("place", "")]
    fields = {place.rpartition(".")[2]: sentence for place in places if place}
    return Fault(name, form, refusal.status, sentence, fields)


async def _shown_again(
    request: Request, desk: Desk, ref: str, actor: Actor, reading: Reading, fault: Fault
) -> Response:
    """The case with what is wrong; for whoever has nothing to do with it any more their own list, which says so."""
    now = present()
    try:
        seen = await see(desk, ref, actor, reading, now)
    except UnknownLegal:
        if not fault.sentence:
            raise
        return await own_page(request, desk, actor, fault=fault)
    return shown(request, seen, now, fault=fault)


for _deed in _DEEDS:
    router.add_api_route(
        f"/work/legal/{{ref}}/{_deed.path}", _endpoint(_deed), methods=["POST"], name=form_of_act(_deed.act)
    )
