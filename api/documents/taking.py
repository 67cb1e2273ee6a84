"""How a file comes: begun, taken piece by piece, looked through, kept. The counters say whose case it is."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from api.desk import Desk
from api.documents.looking import looked_through
from api.documents.refusals import UnknownUpload
from api.refusals import Away
from domain.documents.naming import checked_name
from domain.documents.refusals import (
    DocumentsEnough,
    PieceDamaged,
    UploadExpired,
    UploadIncomplete,
    UploadsEnough,
)
from domain.documents.rules import DocumentRules, Limits
from domain.documents.uploading import check_announced, check_piece
from domain.refusals import Refusal
from store import contents, documents, uploads
from store.documents import Arrival, Document, NoRoom
from store.pool import Connection
from store.uploads import NewUpload, Upload

_ID_BYTES = 24


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that somebody is about to send, for a place in a case."""

    ref: str
    material: str
    name: str
    size: int
    digest: bytes
    by: str
    issued_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file, said to begin at `offset`; `digest` is what they should be, if that was said."""

    offset: int
    data: bytes
    digest: bytes | None


async def begin(connection: Connection, file: Announced, at: datetime, *, limits: Limits, most: int) -> Upload:
    """Begin an upload, or find the same one again; at most `most` may be on their way to the case.

    Raises:
        NameNotAllowed, FileTooLarge, UploadsEnough: nothing was begun.
    """
    check_announced(file.size, limits)
    new = NewUpload(
        secrets.token_urlsafe(_ID_BYTES),
        file.ref,
        file.material,
        checked_name(file.name, limits),
        file.size,
        file.digest,
        file.issued_on,
        file.valid_until,
        file.by,
        at,
        at + limits.expiry,
    )
    upload = await uploads.begin(connection, new, most=most)
    if upload is None:
        raise UploadsEnough(most=str(most))
    return upload


async def found_upload(connection: Connection, upload: str) -> Upload:
    """An upload, or `UnknownUpload`."""
    found = await uploads.find(connection, upload)
    if found is None:
        raise UnknownUpload()
    return found


async def take(connection: Connection, upload_id: str, piece: Piece, at: datetime, *, limits: Limits) -> int:
    """Keep the next piece of a file, and return how much of it is here; of two at once, one is the next and one is not.

    Raises:
        UnknownUpload, UploadExpired, OffsetWrong, PieceTooLong, PieceTooShort, PieceDamaged: nothing was kept.
    """
    async with connection.transaction():
        upload = await uploads.lock(connection, upload_id)
        if upload is None:
            raise UnknownUpload()
        _check_alive(upload, at)
        check_piece(len(piece.data), offset=piece.offset, received=upload.received, size=upload.size, limits=limits)
        if piece.digest is not None and hashlib.sha256(piece.data).digest() != piece.digest:
            raise PieceDamaged()
        return await uploads.append(connection, upload, piece.data, expires_at=at + limits.expiry)


async def finish(desk: Desk, upload: Upload, by: str, at: datetime, *, rules: DocumentRules, most: int) -> Document:
    """Make a document of a whole file of one of the rules' kinds, once; of what is not taken nothing is kept.

    It counts as handed in by whoever finishes it, whoever has begun.

    Raises:
        UploadExpired, UploadIncomplete: the upload goes on, or is over.
        Refusal: of `domain.documents.refusals`, for what the file is; the upload is over.
        DocumentsEnough: the case holds `most` documents.
    """
    arrival = None if upload.document else await _arrival(desk, upload, by, at, rules)
    async with desk.postgres.connection() as connection:
        try:
            document = await documents.keep(connection, upload.id, arrival, most=most)
        except NoRoom as full:
            raise DocumentsEnough(most=str(most)) from full
    if document is None:
        raise UnknownUpload()
    return document


async def _arrival(desk: Desk, upload: Upload, by: str, at: datetime, rules: DocumentRules) -> Arrival:
    _check_alive(upload, at)
    if upload.received < upload.size:
        raise UploadIncomplete(offset=str(upload.received))
    try:
        return await looked_through(desk, upload, rules, by, at)
    except Refusal as refusal:
        if not isinstance(refusal, Away):  # what is only out of reach is looked through again
            async with desk.postgres.connection() as connection:
                await contents.forget(connection, upload.content)
        raise


def _check_alive(upload: Upload, at: datetime) -> None:
    if upload.document is None and upload.expires_at <= at:
        raise UploadExpired()
