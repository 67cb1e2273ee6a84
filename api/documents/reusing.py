"""Counter: what was handed in to one project is used in another of the same project side, without being sent again."""

from __future__ import annotations

from dataclasses import fields, replace
from http import HTTPStatus

from fastapi import APIRouter

from api.desk import ReceivedAt, TheActor, TheDesk
from api.documents.bodies import ReuseDocument
from api.documents.case import case_of
from api.documents.looking import new_id
from api.documents.needing import today_at
from api.documents.refusals import UnknownDocument
from api.documents.uploads import material_of, valid_until
from api.documents.views import DocumentView, document_view
from api.problems import responses
from api.projects import RefPath
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    CatalogueMissing,
    NotJson,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownProject,
)
from domain.documents.refusals import DocumentsEnough, IssueMissing, NotInCatalogue
from domain.refusals import NotAllowed, NotYours
from domain.roles import Act
from store import documents, shipped
from store.documents import Document, NewDocument, NoRoom
from store.pool import Connection

router = APIRouter(prefix="/api/v1/projects/{ref}", tags=["documents"])


@router.post(
    "/documents",
    name="reuse_document",
    operation_id="reuse_document",
    status_code=HTTPStatus.CREATED,
    summary="Use a document of another project",
    description="For whoever hands in to both. Its bytes are kept once; here it is the newest version, and counts as long as this project's catalogue lets it. The same again is the same version.",
    responses=responses(
        BadInput, BadJson, BodyTooLarge, NotJson, TooSlow, TokenMissing, TokenUnknown, NotAllowed, NotYours, PostgresAway,
        CatalogueMissing, UnknownProject, UnknownDocument, NotInCatalogue, IssueMissing, DocumentsEnough,
    ),
)  # fmt: skip
async def reuse_document(
    ref: RefPath, body: ReuseDocument, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> DocumentView:
    """Reuse a document."""
    async with desk.postgres.connection() as connection:
        here = await case_of(connection, desk.library, ref, actor)
        here.admit(Act.HAND_IN)
        (await case_of(connection, desk.library, body.from_ref, actor)).admit(Act.HAND_IN)
        found = await documents.find(connection, None, body.from_ref, body.document)
        if found is None or not found.name:  # a name that was erased: so are the bytes
            raise UnknownDocument()
        material = material_of(here, found.material)
        counts = valid_until(material, issued_on=found.issued_on, until=found.valid_until)
        taken = NewDocument(**{field.name: getattr(found, field.name) for field in fields(NewDocument)})
        new = replace(taken, id=new_id(), ref=ref, valid_until=counts, handed_in_by=actor.id, handed_in_at=at)
        document = await _kept(connection, new)
    return document_view(document, document, today_at(desk.library, at), under=f"/api/v1/projects/{ref}/documents")


async def _kept(connection: Connection, new: NewDocument) -> Document:
    most = shipped.documents().limits.documents
    try:
        return await documents.take_over(connection, new, most=most)
    except NoRoom as full:
        raise DocumentsEnough(most=str(most)) from full
