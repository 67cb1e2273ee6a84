"""Counter: the pages for people. They work without JavaScript; one small script only makes them live."""

from __future__ import annotations

import re
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from api.answers import ItemView, ProjectView
from api.bodies import REF_PATTERN
from api.desk import Desk, TheDesk, present
from api.reading import view_of
from api.refusals import UnknownProject, told_apart
from api.templates import page
from api.words import DOCUMENTED, SIGNS, STATES, STATUSES, UNITS, documented
from domain.catalogue import Catalogue
from domain.item import State
from domain.promise import Light
from domain.signs import PublicStatus
from store import readers

router = APIRouter(include_in_schema=False)

_ASSETS = Path(__file__).parent / "assets"
_ROWS = 30


@router.get("/", name="projects_page")
async def projects_page(desk: TheDesk, after: Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}")] = "") -> Response:
    """All projects."""
    async with desk.postgres.connection() as connection:
        rows = await readers.public_projects(connection, after=after, most=_ROWS + 1)
    following = rows[_ROWS - 1].ref if len(rows) > _ROWS else ""
    shown = {"projects": rows[:_ROWS], "following": following, "after": after, "local": desk.library.local}
    return page("projects.html", shown)


@router.get("/projects/{ref}", name="project_page")
async def project_page(ref: str, desk: TheDesk) -> Response:
    """One project."""
    if re.fullmatch(REF_PATTERN, ref) is None:
        raise UnknownProject()
    now = present()
    view = await view_of(desk, ref, now)
    async with desk.postgres.connection() as connection:
        catalogue = await desk.library.catalogue(connection, view.catalogue_version)
    return page("project.html", _project(desk, view, catalogue, now))


@router.get("/docs", name="docs_page")
async def docs_page(request: Request) -> Response:
    """What the API offers, readable without anything from elsewhere."""
    schema = request.app.openapi()
    return page(
        "docs.html",
        {"info": schema["info"], "groups": documented(schema), "kinds": DOCUMENTED, "problems": told_apart()},
    )


@router.get("/assets/{name}", name="asset")
async def asset(name: Literal["page.css", "live.js", "invitation.js", "icon.svg"]) -> Response:
    """The style sheet, the scripts and the icon."""
    return FileResponse(_ASSETS / name, headers={"Cache-Control": "no-cache"}, status_code=HTTPStatus.OK)


def _project(desk: Desk, view: ProjectView, catalogue: Catalogue, now: datetime) -> dict[str, object]:
    """Everything that the page of a project names."""
    applying = [item for item in view.items if item.public_status is not PublicStatus.NOT_APPLICABLE]
    stages = [
        (stage.name_zh, [item for item in applying if item.stage == stage.id])
        for stage in catalogue.stages.values()
        if any(item.stage == stage.id for item in applying)
    ]
    return {
        "project": view,
        "kind": catalogue.project_types[view.project_type].name_zh,
        "land": catalogue.land_modes[view.land_mode].name_zh,
        "rules": catalogue.rule_sets[view.rule_set],
        "pauses": {kind.id: kind.name_zh for kind in catalogue.pause_kinds.values()},
        "stages": stages,
        "left_out": [item for item in view.items if item.public_status is PublicStatus.NOT_APPLICABLE],
        "tally": [(STATUSES[status], _count(applying, status)) for status in _TOLD],
        "sign": sign_of,
        "left": left_of,
        "states": STATES,
        "units": UNITS,
        "local": desk.library.local,
        "now": now,
    }


_TOLD = (PublicStatus.IN_TIME, PublicStatus.IN_PROCESS, PublicStatus.OVER_TIME, PublicStatus.NOT_STARTED)


def _count(items: list[ItemView], status: PublicStatus) -> int:
    return sum(item.public_status is status for item in items)


def sign_of(item: ItemView) -> tuple[str, str, str]:
    """The sign of an item: its colour's class, symbol and word; colour never speaks alone."""
    if item.state == State.DEEMED:
        return SIGNS["silence"]
    if item.light in (Light.YELLOW, Light.RED, Light.STOPPED):
        return SIGNS[item.light]
    return SIGNS[item.public_status]


def left_of(item: ItemView) -> str:
    """How much is left or how far it is over, in words; empty where no days are counted."""
    if item.left_when_paused is not None:
        return f"已停表，余 {item.left_when_paused} {UNITS[item.unit]}"
    if item.days_left is None:
        return ""
    if item.light is Light.OVER:
        return f"已逾期 {-item.days_left} 个工作日" if item.days_left < 0 else "已逾期"
    return f"余 {item.days_left} {UNITS[item.unit]}" if item.days_left else "今日到期"
