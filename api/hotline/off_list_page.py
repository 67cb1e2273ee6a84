"""Counter: the page on which everybody reports a demand outside the catalogue, with photos of what was asked. No JavaScript is needed."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import ID_PATTERN, REF_PATTERN
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.dispatch.words import DEMANDED
from api.documents.needing import today_at
from api.filling import filled
from api.forms import Form
from api.hotline.off_list import DemandReport, catalogue_of, demand_reported, topic_now
from api.hotline.report_form import Typed, report_taken
from api.hotline.reports import ReportAnswer
from api.wordbook import N_
from domain.organisation import BodyKind
from store import organisation

router = APIRouter(include_in_schema=False)

_HERE = "/report/demand"
_UNKNOWN_IN = {"project": N_("没有这个项目代码，请核对。")}


@router.get(_HERE, name="demand_form")
async def demand_form(
    request: Request,
    desk: TheDesk,
    project: Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}", description="The project that it is about.")] = "",
    item: Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="The item that it is about.")] = "",
) -> Response:
    """The form, perhaps with project and item filled in."""
    return await _form(request, desk, Typed(Form([("project", project), ("item", item)])))


@router.post(_HERE, name="demand_on_page")
async def demand_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take a report of a demand in with its photos, and show the receipt; or the form again, with what is wrong with it."""

    async def take_in(form: Form, key: str) -> tuple[ReportAnswer, str]:
        return await demand_reported(desk, filled(form, DemandReport), key, actor, at)

    async def show(typed: Typed) -> Response:
        return await _form(request, desk, typed)

    return await report_taken(request, desk, at, take_in, show, there=_HERE, unknown_in=_UNKNOWN_IN)


async def _form(request: Request, desk: Desk, typed: Typed) -> Response:
    async with desk.postgres.connection() as connection:
        if not typed.told:
            await topic_now(connection, desk)
        bodies = await organisation.bodies(connection, today_at(desk.library, present()), BodyKind.DEPARTMENT)
        project = typed.form.get("project", "").strip()
        named = await catalogue_of(connection, desk, project) if re.fullmatch(REF_PATTERN, project) else None
        catalogue = named or await desk.library.newest_catalogue(connection)
    values = {
        "kinds": list(DEMANDED.items()),
        "bodies": bodies,
        "items": catalogue.items.values(),
        "materials": catalogue.materials.values(),
    }
    return typed.shown(request, "report_demand.html", values, there=_HERE)
