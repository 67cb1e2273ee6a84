"""Counter: what a grid member, or a body's officer, has in hand; for the phone first, with the next step as a large button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import Desk, TheActor, TheDesk
from api.dispatch.queue_page import ToldWord, further
from api.dispatch.words import ACTS, LIGHTS, Sign
from api.filling import TOLD, fresh_key
from api.hotline.queues import get_request_inbox
from api.hotline.request_views import RequestInboxRow
from api.paging import Cursor
from api.templates import page
from domain.hotline.request import Source
from domain.roles import Act, Actor
from store import organisation, request_lists

router = APIRouter(include_in_schema=False)

MINE = "/work/mine"
_ROWS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A request in hand: how it stands, what it is about, where, and whether it is a joint task; `is_own` that the reader is its named person, or stands in for them."""

    row: RequestInboxRow
    sign: Sign
    topic: Mapping[str, str]
    is_own: bool
    is_held: bool
    is_joint: bool


@router.get(MINE, name="mine_page")
async def mine_page(
    request: Request, desk: TheDesk, actor: TheActor, after: Cursor = "", told: ToldWord = None
) -> Response:
    """My requests and those of my body, the most urgent first."""
    listed = await get_request_inbox(desk, actor, actor.department, after, _ROWS)
    lines = await _lines(desk, listed.rows, actor)
    async with desk.postgres.connection() as connection:
        bodies = await organisation.bodies(connection, desk.library.local(listed.now).date())
    values = {
        "own": [line for line in lines if line.is_own],
        "others": [line for line in lines if not line.is_own],
        "bodies": {body.id: body for body in bodies},
        "following": further(listed.next),
        "is_first": not after,
        "acts": ACTS,
        "Act": Act,
        "key": fresh_key,
        "told": TOLD.get(told or ""),
    }
    return page(request, "mine.html", values, headers={"Cache-Control": "no-store"})


async def _lines(desk: Desk, rows: list[RequestInboxRow], actor: Actor) -> list[Line]:
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        topics = {row.ref: await request_lists.head(connection, row.ref) for row in rows}
    lines = []
    for row in rows:
        head = topics[row.ref]
        topic = book.topics.get(head.topic if head else row.topic)
        is_own = row.owner == actor.id or bool(row.instead_of)
        is_joint = head is not None and head.source == Source.CENTRE
        name = topic.names if topic else book.names["request"]
        lines.append(Line(row, LIGHTS[row.light], name, is_own, row.body == actor.department, is_joint))
    return lines
