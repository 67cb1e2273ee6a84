"""Counter: the page of one's own project's documents: what is needed, what is there, and a form for a file. No JavaScript."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.applicants.own_project import own_papers
from api.desk import Desk, ReceivedAt, TheDesk, desk_of, present
from api.documents.attaching import attach
from api.documents.bodies import BeginUpload
from api.documents.case import case_of
from api.documents.uploads import announced
from api.filling import TOLD, Unfit, filled
from api.forms import Form
from api.language import see_other
from api.multipart import Sent, sent_of
from api.privacy.reading import TheReading
from api.public.project_page import checked
from api.refused import sentence_of
from api.templates import page
from api.wordbook import N_
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed, NotYours, Refusal
from domain.roles import Act, Actor
from store import shipped

router = APIRouter(include_in_schema=False)

Told = Annotated[Literal["done"], Query()]

_NO_FILE = N_("请选择文件。")


@router.get("/work/projects/{ref}/documents", name="own_documents_page")
async def own_documents_page(request: Request, ref: str, reading: TheReading, told: Told | None = None) -> Response:
    """The documents of one's own project."""
    return await _shown(request, checked(ref), reading, told=told or "")


@router.post("/work/projects/{ref}/documents", name="own_hand_in_on_page")
async def own_hand_in_on_page(
    request: Request, ref: str, desk: TheDesk, reading: TheReading, at: ReceivedAt
) -> Response:
    """Take a document that came with the form, by the rules of the pieces."""
    sent, ref = await sent_of(request), checked(ref)
    try:
        await _taken(desk, ref, reading.by, sent, at)
    except Unfit as unfit:
        return await _shown(request, ref, reading, typed=sent.form, faults=unfit.faults)
    except (NotAllowed, NotYours):
        raise
    except Refusal as refusal:
        return await _shown(request, ref, reading, typed=sent.form, refusal=refusal)
    return see_other(request, f"/work/projects/{ref}/documents?told=done")


async def _taken(desk: Desk, ref: str, actor: Actor, sent: Sent, at: datetime) -> None:
    """Keep the file as the newest version of its document; raises `Unfit` or a refusal, and nothing was kept."""
    rules = shipped.documents()
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
    case.admit(Act.HAND_IN)
    file = next((file for file in sent.files if file.field == "file" and file.data), None)
    if file is None:
        raise Unfit({"file": _NO_FILE})
    about = {"name": file.name, "size": len(file.data), "sha256": hashlib.sha256(file.data).hexdigest()}
    new = announced(case, filled(sent.form, BeginUpload, **about))
    limits = rules.limits
    await attach(desk, new, file.data, at, rules=rules, most_open=limits.open_uploads, most=limits.documents)


async def _shown(
    request: Request,
    ref: str,
    reading: Reading,
    *,
    told: str = "",
    typed: Form | None = None,
    faults: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The page; after a file that was not taken with what was typed: the file must be chosen again."""
    case, papers = await own_papers(desk_of(request), ref, reading.by, reading, present())
    values = {
        "project": case.dossier,
        "papers": papers,
        "told": TOLD.get(told),
        "typed": typed or Form(),
        "faults": faults or {},
        "refused": sentence_of(refusal) if refusal else "",
    }
    status = refusal.status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return page(request, "own_documents.html", values, status=status, there=f"/work/projects/{ref}/documents")
