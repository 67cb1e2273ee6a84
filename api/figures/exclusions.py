"""Counter: what is taken out of the figures: asked for a reason of a closed list, decided by somebody else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.bodies import Id
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.figures.refusals import UnknownFact
from api.figures.views import ExclusionsView, ExclusionView, exclusion_view
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
)
from domain.figures.facts import Subject
from domain.figures.reach import opens_all_of
from domain.privacy.refusals import SecondPersonNeeded
from domain.refusals import AlreadyDecided, NotAllowed, NotInPolicy
from domain.roles import Actor
from store import exclusions as store
from store.shipped import figures as shipped_figures

router = APIRouter(prefix="/api/v1/exclusions", tags=["figures"])
_USUAL = (BadInput, NotAllowed, PostgresAway, TokenMissing, TokenUnknown)
_WRITING = (*_USUAL, BadJson, BodyTooLarge, NotJson, TooSlow)


class NewExclusionBody(BaseModel):
    """Which thing shall be in no figure any more, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"subject": "follow_up", "ref": "H20261125-000017", "part": "1.1", "reason": "unreasonable"}
        },
    )

    subject: Subject
    ref: str = Field(max_length=64, pattern=r"^[A-Za-z0-9-]+$", examples=["H20261125-000017"])
    part: str = Field(default="", max_length=64, pattern=r"^[A-Za-z0-9._-]*$", examples=["1.1"])
    reason: Id = Field(description="Of the list in `GET /api/v1/figures`.", examples=["unreasonable"])


class DecisionBody(BaseModel):
    """Yes or no."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"granted": True}})

    granted: bool


@router.post(
    "",
    name="ask_exclusion",
    operation_id="ask_exclusion",
    status_code=201,
    summary="Ask that a thing be taken out of the figures",
    description="It stays in until another person has said yes. Whoever may not open every case asks for those of their own body only. Asking again for what was refused is a new request. The reason is one of a closed list; how often each is used is public.",
    responses=responses(*_WRITING, NotInPolicy, UnknownFact),
)
async def ask_exclusion(desk: TheDesk, actor: TheActor, at: ReceivedAt, body: NewExclusionBody) -> ExclusionView:
    """Ask for it."""
    return await ask(desk, actor, at, body)


@router.post(
    "/{exclusion}/decision",
    name="decide_exclusion",
    operation_id="decide_exclusion",
    summary="Say yes or no to an exclusion",
    description="Only somebody else than who has asked. What is decided stays decided.",
    responses=responses(*_WRITING, AlreadyDecided, SecondPersonNeeded, UnknownFact),
)
async def decide_exclusion(
    exclusion: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt, body: DecisionBody
) -> ExclusionView:
    """Decide it."""
    return await decide(desk, actor, at, exclusion, granted=body.granted)


@router.get(
    "",
    name="list_exclusions",
    operation_id="list_exclusions",
    summary="What is taken out of the figures, and what is asked",
    description="The undecided, or with `decided` those that are decided; the newest first. Whoever may not open every case sees those of their own body.",
    responses=responses(*_USUAL),
)
async def list_exclusions(
    desk: TheDesk, actor: TheActor, decided: bool = False, after: Cursor = "", limit: Limit = 50
) -> ExclusionsView:
    """Show them."""
    at, (key,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        within = within_reach(actor)
        rows = await store.exclusions(connection, within=within, are_decided=decided, after=(at, key), most=limit + 1)
    kept = {"decided": "true"} if decided else {}
    shown, following = split(rows, limit, "/api/v1/exclusions", lambda row: cursor(row.asked_at, str(row.id)), **kept)
    return ExclusionsView(rows=[exclusion_view(row) for row in shown], next=following)


def within_reach(actor: Actor) -> store.Within:
    """Of whose facts they may ask, and see what is asked: of what they may open in any case, and of their own body's."""
    return store.Within(opens_all_of(actor), body=actor.department, hidden_from=actor.department)


async def ask(desk: Desk, actor: Actor, at: datetime, body: NewExclusionBody) -> ExclusionView:
    """Write down what is asked.

    Raises:
        NotInPolicy: this is no reason.
        UnknownFact: there is no such thing, or it is of a body whose cases the actor may not open: whether there is one is not told.
    """
    reasons = shipped_figures().reasons
    if body.reason not in reasons:
        raise NotInPolicy(what=body.reason, allowed=", ".join(reasons))
    async with desk.postgres.connection() as connection:
        named = (body.subject.value, body.ref, body.part)
        within = within_reach(actor)
        key = await store.ask(connection, named, body.reason, within=within, by=actor.id, at=at)
        asked = await store.exclusion(connection, key, within) if key else None
    if asked is None:
        raise UnknownFact(ref=body.ref, part=body.part)
    return exclusion_view(asked)


async def decide(desk: Desk, actor: Actor, at: datetime, key: UUID, *, granted: bool) -> ExclusionView:
    """Write down what is decided.

    Raises:
        UnknownFact: nobody has asked for this, or it is of a body whose cases the actor may not open.
        SecondPersonNeeded: who decides has asked for it.
        AlreadyDecided: it was decided before.
    """
    async with desk.postgres.connection() as connection:
        within = within_reach(actor)
        asked = await store.exclusion(connection, key, within)
        if asked is None:
            raise UnknownFact(exclusion=str(key))
        if asked.asked_by == actor.id:
            raise SecondPersonNeeded()
        if not await store.decide(connection, key, granted=granted, by=actor.id, at=at):
            raise AlreadyDecided()
        decided = await store.exclusion(connection, key, within)
    assert decided is not None, "nothing takes it away"
    return exclusion_view(decided)
