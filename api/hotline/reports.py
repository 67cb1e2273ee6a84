"""Counter: requests are handed in, by everybody: on the web, in the mini-program, at the seat, by the grid member on the spot."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.commands import Key, short_hash
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.hotline.report_bodies import Report
from api.hotline.report_refusals import HotlineMissing
from api.hotline.reporting import Begun, Handed, alike, take_in
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
    UnknownValue,
)
from domain.hotline.book import Road
from domain.hotline.request import Source
from domain.refusals import KeyReused, NotAllowed
from domain.roles import Actor, Role

router = APIRouter(prefix="/api/v1", tags=["citizens"])

LEAST_KEY = 16  # characters of a visitor's key: visitors have no id, so their keys must not meet by chance
SEATS = {Role.DISPATCHER: Source.HOTLINE, Role.LEADER: Source.HOTLINE, Role.GRID_MEMBER: Source.GRID}


class AdviceView(BaseModel):
    """Another road for the matter: whom to call at once, and what to know; words alone never close a request."""

    road: str = Field(examples=["fire"])
    call: str = Field(examples=["119"])
    words: dict[str, str]


class SimilarView(BaseModel):
    """Requests that may be the same; who is on duty sees which, a citizen only how many."""

    count: int
    refs: list[str] | None = None


class ReportAnswer(BaseModel):
    """The request is kept and its clock runs. Number and code together are the way back to it."""

    advice: list[AdviceView] = Field(description="First of all: an emergency is told to call at once.")
    ref: str = Field(examples=["H20261125-000017"])
    code: str = Field(
        description="The query code. Empty for a grid member where the citizen left a number or an address: it goes there, so that whoever handles the matter cannot answer for the citizen.",
        examples=["K7M2QX"],
    )
    reported_at: datetime
    accept_at: datetime | None = Field(description="By when it is to be accepted; null for what is told another road.")
    similar: SimilarView


@router.post(
    "/requests",
    name="report_request",
    operation_id="report_request",
    status_code=HTTPStatus.CREATED,
    response_model=ReportAnswer,
    summary="Hand a request in",
    description="By everybody. Through what it came is known from the token: a dispatcher takes it in at the hotline, a grid member on the spot; a visitor says web or mini-program, and chooses a key of 16 to 100 random characters. The same again under the same key gets the same answer.",
    responses=responses(
        BadInput, BadJson, BodyTooLarge, NotJson, UnknownValue, KeyReused, TokenMissing, TokenUnknown, NotAllowed, TooSlow,
        TemporalAway, PostgresAway, HotlineMissing,
    ),
)  # fmt: skip
async def report_request(body: Report, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take a request in."""
    answer, _ = await reported(desk, body, key, actor, at)
    return JSONResponse(answer.model_dump(mode="json"), HTTPStatus.CREATED, {"Cache-Control": "no-store"})


async def reported(desk: Desk, body: Report, key: str, actor: Actor, at: datetime) -> tuple[ReportAnswer, str]:
    """Take a request in under a key: what is answered, the same for the same again, and the id of its complainant.

    Raises:
        BadInput: a visitor's key is too short.
        Refusal: as `take_in`; nothing was kept.
    """
    handed = Handed(body, source_of(actor, body.via), actor, at, key=key_of(actor, key))
    (begun,) = await take_in(desk, [handed])
    likenesses = [row.ref for row in await alike(desk, begun)]
    return answer_of(begun, likenesses, actor), begun.complainant.id


def key_of(actor: Actor, key: str) -> str:
    """The key under which a report is kept: of whom and under which of theirs it was handed in.

    Raises:
        BadInput: a visitor's key is too short.
    """
    if not actor.id and len(key) < LEAST_KEY:
        reason = f"Without a token the key must have at least {LEAST_KEY} random characters."
        raise BadInput([{"place": "header.Idempotency-Key", "reason": reason}])
    return short_hash("report", actor.id, key)


def source_of(actor: Actor, via: str) -> Source:
    """Through what a report came: by who hands it in, else as they say themselves."""
    return SEATS.get(actor.role, Source(via))


def answer_of(begun: Begun, refs: list[str], actor: Actor) -> ReportAnswer:
    """What is answered to whoever handed a request in; `refs` are those that may be the same."""
    is_told = bool(begun.complainant.phone or begun.complainant.mail)
    return ReportAnswer(
        advice=[_advice(road) for road in begun.roads],
        ref=begun.report.ref,
        code="" if actor.role is Role.GRID_MEMBER and is_told else begun.complainant.code,
        reported_at=begun.report.reported_at,
        accept_at=begun.accept_at,
        similar=SimilarView(count=len(refs), refs=refs if actor.role in SEATS else None),
    )


def _advice(road: Road) -> AdviceView:
    return AdviceView(road=road.id, call=road.call, words=dict(road.advice))
