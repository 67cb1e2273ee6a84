"""Counter: which demands outside the catalogue were reported, and of whom how many; for supervision only.

Nothing in it tells who has reported one. Whoever is of a body complained of does not see what complains of it.
"""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.desk import TheActor, TheDesk, present
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.hotline.off_list import Demanded
from domain.refusals import NotAllowed
from store import off_list

router = APIRouter(prefix="/api/v1", tags=["supervision"])

_READING = responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ListedDemandView(_FromRow):
    """A report of a demand, without anything that tells who has made it; `body` holds it."""

    ref: str = Field(examples=["H20261125-000017"])
    kind: Demanded
    accused: str = Field(examples=["NRB"])
    accused_zh: str
    accused_en: str
    state: str
    body: str
    reported_at: datetime
    goal_at: datetime | None
    closed_at: datetime | None
    is_late: bool | None = Field(
        description="Was the deadline missed in any of its rounds, or is it missed now? Null before one has run."
    )


class DemandsInMonthView(_FromRow):
    """How many reports of a local month complain of a department."""

    month: str = Field(examples=["2026-11"])
    accused: str
    accused_zh: str
    accused_en: str
    reports: int
    materials: int
    approvals: int


@router.get(
    "/off-list-demands",
    name="list_off_list_demands",
    operation_id="list_off_list_demands",
    summary="Demands outside the catalogue that were reported, the newest first",
    description="For supervisors. Who reported them, and for which project, is not in it.",
    responses=_READING,
)
async def list_off_list_demands(
    desk: TheDesk, actor: TheActor, after: Cursor = "", limit: Limit = 50
) -> Page[ListedDemandView]:
    """List reports of demands."""
    at, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await off_list.listed(connection, but=actor.department, before=(at, ref), now=present(), most=limit + 1)
    shown, following = split(rows, limit, "/api/v1/off-list-demands", lambda row: cursor(row.reported_at, row.ref))
    return Page(rows=[ListedDemandView.model_validate(row) for row in shown], next=following)


@router.get(
    "/off-list-demands/counts",
    name="count_off_list_demands",
    operation_id="count_off_list_demands",
    summary="How many demands were reported, by month and department complained of",
    description="For supervisors: whole numbers, small ones too, for nothing of it is public.",
    responses=_READING,
)
async def count_off_list_demands(desk: TheDesk, actor: TheActor) -> list[DemandsInMonthView]:
    """Count reports of demands."""
    async with desk.postgres.connection() as connection:
        rows = await off_list.by_month(connection, desk.library.zone, but=actor.department)
    return [DemandsInMonthView.model_validate(row) for row in rows]
