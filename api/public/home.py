"""Counter: the first page: a project found by its name, place, code or department, and the way to everything else."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import REF_PATTERN
from api.desk import Desk, TheActor, TheDesk
from api.navigation import doors_for
from api.public.sheets import MOST_ROWS, csv_file, speech_for
from api.templates import page
from api.wordbook import N_
from store import readers
from store.readers import PublicProject

router = APIRouter(include_in_schema=False)

_ROWS = 20
_HEAD = (
    *(N_("项目代码"), N_("项目名称"), N_("建设地点"), N_("申报时间")),
    *(N_("办结事项"), N_("全部事项"), N_("办结时间")),
)

Words = Annotated[str, Query(alias="q", max_length=100, pattern=r"^[^\x00]*$")]
DepartmentName = Annotated[str, Query(pattern=r"^[A-Z0-9-]{0,20}$")]
After = Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}")]


@router.get("/", name="projects_page")
async def projects_page(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    words: Words = "",
    department: DepartmentName = "",
    after: After = "",
) -> Response:
    """The first page, with the projects that were asked for, or all."""
    rows = await _found(desk, words, department, after, _ROWS + 1)
    async with desk.postgres.connection() as connection:
        catalogue = await desk.library.newest_catalogue(connection)
    asked = {name: value for name, value in (("q", words.strip()), ("department", department)) if value}
    following = urlencode({**asked, "after": rows[_ROWS - 1].ref}) if len(rows) > _ROWS else ""
    values = {
        "doors": doors_for(actor),
        "departments": [(body.id, body) for body in catalogue.departments.values()],
        "projects": rows[:_ROWS],
        "words": words.strip(),
        "department": department,
        "asked": urlencode(asked),
        "after": after,
        "following": following,
    }
    return page(request, "projects.html", values)


@router.get("/projects.csv", name="projects_sheet")
async def projects_sheet(
    request: Request, desk: TheDesk, words: Words = "", department: DepartmentName = ""
) -> Response:
    """The same list for a spreadsheet, whole."""
    rows = await _found(desk, words, department, "", MOST_ROWS)
    speech = speech_for(request)
    return csv_file(
        speech,
        "projects.csv",
        _HEAD,
        [
            [
                *(row.ref, row.name, row.site, speech.local(row.opened_at).isoformat()),
                *(row.ended_count, row.item_count),
                speech.local(row.completed_at).isoformat() if row.completed_at else None,
            ]
            for row in rows
        ],
    )


async def _found(desk: Desk, words: str, department: str, after: str, most: int) -> list[PublicProject]:
    async with desk.postgres.connection() as connection:
        return await readers.find_projects(connection, words.strip(), department, after=after, most=most)
