"""Counter: citizens add photos to their request, with number and code; those who work on it see them clean (H64).

The original, with the place and the device that a camera wrote into it, is for the centre only, as the citizen's name is.
"""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.documents.attaching import PHOTO, PHOTO_RULES
from api.documents.bodies import BeginPhoto
from api.documents.giving import given
from api.documents.needing import today_at
from api.documents.reading import FILE, DocumentId
from api.documents.refusals import NotBytes, UnknownDocument, UnknownUpload
from api.documents.taking import Announced, Piece, begin, finish, found_upload, take
from api.documents.uploads import (
    ON_A_FILE,
    ON_A_PIECE,
    PIECE_BODY,
    Offset,
    PieceDigest,
    UploadId,
    bytes_of,
    digest_of,
)
from api.documents.views import DocumentView, UploadView, document_view, upload_view
from api.hotline.following import caller_of
from api.hotline.report_refusals import TooManyGuesses, UnknownTracking
from api.hotline.request_reading import admit_reader, admit_to_words
from api.hotline.requests import RequestPath
from api.hotline.tracking import QueryCode, TrackedRef
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownRequest,
)
from domain.documents import refusals as law
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed, NotYours
from store import documents
from store.pool import Connection
from store.tracking import Caller
from store.uploads import Upload

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/api/v1/requests/{ref}/photos", tags=["documents"])

_ALWAYS = (
    BadInput, UnknownTracking, TooManyGuesses, TokenMissing, TokenUnknown, NotAllowed, PostgresAway, BodyTooLarge, TooSlow,
)  # fmt: skip
_READ = (BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, UnknownRequest, PostgresAway)


@router.post(
    "",
    name="begin_photo",
    operation_id="begin_photo",
    status_code=HTTPStatus.CREATED,
    response_model=UploadView,
    summary="Begin to add a photo",
    description="With number and query code. Then send it in pieces, and finish. The same announcement again finds the upload that it began.",
    responses=responses(*_ALWAYS, BadJson, NotJson, law.NameNotAllowed, law.FileTooLarge, law.UploadsEnough),
)
async def begin_photo(
    ref: TrackedRef, body: BeginPhoto, code: QueryCode, request: Request, desk: TheDesk, at: ReceivedAt
) -> Response:
    """Begin a photo."""
    caller = await caller_of(request, desk, ref, code)
    photo = Announced(caller.ref, PHOTO, body.name, body.size, bytes.fromhex(body.sha256), caller.id)
    async with desk.postgres.connection() as connection:
        upload = await begin(connection, photo, at, limits=PHOTO_RULES.limits, most=PHOTO_RULES.limits.photos)
    view = upload_view(upload, PHOTO_RULES.limits, under=f"/api/v1/requests/{ref}/photos")
    headers = {"Location": view.href, "Upload-Offset": str(view.offset), "Cache-Control": "no-store"}
    return JSONResponse(view.model_dump(mode="json"), HTTPStatus.CREATED, headers)


@router.patch(
    "/{upload}",
    name="send_photo_piece",
    operation_id="send_photo_piece",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="Send the next piece of a photo",
    description="It must begin where the last one ended; a refusal says where that is.",
    responses={
        204: {"description": "It is kept; Upload-Offset says where to go on."},
        **responses(*_ALWAYS, NotBytes, *ON_A_PIECE),
    },
    openapi_extra=PIECE_BODY,
)
async def send_photo_piece(
    ref: TrackedRef,
    upload: UploadId,
    offset: Offset,
    code: QueryCode,
    request: Request,
    desk: TheDesk,
    at: ReceivedAt,
    digest: PieceDigest = None,
) -> Response:
    """Take a piece."""
    caller = await caller_of(request, desk, ref, code)
    piece = Piece(offset, await bytes_of(request), digest_of(digest))
    async with desk.postgres.connection() as connection:
        await _own_upload(connection, upload, caller)
        received = await take(connection, upload, piece, at, limits=PHOTO_RULES.limits)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Upload-Offset": str(received)})


@router.post(
    "/{upload}/finish",
    name="finish_photo",
    operation_id="finish_photo",
    summary="Finish a photo",
    description="All of it is here: it is held against its SHA-256, known by its content, and drawn anew without what the camera wrote into it.",
    responses=responses(*_ALWAYS, BadJson, NotJson, *ON_A_FILE),
)
async def finish_photo(
    ref: TrackedRef, upload: UploadId, code: QueryCode, request: Request, desk: TheDesk, at: ReceivedAt
) -> UploadView:
    """Finish a photo."""
    caller = await caller_of(request, desk, ref, code)
    async with desk.postgres.connection() as connection:
        found = await _own_upload(connection, upload, caller)
    await finish(desk, found, caller.id, at, rules=PHOTO_RULES, most=PHOTO_RULES.limits.photos)
    async with desk.postgres.connection() as connection:
        done = await found_upload(connection, upload)
    return upload_view(done, PHOTO_RULES.limits, under=f"/api/v1/requests/{ref}/photos")


@router.get(
    "",
    name="list_photos",
    operation_id="list_photos",
    summary="The photos of a request",
    description="Those of requests that were merged into it too. For the bodies that hold it, held it or help with it, the centre and the supervisors. Who sent them is not in it.",
    responses=responses(*_READ),
)
async def list_photos(ref: RequestPath, desk: TheDesk, actor: TheActor) -> list[DocumentView]:
    """List photos."""
    async with desk.postgres.connection() as connection:
        rows = await documents.photos_of(connection, ref) if await admit_reader(connection, ref, actor) else []
    today, under = today_at(desk.library, present()), f"/api/v1/requests/{ref}/photos"
    views = (document_view(row, row, today, under=under) for row in rows)
    return [view.model_copy(update={"handed_in_by": ""}) for view in views]


@router.get(
    "/{document}",
    name="get_photo",
    operation_id="get_photo",
    response_class=Response,
    summary="A photo, without what the camera wrote into it",
    description="For those who may read the request.",
    responses={**FILE, **responses(*_READ, UnknownDocument)},
)
async def get_photo(ref: RequestPath, document: DocumentId, desk: TheDesk, reading: TheReading) -> Response:
    """Give a photo out."""
    return await _given(desk, ref, document, reading, original=False)


@router.get(
    "/{document}/original",
    name="get_original_photo",
    operation_id="get_original_photo",
    response_class=Response,
    summary="A photo as it came",
    description="For dispatchers and leaders of the centre only: it can tell where and with what it was taken.",
    responses={**FILE, **responses(*_READ, UnknownDocument)},
)
async def get_original_photo(ref: RequestPath, document: DocumentId, desk: TheDesk, reading: TheReading) -> Response:
    """Give an original out."""
    return await _given(desk, ref, document, reading, original=True)


async def _given(desk: Desk, ref: str, document: str, reading: Reading, *, original: bool) -> Response:
    async with desk.postgres.connection() as connection:
        await admit_to_words(connection, ref, reading.by)
        found = await documents.find_photo(connection, reading, ref, document)
    if found is None:
        raise UnknownDocument()
    log.info("photo.read", document=found.id, by=reading.by.id, original=original)
    return await given(desk, found, original=original)


async def _own_upload(connection: Connection, upload: str, caller: Caller) -> Upload:
    found = await found_upload(connection, upload)
    if (found.material, found.begun_by) != (PHOTO, caller.id):
        raise UnknownUpload()
    return found
