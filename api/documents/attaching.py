"""A whole file that came with a form goes the way of the pieces: announced, taken, looked through, kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from api.desk import Desk
from api.documents.taking import Announced, Piece, begin, finish, found_upload, take
from api.multipart import Attachment
from api.refused import sentence_of
from domain.documents.refusals import FileCutOff, OffsetWrong
from domain.documents.rules import DocumentRules
from domain.refusals import Refusal
from store import documents, shipped
from store.documents import Document

PHOTO = "photo"
PHOTO_RULES = shipped.documents().for_photos()
MOST_AT_ONCE = 3  # photos in one form


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that came with a form, by the name of its file, and why it was not taken; None if it was."""

    name: str
    refusal: Refusal | None = None


async def attach(
    desk: Desk, file: Announced, data: bytes, at: datetime, *, rules: DocumentRules, most_open: int, most: int
) -> Document:
    """Make a document of a file; sent twice at once, it is one. A case has at most `most_open` on their way, and keeps `most`.

    Raises:
        FileCutOff: there is nothing in it.
        Refusal: as `begin` and `finish`; nothing of the file was kept.
    """
    if not data:
        raise FileCutOff()
    async with desk.postgres.connection() as connection:
        upload = await begin(connection, file, at, limits=rules.limits, most=most_open)
        while upload.received < upload.size:
            piece = data[upload.received : upload.received + rules.limits.piece_bytes]
            with suppress(OffsetWrong):  # the same file comes by another way at this moment: go on where that one is
                await take(connection, upload.id, Piece(upload.received, piece, None), at, limits=rules.limits)
            upload = await found_upload(connection, upload.id)
    return await finish(desk, upload, file.by, at, rules=rules, most=most)


async def attach_photos(desk: Desk, ref: str, by: str, files: Sequence[Attachment], at: datetime) -> list[Photo]:
    """Add photos to a request for one of its complainants; each is kept or refused by itself, and what is there is kept once."""
    async with desk.postgres.connection() as connection:
        there = {photo.digest for photo in await documents.photos_of(connection, ref)}
    told, most = list[Photo](), PHOTO_RULES.limits.photos
    for file in files:
        photo = Announced(ref, PHOTO, file.name, len(file.data), hashlib.sha256(file.data).digest(), by)
        try:
            if photo.digest not in there:
                await attach(desk, photo, file.data, at, rules=PHOTO_RULES, most_open=most, most=most)
            told.append(Photo(file.name))
            there.add(photo.digest)
        except Refusal as refusal:
            told.append(Photo(file.name, refusal))
    return told


def photos_in(files: Sequence[Attachment]) -> list[Attachment]:
    """The files that came with a form as photos, as many as are taken at once."""
    return [file for file in files if file.field.startswith(PHOTO)][:MOST_AT_ONCE]


def told_of(photos: Sequence[Photo]) -> dict[str, object]:
    """What a page tells of photos: how many were taken, and which were not, each with a sentence."""
    refused = [(photo.name, sentence_of(photo.refusal)) for photo in photos if photo.refusal]
    return {"kept": len(photos) - len(refused), "refused": refused}
