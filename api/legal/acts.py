"""Counter: acts on cases of the legal circle, one address and one small body for each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api import refusals as ours
from api.answers import CommandAnswer, Done
from api.commands import Key, Wish
from api.desk import ReceivedAt, TheActor, TheDesk
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.legal import act_bodies as bodies
from api.legal.becoming import Became, become
from api.legal.commands import obey_asker, obey_legal
from api.legal.deeds import ASKERS_DEEDS, DEEDS, LegalDeed
from api.legal.refusals import CodeMissing, LegalMissing, UnknownLegal
from api.problems import responses
from domain import refusals as law
from domain.legal import refusals as legal
from domain.refusals import Refusal
from domain.roles import Act

router = APIRouter(prefix="/api/v1/legal/{ref}", tags=["legal"])

LegalPath = Annotated[bodies.LegalRef, Path(description="The number of the case.", examples=["L20261125-000017"])]
_ALWAYS: tuple[type[Refusal], ...] = (
    ours.BadInput,
    ours.BadJson,
    ours.BodyTooLarge,
    ours.CaseNotRunning,
    ours.NotJson,
    ours.PostgresAway,
    ours.TemporalAway,
    ours.TokenMissing,
    ours.TokenUnknown,
    ours.TooSlow,
    UnknownLegal,
    law.CaseClosed,
    law.KeyReused,
    law.NotAllowed,
    law.TimeNotAllowed,
    law.WrongState,
)
_WITH_CODE = (CodeMissing, TooManyGuesses, UnknownTracking)
_HOW = (
    "Obeyed once for each key of a person. 200 when it is written down; 202 when nobody could answer in time: then it is "
    "durably taken, and counts from the moment at which we received it."
)
_PENDING: dict[int | str, dict[str, Any]] = {202: {"model": CommandAnswer, "description": "Durably taken."}}


@router.post(
    "/become",
    name="legal_become",
    operation_id="legal_become",
    response_model=Became,
    summary="Go on as another case (转办)",
    description=f"{bodies.Become.__doc__} The clock of the new case begins now, and knows when the asker first came. {_HOW}",
    responses={
        202: {"model": Became, "description": "The new case is begun; the inquiry hears of it when a worker is back."},
        **responses(
            *_ALWAYS, LegalMissing, ours.UnknownPerson, ours.UnknownValue, law.CalendarMissing, legal.NotTheHolder,
            legal.PledgeBarred, legal.ProofWaived,
        ),
    },
)  # fmt: skip
async def become_another(
    ref: LegalPath, body: bodies.Become, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
) -> Response:
    """Let an inquiry go on as another case."""
    return await become(desk, Wish(ref, Act.LEGAL_BECOME, (), body, actor, key, at), body)


def _endpoint(deed: LegalDeed) -> Callable[..., Awaitable[Response]]:
    async def act_on_case(
        ref: LegalPath, body: bodies.LegalBody, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
    ) -> Response:
        return await obey_legal(desk, Wish(ref, deed.act, (), body, actor, key, at))

    return _with_body(act_on_case, deed)


def _askers_endpoint(deed: LegalDeed) -> Callable[..., Awaitable[Response]]:
    async def say_of_case(
        ref: LegalPath,
        body: bodies.LegalBody,
        request: Request,
        desk: TheDesk,
        actor: TheActor,
        at: ReceivedAt,
        key: Key,
    ) -> Response:
        return await obey_asker(request, desk, Wish(ref, deed.act, (), body, actor, key, at))

    return _with_body(say_of_case, deed)


def _with_body(endpoint: Callable[..., Awaitable[Response]], deed: LegalDeed) -> Callable[..., Awaitable[Response]]:
    endpoint.__annotations__["body"] = deed.body
    endpoint.__doc__ = deed.body.__doc__
    return endpoint


def _offer(deed: LegalDeed, endpoint: Callable[..., Awaitable[Response]], *more: type[Refusal]) -> None:
    router.add_api_route(
        f"/{deed.path}",
        endpoint,
        methods=["POST"],
        name=deed.act.value,
        operation_id=deed.act.value,
        response_model=Done,
        summary=deed.summary,
        description=f"{deed.body.__doc__} {_HOW}",
        responses={**_PENDING, **responses(*_ALWAYS, *more, *deed.refusals)},
    )


for _deed in DEEDS:
    _offer(_deed, _endpoint(_deed))
for _deed in ASKERS_DEEDS:
    _offer(_deed, _askers_endpoint(_deed), *_WITH_CODE)
