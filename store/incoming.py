"""What came in and led to nothing of itself: texts that people sent us, and receipts that fit no letter of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import asyncpg

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import Whose, read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


class Only(StrEnum):
    """Which texts are meant, where it is not all of them."""

    NOT_UNDERSTOOD = "not_understood"
    UNKNOWN_NUMBER = "unknown_number"


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text that somebody sent us, and the TwiML that answered it; `sender` is whom we last wrote to at that number.

    Phone, text and answer are personal data.
    """

    sid: str
    received_at: datetime
    sender: str | None
    phone: str
    text: str
    answer: str
    is_understood: bool


@dataclass(frozen=True, slots=True)
class StrayReceipt:
    """A carrier's receipt that moved no letter; `effect` says why, `letter` is what its signed address named."""

    sid: str
    status: str
    channel: str
    error_code: str
    letter: str | None
    received_at: datetime
    effect: str


async def texts(
    connection: Connection,
    reading: Reading,
    *,
    only: Only | None,
    unclear: Sequence[str],
    before: tuple[datetime | None, str | None],
    most: int,
) -> list[IncomingText]:
    """Texts, the newest first, before the one with this (received_at, sid); `unclear` are the answers, as patterns, to what nobody understood."""
    rows = await read_personal(
        *(connection, SQL["texts_newest"], *before, only or "", list(unclear), most),
        reading=reading,
        what=What.WORDS,
        of=_whose,
    )
    return [IncomingText(*row) for row in rows]


async def stray_receipts(
    connection: Connection, *, before: tuple[datetime | None, str | None, str | None], most: int
) -> list[StrayReceipt]:
    """Receipts that fit no letter, the newest first, before the one with this (received_at, sid, status)."""
    return [StrayReceipt(*row) for row in await connection.fetch(SQL["stray_receipts"], *before, most)]


def _whose(row: asyncpg.Record) -> Whose:
    """Whose a text is, of no case: the person whom we know at that number, else whoever sent just this text."""
    kind, _, person = (row["sender"] or "").partition(":")
    return "", person if kind != "department" and person else row["sid"]
