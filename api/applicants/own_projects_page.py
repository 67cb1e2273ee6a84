"""Counter: the page "my projects" of applicants and helpers, first those in which something waits for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import REF_PATTERN
from api.desk import TheActor, TheDesk
from api.templates import page
from api.wordbook import N_
from store.own_projects import own_projects

router = APIRouter(include_in_schema=False)

_ROWS = 50
_BEFORE_ALL = (-1, "")
# By the rank of a project: its sign.
SIGNS = (
    ("red", "!", N_("待您补正")),
    ("yellow", "○", N_("待您申报")),
    ("blue", "◐", N_("部门办理中")),
    ("green", "●", N_("已结束")),
)
After = Annotated[str, Query(pattern=rf"^$|^[0-3]-{REF_PATTERN.removeprefix('^')}")]


@router.get("/work/projects", name="own_projects_page")
async def own_projects_page(request: Request, desk: TheDesk, actor: TheActor, after: After = "") -> Response:
    """The projects of whoever asks."""
    rank, _, ref = after.partition("-")
    place = (int(rank), ref) if after else _BEFORE_ALL
    async with desk.postgres.connection() as connection:
        rows = await own_projects(connection, actor.id, after=place, most=_ROWS + 1)
    last = rows[_ROWS - 1] if len(rows) > _ROWS else None
    values = {"projects": rows[:_ROWS], "signs": SIGNS, "following": f"{last.rank}-{last.ref}" if last else ""}
    return page(request, "own_projects.html", values)
