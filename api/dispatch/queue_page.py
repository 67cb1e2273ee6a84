"""Counter: the dispatchers' queue. Fifteen minutes for each request, exact to the second; what came back; what is to be decided."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import TheDesk
from api.dispatch.words import TO_DECIDE, sign_in_queue
from api.filling import TOLD
from api.hotline.deciding import get_decisions
from api.hotline.queues import get_queue
from api.paging import Cursor
from api.privacy.reading import TheReading
from api.templates import page

router = APIRouter(include_in_schema=False)

QUEUE = "/work/requests"
ToldWord = Annotated[Literal["done", "pending"] | None, Query()]
_ROWS = 20


@router.get(QUEUE, name="queue_page")
async def queue_page(
    request: Request, desk: TheDesk, reading: TheReading, after: Cursor = "", told: ToldWord = None
) -> Response:
    """What waits for the dispatchers, the most urgent first, and below it what waits for a decision."""
    queue = await get_queue(desk, reading, after, _ROWS)
    decisions = await get_decisions(desk, reading.by, "", _ROWS)
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
    values = {
        "rows": [(row, sign_in_queue(row.state, row.accept_at, book.policy.waiting, queue.now)) for row in queue.rows],
        "following": further(queue.next),
        "is_first": not after,
        "decisions": decisions,
        "book": book,
        "to_decide": TO_DECIDE,
        "told": TOLD.get(told or ""),
    }
    return page(request, "queue.html", values, headers={"Cache-Control": "no-store"})


def further(address: str | None) -> str:
    """The query of the next part of a list, from its address at the JSON route; empty where there is none."""
    return f"?{address.partition('?')[2]}" if address else ""
