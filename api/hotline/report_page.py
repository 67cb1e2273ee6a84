"""Counter: the page on which everybody reports a problem, with photos and a place, on a telephone first. No JavaScript is needed.

The receipt is the answer to the form, for its query code must stand in no address; sent again under its key, the form gets the
same receipt. The words come before the photos: a photo that is not taken never costs the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.bodies import MOST_LABEL, MOST_TEXT
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.documents.attaching import MOST_AT_ONCE, Photo, attach_photos, photos_in, told_of
from api.documents.needing import today_at
from api.filling import Unfit, filled, fresh_key, key_in
from api.forms import Form
from api.hotline.report_bodies import Report
from api.hotline.reports import ReportAnswer, reported
from api.language import Language
from api.multipart import sent_of
from api.refusals import UnknownValue
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.hotline.off_list import topics_for_all
from domain.organisation import Body, BodyKind
from domain.refusals import KeyReused, Refusal
from store import organisation

router = APIRouter(include_in_schema=False)

TRY_AGAIN = N_("这张表此前已经登记过，这次填写的内容不同。如果是另一件事，请再提交一次。")
CHOOSE = N_("请从所列各项中选择。")
# Elsewhere no page of ours may ask where its reader is.
MAY_LOCATE = {"Permissions-Policy": "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"}


@router.get("/report", name="report_form")
async def report_form(request: Request, desk: TheDesk) -> Response:
    """The form."""
    return await _form(request, desk, Form(), fresh_key())


@router.post("/report", name="report_on_page")
async def report_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take a problem in with its photos, and show the receipt; or the form again, with what is wrong with it."""
    sent = await sent_of(request)
    key = key_in(sent.form)
    try:
        body = filled(sent.form, Report)
        answer, complainant = await reported(desk, body, key, actor, at)
    except Unfit as unfit:
        return await _form(request, desk, sent.form, key, faults=unfit.faults)
    except UnknownValue as unknown:
        field = unknown.facts["place"].removeprefix("body.")
        return await _form(request, desk, sent.form, key, faults={field: CHOOSE})
    except KeyReused:
        return await _form(request, desk, sent.form, fresh_key(), told=TRY_AGAIN, status=HTTPStatus.CONFLICT)
    except Refusal as refusal:
        return await _form(request, desk, sent.form, key, told=sentence_of(refusal), status=refusal.status)
    photos = await attach_photos(desk, answer.ref, complainant, photos_in(sent.files), at)
    return receipt(request, answer, photos)


def receipt(request: Request, answer: ReportAnswer, photos: list[Photo], *, there: str = "/report") -> Response:
    """Number and query code, and what became of the photos; `there` is where the form is."""
    values = {"answer": answer, "most_photos": MOST_AT_ONCE, **told_of(photos)}
    headers = {"Cache-Control": "no-store"}
    return page(request, "reported.html", values, status=HTTPStatus.CREATED, headers=headers, there=there)


async def _form(
    request: Request,
    desk: Desk,
    typed: Form,
    key: str,
    *,
    faults: Mapping[str, str] | None = None,
    told: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    """The form with what was typed; files a browser never gives back, so they must be chosen again."""
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        bodies = await organisation.bodies(connection, today_at(desk.library, present()))
    values = {
        "key": key,
        "typed": typed,
        "faults": faults or {},
        "told": told,
        "places": _places(bodies),
        "topics": [(topic.id, topic.names) for topic in topics_for_all(book).values()],
        "languages": [(language.value, language.own_name) for language in Language],
        "most_photos": MOST_AT_ONCE,
        "most_text": MOST_TEXT,
        "most_label": MOST_LABEL,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else status
    return page(request, "report.html", values, status=status, headers=MAY_LOCATE, there="/report")


def _places(bodies: list[Body]) -> list[tuple[Body, list[Body]]]:
    """Each town with its villages."""
    towns = [body for body in bodies if body.kind is BodyKind.TOWN]
    villages = [body for body in bodies if body.kind is BodyKind.VILLAGE]
    return [(town, [village for village in villages if village.parent == town.id]) for town in towns]
