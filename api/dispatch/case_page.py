"""Counter: the page of one request for those who work on it, and each act on it as a form that does what its JSON route does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import MOST_TEXT
from api.commands import Wish
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.dispatch import words
from api.dispatch.case import case_of
from api.dispatch.queue_page import QUEUE, ToldWord
from api.filling import TOLD, Unfit, filled, fresh_key, key_again, key_in, told_after
from api.forms import Form, form_of
from api.hotline.request_bodies import MOST_ASSISTS, MergeRequest, RequestBody
from api.hotline.request_commands import merge_requests, obey_request
from api.hotline.request_page import SIGNS
from api.hotline.request_reading import admit_reader
from api.hotline.requests import DEEDS, RequestPath
from api.hotline.tracking_words import SATISFIED
from api.language import see_other
from api.refused import sentence_of
from api.templates import page
from domain.hotline.request import State
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor

router = APIRouter(include_in_schema=False)

PATHS: Mapping[Act, str] = {deed.act: deed.path for deed in DEEDS} | {Act.REQUEST_MERGE: "merge"}
_BODIES: Mapping[Act, type[RequestBody]] = {deed.act: deed.body for deed in DEEDS} | {Act.REQUEST_MERGE: MergeRequest}
_BACK = {"queue": QUEUE, "mine": "/work/mine", "calls": "/work/calls"}
_ENDED = ("grey", "–")


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that came back: what was typed in it, what is wrong with which field, and why it was refused."""

    act: Act
    form: Form
    faults: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        return self.refusal.status if self.refusal else 422

    @property
    def key(self) -> str:
        """The key with which it is sent again."""
        return key_again(self.form, self.refusal)


@router.get(f"{QUEUE}/{{ref}}", name="case_page")
async def case_page(
    request: Request,
    ref: RequestPath,
    desk: TheDesk,
    actor: TheActor,
    act: Annotated[str, Query(max_length=30, description="The act whose form is open.")] = "",
    contact: Annotated[str, Query(max_length=3, description="`yes` shows who handed it in.")] = "",
    told: ToldWord = None,
) -> Response:
    """One request, with the form of the next act or of the one that was chosen."""
    chosen = next((one for one, path in PATHS.items() if path == act), None)
    return await shown(request, desk, ref, actor, chosen=chosen, contact=contact == "yes", told=told or "")


async def shown(
    request: Request,
    desk: Desk,
    ref: str,
    actor: Actor,
    *,
    chosen: Act | None = None,
    contact: bool = False,
    told: str = "",
    tried: Tried | None = None,
) -> Response:
    """The page, with a form that came back if there is one."""
    case = await case_of(desk, ref, actor, chosen=chosen, tried=tried.act if tried else None, contact=contact)
    values = {
        "case": case,
        "view": case.view,
        "book": case.book,
        "sign": SIGNS.get(State(case.view.state), _ENDED),
        "paths": PATHS,
        "words": words,
        "key": tried.key if tried else fresh_key(),
        "form": tried.form if tried else Form(),
        "faults": tried.faults if tried else {},
        "fault": sentence_of(tried.refusal) if tried and tried.refusal else "",
        "satisfied": SATISFIED,
        "most_text": MOST_TEXT,
        "most_assists": MOST_ASSISTS,
        "may_see_contact": actor.deputy(Act.READ_COMPLAINANTS).role in RULES[Act.READ_COMPLAINANTS],
        "told": TOLD.get(told),
    }
    headers, status = {"Cache-Control": "no-store"}, tried.status if tried else 200
    return page(request, "case.html", values, status=status, headers=headers, there=f"{QUEUE}/{ref}")


def _endpoint(act: Act) -> Callable[..., Awaitable[Response]]:
    async def act_on_page(
        request: Request, ref: RequestPath, desk: TheDesk, actor: TheActor, at: ReceivedAt
    ) -> Response:
        async with desk.postgres.connection() as connection:
            await admit_reader(connection, ref, actor)
        form = await form_of(request)
        try:
            answer = await _obeyed(desk, ref, act, form, actor, at)
        except Unfit as unfit:
            return await shown(request, desk, ref, actor, tried=Tried(act, form, unfit.faults))
        except Refusal as refusal:
            return await shown(request, desk, ref, actor, tried=Tried(act, form, refusal=refusal))
        back = _BACK.get(form.get("back", ""), f"{QUEUE}/{ref}")
        return see_other(request, f"{back}?told={told_after(answer)}")

    act_on_page.__doc__ = _BODIES[act].__doc__
    return act_on_page


async def _obeyed(desk: Desk, ref: str, act: Act, form: Form, actor: Actor, at: datetime) -> Response:
    """Do what the JSON route of the act does.

    Raises:
        Unfit: the form is not whole.
        Refusal: as there.
    """
    body = filled(form, _BODIES[act])
    wish = Wish(ref, act, (), body, actor, key_in(form), at)
    if isinstance(body, MergeRequest):
        return await merge_requests(desk, wish, body.into)
    return await obey_request(desk, wish)


for _act, _path in PATHS.items():
    router.add_api_route(
        f"{QUEUE}/{{ref}}/{_path}", _endpoint(_act), methods=["POST"], name=f"{_act}_on_page", response_model=None
    )
