"""Counter: citizens follow their request with number and query code, answer, add a word, or take it back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.commands import Key
from api.desk import Desk, ReceivedAt, TheDesk
from api.gateway import Pending
from api.hotline.following import Saying, TrackView, caller_of, say, verdict, view_for
from api.hotline.report_bodies import Addition, TakeBack, Verdict
from api.hotline.report_refusals import HotlineMissing, TooManyGuesses, UnknownTracking
from api.problems import responses
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
)
from domain.refusals import AnsweredBefore, KeyReused, NotAllowed, NotAsked, RequestEnded
from domain.roles import Act
from store.tracking import Caller, followed

router = APIRouter(prefix="/api/v1", tags=["citizens"])

TrackedRef = Annotated[
    str, Path(max_length=30, description="The number of the request.", examples=["H20261125-000017"])
]
QueryCode = Annotated[
    str,
    Header(alias="Query-Code", max_length=20, description="The code that came with the number.", examples=["K7M2QX"]),
]
_READING = (BadInput, UnknownTracking, TooManyGuesses, TokenUnknown, PostgresAway, HotlineMissing)
_SAYING = responses(
    BadInput, BadJson, BodyTooLarge, NotJson, UnknownTracking, TooManyGuesses, TokenMissing, TokenUnknown, NotAllowed,
    TooSlow, RequestEnded, KeyReused, TemporalAway, PostgresAway, CaseNotRunning,
)  # fmt: skip


class Heard(BaseModel):
    """What was said is written down, or `pending`: durably taken, and written down when a worker is back."""

    ref: str = Field(examples=["H20261125-000017"])
    status: str = Field(examples=["done"])


_PENDING: dict[int | str, dict[str, Any]] = {202: {"model": Heard, "description": "Durably taken."}}


@router.get(
    "/requests/{ref}/track",
    name="track_request",
    operation_id="track_request",
    summary="Follow a request",
    description="With its number and query code: how it stands in words, its deadlines, what happened, and whether a question is open. A wrong code and an unknown number are answered alike. Reading changes nothing.",
    responses=responses(*_READING),
)
async def track_request(ref: TrackedRef, code: QueryCode, request: Request, desk: TheDesk) -> TrackView:
    """Show a request to its citizen."""
    return await view_for(desk, await caller_of(request, desk, ref, code))


@router.post(
    "/requests/{ref}/answer",
    name="answer_request",
    operation_id="answer_request",
    response_model=Heard,
    summary="Say whether it is solved",
    description="Once for each closing. The same answer again is answered alike; another one is refused. Not solved opens the request again, by itself once.",
    responses={**_PENDING, **_SAYING, **responses(NotAsked, AnsweredBefore, RequestEnded)},
)
async def answer_request(ref: TrackedRef, body: Verdict, request: Request, desk: TheDesk, at: ReceivedAt) -> Response:
    """Take an answer."""
    caller = await caller_of(request, desk, ref, body.code)
    cycle = body.cycle or await cycle_of(desk, caller)
    words = {"reason": body.reason} if body.reason else {}
    saying = verdict(cycle, solved=body.solved, satisfied=body.satisfied or 0, way="page", words=words, at=at)
    return await _heard(desk, caller, ref, saying)


@router.post(
    "/requests/{ref}/withdrawal",
    name="withdraw_request",
    operation_id="withdraw_request",
    response_model=Heard,
    summary="Ask to withdraw",
    description="The centre asks back and confirms it, not the body that is complained of.",
    responses={**_PENDING, **_SAYING},
)
async def ask_withdrawal(
    ref: TrackedRef, body: TakeBack, key: Key, request: Request, desk: TheDesk, at: ReceivedAt
) -> Response:
    """Take the wish to withdraw."""
    caller = await caller_of(request, desk, ref, body.code)
    return await _heard(desk, caller, ref, Saying(Act.REQUEST_ASK_WITHDRAWAL, key, at, {"reason": body.reason}))


@router.post(
    "/requests/{ref}/words",
    name="add_words",
    operation_id="add_words",
    response_model=Heard,
    summary="Add a word",
    description="For those who work on it. It moves no clock and postpones nothing.",
    responses={**_PENDING, **_SAYING},
)
async def add_words(
    ref: TrackedRef, body: Addition, key: Key, request: Request, desk: TheDesk, at: ReceivedAt
) -> Response:
    """Take a word of the citizen's."""
    caller = await caller_of(request, desk, ref, body.code)
    return await _heard(desk, caller, ref, Saying(Act.REQUEST_ADD_WORDS, key, at, {"text": body.text}))


async def cycle_of(desk: Desk, caller: Caller) -> int:
    """The cycle in which a complainant's request is."""
    async with desk.postgres.connection() as connection:
        return (await followed(connection, caller)).cycle


async def _heard(desk: Desk, caller: Caller, ref: str, saying: Saying) -> Response:
    outcome = await say(desk, caller, saying)
    is_pending = isinstance(outcome, Pending)
    status = HTTPStatus.ACCEPTED if is_pending else HTTPStatus.OK
    heard = Heard(ref=ref, status="pending" if is_pending else "done")
    return JSONResponse(heard.model_dump(), status, {"Cache-Control": "no-store"})
