"""Counter: follow a project live, as Server-Sent Events that can be taken up again where they broke off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated

import anyio
from fastapi import APIRouter, Header
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.answers import event_view
from api.desk import Desk, TheDesk, present
from api.live import Bell
from api.problems import responses
from api.projects import EventNumber, RefPath
from api.reading import found
from api.refusals import BadInput, PostgresAway, TokenUnknown, TooManyStreams, UnknownProject
from domain.record import Event
from domain.signs import next_change
from domain.workdays import ONE_DAY
from store import readers

router = APIRouter(prefix="/api/v1", tags=["projects"])

MOST_STREAMS = 1000  # of one process
KEEP_ALIVE_SECONDS = 15
FAREWELL_SECONDS = 2.0
_LOOK_AGAIN_SECONDS = 60.0
_MOST_EVENTS = 100
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # no proxy may hold events back


@router.get(
    "/projects/{ref}/live",
    name="follow_project",
    operation_id="follow_project",
    response_class=EventSourceResponse,
    summary="Follow a project live",
    description="Events `moved` (id is the number in the public record, data the line), `tick` (a colour or the day changed by time alone) and `reset` (the record was taken back to this number: read it again). Begins after Last-Event-ID, else after `after`, else with what comes next.",
    responses={
        200: {
            "content": {"text/event-stream": {"example": 'id: 42\nevent: moved\ndata: {"n":42,"kind":"approved"}\n\n'}}
        },
        **responses(BadInput, TokenUnknown, UnknownProject, PostgresAway, TooManyStreams),
    },
)
async def follow_project(
    ref: RefPath,
    desk: TheDesk,
    after: EventNumber | None = None,
    last_event_id: Annotated[int | None, Header(alias="Last-Event-ID", ge=0, le=2_147_483_647)] = None,
) -> EventSourceResponse:
    """Follow a project."""
    if desk.live.streams >= MOST_STREAMS:
        raise TooManyStreams()
    async with desk.postgres.connection() as connection:
        project = await found(connection, ref)
    begin = last_event_id if last_event_id is not None else after
    leaving = anyio.Event()
    return EventSourceResponse(
        _events(desk, ref, project.n if begin is None else begin, leaving),
        ping=KEEP_ALIVE_SECONDS,
        headers=HEADERS,
        sep="\n",
        shutdown_event=leaving,
        shutdown_grace_period=FAREWELL_SECONDS,
    )


async def _events(desk: Desk, ref: str, last: int, leaving: anyio.Event) -> AsyncIterator[ServerSentEvent]:
    """Everything after event `last`, until we leave or nobody listens; an absence of PostgreSQL is waited out."""
    changes_at: datetime | None = None
    with desk.live.stream(ref) as bell:
        while not leaving.is_set():
            try:
                n, moved = await _moved(desk, ref, last)
                if n < last:
                    last = n
                    yield ServerSentEvent(event="reset", id=str(n), data="{}")
                for event in moved:
                    last = event.n
                    yield ServerSentEvent(event="moved", id=str(event.n), data=event_view(event).model_dump_json())
                if changes_at is not None and present() >= changes_at:
                    yield ServerSentEvent(event="tick", data=f'{{"at":"{changes_at.isoformat()}"}}')
                changes_at = await _next_change(desk, ref)
            except PostgresAway:
                await asyncio.sleep(1)
                continue
            if len(moved) < _MOST_EVENTS:
                await wait(bell, changes_at, leaving)


async def _moved(desk: Desk, ref: str, last: int) -> tuple[int, list[Event]]:
    """How far the case is written, and its public lines after `last`."""
    async with desk.postgres.snapshot() as connection:
        where = await readers.where(connection, ref)
        return where.n if where else 0, await readers.public_events(connection, ref, after=last, most=_MOST_EVENTS)


async def _next_change(desk: Desk, ref: str) -> datetime:
    """When something is shown differently though nothing happened: a light, or the count of days at midnight."""
    now = present()
    async with desk.postgres.connection() as connection:
        light = next_change(await readers.public_items(connection, ref), now)
    today = desk.library.local(now)
    midnight = (today + ONE_DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight, light) if light else midnight


async def wait(bell: Bell, changes_at: datetime, leaving: anyio.Event) -> None:
    """Wait for the bell, for the next change, for our own leaving, or a minute: a hint may be lost."""
    left = (changes_at - present()) / timedelta(seconds=1)
    hearing = asyncio.ensure_future(bell.heard(within=min(_LOOK_AGAIN_SECONDS, left + 0.01)))
    going = asyncio.ensure_future(leaving.wait())
    try:
        await asyncio.wait({hearing, going}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hearing.cancel()
        going.cancel()
