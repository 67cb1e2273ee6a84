"""Counter: the lists of those who work on requests: what waits, what a body is to handle, whom to call."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.bodies import ID_PATTERN
from api.desk import TheActor, TheDesk, present
from api.hotline.anonymity import sheltered
from api.hotline.report_refusals import HotlineMissing
from api.hotline.request_commands import REQUESTS
from api.hotline.request_views import CallRow, QueueRow, RequestInboxRow, Timed, call_row, inbox_row, queue_row
from api.paging import Cursor, Limit, cursor, place, split
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.refusals import NotAllowed, NotYours
from domain.roles import Act, Actor, Role, check
from store import request_lists
from store.request_readers import calls_to_make

router = APIRouter(prefix="/api/v1", tags=["requests"])

_READING = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_NO_STORE = "Seconds are whole, rounded down, and counted from the one `now` of the answer."


@router.get(
    "/queue",
    name="get_queue",
    operation_id="get_queue",
    summary="What waits for the dispatchers, the most urgent first",
    description=f"Requests that nobody has accepted yet, and those that came back. {_NO_STORE}",
    responses=responses(*_READING),
)
async def get_queue(desk: TheDesk, reading: TheReading, after: Cursor = "", limit: Limit = 50) -> Timed[QueueRow]:
    """Show the queue."""
    accept_at, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await request_lists.waiting(connection, reading, after=(accept_at, ref), most=limit + 1)
        rows = await sheltered(connection, rows, reading.by)
    shown, following = split(rows, limit, "/api/v1/queue", lambda row: cursor(row.accept_at, row.ref))
    now = present()
    return Timed(rows=[queue_row(shown_to(reading.by.role, row), now) for row in shown], next=following, now=now)


@router.get(
    "/requests/inbox",
    name="get_request_inbox",
    operation_id="get_request_inbox",
    summary="What a body is to handle, the most urgent first",
    description=f"By the end of its level's share; a clock that stands comes last. Staff see their own body, the centre and supervisors any, or all together. {_NO_STORE}",
    responses=responses(*_READING, NotYours),
)
async def get_request_inbox(
    desk: TheDesk,
    actor: TheActor,
    body: Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="A body's id.")] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Timed[RequestInboxRow]:
    """Show an inbox."""
    body = body_of_inbox(actor, body)
    check(actor, Act.READ_REQUEST, department=body)
    share_at, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await request_lists.of_body(
            connection, body, after=(share_at, ref), most=limit + 1, hidden_from=actor.department
        )
    address = f"{REQUESTS}/inbox"
    shown, following = split(rows, limit, address, lambda row: cursor(row.share_at or row.goal_at, row.ref), body=body)
    now = present()
    return Timed(rows=[inbox_row(row, actor, now) for row in shown], next=following, now=now)


@router.get(
    "/requests/calls",
    name="get_calls",
    operation_id="get_calls",
    summary="Whom to call, the longest closed first",
    description="Closed requests whose citizens are being asked, with the part of the day in which to try next: one that was tried least often in this cycle.",
    responses=responses(*_READING, HotlineMissing),
)
async def get_calls(desk: TheDesk, actor: TheActor, after: Cursor = "", limit: Limit = 50) -> Timed[CallRow]:
    """Show the call-back queue."""
    closed_at, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        calls = book.policy.follow_up.calls
        start = (closed_at, ref)
        rows = await calls_to_make(connection, calls=calls, after=start, most=limit + 1, hidden_from=actor.department)
    shown, following = split(rows, limit, f"{REQUESTS}/calls", lambda row: cursor(row.closed_at, row.ref))
    now, zone = present(), desk.library.zone
    return Timed(rows=[call_row(row, book, now=now, zone=zone) for row in shown], next=following, now=now)


def body_of_inbox(actor: Actor, named: str) -> str:
    """Whose inbox somebody sees: the body's that they name, else their own; the centre sees all."""
    is_centre = actor.role in (Role.DISPATCHER, Role.LEADER)
    return named or ("" if is_centre else actor.department)
