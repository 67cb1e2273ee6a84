"""Counter: several items received or accepted in one go, each by a command of its own, so that one that is refused holds up no other."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import bodies
from api.commands import Wish, obey
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.filling import TOLD, key_in, told_after
from api.forms import form_of
from api.officer.item_page import DEED_WORDS
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.refusals import Refusal
from domain.roles import Act, Actor

router = APIRouter(include_in_schema=False)

MOST = 60
_PLACE = re.compile(rf"({bodies.REF_PATTERN[1:-1]})/({bodies.ID_PATTERN[1:-1]})")
_BODIES: dict[Act, type[bodies.Body]] = {Act.RECEIVE: bodies.Receive, Act.ACCEPT: bodies.Accept}
_BACK = {Act.RECEIVE: "/work/coming", Act.ACCEPT: "/work/items"}
_NOTHING = N_("请先勾选要办理的事项。")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: its project and number, and a sentence with its colour."""

    ref: str
    item: str
    colour: str
    word: str


def _endpoint(act: Act) -> Callable[..., Awaitable[Response]]:
    async def act_on_many(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
        form = await form_of(request)
        places = [found for place in dict.fromkeys(form.getlist("pick")) if (found := _PLACE.fullmatch(place))][:MOST]
        key = key_in(form)
        outcomes = [await _outcome(desk, act, found[1], found[2], actor, f"{key}-{found[2]}", at) for found in places]
        async with desk.postgres.connection() as connection:
            names = (await desk.library.newest_catalogue(connection)).items
        values = {"outcomes": outcomes, "names": names, "word": DEED_WORDS[act], "back": _BACK[act]}
        status = 200 if outcomes else 422
        return page(request, "work_outcomes.html", {**values, "nothing": _NOTHING}, status=status, there=_BACK[act])

    return act_on_many


async def _outcome(desk: Desk, act: Act, ref: str, item: str, actor: Actor, key: str, at: datetime) -> Outcome:
    try:
        answer = await obey(desk, Wish(ref, act, (item,), _BODIES[act](), actor, key, at))
    except Refusal as refusal:
        return Outcome(ref, item, "red", sentence_of(refusal))
    return Outcome(ref, item, *TOLD[told_after(answer)])


for _act in _BODIES:
    router.add_api_route(
        f"/work/items/{_act}", _endpoint(_act), methods=["POST"], name=f"{_act}_many_on_page", response_model=None
    )
