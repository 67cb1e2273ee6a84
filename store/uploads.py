"""Files on their way: begun, taken piece by piece in order, and gone when they are left lying."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime

from store import contents
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class NewUpload:
    """What somebody announces, and until when it may lie."""

    id: str
    ref: str
    material: str
    name: str
    size: int
    digest: bytes
    issued_on: date | None
    valid_until: date | None
    begun_by: str
    begun_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Upload(NewUpload):
    """A file on its way; `received` of its bytes are here, `document` is what it became."""

    content: int
    received: int
    document: str | None


async def lock_case(connection: Connection, ref: str) -> None:
    """Let nobody else begin or finish an upload for the same case until the transaction ends."""
    await connection.execute(SQL["lock_case_documents"], ref)


async def begin(connection: Connection, new: NewUpload, *, most: int) -> Upload | None:
    """Begin an upload, or find the same one again; None when `most` are on their way to the case already."""
    await sweep(connection, new.begun_at)
    async with connection.transaction():
        await lock_case(connection, new.ref)
        known = await _same(connection, new)
        if known is not None:
            return known
        if await connection.fetchval(SQL["open_uploads"], new.ref, new.begun_at) >= most:
            return None
        content = await contents.add_content(connection, new.size, new.begun_at)
        await connection.execute(SQL["add_upload"], *astuple(new), content)
        return await find(connection, new.id)


async def find(connection: Connection, upload: str) -> Upload | None:
    """An upload, or None when there is none, or no more."""
    row = await connection.fetchrow(SQL["one_upload"], upload)
    return Upload(*row) if row else None


async def lock(connection: Connection, upload: str) -> Upload | None:
    """An upload that nobody else can change until the transaction ends, or None."""
    row = await connection.fetchrow(SQL["lock_upload"], upload)
    return Upload(*row) if row else None


async def append(connection: Connection, upload: Upload, piece: bytes, *, expires_at: datetime) -> int:
    """Keep the next piece of a locked upload, and return how much of the file is here now."""
    await contents.add_piece(connection, upload.content, upload.received, piece)
    received = upload.received + len(piece)
    await connection.execute(SQL["save_progress"], upload.id, received, expires_at)
    return received


async def end(connection: Connection, upload: Upload, *, content: int, document: str) -> None:
    """Write what a locked upload became; its own bytes are dropped when the same ones are kept already."""
    await connection.execute(SQL["save_end"], upload.id, content, document)
    if content != upload.content:
        await contents.forget(connection, upload.content)


async def sweep(connection: Connection, now: datetime) -> None:
    """Drop what was left lying."""
    await connection.execute(SQL["sweep_uploads"], now)
    await connection.execute(SQL["sweep_finished"], now)


async def _same(connection: Connection, new: NewUpload) -> Upload | None:
    told = (new.ref, new.material, new.name, new.size, new.digest, new.issued_on, new.valid_until, new.begun_by)
    row = await connection.fetchrow(SQL["same_upload"], *told, new.begun_at)
    return Upload(*row) if row else None
