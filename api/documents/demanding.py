"""Demands: a department asks the project side for materials, by the catalogue's names, and for nothing that is there."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import Page
from api.desk import TheDesk
from api.documents.views import DemandView, demand_view
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.refusals import NotAllowed
from store import demands

router = APIRouter(prefix="/api/v1", tags=["documents"])


@router.get(
    "/demands/refused",
    name="list_refused_demands",
    operation_id="list_refused_demands",
    summary="Demands that were refused",
    description="The newest first, over all projects: what departments asked for although it was there, or is not in the catalogue. For the supervisors.",
    responses=responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway),
)
async def list_refused_demands(desk: TheDesk, after: Cursor = "", limit: Limit = 50) -> Page[DemandView]:
    """List refused demands."""
    asked_at, (ref, command, material) = place(after, 3)
    async with desk.postgres.connection() as connection:
        before = (asked_at, ref, command, material)
        rows = await demands.refused_demands(connection, before=before, most=limit + 1)
    shown, following = split(
        rows,
        limit,
        "/api/v1/demands/refused",
        lambda row: cursor(row.asked_at, row.ref, row.command, row.material),
    )
    return Page(rows=[demand_view(row) for row in shown], next=following)
