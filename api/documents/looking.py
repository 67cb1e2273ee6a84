"""A whole file is looked through once: is it what was announced, what is it, and does it hide anything?

It is read piece by piece; only a picture, which must be small, is in memory as a whole while its clean copy is drawn.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from datetime import datetime

from api.desk import Desk
from domain.documents.archive import kind_of, members_of, place_of
from domain.documents.refusals import DigestWrong, PictureNotAllowed
from domain.documents.rules import DocumentRules, Kind
from domain.documents.sniffing import TAIL_BYTES, check_end, check_size, kinds_by_head
from domain.documents.unpacking import Unpacking
from store import contents
from store.documents import Arrival
from store.uploads import Upload
from system.pictures import BadPicture, cleaned

_HEAD_BYTES = 4096
_ID_BYTES = 15


async def looked_through(desk: Desk, upload: Upload, rules: DocumentRules, by: str, at: datetime) -> Arrival:
    """What a whole file turned out to be that somebody has finished.

    Raises:
        Refusal: of `domain.documents.refusals`; the file is not taken.
    """
    async with desk.looking:
        kind, unpacking = await _kind(desk, upload, rules)
        check_size(kind, upload.size)
        await _read(desk, upload, unpacking)
        copy = await _copy(desk, upload, kind, rules) if kind.picture else None
    return Arrival(new_id(), kind.id, copy, by, at, rules.limits.piece_bytes)


def new_id() -> str:
    """An id for a version of a document, that nobody can guess."""
    return secrets.token_urlsafe(_ID_BYTES)


async def pieces(desk: Desk, content: int, size: int) -> AsyncIterator[bytes]:
    """A file from front to back, each piece with a connection of its own, so that a slow reader holds none."""
    start = 0
    while start < size:
        async with desk.postgres.connection() as connection:
            piece = await contents.piece_from(connection, content, start)
        if not piece:
            return
        yield piece
        start += len(piece)


async def _kind(desk: Desk, upload: Upload, rules: DocumentRules) -> tuple[Kind, Unpacking | None]:
    tail_start = max(0, upload.size - TAIL_BYTES)
    async with desk.postgres.connection() as connection:
        head = await contents.stretch(connection, upload.content, 0, _HEAD_BYTES)
        candidates = kinds_by_head(head, rules)
        tail = await contents.stretch(connection, upload.content, tail_start, TAIL_BYTES)
        if not candidates[0].is_archive:
            check_end(candidates[0], tail, upload.size)
            return candidates[0], None
        place = place_of(tail, upload.size, rules.archives)
        table = await contents.stretch(connection, upload.content, place.start, place.length)
    members = members_of(table, place, rules.archives)
    return kind_of(candidates, members), Unpacking(members, place.start, rules.archives)


async def _read(desk: Desk, upload: Upload, unpacking: Unpacking | None) -> None:
    digest = hashlib.sha256()

    def take(piece: bytes) -> None:
        digest.update(piece)
        if unpacking is not None:
            unpacking.feed(piece)

    async for piece in pieces(desk, upload.content, upload.size):
        await asyncio.to_thread(take, piece)
    if digest.digest() != upload.digest:
        raise DigestWrong()
    if unpacking is not None:
        unpacking.close()


async def _copy(desk: Desk, upload: Upload, kind: Kind, rules: DocumentRules) -> bytes:
    async with desk.postgres.connection() as connection:
        data = await contents.stretch(connection, upload.content, 0, upload.size)
    try:
        return await asyncio.to_thread(cleaned, data, form=kind.picture, most_pixels=rules.limits.pixels)
    except BadPicture as fault:
        raise PictureNotAllowed(reason=str(fault)) from fault
