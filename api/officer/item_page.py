"""Counter: the page of one item for those who decide it, with every act that is possible now; each is obeyed as its JSON route obeys it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import bodies
from api.acts import DEEDS, Deed
from api.commands import Wish, obey
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.documents.case import case_of
from api.documents.words import words_of_demand, words_of_need
from api.filling import TOLD, Unfit, filled, fresh_key, key_in, told_after
from api.forms import Form, form_of
from api.language import see_other
from api.officer.facts import Facts, department_of, facts_of
from api.public.happenings import HAPPENINGS, PARTS
from api.public.item_page import about_item
from api.public.project_page import checked, shown_with
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.item import State
from domain.needs import Defect, Presence
from domain.record import Happening
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor, check

router = APIRouter(include_in_schema=False)

DEED_WORDS = {
    Act.RECEIVE: N_("登记收件"),
    Act.CORRECT: N_("一次性告知"),
    Act.SUPPLY: N_("提交补正材料"),
    Act.ACCEPT: N_("受理"),
    Act.DECLINE: N_("决定不予受理"),
    Act.PAUSE: N_("暂停期限"),
    Act.RESUME: N_("继续计时"),
    Act.EXTEND: N_("延长承诺期限"),
    Act.APPROVE: N_("决定批准"),
    Act.REFUSE: N_("决定不予批准"),
    Act.WITHDRAW: N_("撤回申请"),
    Act.EXPLAIN: N_("公开说明原因"),
    Act.ASSIGN: N_("指派承办人"),
    Act.REVOKE: N_("撤销超时默许"),
    Act.REVIEW: N_("复核后维持超时默许"),
}
# The order in which acts are offered, but that the next step of a state comes first and stands out.
_ORDER = (
    *(
        Act.APPROVE,
        Act.ACCEPT,
        Act.RESUME,
        Act.RECEIVE,
        Act.SUPPLY,
        Act.REVIEW,
        Act.REVOKE,
        Act.EXPLAIN,
        Act.CORRECT,
        Act.PAUSE,
    ),
    *(Act.EXTEND, Act.REFUSE, Act.DECLINE, Act.ASSIGN, Act.WITHDRAW),
)
_NEXT = {
    State.READY: Act.RECEIVE,
    State.RECEIVED: Act.ACCEPT,
    State.CORRECTING: Act.SUPPLY,
    State.ACCEPTED: Act.APPROVE,
    State.PAUSED: Act.RESUME,
    State.DEEMED: Act.REVIEW,
}
_NOTES = {
    "reason": N_("理由"),
    "remedies": N_("救济途径"),
    "remarks": N_("说明"),
    "document": N_("文号"),
    "consequences": N_("对后续事项的影响"),
    "document_on": N_("出具日期"),
    "first_contact_on": N_("首次来询"),
}
_PRESENCE = {
    Presence.THERE: ("green", "●", N_("已有")),
    Presence.MISSING: ("yellow", "○", N_("缺")),
    Presence.OUTDATED: ("red", "▲", N_("已失效")),
}
_WORDS = HAPPENINGS | {Happening.NOT_DONE: N_("未办成")}


@dataclass(frozen=True)
class Tried:
    """An act that was sent and not done: what was typed, what is wrong at which field, and the sentence for it."""

    act: str = ""
    typed: Form = field(default_factory=Form)
    faults: dict[str, str] = field(default_factory=dict)
    sentence: str = ""

    def value(self, act: str, name: str) -> str:
        """What was typed in a field of an act."""
        return self.typed.get(name, "") if act == self.act else ""

    def values(self, act: str, name: str) -> list[str]:
        """Everything that was ticked in a field of an act."""
        return self.typed.getlist(name) if act == self.act else []

    def fault(self, act: str, name: str) -> str:
        """What is wrong with a field of an act: a word, or nothing."""
        return self.faults.get(name, "") if act == self.act else ""


@router.get("/work/items/{ref}/{item}", name="work_item_page")
async def work_item_page(
    request: Request,
    ref: str,
    item: str,
    desk: TheDesk,
    actor: TheActor,
    told: Annotated[Literal["done", "pending"] | None, Query()] = None,
) -> Response:
    """One item with everything that decides it."""
    return await _shown(request, desk, checked(ref), item, actor, told=told or "")


def _endpoint(deed: Deed) -> Callable[..., Awaitable[Response]]:
    async def act_on_page(
        request: Request, ref: str, item: str, desk: TheDesk, actor: TheActor, at: ReceivedAt
    ) -> Response:
        await _admit(desk, checked(ref), item, actor, deed.act)
        sent = await form_of(request)
        typed = Form([(name.removeprefix(f"{deed.act}."), value) for name, value in sent.multi_items()])
        try:
            body = _body(deed, typed)
            answer = await obey(desk, Wish(ref, deed.act, (item,), body, actor, key_in(sent), at))
        except Unfit as unfit:
            return await _shown(request, desk, ref, item, actor, tried=Tried(deed.act, typed, unfit.faults), status=422)
        except Refusal as refusal:
            tried = Tried(deed.act, typed, sentence=sentence_of(refusal))
            return await _shown(request, desk, ref, item, actor, tried=tried, status=refusal.status)
        return see_other(request, f"/work/items/{ref}/{item}?told={told_after(answer)}")

    return act_on_page


for _deed in DEEDS:
    router.add_api_route(
        f"/work/items/{{ref}}/{{item}}/{_deed.act}",
        _endpoint(_deed),
        methods=["POST"],
        name=f"{_deed.act}_item_on_page",
        response_model=None,
    )


def _body(deed: Deed, typed: Form) -> bodies.Body:
    """What was filled in; of what is there each material has a field of its own, in which its fault is chosen."""
    if deed.act is not Act.CORRECT:
        return filled(typed, deed.body)
    faulty = [
        {"material": name.removeprefix("faulty."), "defect": defect}
        for name, defect in typed.multi_items()
        if name.startswith("faulty.") and defect
    ]
    return filled(typed, deed.body, faulty=faulty)


async def _admit(desk: Desk, ref: str, item: str, actor: Actor, act: Act) -> None:
    """Pass when somebody may do this to this item at all; raises as `domain.roles.check`, or that there is none."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
    check(actor, act, department=department_of(case, item), owns=case.owns)


async def _shown(
    request: Request,
    desk: Desk,
    ref: str,
    item: str,
    actor: Actor,
    *,
    tried: Tried | None = None,
    told: str = "",
    status: int = 200,
) -> Response:
    facts = await facts_of(desk, ref, item, actor, present())
    step = _NEXT.get(State(facts.item.state))
    values = {
        **shown_with(facts.whole.catalogue),
        **about_item(facts.whole, facts.item),
        **_words(facts),
        "facts": facts,
        "offered": sorted(facts.possible.acts, key=lambda act: (act is not step, _ORDER.index(act))),
        "next": step,
        "tried": tried or Tried(),
        "told": TOLD.get(told),
        "key": fresh_key(),
        "sees_joint": actor.role in RULES[Act.READ_JOINT],
        "own_no": next((one.work_no for one in facts.officers if one.id == actor.id), ""),
    }
    path = f"/work/items/{ref}/{item}"
    about = {"Cache-Control": "no-store"}
    return page(request, "work_item.html", values, status=status, headers=about, there=path)


def _words(facts: Facts) -> dict[str, object]:
    """The words with which the page speaks of what it shows."""
    catalogue, dossier = facts.whole.catalogue, facts.case.dossier
    return {
        "kind": catalogue.project_types[dossier.project_type],
        "land": catalogue.land_modes[dossier.land_mode],
        "flags": [catalogue.flags[flag] for flag in dossier.flags if flag in catalogue.flags],
        "deeds": DEED_WORDS,
        "happenings": _WORDS,
        "parts": PARTS,
        "notes": _NOTES,
        "presence": _PRESENCE,
        "said_of_need": words_of_need,
        "defects": [(defect.value, words_of_demand(defect)) for defect in Defect],
    }
