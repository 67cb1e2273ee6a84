"""Counter: what those who run the postroom read: reports after outages, and faults that are ours."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.desk import TheDesk
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.refusals import NotAllowed
from store import upkeep

router = APIRouter(prefix="/api/v1", tags=["messages"])
_RESPONSES = responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)


class OutageView(BaseModel):
    """The postroom was away; numbers are null until everything that came due in between has had its turn."""

    model_config = ConfigDict(from_attributes=True)

    from_at: datetime
    until_at: datetime
    reported_at: datetime | None
    due: int | None = Field(description="What came due in between.")
    sent: int | None
    letters: int | None = Field(description="In how many texts it was bundled.")
    skipped: int | None = Field(description="What was overtaken or of no more use.")
    unknown: int | None
    latest_by: timedelta | None = Field(description="How late the latest was.", examples=["PT5H12M"])


class AlarmView(BaseModel):
    """A fault that is ours: a wrong account or sender, a missing registration."""

    model_config = ConfigDict(from_attributes=True)

    carrier: str
    error_code: str
    times: int
    first_at: datetime
    last_at: datetime


@router.get(
    "/outages",
    name="list_outages",
    operation_id="list_outages",
    summary="Reports after outages, the newest first",
    description="What was late because nothing worked, and what became of it.",
    responses=_RESPONSES,
)
async def list_outages(desk: TheDesk, after: Cursor = "", limit: Limit = 50) -> Page[OutageView]:
    """Show the reports."""
    from_at, _ = place(after, 0)
    async with desk.postgres.connection() as connection:
        rows = await upkeep.outages(connection, before=from_at, most=limit + 1)
    shown, following = split(rows, limit, "/api/v1/outages", lambda row: cursor(row.from_at))
    return Page(rows=[OutageView.model_validate(row) for row in shown], next=following)


@router.get(
    "/alarms",
    name="list_alarms",
    operation_id="list_alarms",
    summary="Faults that are ours, the newest first",
    description="Carriers refuse our account, sender or registration: an operator has to act. Each fault is counted.",
    responses=_RESPONSES,
)
async def list_alarms(desk: TheDesk, after: Cursor = "", limit: Limit = 50) -> Page[AlarmView]:
    """Show the alarms."""
    last_at, (carrier, error_code) = place(after, 2)
    async with desk.postgres.connection() as connection:
        rows = await upkeep.alarms(connection, before=(last_at, carrier, error_code), most=limit + 1)
    shown, following = split(
        rows, limit, "/api/v1/alarms", lambda row: cursor(row.last_at, row.carrier, row.error_code)
    )
    return Page(rows=[AlarmView.model_validate(row) for row in shown], next=following)
