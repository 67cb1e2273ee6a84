"""Counter: what is kept no longer is shown, erased when two people have said yes to exactly that; and cases of which nothing may be."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import REF_PATTERN
from api.desk import ReceivedAt, TheActor, TheDesk, present
from api.hotline.request_bodies import REQUEST_PATTERN
from api.legal.act_bodies import LEGAL_PATTERN
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.privacy.book import Period
from domain.privacy.refusals import PlanChanged, PlanDone, SecondPersonNeeded, UnknownPlan
from domain.refusals import NotAllowed
from store import erasure_plans as plans
from store.retention import HoldReason, lift_hold, outlook, place_hold
from store.shipped import privacy

router = APIRouter(prefix="/api/v1/retention", tags=["privacy"])

_HELD = f"{REF_PATTERN}|{REQUEST_PATTERN}|{LEGAL_PATTERN}|^P-[A-Za-z][A-Za-z0-9_-]{{0,63}}$"  # no other id
_READ = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_SENT = (*_READ, BadJson, BodyTooLarge, NotJson, TooSlow)


class CaseView(BaseModel):
    """A case whose period is over."""

    model_config = ConfigDict(from_attributes=True)

    ref: str = Field(examples=["H20261125-000017"])
    kept: Period = Field(description="The period that is over.")
    ended_at: datetime


class LineView(BaseModel):
    """How many rows of a table are kept no longer, and why."""

    model_config = ConfigDict(from_attributes=True)

    table_name: str = Field(examples=["letter"])
    kept: Period = Field(description="The period that is over.")
    of_cases: bool = Field(description="Rows of the cases that are listed; else rows of no case, older than `before`.")
    before: datetime
    rows: int = Field(examples=[17])


class OutlookView(BaseModel):
    """What is kept no longer, by case, and by table and reason; nothing is erased."""

    model_config = ConfigDict(from_attributes=True)

    cases: list[CaseView]
    lines: list[LineView]


class PlanView(BaseModel):
    """What a plan would erase, or has erased, and who has said yes."""

    id: UUID
    made_by: str = Field(description="`system`: the night has made it, and two people must say yes.")
    made_at: datetime
    approved_by: str | None = Field(description="Who has said the first yes to a plan of the night.")
    confirmed_by: str | None = Field(description="Whose yes was the second; null: nothing is erased yet.")
    cases: list[CaseView]
    lines: list[LineView]


class Hold(BaseModel):
    """Nothing of a case may be erased, for a reason of a closed list."""

    model_config = ConfigDict(extra="forbid")

    ref: str = Field(
        pattern=_HELD, description="The case; of a programme `P-` and its id.", examples=["H20261125-000017"]
    )
    reason: Literal["lawsuit", "administrative_review", "inspection", "audit", "complaint"] = Field(
        description="Why.", examples=["lawsuit"]
    )


class HoldView(BaseModel):
    """Whether it is held for this reason now."""

    ref: str
    reason: HoldReason
    is_held: bool


@router.get(
    "/erasable",
    name="list_erasable",
    operation_id="list_erasable",
    summary="What is kept no longer",
    description="Cases whose period is over and that nobody holds, the longest ended first, at most 1,000; and how many rows of which tables, for which reason.",
    responses=responses(*_READ),
)
async def list_erasable(desk: TheDesk) -> OutlookView:
    """Show what may be erased."""
    async with desk.postgres.connection() as connection:
        return OutlookView.model_validate(await outlook(connection, privacy(), present()))


@router.get(
    "/plans",
    name="list_erasure_plans",
    operation_id="list_erasure_plans",
    summary="Plans that wait for somebody to say yes",
    description="The newest first, at most 20. Every night makes one when something is kept no longer.",
    responses=responses(*_READ),
)
async def list_erasure_plans(desk: TheDesk) -> list[PlanView]:
    """Show the plans."""
    async with desk.postgres.connection() as connection:
        return [_shown(plan) for plan in await plans.open_plans(connection)]


@router.post(
    "/plans",
    name="propose_erasure",
    operation_id="propose_erasure",
    summary="Propose to erase what is kept no longer",
    description="Shows and keeps exactly what; nothing is erased until a second person confirms this plan.",
    responses=responses(*_SENT),
)
async def propose_erasure(desk: TheDesk, actor: TheActor, at: ReceivedAt) -> PlanView:
    """Make a plan."""
    async with desk.postgres.connection() as connection:
        return _shown(await plans.propose(connection, privacy(), by=actor.id, now=at))


@router.post(
    "/plans/{plan}/confirm",
    name="confirm_erasure",
    operation_id="confirm_erasure",
    summary="Say yes to a plan",
    description="By another person than the one who made it or has said yes before; a plan of the night needs two. With the second person's yes personal data is emptied; events and rows stay. If something of it is held, gone or changed by now, nothing is erased.",
    responses=responses(*_SENT, UnknownPlan, PlanDone, PlanChanged, SecondPersonNeeded),
)
async def confirm_erasure(plan: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> PlanView:
    """Confirm a plan."""
    async with desk.postgres.connection() as connection:
        return _shown(await plans.confirm(connection, privacy(), plan, by=actor.id, now=at))


@router.post(
    "/holds",
    name="place_hold",
    operation_id="place_hold",
    summary="Forbid to erase anything of a case",
    description="For a reason of a closed list, until the hold is lifted; who placed it is kept.",
    responses=responses(*_SENT),
)
async def hold(body: Hold, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> HoldView:
    """Place a hold."""
    async with desk.postgres.connection() as connection:
        await place_hold(connection, body.ref, HoldReason(body.reason), by=actor.id, at=at)
    return HoldView(ref=body.ref, reason=HoldReason(body.reason), is_held=True)


@router.post(
    "/holds/lift",
    name="lift_hold",
    operation_id="lift_hold",
    summary="Lift a hold",
    description="Another reason holds on. Lifting what does not hold changes nothing.",
    responses=responses(*_SENT),
)
async def lift(body: Hold, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> HoldView:
    """Lift a hold."""
    async with desk.postgres.connection() as connection:
        await lift_hold(connection, body.ref, HoldReason(body.reason), by=actor.id, at=at)
    return HoldView(ref=body.ref, reason=HoldReason(body.reason), is_held=False)


def _shown(plan: plans.Plan) -> PlanView:
    head = plan.head
    return PlanView(
        id=head.id,
        made_by=head.made_by,
        made_at=head.made_at,
        approved_by=head.approved_by,
        confirmed_by=head.confirmed_by,
        cases=[CaseView.model_validate(case) for case in plan.cases],
        lines=[LineView.model_validate(line) for line in plan.lines],
    )
