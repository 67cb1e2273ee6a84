"""Counter: questions, applications for legal aid and requests for home visits are handed in, by everybody."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.commands import Key
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.hotline.reports import LEAST_KEY
from api.legal.asked import ON_DUTY, asked_of
from api.legal.asking import Begun, take_in
from api.legal.bodies import ApplyForAid, Asking, AskVisit, Inquire
from api.legal.refusals import LegalMissing
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownPerson,
    UnknownValue,
)
from domain.legal.refusals import PledgeBarred, ProofWaived
from domain.refusals import CalendarMissing, KeyReused, NotAllowed
from domain.roles import Actor

router = APIRouter(prefix="/api/v1/legal", tags=["legal"])

_ASKING = (
    BadInput, BadJson, BodyTooLarge, NotJson, UnknownValue, KeyReused, TokenMissing, TokenUnknown, NotAllowed, TooSlow,
    TemporalAway, PostgresAway, LegalMissing,
)  # fmt: skip
_HOW = (
    "By everybody, with a key of their own: visitors choose one of 16 to 100 random characters. The same again under the same "
    "key gets the same answer."
)


class AskedAnswer(BaseModel):
    """It is kept and its clock runs. Number and code together are the way back to it."""

    ref: str = Field(examples=["L20261125-000017"])
    code: str = Field(
        description="The query code. Empty for staff who enter it for somebody with a number or an address: it goes there, so that nobody who works on it can speak for the asker.",
        examples=["K7M2QX"],
    )
    asked_at: datetime
    due_at: datetime | None = Field(description="By when what is promised will be done.")


@router.post(
    "/inquiries",
    name="ask_inquiry",
    operation_id="ask_inquiry",
    status_code=HTTPStatus.CREATED,
    response_model=AskedAnswer,
    summary="Ask a legal question (法律咨询)",
    description=f"{Inquire.__doc__} {_HOW}",
    responses=responses(*_ASKING),
)
async def ask_inquiry(body: Inquire, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take a question in."""
    return await _response(desk, body, key, actor, at)


@router.post(
    "/aid",
    name="ask_aid",
    operation_id="ask_aid",
    status_code=HTTPStatus.CREATED,
    response_model=AskedAnswer,
    summary="Apply for legal aid (申请法律援助)",
    description=f"{ApplyForAid.__doc__} The applicant chooses: a pledge, or the papers. {_HOW}",
    responses=responses(*_ASKING, PledgeBarred, ProofWaived, UnknownPerson, CalendarMissing),
)
async def ask_aid(body: ApplyForAid, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take an application in."""
    return await _response(desk, body, key, actor, at)


@router.post(
    "/visits",
    name="ask_visit",
    operation_id="ask_visit",
    status_code=HTTPStatus.CREATED,
    response_model=AskedAnswer,
    summary="Ask for a home visit (上门服务)",
    description=f"{AskVisit.__doc__} {_HOW}",
    responses=responses(*_ASKING),
)
async def ask_visit(body: AskVisit, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take a request for a visit in."""
    return await _response(desk, body, key, actor, at)


async def taken_in(desk: Desk, body: Asking, key: str, actor: Actor, at: datetime) -> AskedAnswer:
    """Keep what was asked for, begin its case, and say what whoever handed it in is told; for the pages too.

    Raises:
        BadInput: a visitor's key might be somebody else's too.
        Refusal: as `take_in`.
    """
    if not actor.id and len(key) < LEAST_KEY:
        reason = f"Without a token the key must have at least {LEAST_KEY} random characters."
        raise BadInput([{"place": "header.Idempotency-Key", "reason": reason}])
    return _answer(await take_in(desk, asked_of(body, actor=actor, at=at, key=key)), actor)


async def _response(desk: Desk, body: Asking, key: str, actor: Actor, at: datetime) -> Response:
    answer = await taken_in(desk, body, key, actor, at)
    return JSONResponse(answer.model_dump(mode="json"), HTTPStatus.CREATED, {"Cache-Control": "no-store"})


def _answer(begun: Begun, actor: Actor) -> AskedAnswer:
    is_told = actor.role in ON_DUTY and bool(begun.asker.phone or begun.asker.mail)
    return AskedAnswer(
        ref=begun.matter.ref,
        code="" if is_told else begun.asker.code,
        asked_at=begun.matter.asked_at,
        due_at=begun.due_at,
    )
