"""Counter: the page on which supervisors see the demands outside the catalogue that were reported, and count them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import TheActor, TheDesk
from api.dispatch.queue_page import further
from api.dispatch.words import DEMANDED
from api.hotline.request_page import SIGNS
from api.paging import Cursor
from api.supervision.off_list import count_off_list_demands, list_off_list_demands
from api.templates import page

router = APIRouter(include_in_schema=False)

_ROWS = 50


@router.get("/work/off-list-demands", name="off_list_demands_page")
async def off_list_demands_page(request: Request, desk: TheDesk, actor: TheActor, after: Cursor = "") -> Response:
    """What was reported, the newest first, and how much of whom in which month."""
    listed = await list_off_list_demands(desk, actor, after, _ROWS)
    async with desk.postgres.connection() as connection:
        names = (await desk.library.newest_hotline(connection)).names
    values = {
        "rows": listed.rows,
        "following": further(listed.next),
        "counts": await count_off_list_demands(desk, actor),
        "names": names,
        "signs": SIGNS,
        "demanded": DEMANDED,
    }
    return page(request, "off_list_demands.html", values, headers={"Cache-Control": "no-store"})
