"""Counter: what waits for a decision of the centre, and who was told another road."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.desk import TheActor, TheDesk, present
from api.hotline.report_refusals import HotlineMissing
from api.hotline.request_commands import REQUESTS
from api.hotline.request_views import Timed
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.refusals import NotAllowed
from store import request_lists

router = APIRouter(prefix="/api/v1/requests", tags=["requests"])

_READING = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)


class UndecidedRow(BaseModel):
    """Something that the centre must decide, and since when it waits."""

    model_config = ConfigDict(from_attributes=True)

    ref: str
    what: str = Field(
        description="`withdrawal`: a citizen wants to withdraw; `extension`: the body asks for `hours` more; `designation`: it was sent back so often that the centre's choice will bind; `unsolved`: a citizen says so again; `review`: a parked request is to be looked at; `closing`: a joint task was closed, and can be opened again."
    )
    since: datetime
    state: str
    kind: str
    body: str
    owner: str
    due_at: datetime | None = Field(
        description="The citizen's deadline, or until when somebody must accept, if that is earlier; null while no clock runs."
    )
    hours: int


class AdvisedRow(BaseModel):
    """A request that was told another road; `later` are those that came afterwards from the same telephone."""

    model_config = ConfigDict(from_attributes=True)

    ref: str
    road: str
    topic: str
    district: str
    ended_at: datetime
    later: list[str]


@router.get(
    "/decisions",
    name="get_decisions",
    operation_id="get_decisions",
    summary="What waits for a decision of the centre, the most urgent first",
    description="Withdrawals, extensions, what is not solved again, reviews that are due, and requests that came back so often that the centre designates. By deadline; a clock that stands comes last.",
    responses=responses(*_READING, HotlineMissing),
)
async def get_decisions(desk: TheDesk, actor: TheActor, after: Cursor = "", limit: Limit = 50) -> Timed[UndecidedRow]:
    """Show what is to be decided."""
    now = present()
    due_at, (ref, what) = place(after, 2)
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        rows = await request_lists.to_decide(
            connection,
            now,
            returns=book.policy.returns.most,
            after=(due_at, ref, what),
            most=limit + 1,
            hidden_from=actor.department,
        )
    shown, following = split(rows, limit, f"{REQUESTS}/decisions", lambda row: cursor(row.due_at, row.ref, row.what))
    return Timed(rows=[UndecidedRow.model_validate(row) for row in shown], next=following, now=now)


@router.get(
    "/advised",
    name="get_advised",
    operation_id="get_advised",
    summary="Who was told another road, the newest first",
    description="An advised request is over. If the advice was wrong it is reported again; what came later from the same telephone is named.",
    responses=responses(*_READING),
)
async def get_advised(desk: TheDesk, actor: TheActor, after: Cursor = "", limit: Limit = 50) -> Page[AdvisedRow]:
    """Show who was advised."""
    ended_at, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await request_lists.advised(
            connection, before=(ended_at, ref), most=limit + 1, hidden_from=actor.department
        )
    shown, following = split(rows, limit, f"{REQUESTS}/advised", lambda row: cursor(row.ended_at, row.ref))
    return Page(rows=[AdvisedRow.model_validate(row) for row in shown], next=following)
