"""Counter: the receipt of a request or of a case of the legal circle, with its number and query code, for whoever has both.

Both come in a form and lead into no address, and not into the code that is drawn: whoever finds the address learns nothing.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.case_words import KINDS, kind_of
from api.desk import Desk, TheDesk
from api.forms import form_of
from api.hotline.following import caller_of, view_for
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.hotline.request_page import shown
from api.legal.admission import asker_by_code
from api.legal.following import is_of_the_circle, view_for_asker
from api.printing.codes import code_for
from api.templates import page

router = APIRouter(include_in_schema=False)


@router.post("/r/receipt", name="receipt_page")
async def receipt_page(request: Request, desk: TheDesk) -> Response:
    """The receipt; it changes nothing."""
    form = await form_of(request)
    ref, code = form.get("ref", "").strip().upper(), form.get("code", "")
    try:
        facts = await (_of_the_circle if is_of_the_circle(ref) else _of_the_hotline)(request, desk, ref, code)
    except UnknownTracking:
        return shown(request, up="../", fault="unknown", number=ref)
    except TooManyGuesses:
        return shown(request, up="../", fault="too_many")
    values = {**facts, "ref": ref, "query_code": code.strip().upper(), "code": code_for(request, "/r")}
    return page(request, "receipt.html", values, headers={"Cache-Control": "no-store"}, there="/r")


async def _of_the_hotline(request: Request, desk: Desk, ref: str, code: str) -> dict[str, object]:
    view = await view_for(desk, await caller_of(request, desk, ref, code))
    kind = view.kind_words or KINDS[kind_of(ref)]
    due_at = None if view.closed_at or view.ended_at else view.due_at
    return {
        "kind": kind,
        "topic": view.topic_words,
        "state": view.state_words,
        "at": view.reported_at,
        "due_at": due_at,
    }


async def _of_the_circle(request: Request, desk: Desk, ref: str, code: str) -> dict[str, object]:
    view = await view_for_asker(desk, await asker_by_code(request, desk, ref, code))
    kind, topic = KINDS[kind_of(ref)], view.subject_words
    return {"kind": kind, "topic": topic, "state": view.state_words, "at": view.asked_at, "due_at": view.due_at}
