"""Counter: whoever asked follows the case with number and query code."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.desk import TheDesk
from api.hotline.report_bodies import Code
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.legal.admission import asker_by_code
from api.legal.following import LegalTrackView, view_for_asker
from api.legal.refusals import LegalMissing
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.refusals import NotAllowed

router = APIRouter(prefix="/api/v1/legal", tags=["legal"])


class Track(BaseModel):
    """Number and code, in the body so that they stand in no log."""

    model_config = ConfigDict(extra="forbid")

    ref: str = Field(max_length=30, description="The number of the case.", examples=["L20261125-000017"])
    code: Code = Field(description="The query code.", examples=["K7M2QX"])


@router.post(
    "/track",
    name="track_legal",
    operation_id="track_legal",
    summary="Follow a case",
    description="With its number and query code: how it stands in words, what was written, what is missing, who comes when (as what, never who), and whether a question is open. A wrong code and an unknown number are answered alike. Reading changes nothing.",
    responses=responses(
        BadInput, BadJson, BodyTooLarge, NotJson, TooSlow, UnknownTracking, TooManyGuesses, TokenMissing, TokenUnknown,
        NotAllowed, PostgresAway, LegalMissing,
    ),
)  # fmt: skip
async def track_legal(body: Track, request: Request, desk: TheDesk) -> LegalTrackView:
    """Show a case to whoever asked."""
    return await view_for_asker(desk, await asker_by_code(request, desk, body.ref, body.code))
