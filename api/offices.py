"""Counter: the lists of those who work: inbox, review, and who I am."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.answers import InboxView, Page, inbox_view
from api.bodies import ID_PATTERN
from api.desk import TheActor, TheDesk, present
from api.paging import Cursor, Limit, cursor, number_of, place, split
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.refusals import NotAllowed, NotYours
from domain.roles import Act, Role, check
from store import readers

router = APIRouter(prefix="/api/v1", tags=["offices"])
_RESPONSES = responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)


class Me(BaseModel):
    """Who the bearer of the token is to the office."""

    id: str
    role: Role
    department: str


class LateView(BaseModel):
    """An act that came when silence had already approved, with what its author wrote."""

    ref: str
    n: int
    item: str
    act: str
    received_at: datetime
    entered_at: datetime
    actor: str
    role: str
    work_no: str
    texts: dict[str, str]


@router.get(
    "/me",
    name="get_me",
    operation_id="get_me",
    summary="Who am I",
    description="The role and department of the token; a visitor without one.",
    responses=responses(TokenUnknown, PostgresAway),
)
async def get_me(actor: TheActor) -> Me:
    """Tell who asks."""
    return Me(id=actor.id, role=actor.role, department=actor.department)


@router.get(
    "/inbox",
    name="get_inbox",
    operation_id="get_inbox",
    summary="A department's open items, the most urgent first",
    description="Officers and heads see their own department; supervisors and administrators any, or all together.",
    responses={**_RESPONSES, **responses(NotAllowed, NotYours)},
)
async def get_inbox(
    desk: TheDesk,
    actor: TheActor,
    department: Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="A department's id.")] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[InboxView]:
    """Show an inbox."""
    department = department or actor.department
    check(actor, Act.READ_INBOX, department=department)
    over_at, (ref, item) = place(after, 2)
    async with desk.postgres.connection() as connection:
        if department:
            rows = await readers.inbox(connection, department, after=(over_at, ref, item), most=limit + 1)
        else:
            rows = await readers.inbox_of_all(connection, after=(over_at, ref, item), most=limit + 1)
    shown, following = split(
        rows, limit, "/api/v1/inbox", lambda row: cursor(row.over_at, row.ref, row.id), department=department
    )
    now = present()
    return Page(rows=[inbox_view(row, actor, now) for row in shown], next=following)


@router.get(
    "/review",
    name="get_review",
    operation_id="get_review",
    summary="Decisions that came too late",
    description="Acts on items that silence had already approved: supervisors decide what becomes of them.",
    responses=_RESPONSES,
)
async def get_review(desk: TheDesk, reading: TheReading, after: Cursor = "", limit: Limit = 50) -> Page[LateView]:
    """Show the review list."""
    entered_at, (ref, n) = place(after, 2)
    async with desk.postgres.connection() as connection:
        rows = await readers.late_acts(connection, reading, before=(entered_at, ref, number_of(n)), most=limit + 1)
    shown, following = split(rows, limit, "/api/v1/review", lambda row: cursor(row.entered_at, row.ref, str(row.n)))
    return Page(rows=[_late_view(shown_to(reading.by.role, row)) for row in shown], next=following)


def _late_view(act: readers.LateAct) -> LateView:
    return LateView(
        ref=act.ref,
        n=act.n,
        item=act.item,
        act=act.act,
        received_at=act.received_at,
        entered_at=act.entered_at,
        actor=act.actor,
        role=act.role,
        work_no=act.work_no,
        texts={name: text for name, text in act.note.items() if name != "print"},
    )
