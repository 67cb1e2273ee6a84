"""Counter: what was handed in to a project, what its items need of it, and the files themselves."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Path
from starlette.responses import Response

from api.desk import Desk, TheActor, TheDesk, present
from api.documents.bodies import DOCUMENT_PATTERN
from api.documents.case import case_of
from api.documents.giving import given
from api.documents.needing import all_needs, needs_in, today_at
from api.documents.refusals import UnknownDocument
from api.documents.views import (
    DemandView,
    DocumentView,
    ItemNeeds,
    NeedView,
    demand_view,
    document_view,
    need_view,
)
from api.privacy.reading import TheReading
from api.problems import responses
from api.projects import ItemPath, RefPath
from api.refusals import BadInput, CatalogueMissing, PostgresAway, TokenMissing, TokenUnknown, UnknownProject
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed, NotYours, UnknownItem
from domain.roles import Act
from store import demands, documents

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/api/v1/projects/{ref}", tags=["documents"])

DocumentId = Annotated[str, Path(pattern=DOCUMENT_PATTERN, description="The id of a version of a document.")]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file, as the kind that it is."}
}
_READ = (
    BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, UnknownProject, PostgresAway, CatalogueMissing,
)  # fmt: skip


@router.get(
    "/documents",
    name="list_documents",
    operation_id="list_documents",
    summary="All documents of a project",
    description="In all their versions, for the project side, every department with an item in the project, and the supervisors.",
    responses=responses(*_READ),
)
async def list_documents(ref: RefPath, desk: TheDesk, actor: TheActor, reading: TheReading) -> list[DocumentView]:
    """List documents."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.READ_DOCUMENTS)
        rows = await documents.documents_of(connection, reading, ref)
    today, under = today_at(desk.library, present()), f"/api/v1/projects/{ref}/documents"
    versions = [list(group) for _, group in groupby(rows, lambda row: row.material)]
    return [document_view(row, group[0], today, under=under) for group in versions for row in group]


@router.get(
    "/documents/{document}",
    name="get_document",
    operation_id="get_document",
    response_class=Response,
    summary="The file of a document",
    description="Saved, not shown, unless its kind is safe. Of a picture a copy is given, without what the camera wrote into it.",
    responses={**FILE, **responses(*_READ, UnknownDocument)},
)
async def get_document(ref: RefPath, document: DocumentId, desk: TheDesk, reading: TheReading) -> Response:
    """Give a file out."""
    return await _given(desk, ref, document, reading)


@router.get(
    "/documents/{document}/original",
    name="get_original",
    operation_id="get_original",
    response_class=Response,
    summary="The original of a document, as it was handed in",
    description="For the project side, the departments whose items need it, and the supervisors.",
    responses={**FILE, **responses(*_READ, UnknownDocument)},
)
async def get_original(ref: RefPath, document: DocumentId, desk: TheDesk, reading: TheReading) -> Response:
    """Give an original out."""
    return await _given(desk, ref, document, reading)


@router.get(
    "/items/{item}/needs",
    name="list_needs",
    operation_id="list_needs",
    summary="What an item needs of its project",
    description="Its data, its documents and the results of other items: there, missing or outdated, each with where it is written. Nothing else may be asked for.",
    responses=responses(*_READ, UnknownItem),
)
async def list_needs(ref: RefPath, item: ItemPath, desk: TheDesk, actor: TheActor) -> list[NeedView]:
    """List needs."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.READ_DOCUMENTS)
        needs = await needs_in(connection, desk.library, case.dossier, item, present())
    return [need_view(need) for need in needs]


@router.get(
    "/needs",
    name="list_all_needs",
    operation_id="list_all_needs",
    summary="What all items of a project need",
    description="Item by item in the catalogue's order, as for one item. What several need is there for all of them once it is handed in.",
    responses=responses(*_READ),
)
async def list_all_needs(ref: RefPath, desk: TheDesk, actor: TheActor) -> list[ItemNeeds]:
    """List the needs of all items."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.READ_DOCUMENTS)
        needs = await all_needs(connection, desk.library, case.dossier, present())
    return [
        ItemNeeds(
            item=rule.id,
            name_zh=rule.name,
            name_en=case.catalogue.items[rule.id].name_en,
            department=rule.department,
            needs=[need_view(need) for need in found],
        )
        for rule, found in needs
    ]


@router.get(
    "/demands",
    name="list_demands",
    operation_id="list_demands",
    summary="What was demanded of a project",
    description="By whom, for which item, and what was refused because it was there, or is not in the catalogue.",
    responses=responses(*_READ),
)
async def list_demands(ref: RefPath, desk: TheDesk, actor: TheActor) -> list[DemandView]:
    """List demands."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.READ_DOCUMENTS)
        rows = await demands.demands_of(connection, ref)
    return [demand_view(row) for row in rows]


async def _given(desk: Desk, ref: str, document: str, reading: Reading) -> Response:
    act = reading.why
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, reading.by)
        case.admit(Act.READ_DOCUMENTS)
        wanted = await documents.find(connection, None, ref, document)
        if act is Act.READ_ORIGINAL and wanted is not None:
            case = case.narrowed(wanted.material)
        case.admit(act)
        found = await documents.find(connection, reading, ref, document)  # whoever is refused has read nothing
    if found is None:
        raise UnknownDocument()
    log.info("document.read", document=found.id, by=reading.by.id, original=act is Act.READ_ORIGINAL)
    return await given(desk, found, original=act is Act.READ_ORIGINAL)
