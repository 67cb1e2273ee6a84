"""Counter: what is kept no longer is shown, proposed by one person, confirmed by another; and cases of which nothing may be erased."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import PersonId
from api.desk import ReceivedAt, TheActor, TheDesk, present
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.privacy.refusals import PlanChanged, PlanDone, SecondPersonNeeded, UnknownPlan
from domain.refusals import NotAllowed
from store import retention as store
from store.shipped import privacy

router = APIRouter(prefix="/api/v1/retention", tags=["privacy"])

_READ = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_SENT = (*_READ, BadJson, BodyTooLarge, NotJson, TooSlow)


class PlanView(BaseModel):
    """What a plan would erase; nothing is erased yet."""

    id: UUID
    made_by: str
    cases: list[store.Erasable]


class Hold(BaseModel):
    """Nothing of a case may be erased, for a reason of a closed list."""

    model_config = ConfigDict(extra="forbid")

    ref: PersonId = Field(description="The case.", examples=["H20261125-000017"])
    reason: Literal["lawsuit", "administrative_review", "inspection", "audit", "complaint"] = Field(
        description="Why.", examples=["lawsuit"]
    )


class HoldView(BaseModel):
    """Whether it is held for this reason now."""

    ref: str
    reason: store.HoldReason
    is_held: bool


class ErasedCases(BaseModel):
    """The cases of which nothing personal is kept any more."""

    refs: list[str]


@router.get(
    "/erasable",
    name="list_erasable",
    operation_id="list_erasable",
    summary="What is kept no longer",
    description="Cases whose period is over and that nobody holds, the longest ended first, at most 1,000.",
    responses=responses(*_READ),
)
async def list_erasable(desk: TheDesk) -> list[store.Erasable]:
    """Show what may be erased."""
    async with desk.postgres.connection() as connection:
        return await store.erasable(connection, privacy(), present())


@router.post(
    "/plans",
    name="propose_erasure",
    operation_id="propose_erasure",
    summary="Propose to erase what is kept no longer",
    description="Shows and keeps exactly which cases; nothing is erased until a second person confirms this plan.",
    responses=responses(*_SENT),
)
async def propose_erasure(desk: TheDesk, actor: TheActor, at: ReceivedAt) -> PlanView:
    """Make a plan."""
    async with desk.postgres.connection() as connection:
        plan, cases = await store.propose(connection, privacy(), by=actor.id, now=at)
    return PlanView(id=plan, made_by=actor.id, cases=cases)


@router.post(
    "/plans/{plan}/confirm",
    name="confirm_erasure",
    operation_id="confirm_erasure",
    summary="Erase what a plan names",
    description="By another person than the one who made it. Personal data is emptied; events and rows stay. If something of it is held by now, nothing is erased.",
    responses=responses(*_SENT, UnknownPlan, PlanDone, PlanChanged, SecondPersonNeeded),
)
async def confirm_erasure(plan: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> ErasedCases:
    """Confirm a plan."""
    async with desk.postgres.connection() as connection:
        return ErasedCases(refs=await store.confirm(connection, privacy(), plan, by=actor.id, now=at))


@router.post(
    "/holds",
    name="place_hold",
    operation_id="place_hold",
    summary="Forbid to erase anything of a case",
    description="For a reason of a closed list, until the hold is lifted; who placed it is kept.",
    responses=responses(*_SENT),
)
async def place_hold(body: Hold, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> HoldView:
    """Place a hold."""
    async with desk.postgres.connection() as connection:
        await store.place_hold(connection, body.ref, store.HoldReason(body.reason), by=actor.id, at=at)
    return HoldView(ref=body.ref, reason=store.HoldReason(body.reason), is_held=True)


@router.post(
    "/holds/lift",
    name="lift_hold",
    operation_id="lift_hold",
    summary="Lift a hold",
    description="Another reason holds on. Lifting what does not hold changes nothing.",
    responses=responses(*_SENT),
)
async def lift_hold(body: Hold, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> HoldView:
    """Lift a hold."""
    async with desk.postgres.connection() as connection:
        await store.lift_hold(connection, body.ref, store.HoldReason(body.reason), by=actor.id, at=at)
    return HoldView(ref=body.ref, reason=store.HoldReason(body.reason), is_held=False)
