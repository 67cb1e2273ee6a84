"""Counter: files come to a project piece by piece, and go on where they broke off."""

from __future__ import annotations

import base64
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import JSONResponse, Response

from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.documents.bodies import BeginUpload
from api.documents.case import Case, case_of
from api.documents.needing import today_at
from api.documents.refusals import NotBytes, UnknownUpload
from api.documents.taking import Announced, Piece, begin, finish, found_upload, take
from api.documents.views import DocumentView, UploadView, document_view, upload_view
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
from domain.documents import refusals as law
from domain.materials import Material
from domain.refusals import NotAllowed, NotYours, Refusal
from domain.roles import Act, Actor
from store import shipped
from store.pool import Connection
from store.uploads import Upload

router = APIRouter(prefix="/api/v1", tags=["documents"])

UPLOADS = "/api/v1/uploads"
ON_A_PIECE: tuple[type[Refusal], ...] = (
    law.OffsetWrong, law.PieceTooLong, law.PieceTooShort, law.PieceDamaged, law.UploadExpired, UnknownUpload,
)  # fmt: skip
ON_A_FILE: tuple[type[Refusal], ...] = (
    law.KindNotAllowed, law.FileTooLarge, law.TwoThingsInOne, law.FileCutOff, law.ArchiveNotAllowed,
    law.PictureNotAllowed, law.DigestWrong, law.UploadIncomplete, law.UploadExpired, law.DocumentsEnough, UnknownUpload,
)  # fmt: skip
_ALWAYS = (BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, PostgresAway, CatalogueMissing)
_SENT = (BadJson, BodyTooLarge, NotJson, TooSlow)

UploadId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{32}$", description="The id of an upload.")]
Offset = Annotated[
    int, Header(alias="Upload-Offset", ge=0, le=10_000_000_000, description="Where this piece begins in the file.")
]
PieceDigest = Annotated[
    str | None,
    Header(
        alias="Content-Digest",
        pattern=r"^sha-256=:[A-Za-z0-9+/]{43}=:$",
        description="SHA-256 of the piece, as RFC 9530 writes it; checked if it is there.",
    ),
]
PIECE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/projects/{ref}/uploads",
    name="begin_upload",
    operation_id="begin_upload",
    status_code=HTTPStatus.CREATED,
    response_model=UploadView,
    summary="Begin to hand in a document",
    description="Once for all departments: for a material that at least one item of the project needs. Say its size and SHA-256; then send it in pieces, and finish. The same announcement again finds the upload that it began.",
    responses=responses(
        *_ALWAYS, *_SENT, UnknownProject, law.NotInCatalogue, law.IssueMissing, law.NameNotAllowed, law.FileTooLarge,
        law.UploadsEnough,
    ),
)  # fmt: skip
async def begin_upload(ref: RefPath, body: BeginUpload, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Begin an upload."""
    async with desk.postgres.connection() as connection:
        case = await case_of(connection, desk.library, ref, actor)
        case.admit(Act.HAND_IN)
        limits = shipped.documents().limits
        upload = await begin(connection, announced(case, body), at, limits=limits, most=limits.open_uploads)
    view = upload_view(upload, limits, under=UPLOADS)
    headers = {"Location": view.href, "Upload-Offset": str(view.offset)}
    return JSONResponse(view.model_dump(mode="json"), HTTPStatus.CREATED, headers)


@router.get(
    "/uploads/{upload}",
    name="get_upload",
    operation_id="get_upload",
    summary="How far a file has come",
    description="For the project side. After an interruption, go on at `offset`.",
    responses=responses(*_ALWAYS, UnknownUpload),
)
async def get_upload(upload: UploadId, desk: TheDesk, actor: TheActor) -> UploadView:
    """Show an upload."""
    async with desk.postgres.connection() as connection:
        found = await _own_upload(connection, desk, upload, actor)
    return upload_view(found, shipped.documents().limits, under=UPLOADS)


@router.patch(
    "/uploads/{upload}",
    name="send_piece",
    operation_id="send_piece",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="Send the next piece of a file",
    description="It must begin where the last one ended; of two at once one is taken. A piece that breaks off is not kept.",
    responses={
        204: {"description": "It is kept; Upload-Offset says where to go on."},
        **responses(*_ALWAYS, BodyTooLarge, NotBytes, TooSlow, *ON_A_PIECE),
    },
    openapi_extra=PIECE_BODY,
)
async def send_piece(
    upload: UploadId,
    offset: Offset,
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    at: ReceivedAt,
    digest: PieceDigest = None,
) -> Response:
    """Take a piece."""
    piece = Piece(offset, await bytes_of(request), digest_of(digest))
    async with desk.postgres.connection() as connection:
        await _own_upload(connection, desk, upload, actor)
        received = await take(connection, upload, piece, at, limits=shipped.documents().limits)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Upload-Offset": str(received)})


@router.post(
    "/uploads/{upload}/finish",
    name="finish_upload",
    operation_id="finish_upload",
    summary="Finish a document",
    description="All of it is here: it is held against its SHA-256, known by its content, and looked through; then it is the newest version. What is not taken is dropped. Finishing again answers the same.",
    responses=responses(*_ALWAYS, *_SENT, *ON_A_FILE),
)
async def finish_upload(upload: UploadId, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> DocumentView:
    """Finish an upload."""
    async with desk.postgres.connection() as connection:
        found = await _own_upload(connection, desk, upload, actor)
    rules = shipped.documents()
    document = await finish(desk, found, actor.id, at, rules=rules, most=rules.limits.documents)
    under = f"/api/v1/projects/{document.ref}/documents"
    return document_view(document, document, today_at(desk.library, at), under=under)


async def bytes_of(request: Request) -> bytes:
    """The body of a request, which the request itself does not keep: it may live on for a while, and pieces are large."""
    return b"".join([part async for part in request.stream()])


def digest_of(header: str | None) -> bytes | None:
    """The SHA-256 in a Content-Digest header, or None where there is none."""
    return base64.b64decode(header.removeprefix("sha-256=:").removesuffix(":")) if header else None


def announced(case: Case, body: BeginUpload) -> Announced:
    """A file that is about to come to a case; `NotInCatalogue` or `IssueMissing` if it cannot."""
    material = material_of(case, body.material)
    return Announced(
        case.dossier.ref,
        body.material,
        body.name,
        body.size,
        bytes.fromhex(body.sha256),
        case.actor.id,
        body.issued_on,
        valid_until(material, issued_on=body.issued_on, until=body.valid_until),
    )


def material_of(case: Case, name: str) -> Material:
    """A document that the project's items need, by the catalogue's name; `NotInCatalogue` if none does."""
    materials = case.materials()
    if name not in materials:
        raise law.NotInCatalogue(material=name, allowed=", ".join(materials))
    return materials[name]


def valid_until(material: Material, *, issued_on: date | None, until: date | None) -> date | None:
    """The last day on which a document counts; `IssueMissing` when that hangs on its issue, which nobody has said."""
    try:
        return material.valid_until(issued_on=issued_on, until=until)
    except ValueError as missing:
        raise law.IssueMissing(place="body.issued_on", days=str(material.valid_days)) from missing


async def _own_upload(connection: Connection, desk: Desk, upload: str, actor: Actor) -> Upload:
    """An upload for a project of the actor's; those for a request of the hotline are none."""
    found = await found_upload(connection, upload)
    try:
        case = await case_of(connection, desk.library, found.ref, actor)
    except UnknownProject as elsewhere:
        raise UnknownUpload() from elsewhere
    case.admit(Act.HAND_IN)
    return found
