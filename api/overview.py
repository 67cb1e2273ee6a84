"""Counter: the page of those who lead: what turns red today, what silence approves soon, what is late and with whom, in all services.

Nothing personal is on it: numbers of cases, names of items, bodies and work numbers.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import TheActor, TheDesk, present
from api.event_logs import logs_for
from api.overview_lists import FIGURES, FIRST_SHOWN, Figure, Line, Services, figures_of, lines_of
from api.paging import Cursor, cursor, place
from api.public.sheets import MOST_ROWS, at_second, csv_file, plain, speech_for
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.roles import RULES, Act

router = APIRouter(include_in_schema=False)

_ROWS = 50
_NO_STORE = {"Cache-Control": "no-store"}
_HEAD = (N_("业务"), N_("指标"), N_("数量"))
_LINE_HEAD = (
    *(N_("编号"), N_("事项"), N_("名称"), N_("项目"), N_("状态")),
    *(N_("承办单位"), N_("工号"), N_("转红时间"), N_("到期时间")),
)


@router.get("/work/overview", name="overview_page")
async def overview_page(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """All figures, and the first lines of those that ask for something."""
    now, opens_legal = present(), actor.role in RULES[Act.READ_LEGAL]
    async with desk.postgres.connection() as connection:
        services = await Services.read(connection, desk.library, now, actor)
        counted = await figures_of(connection, services)
        urgent = [
            (figure, await lines_of(connection, services, figure, most=FIRST_SHOWN, opens_legal=opens_legal))
            for figure in Figure
            if FIGURES[figure].asks and counted[figure]
        ]
    shown = {"figures": FIGURES, "counted": counted, "urgent": urgent, "groups": _groups()}
    values = shown | logs_for(desk, actor)
    return page(request, "overview.html", values, headers=_NO_STORE)


@router.get("/work/overview.csv", name="overview_sheet")
async def overview_sheet(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """The figures for a spreadsheet."""
    async with desk.postgres.connection() as connection:
        counted = await figures_of(connection, await Services.read(connection, desk.library, present(), actor))
    speech = speech_for(request)
    rows = [(speech.gettext(about.group), speech.gettext(about.word), counted[name]) for name, about in FIGURES.items()]
    return csv_file(speech, "overview.csv", _HEAD, rows, cache="no-store")


@router.get("/work/overview/{figure}.csv", name="overview_list_sheet")
async def overview_list_sheet(request: Request, figure: Figure, desk: TheDesk, actor: TheActor) -> Response:
    """All cases behind one figure for a spreadsheet, up to 10,000."""
    async with desk.postgres.connection() as connection:
        services = await Services.read(connection, desk.library, present(), actor)
        lines = await lines_of(connection, services, figure, most=MOST_ROWS)
    speech = speech_for(request)
    return csv_file(speech, f"{figure}.csv", _LINE_HEAD, [_cells(line, speech) for line in lines], cache="no-store")


@router.get("/work/overview/{figure}", name="overview_list")
async def overview_list(
    request: Request, figure: Figure, desk: TheDesk, actor: TheActor, after: Cursor = ""
) -> Response:
    """The cases behind one figure, the first to end first."""
    at, (ref, item) = place(after, 2)
    async with desk.postgres.connection() as connection:
        services = await Services.read(connection, desk.library, present(), actor)
        counted = (await figures_of(connection, services))[figure]
        opens_legal = actor.role in RULES[Act.READ_LEGAL]
        rows = await lines_of(
            connection, services, figure, after=(at, ref, item), most=_ROWS + 1, opens_legal=opens_legal
        )
    last = rows[_ROWS - 1] if len(rows) > _ROWS else None
    values = {
        "figure": figure,
        "about": FIGURES[figure],
        "counted": counted,
        "lines": rows[:_ROWS],
        "following": f"?after={cursor(last.due_at, last.ref, last.item)}" if last else "",
    }
    return page(request, "overview_list.html", values, headers=_NO_STORE)


def _groups() -> dict[str, list[Figure]]:
    groups: dict[str, list[Figure]] = {}
    for figure, about in FIGURES.items():
        groups.setdefault(about.group, []).append(figure)
    return groups


def _cells(line: Line, speech: Speech) -> list[str | None]:
    said = [plain(speech, line.name), line.project, plain(speech, line.state), plain(speech, line.body)]
    return [line.ref, line.item, *said, line.work_no, at_second(speech, line.red_at), at_second(speech, line.due_at)]
