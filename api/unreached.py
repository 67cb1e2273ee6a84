"""Counter: whom a person must tell, because nothing has reached them for sure, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.bodies import ID_PATTERN
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.paging import Cursor, Limit, cursor, number_of, place, split, uuid_of
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    NotOnTheList,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownMessage,
)
from domain.fate import Fate
from domain.refusals import NotAllowed, NotYours
from domain.roles import RULES, Act, Actor, check
from store import unreached
from store.unreached import Outcome

router = APIRouter(prefix="/api/v1", tags=["messages"])
_READING = (BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, PostgresAway)


class UnreachedView(BaseModel):
    """Somebody who must be told, with what it is about and how to call; the lower `urgency`, the sooner."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    urgency: int
    ref: str
    item: str
    item_name: str
    step: str
    due_on: date | None
    due_at: datetime | None
    recipient: str
    role: str
    instead_of: str | None
    channel: str
    state: Fate = Field(description="`queued` for those whom no channel reaches, `unknown` where nobody can say.")
    reason: str | None
    created_at: datetime
    expires_at: datetime
    department: str
    name: str | None
    phone: str | None
    mail: str | None


class Settle(BaseModel):
    """What came of it."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["told", "not_reached"] = Field(
        description="Whether the person has been told. Both take the message from the list.", examples=["told"]
    )


class SettledView(BaseModel):
    """How the message stands now."""

    id: str
    state: Fate


@router.get(
    "/unreached",
    name="get_unreached",
    operation_id="get_unreached",
    summary="Whom a person must tell, the most urgent first",
    description="Those whom no channel reaches, and those of whom nobody can say. Heads see the people of their own department; supervisors and administrators any, or all together. How to call a citizen is shown to the hotline's centre only.",
    responses=responses(*_READING),
)
async def get_unreached(
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
    department: Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="A department's id.")] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[UnreachedView]:
    """Show the list."""
    department = department or actor.department
    check(actor, Act.READ_UNREACHED, department=department)
    created_at, (urgency, message) = place(after, 2)
    start = (number_of(urgency), created_at, uuid_of(message))
    async with desk.postgres.connection() as connection:
        rows = await unreached.unreached(
            *(connection, reading, department),
            after=start,
            most=limit + 1,
            callers=actor.role in RULES[Act.READ_COMPLAINANTS],
        )
    shown, following = split(
        rows,
        limit,
        "/api/v1/unreached",
        lambda row: cursor(row.created_at, str(row.urgency), row.id),
        department=department,
    )
    return Page(rows=[UnreachedView.model_validate(row) for row in shown], next=following)


@router.post(
    "/unreached/{message}/settle",
    name="settle_message",
    operation_id="settle_message",
    summary="Say what came of it",
    description="`told`: the person has been told, so it counts as delivered, and whatever else waits for them about it is taken back. `not_reached`: nobody could be reached. Saying the same again changes nothing; a message that has moved on meanwhile stays as it is.",
    responses=responses(*_READING, BadJson, BodyTooLarge, NotJson, TooSlow, UnknownMessage, NotOnTheList),
)
async def settle_message(message: UUID, body: Settle, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> SettledView:
    """Settle a message."""
    return SettledView(id=str(message), state=await settled(desk, message, Outcome(body.outcome), actor, at))


async def settled(desk: Desk, message: UUID, outcome: Outcome, actor: Actor, at: datetime) -> Fate:
    """Write down what somebody says became of a message, and return how it stands now.

    Raises:
        UnknownMessage: there is none.
        NotYours: its recipient belongs to another department.
        NotOnTheList: it is not, or no longer, on the list.
    """
    async with desk.postgres.connection() as connection:
        department = await unreached.department_of(connection, message)
        if department is None:
            raise UnknownMessage()
        check(actor, Act.SETTLE_MESSAGE, department=department)
        result = await unreached.settle(connection, message, outcome, by=actor.id, at=at)
    if not result.holds:
        raise NotOnTheList(state=result.state)
    return result.state
