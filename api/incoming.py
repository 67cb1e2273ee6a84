"""Counter: what came in: texts that people sent us and what we answered, and carriers' receipts that fit no letter.

Who oversees sees that something came and what it was about, not from whom: numbers and codes are covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.desk import TheDesk
from api.hotline.asked import UNCLEAR
from api.paging import Cursor, Limit, cursor, place, split
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from api.replies import text_reply, words_of
from domain.codes import without_codes
from domain.masking import masked_phone, masked_text
from domain.privacy.readings import Reading
from domain.refusals import NotAllowed
from store import incoming
from store.incoming import IncomingText, Only
from store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["messages"])
_READING = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_UNCLEAR = (text_reply([]), *UNCLEAR)

TheOnly = Annotated[
    Only | None, Query(description="Only those that nobody understood, or from numbers we never wrote to.")
]


class TextView(BaseModel):
    """A text that somebody sent us, and what we answered."""

    sid: str = Field(description="The carrier's id of it.")
    received_at: datetime
    sender: str | None = Field(
        description="Whom we last wrote to at that number.", examples=["person:p-204", "department:NRB"]
    )
    phone: str = Field(examples=["138****1234"])
    text: str = Field(description="Numbers are covered, and whatever may be a code.")
    answer: str = Field(description="Empty where nothing was to be said.")
    is_understood: bool


class StrayReceiptView(BaseModel):
    """A carrier's receipt that moved no letter."""

    model_config = ConfigDict(from_attributes=True)

    sid: str
    status: str = Field(description="In the carrier's own words.")
    channel: str
    error_code: str
    letter: str | None = Field(description="The letter that its signed address named.")
    received_at: datetime
    effect: str = Field(examples=["no_letter", "other_sid", "not_understood"])


@router.get(
    "/texts",
    name="list_texts",
    operation_id="list_texts",
    summary="Texts that people sent us, the newest first",
    description="What came in by SMS, what we answered, and whether anybody understood it.",
    responses=responses(*_READING),
)
async def list_texts(
    desk: TheDesk, reading: TheReading, only: TheOnly = None, after: Cursor = "", limit: Limit = 50
) -> Page[TextView]:
    """Show what came in."""
    received_at, (sid,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await texts_shown(connection, reading, only=only, before=(received_at, sid or None), most=limit + 1)
    shown, following = split(
        rows, limit, "/api/v1/texts", lambda row: cursor(row.received_at, row.sid), only=only or ""
    )
    return Page(rows=shown, next=following)


@router.get(
    "/stray-receipts",
    name="list_stray_receipts",
    operation_id="list_stray_receipts",
    summary="Receipts that fit no letter, the newest first",
    description="What a carrier reported of a letter that we do not know, or knew under another id, or in words that nobody understood.",
    responses=responses(*_READING),
)
async def list_stray_receipts(desk: TheDesk, after: Cursor = "", limit: Limit = 50) -> Page[StrayReceiptView]:
    """Show them."""
    received_at, (sid, status) = place(after, 2)
    async with desk.postgres.connection() as connection:
        rows = await incoming.stray_receipts(
            connection, before=(received_at, sid or None, status or None), most=limit + 1
        )
    shown, following = split(
        rows, limit, "/api/v1/stray-receipts", lambda row: cursor(row.received_at, row.sid, row.status)
    )
    return Page(rows=[StrayReceiptView.model_validate(row) for row in shown], next=following)


async def texts_shown(
    connection: Connection,
    reading: Reading,
    *,
    only: Only | None,
    before: tuple[datetime | None, str | None] = (None, None),
    most: int,
) -> Sequence[TextView]:
    """Texts as they are shown, the newest first, before the one with this (received_at, sid)."""
    rows = await incoming.texts(connection, reading, only=only, unclear=_UNCLEAR, before=before, most=most)
    return [_shown(row) for row in rows]


def _shown(row: IncomingText) -> TextView:
    text, answer = (masked_text(without_codes(said, row.text)) for said in (row.text, words_of(row.answer)))
    return TextView(
        sid=row.sid,
        received_at=row.received_at,
        sender=row.sender,
        phone=masked_phone(row.phone),
        text=text,
        answer=answer,
        is_understood=row.is_understood,
    )
