"""Counter: acts of staff on requests, one address and one small body for each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api import refusals as ours
from api.answers import CommandAnswer, Done
from api.commands import Key, Wish
from api.desk import ReceivedAt, TheActor, TheDesk
from api.hotline import request_bodies as bodies
from api.hotline.request_commands import merge_requests, obey_request
from api.problems import responses
from domain import refusals as law
from domain.recurring.refusals import NobodyAssists
from domain.refusals import Refusal
from domain.roles import Act

router = APIRouter(prefix="/api/v1/requests/{ref}", tags=["requests"])

RequestPath = Annotated[
    bodies.RequestRef, Path(description="The number of the request.", examples=["H20261125-000017"])
]
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
    ours.UnknownRequest,
    law.KeyReused,
    law.NotAllowed,
    law.NotYours,
    law.RequestEnded,
    law.TimeNotAllowed,
    law.WrongState,
)
_PLACED = (
    law.BodyComplainedOf,
    ours.NobodyThere,
    ours.UnknownBody,
    ours.UnknownPerson,
    law.NotClassified,
    law.NotInPolicy,
)
_HOW = (
    "Obeyed once for each key of a person. 200 when it is written down; 202 when nobody could answer in time: then it is "
    "durably taken, counts from the moment at which we received it, and Location says where its outcome will be."
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act as it is offered: its address, its body, its name for people, and the refusals that only it can meet."""

    act: Act
    path: str
    body: type[bodies.RequestBody]
    summary: str
    refusals: tuple[type[Refusal], ...] = ()

    @property
    def name(self) -> str:
        """The name of its route."""
        return self.act.value


DEEDS = (
    Deed(Act.REQUEST_ACCEPT, "accept", bodies.AcceptRequest, "Accept (受理)", (*_PLACED, law.AlreadyAccepted)),
    Deed(
        Act.REQUEST_DISPATCH,
        "dispatch",
        bodies.DispatchRequest,
        "Dispatch to another body (转派)",
        (*_PLACED, NobodyAssists, ours.UnknownValue),
    ),
    Deed(Act.REQUEST_SIGN, "sign", bodies.SignRequest, "Sign for it (签收)"),
    Deed(Act.REQUEST_RECLASSIFY, "reclassify", bodies.Reclassify, "Change the kind (改类)", (law.NotInPolicy,)),
    Deed(
        Act.REQUEST_PAUSE,
        "pause",
        bodies.PauseRequest,
        "Stop the clock (暂停计时)",
        (law.PauseKindNotAllowed, law.PauseTooLong, law.PauseTooLate),
    ),
    Deed(Act.REQUEST_RESUME, "resume", bodies.ResumeRequest, "Let the clock run again (恢复计时)"),
    Deed(
        Act.REQUEST_ASK_EXTENSION,
        "ask-extension",
        bodies.AskExtension,
        "Ask for more time, once (申请延期)",
        (law.ExtensionNotAllowed, law.ExtendedBefore, law.TermOver),
    ),
    Deed(Act.REQUEST_EXTEND, "extend", bodies.ExtendRequest, "Grant more time (同意延期)", (law.NothingAsked,)),
    Deed(
        Act.REQUEST_DENY_EXTENSION,
        "deny-extension",
        bodies.DenyExtension,
        "Grant no more time (不同意延期)",
        (law.NothingAsked,),
    ),
    Deed(Act.REQUEST_PARK, "park", bodies.ParkRequest, "Park with a date of review (挂账)"),
    Deed(Act.REQUEST_UNPARK, "unpark", bodies.UnparkRequest, "Park no longer (销账)"),
    Deed(
        Act.REQUEST_RETURN,
        "return",
        bodies.ReturnRequest,
        "Send back (退单)",
        (ours.UnknownBody, law.NotInPolicy, law.ReturnTooLate, law.ReturnNotAllowed),
    ),
    Deed(
        Act.REQUEST_ESCALATE,
        "escalate",
        bodies.EscalateRequest,
        "Hand to the level above (上报)",
        (law.BodyComplainedOf, ours.NobodyThere, law.NoLevelAbove, law.NotInPolicy, law.NotClassified),
    ),
    Deed(Act.REQUEST_COMMENT, "comment", bodies.CommentRequest, "Comment (备注)"),
    Deed(Act.REQUEST_CLOSE, "close", bodies.CloseRequest, "Close with evidence (办结)", (law.EvidenceMissing,)),
    Deed(
        Act.REQUEST_ADVISE, "advise", bodies.AdviseRequest, "Tell the right road and close (告知)", (law.NotInPolicy,)
    ),
    Deed(
        Act.REQUEST_CALL,
        "call",
        bodies.CallRequest,
        "Write down a call (回访)",
        (ours.UnknownPerson, law.AnsweredBefore, law.CalledTooSoon, law.NotInPolicy, law.UnknownComplainant),
    ),
    Deed(Act.REQUEST_REOPEN, "reopen", bodies.ReopenRequest, "Open again (重办)"),
    Deed(Act.REQUEST_WITHDRAW, "withdraw", bodies.WithdrawRequest, "Confirm a withdrawal (撤诉)", (law.NothingAsked,)),
    Deed(
        Act.REQUEST_DENY_WITHDRAWAL,
        "deny-withdrawal",
        bodies.DenyWithdrawal,
        "Deny a withdrawal (不予撤诉)",
        (law.NothingAsked,),
    ),
)


@router.post(
    "/merge",
    name="request_merge",
    operation_id="request_merge",
    response_model=Done,
    summary="Merge into another request (并案)",
    description=f"{bodies.MergeRequest.__doc__} {_HOW}",
    responses={
        202: {"model": CommandAnswer, "description": "Durably taken."},
        **responses(*_ALWAYS, ours.MergePending, law.KeptAnonymous, law.SameRequest),
    },
)
async def merge_request(
    ref: RequestPath, body: bodies.MergeRequest, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
) -> Response:
    """Merge a request into another."""
    return await merge_requests(desk, Wish(ref, Act.REQUEST_MERGE, (), body, actor, key, at), body.into)


def _endpoint(deed: Deed) -> Callable[..., Awaitable[Response]]:
    async def act_on_request(
        ref: RequestPath, body: bodies.RequestBody, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
    ) -> Response:
        return await obey_request(desk, Wish(ref, deed.act, (), body, actor, key, at))

    act_on_request.__annotations__["body"] = deed.body
    act_on_request.__doc__ = deed.body.__doc__
    return act_on_request


for _deed in DEEDS:
    router.add_api_route(
        f"/{_deed.path}",
        _endpoint(_deed),
        methods=["POST"],
        name=_deed.name,
        operation_id=_deed.name,
        response_model=Done,
        summary=_deed.summary,
        description=f"{_deed.body.__doc__} {_HOW}",
        responses={
            202: {"model": CommandAnswer, "description": "Durably taken."},
            **responses(*_ALWAYS, *_deed.refusals, law.NoteMissing),
        },
    )
