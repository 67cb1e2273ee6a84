"""Counter: the page on which everybody reports a demand outside the catalogue, with photos of what was asked. No JavaScript is needed.

The receipt is the answer to the form, as for any other report (`api.hotline.report_page`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import ID_PATTERN, MOST_LABEL, MOST_TEXT, REF_PATTERN
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.dispatch.words import DEMANDED
from api.documents.attaching import MOST_AT_ONCE, attach_photos, photos_in
from api.documents.needing import today_at
from api.filling import Unfit, filled, fresh_key, key_in
from api.forms import Form
from api.hotline.off_list import DemandReport, catalogue_of, demand_reported, topic_now
from api.hotline.report_page import CHOOSE, TRY_AGAIN, receipt
from api.language import Language
from api.multipart import sent_of
from api.refusals import UnknownValue
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.organisation import BodyKind
from domain.refusals import KeyReused, Refusal
from store import organisation

router = APIRouter(include_in_schema=False)

_HERE = "/report/demand"
_NO_PROJECT = N_("没有这个项目代码，请核对。")


@router.get(_HERE, name="demand_form")
async def demand_form(
    request: Request,
    desk: TheDesk,
    project: Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}", description="The project that it is about.")] = "",
    item: Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="The item that it is about.")] = "",
) -> Response:
    """The form, perhaps with project and item filled in."""
    typed = Form([("project", project), ("item", item)])
    return await _form(request, desk, typed, fresh_key())


@router.post(_HERE, name="demand_on_page")
async def demand_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take a report of a demand in with its photos, and show the receipt; or the form again, with what is wrong with it."""
    sent = await sent_of(request)
    key = key_in(sent.form)
    try:
        answer, complainant = await demand_reported(desk, filled(sent.form, DemandReport), key, actor, at)
    except Unfit as unfit:
        return await _form(request, desk, sent.form, key, faults=unfit.faults)
    except UnknownValue as unknown:
        field = unknown.facts["place"].removeprefix("body.")
        fault = _NO_PROJECT if field == "project" else CHOOSE
        return await _form(request, desk, sent.form, key, faults={field: fault})
    except KeyReused:
        return await _form(request, desk, sent.form, fresh_key(), told=TRY_AGAIN, status=HTTPStatus.CONFLICT)
    except Refusal as refusal:
        return await _form(request, desk, sent.form, key, told=sentence_of(refusal), status=refusal.status)
    photos = await attach_photos(desk, answer.ref, complainant, photos_in(sent.files), at)
    return receipt(request, answer, photos, there=_HERE)


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
    """The form with what was typed; files a browser never gives back."""
    async with desk.postgres.connection() as connection:
        if not told:
            await topic_now(connection, desk)
        bodies = await organisation.bodies(connection, today_at(desk.library, present()), BodyKind.DEPARTMENT)
        project = typed.get("project", "").strip()
        named = await catalogue_of(connection, desk, project) if re.fullmatch(REF_PATTERN, project) else None
        catalogue = named or await desk.library.newest_catalogue(connection)
    values = {
        "key": key,
        "typed": typed,
        "faults": faults or {},
        "told": told,
        "kinds": list(DEMANDED.items()),
        "bodies": bodies,
        "items": catalogue.items.values(),
        "materials": catalogue.materials.values(),
        "languages": [(language.value, language.own_name) for language in Language],
        "most_photos": MOST_AT_ONCE,
        "most_text": MOST_TEXT,
        "most_label": MOST_LABEL,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else status
    return page(request, "report_demand.html", values, status=status, there=_HERE)
