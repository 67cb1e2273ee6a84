"""Counter: whoever works with a list hears that something of its kind has moved, and reads the list again. Nothing else is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

import anyio
from fastapi import APIRouter, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.bodies import Instant
from api.desk import Desk, TheDesk, present
from api.follow import FAREWELL_SECONDS, HEADERS, KEEP_ALIVE_SECONDS, Stream, wait
from api.limits import asker_of
from api.live import Kind
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown, TooManyStreams
from domain.refusals import NotAllowed

router = APIRouter(prefix="/api/v1/live", tags=["offices"])

_APART = timedelta(seconds=1)  # of two events, however much moves
_LOOK_AGAIN = timedelta(minutes=1)  # lists change by time alone too, and a hint may be lost
_READ_BEFORE = timedelta(seconds=2)  # rows of a page may be older than the time that it states

Since = Annotated[Instant | None, Query(description="When the list was read: what has moved since is told at once.")]


def _endpoint(*kinds: Kind) -> Callable[..., Awaitable[EventSourceResponse]]:
    async def follow(request: Request, desk: TheDesk, since: Since = None) -> EventSourceResponse:
        leaving = anyio.Event()
        return Stream(
            _events(desk, kinds, since, leaving),
            desk.live.streams.one(asker_of(request.scope)),
            ping=KEEP_ALIVE_SECONDS,
            headers=HEADERS,
            sep="\n",
            shutdown_event=leaving,
            shutdown_grace_period=FAREWELL_SECONDS,
        )

    return follow


async def _events(
    desk: Desk, kinds: Sequence[Kind], since: datetime | None, leaving: anyio.Event
) -> AsyncIterator[ServerSentEvent]:
    with desk.live.listen(*kinds) as bell:
        moved_at = max((at for kind in kinds if (at := desk.live.moved_at.get(kind))), default=None)
        if since is None or moved_at is None or moved_at < since - _READ_BEFORE:
            await wait(bell, present() + _LOOK_AGAIN, leaving)
        while not leaving.is_set():
            yield ServerSentEvent(event="moved", data="{}")
            await asyncio.sleep(_APART.total_seconds())
            await wait(bell, present() + _LOOK_AGAIN, leaving)


def _add(name: str, about: str, *kinds: Kind) -> None:
    router.add_api_route(
        f"/{name}",
        _endpoint(*kinds),
        name=f"follow_{name}",
        operation_id=f"follow_{name}",
        response_class=EventSourceResponse,
        summary=f"Hear that {about} have moved",
        description="An event `moved` without content, at most one a second, and one a minute without reason: read the list again.",
        responses={
            200: {"content": {"text/event-stream": {"example": "event: moved\ndata: {}\n\n"}}},
            **responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway, TooManyStreams),
        },
    )


for _kind in Kind:
    _add(_kind, _kind.about, _kind)
_add("overview", "cases of any service", *Kind)
