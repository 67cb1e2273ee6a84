"""What carriers bring us, kept before anything is done with it: receipts, texts that people wrote, and who wants no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.fate import Channel
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """What a carrier reports of a message that it calls `sid`, in its own words; `letter` as the signed address names it."""

    sid: str
    status: str
    letter: UUID | None
    channel: Channel
    error_code: str
    received_at: datetime


async def keep_receipt(connection: Connection, receipt: DeliveryReceipt) -> bool:
    """Keep a receipt and wake the postroom, which applies it; the same status again changes nothing and is no news."""
    columns = (receipt.sid, receipt.status, receipt.letter, receipt.channel, receipt.error_code, receipt.received_at)
    return await connection.fetchrow(SQL["keep_receipt"], *columns) is not None


async def keep_text(connection: Connection, sid: str, *, address: str, body: str, at: datetime) -> None:
    """Keep a text that somebody sent us, once for each `sid`."""
    await connection.execute(SQL["keep_text"], sid, address, body, at)


async def answer_to(connection: Connection, sid: str) -> str:
    """What we answered to a kept text, empty if nothing yet; until the transaction ends nobody else answers it."""
    answer: str = await connection.fetchval(SQL["answer_to"], sid)
    return answer


async def save_answer(connection: Connection, sid: str, answer: str) -> None:
    """Keep what we answer to a text, so that the same text gets the same answer."""
    await connection.execute(SQL["save_answer"], sid, answer)


async def stop(connection: Connection, address: str, *, at: datetime) -> None:
    """Send no SMS to this address any more: its owner says so. One that is barred for another reason stays so."""
    await connection.execute(SQL["stop_texts"], address, at)


async def start(connection: Connection, address: str) -> None:
    """Take back what the owner of an address stopped; what a carrier says of it (but "opted out", 21610) stays."""
    await connection.execute(SQL["start_texts"], address)
