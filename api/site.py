"""Counter: the pages for people. They work without JavaScript; one small script only makes them live."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from api.answers import ItemView, ProjectView
from api.asset_addresses import FOLDER, caching_of
from api.bodies import REF_PATTERN
from api.desk import TheDesk, present
from api.reading import view_of
from api.refusals import UnknownProject, told_apart
from api.templates import page
from api.wordbook import N_
from api.words import DOCUMENTED, SIGNS, STATES, STATUSES, documented
from domain.catalogue import Catalogue
from domain.item import State
from domain.promise import Light
from domain.signs import PublicStatus
from domain.term import Unit
from store import readers

router = APIRouter(include_in_schema=False)

_ROWS = 30


@router.get("/", name="projects_page")
async def projects_page(
    request: Request, desk: TheDesk, after: Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}")] = ""
) -> Response:
    """All projects."""
    async with desk.postgres.connection() as connection:
        rows = await readers.public_projects(connection, after=after, most=_ROWS + 1)
    following = rows[_ROWS - 1].ref if len(rows) > _ROWS else ""
    return page(request, "projects.html", {"projects": rows[:_ROWS], "following": following, "after": after})


@router.get("/projects/{ref}", name="project_page")
async def project_page(request: Request, ref: str, desk: TheDesk) -> Response:
    """One project."""
    if re.fullmatch(REF_PATTERN, ref) is None:
        raise UnknownProject()
    view = await view_of(desk, ref, present())
    async with desk.postgres.connection() as connection:
        catalogue = await desk.library.catalogue(connection, view.catalogue_version)
    return page(request, "project.html", _project(view, catalogue))


@router.get("/docs", name="docs_page")
async def docs_page(request: Request) -> Response:
    """What the API offers, readable without anything from elsewhere."""
    schema = request.app.openapi()
    return page(
        request,
        "docs.html",
        {"info": schema["info"], "groups": documented(schema), "kinds": DOCUMENTED, "problems": told_apart()},
    )


@router.get("/assets/{name}", name="asset")
async def asset(
    name: Literal["page.css", "live.js", "invitation.js", "icon.svg"],
    version: Annotated[str, Query(alias="v", max_length=20)] = "",
) -> Response:
    """The style sheet, the scripts and the icon."""
    return FileResponse(FOLDER / name, headers={"Cache-Control": caching_of(name, version)}, status_code=HTTPStatus.OK)


@dataclass(frozen=True, slots=True)
class Left:
    """How much of a term is left or how far it is over: a word with `%(term)s` in it, and the term."""

    word: str
    count: int = 0
    unit: str = Unit.WD


def _project(view: ProjectView, catalogue: Catalogue) -> dict[str, object]:
    """Everything that the page of a project names."""
    applying = [item for item in view.items if item.public_status is not PublicStatus.NOT_APPLICABLE]
    stages = [
        (stage, [item for item in applying if item.stage == stage.id])
        for stage in catalogue.stages.values()
        if any(item.stage == stage.id for item in applying)
    ]
    rules = catalogue.rule_sets[view.rule_set]
    return {
        "project": view,
        "kind": catalogue.project_types[view.project_type],
        "land": catalogue.land_modes[view.land_mode],
        "rules": rules,
        "about_rules": {"zh": rules.about_zh, "en": rules.about_en},
        "departments": catalogue.departments,
        "pauses": catalogue.pause_kinds,
        "stages": stages,
        "left_out": [item for item in view.items if item.public_status is PublicStatus.NOT_APPLICABLE],
        "tally": [(STATUSES[status], _count(applying, status)) for status in _TOLD],
        "sign": sign_of,
        "left": left_of,
        "states": STATES,
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


def left_of(item: ItemView) -> Left | None:
    """How much is left or how far it is over; None where no days are counted."""
    if item.left_when_paused is not None:
        return Left(N_("已停表，余 %(term)s"), item.left_when_paused, item.unit)
    if item.days_left is None:
        return None
    if item.light is Light.OVER:
        return Left(N_("已逾期 %(term)s"), -item.days_left) if item.days_left < 0 else Left(N_("已逾期"))
    return Left(N_("余 %(term)s"), item.days_left, item.unit) if item.days_left else Left(N_("今日到期"))
