"""Counter: old requests are taken over, all or none, for figures only: they get no clock, no workflow and no message."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api.desk import ReceivedAt, TheDesk
from api.hotline.history_rows import Allowed, OldLine, read_lines
from api.hotline.report_refusals import HotlineMissing, NotLines, RowsRefused
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.hotline.request import State
from domain.refusals import NotAllowed
from store.places import districts_ever
from store.reports import OldRequest, add_history

router = APIRouter(prefix="/api/v1", tags=["citizens"])


class TakenOver(BaseModel):
    """How many of the lines were new, and how many were known before by source and number; those stay as they were."""

    new: int = Field(examples=[49_990])
    known: int = Field(examples=[10])


async def lines_of(request: Request) -> bytes:
    """The lines that came with a request; that they have the type and size of such was seen to by `api.intake`."""
    return await request.body()


@router.post(
    "/requests/history",
    name="add_history",
    operation_id="add_history",
    summary="Take old requests over",
    description="One JSON object a line (application/x-ndjson), at most 50,000 lines and 32 MB: requests that were over before this service began. All are kept, or none: each fault is told with its line and with what is allowed, the first 50 of them. What is known by source and number stays as it is, so the same file can be sent again. Nobody is told anything, and no clock starts.",
    responses=responses(
        BadInput, BadJson, BodyTooLarge, NotLines, RowsRefused, TokenMissing, TokenUnknown, NotAllowed, TooSlow, PostgresAway,
        HotlineMissing,
    ),
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
    },
)  # fmt: skip
async def take_over(lines: Annotated[bytes, Depends(lines_of)], desk: TheDesk, at: ReceivedAt) -> TakenOver:
    """Take old requests over."""
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        allowed = Allowed.by(book, await districts_ever(connection))
    rows = await asyncio.to_thread(read_lines, lines, allowed, at)
    async with desk.postgres.connection() as connection:
        new = await add_history(connection, [_old(row) for row in rows])
    return TakenOver(new=new, known=len(rows) - new)


_SAME = tuple(field.name for field in fields(OldRequest) if field.name in OldLine.model_fields)


def _old(row: OldLine) -> OldRequest:
    """A line as it is kept: what is not said is the default."""
    told = {name: value for name in _SAME if (value := getattr(row, name)) is not None}
    told |= {"external_no": row.no, "state": State(row.state), "ended_at": row.closed_at}
    return OldRequest(**told)
