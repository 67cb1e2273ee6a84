"""Documents: what was handed in to a case, in versions that are only ever added to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime

from domain.needs import Handed
from domain.privacy.readings import Reading, What
from store import contents, uploads
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql
from store.uploads import Upload

SQL = load_sql(__file__)


class NoRoom(Exception):
    """The case holds as many documents as it may."""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """One version as it is written; `content` and `copy` are where the bytes are kept."""

    id: str
    ref: str
    material: str
    version: int
    name: str
    kind: str
    content: int
    copy: int | None
    issued_on: date | None
    valid_until: date | None
    handed_in_by: str
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Document(NewDocument):
    """One version as it is read, with the size and the SHA-256 of its original."""

    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a whole file that was looked at: its kind, its clean copy, who has finished it, and how it is kept."""

    id: str
    kind: str
    copy: bytes | None
    by: str
    at: datetime
    piece_bytes: int


async def keep(connection: Connection, upload_id: str, arrival: Arrival | None, *, most: int) -> Document | None:
    """Make a document of an upload, once; None when the upload is gone. For one that is kept already, nothing need arrive.

    The same bytes with the same validity as the newest version are that version: nothing is handed in twice.

    Raises:
        NoRoom: the case holds `most` documents.
    """
    async with connection.transaction():
        upload = await uploads.lock(connection, upload_id)
        if upload is None:
            return None
        if upload.document is not None or arrival is None:
            return await find(connection, None, upload.ref, upload.document or "")
        await uploads.lock_case(connection, upload.ref)
        content = await contents.seal(connection, upload.content, upload.digest)
        new = _new(upload, arrival, content)
        document = await _same(connection, new)
        if document is None:
            document = await _add(connection, replace(new, copy=await _copy(connection, arrival)), most)
        await uploads.end(connection, upload, content=content, document=document.id)
        return document


async def take_over(connection: Connection, new: NewDocument, *, most: int) -> Document:
    """Make a document of one that was handed in to another case: the next version here, or the newest where it is the same.

    Raises:
        NoRoom: the case holds `most` documents.
    """
    async with connection.transaction():
        await uploads.lock_case(connection, new.ref)
        return await _same(connection, new) or await _add(connection, new, most)


async def find(connection: Connection, reading: Reading | None, ref: str, document: str) -> Document | None:
    """One version of a document of a case, or None; without a `reading` it is shown to nobody but who has just handed it in."""
    rows = await read_personal(
        *(connection, SQL["one_document"], ref, document), reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return next((Document(*row) for row in rows), None)


async def documents_of(connection: Connection, reading: Reading, ref: str) -> list[Document]:
    """All versions of all documents of a case, the newest of each first."""
    rows = await read_personal(
        *(connection, SQL["documents_of"], ref), reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return [Document(*row) for row in rows]


async def newest_of(connection: Connection, ref: str) -> dict[str, Handed]:
    """The newest version of each document of a case, by its material."""
    rows = await connection.fetch(SQL["newest_handed"], ref)
    return {row["material"]: Handed(row["version"], row["valid_until"]) for row in rows}


async def photos_of(connection: Connection, ref: str) -> list[Document]:
    """The photos of a request and of those that were merged into it, in the order in which they came; without their names."""
    return [Document(*row) for row in await connection.fetch(SQL["photos_of"], ref)]


async def find_photo(connection: Connection, reading: Reading, ref: str, photo: str) -> Document | None:
    """One photo of a request or of one that was merged into it, or None."""
    rows = await read_personal(
        *(connection, SQL["one_photo"], ref, photo), reading=reading, what=What.WORDS, of=lambda row: (row["ref"], "")
    )
    return next((Document(*row) for row in rows), None)


async def size_of(connection: Connection, content: int) -> int:
    """How large a file is."""
    size: int = await connection.fetchval(SQL["size_of_content"], content)
    return size


async def items_in(connection: Connection, ref: str, states: Collection[str]) -> list[str]:
    """Which items of a project stand in one of these states."""
    return [row["id"] for row in await connection.fetch(SQL["granted_items"], ref, list(states))]


def _new(upload: Upload, arrival: Arrival, content: int) -> NewDocument:
    """A first version of what an upload becomes, still without a copy."""
    place = (arrival.id, upload.ref, upload.material, 1, upload.name, arrival.kind, content, None)
    return NewDocument(*place, upload.issued_on, upload.valid_until, arrival.by, arrival.at)


async def _copy(connection: Connection, arrival: Arrival) -> int | None:
    if arrival.copy is None:
        return None
    return await contents.keep_whole(connection, arrival.copy, arrival.at, piece_bytes=arrival.piece_bytes)


async def _newest(connection: Connection, new: NewDocument) -> Document | None:
    row = await connection.fetchrow(SQL["newest_document"], new.ref, new.material)
    return Document(*row) if row else None


async def _same(connection: Connection, new: NewDocument) -> Document | None:
    """The newest version, if it has the same bytes and the same validity."""
    newest = await _newest(connection, new)
    told = (new.content, new.issued_on, new.valid_until)
    return newest if newest and (newest.content, newest.issued_on, newest.valid_until) == told else None


async def _add(connection: Connection, new: NewDocument, most: int) -> Document:
    if await connection.fetchval(SQL["count_documents"], new.ref) >= most:
        raise NoRoom
    newest = await _newest(connection, new)
    numbered = replace(new, version=newest.version + 1 if newest else 1)
    await connection.execute(SQL["add_document"], *astuple(numbered))
    added = await find(connection, None, new.ref, new.id)
    assert added is not None, "it was just written"
    return added
