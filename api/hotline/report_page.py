"""Counter: the page on which everybody reports a problem, with photos and a place, on a telephone first. No JavaScript is needed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.documents.needing import today_at
from api.filling import filled
from api.forms import Form
from api.hotline.report_bodies import Report
from api.hotline.report_form import Typed, report_taken
from api.hotline.reports import ReportAnswer, reported
from domain.hotline.off_list import topics_for
from domain.organisation import Body, BodyKind
from store import organisation

router = APIRouter(include_in_schema=False)

_HERE = "/report"
# Elsewhere no page of ours may ask where its reader is.
MAY_LOCATE = {"Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"}


@router.get(_HERE, name="report_form")
async def report_form(request: Request, desk: TheDesk) -> Response:
    """The form."""
    return await _form(request, desk, Typed())


@router.post(_HERE, name="report_on_page")
async def report_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take a problem in with its photos, and show the receipt; or the form again, with what is wrong with it."""

    async def take_in(form: Form, key: str) -> tuple[ReportAnswer, str]:
        return await reported(desk, filled(form, Report), key, actor, at)

    async def show(typed: Typed) -> Response:
        return await _form(request, desk, typed)

    return await report_taken(request, desk, at, take_in, show, there=_HERE)


async def _form(request: Request, desk: Desk, typed: Typed) -> Response:
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        bodies = await organisation.bodies(connection, today_at(desk.library, present()))
    values = {
        "places": _places(bodies),
        "topics": [(topic.id, topic.names) for topic in topics_for(book).values()],
    }
    return typed.shown(request, "report.html", values, there=_HERE, headers=MAY_LOCATE)


def _places(bodies: list[Body]) -> list[tuple[Body, list[Body]]]:
    """Each town with its villages."""
    towns = [body for body in bodies if body.kind is BodyKind.TOWN]
    villages = [body for body in bodies if body.kind is BodyKind.VILLAGE]
    return [(town, [village for village in villages if village.parent == town.id]) for town in towns]
