"""Counter: the lists of those who work in the legal circle: what needs the desk, and what is a person's own."""

from __future__ import annotations

from fastapi import APIRouter

from api.desk import TheActor, TheDesk, present
from api.hotline.request_views import Timed
from api.legal.views import LegalQueueRow, OwnCaseRow, legal_queue_row, own_case_row
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.refusals import NotAllowed
from store import legal_readers

router = APIRouter(prefix="/api/v1/legal", tags=["legal"])

_READING = responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_SECONDS = "Seconds are whole, rounded down, and counted from the one `now` of the answer."


@router.get(
    "/queue",
    name="get_legal_queue",
    operation_id="get_legal_queue",
    summary="What needs the desk, the most urgent first",
    description=f"Cases that nobody has, applications to be decided, objections, changes that were asked for. For the desk and the supervisors. {_SECONDS}",
    responses=_READING,
)
async def get_legal_queue(desk: TheDesk, after: Cursor = "", limit: Limit = 50) -> Timed[LegalQueueRow]:
    """Show the queue."""
    due_at, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await legal_readers.waiting(connection, after=(due_at, ref), most=limit + 1)
    shown, following = split(rows, limit, "/api/v1/legal/queue", lambda row: cursor(row.due_at, row.ref))
    now = present()
    return Timed(rows=[legal_queue_row(row, now) for row in shown], next=following, now=now)


@router.get(
    "/mine",
    name="get_legal_mine",
    operation_id="get_legal_mine",
    summary="Calls, offers and cases of whoever asks, the newest first",
    description=f"What can still be accepted (`is_open`), and what is in hand; also of those who are away and for whom they stand in (`instead_of`). {_SECONDS}",
    responses=_READING,
)
async def get_legal_mine(desk: TheDesk, actor: TheActor, after: Cursor = "", limit: Limit = 50) -> Timed[OwnCaseRow]:
    """Show a person's own list."""
    since, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await legal_readers.of_person(connection, actor, after=(since, ref), most=limit + 1)
    shown, following = split(rows, limit, "/api/v1/legal/mine", lambda row: cursor(row.since, row.ref))
    now = present()
    return Timed(rows=[own_case_row(row, now) for row in shown], next=following, now=now)
