"""Counter: acts of people on items, one address and one small body for each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from api import bodies
from api.answers import CommandAnswer, Done
from api.commands import Key, Wish, obey
from api.desk import ReceivedAt, TheActor, TheDesk
from api.problems import responses
from api.projects import ItemPath, RefPath
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    CaseNotRunning,
    NotJson,
    PostgresAway,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownPerson,
    UnknownProject,
)
from domain import refusals as law
from domain.documents import refusals as files
from domain.refusals import Refusal
from domain.roles import Act

router = APIRouter(prefix="/api/v1/projects/{ref}", tags=["acts"])

_ALWAYS: tuple[type[Refusal], ...] = (
    BadInput,
    BadJson,
    BodyTooLarge,
    CaseNotRunning,
    NotJson,
    PostgresAway,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownProject,
    law.AlreadyDecided,
    law.AlreadyDeemed,
    law.CalendarMissing,
    law.CaseClosed,
    law.KeyReused,
    law.NotAllowed,
    law.NotYours,
    law.TimeNotAllowed,
    law.UnknownItem,
)
_ON_AN_ITEM: tuple[type[Refusal], ...] = (law.NotReceived, law.PrerequisiteOpen, law.WrongState)
_HOW = (
    "Obeyed once for each key of a person. 200 when it is written down; 202 when nobody could answer in time: then it is "
    "durably taken, counts from the moment at which we received it, and Location says where its outcome will be."
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act as it is offered: its body, its name for people, and the refusals that only it can meet."""

    act: Act
    body: type[bodies.Body]
    summary: str
    refusals: tuple[type[Refusal], ...] = ()


DEEDS = (
    Deed(Act.RECEIVE, bodies.Receive, "Hand in the application (收件)", (law.AlreadyReceived,)),
    Deed(
        Act.CORRECT,
        bodies.Correct,
        "Tell all that is missing or faulty, once (一次性告知)",
        (
            *(law.CorrectionsToldOnce, files.DemandUnnamed, files.AlreadyHandedIn, files.NotHandedIn),
            *(files.NotInCatalogue, files.MadeByDepartment),
        ),
    ),
    Deed(Act.SUPPLY, bodies.Supply, "Hand in the corrections (补正)"),
    Deed(Act.ACCEPT, bodies.Accept, "Accept the application (受理)", (law.CorrectionOpen,)),
    Deed(Act.DECLINE, bodies.Decline, "Decline at the counter (不予受理)", (law.CorrectionOpen,)),
    Deed(
        Act.PAUSE,
        bodies.Pause,
        "Stop the clock (暂停计时)",
        (law.PauseKindNotAllowed, law.PauseTooLong, law.PauseTooLate),
    ),
    Deed(Act.RESUME, bodies.Resume, "Let the clock run again (恢复计时)"),
    Deed(
        Act.EXTEND,
        bodies.Extend,
        "Extend the term, once (延长期限)",
        (law.ExtensionNotAllowed, law.ExtendedBefore, law.TermOver),
    ),
    Deed(Act.APPROVE, bodies.Approve, "Approve (批准)", (law.CorrectionOpen,)),
    Deed(Act.REFUSE, bodies.Refuse, "Refuse (不予批准)", (law.CorrectionOpen,)),
    Deed(Act.WITHDRAW, bodies.Withdraw, "Take the application back (撤回)"),
    Deed(Act.EXPLAIN, bodies.Explain, "Explain why the term ran out (说明理由)"),
    Deed(Act.ASSIGN, bodies.Assign, "Give the item to an officer (指派)", (UnknownPerson,)),
    Deed(Act.REVOKE, bodies.Revoke, "Take an approval by silence back (撤销超时默许)"),
    Deed(Act.REVIEW, bodies.Review, "Confirm an approval by silence after looking at it (复核超时默许)"),
)


@router.post(
    "/receive",
    name="receive_items",
    operation_id="receive_items",
    response_model=Done,
    summary="Hand in several applications with one form",
    description=f"All items are received, or none. {_HOW}",
    responses={
        202: {"model": CommandAnswer, "description": "Durably taken."},
        **responses(*_ALWAYS, *_ON_AN_ITEM, law.AlreadyReceived),
    },
)
async def receive_items(
    ref: RefPath, body: bodies.ReceiveMany, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
) -> Response:
    """Hand in several items."""
    return await obey(desk, Wish(ref, Act.RECEIVE, tuple(dict.fromkeys(body.items)), body, actor, key, at))


@router.post(
    "/close",
    name="close_project",
    operation_id="close_project",
    response_model=Done,
    summary="Give the whole project up",
    description=f"Open items are withdrawn. {_HOW}",
    responses={202: {"model": CommandAnswer, "description": "Durably taken."}, **responses(*_ALWAYS)},
)
async def close_project(
    ref: RefPath, body: bodies.Close, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
) -> Response:
    """Close a project."""
    return await obey(desk, Wish(ref, Act.CLOSE, (), body, actor, key, at))


def _endpoint(deed: Deed) -> Callable[..., Awaitable[Response]]:
    async def act_on_item(
        ref: RefPath, item: ItemPath, body: bodies.Body, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
    ) -> Response:
        return await obey(desk, Wish(ref, deed.act, (item,), body, actor, key, at))

    act_on_item.__annotations__["body"] = deed.body
    act_on_item.__doc__ = deed.body.__doc__
    return act_on_item


for _deed in DEEDS:
    router.add_api_route(
        f"/items/{{item}}/{_deed.act}",
        _endpoint(_deed),
        methods=["POST"],
        name=f"{_deed.act}_item",
        operation_id=f"{_deed.act}_item",
        response_model=Done,
        summary=_deed.summary,
        description=f"{_deed.body.__doc__} {_HOW}",
        responses={
            202: {"model": CommandAnswer, "description": "Durably taken."},
            **responses(*_ALWAYS, *_ON_AN_ITEM, *_deed.refusals),
        },
    )
