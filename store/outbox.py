"""What became of what was said: messages, their letters and receipts, notices and their ladders, for those who oversee.

The code of a letter acknowledges its notices, so it never leaves the database: in texts it is covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from uuid import UUID

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which messages are meant; an empty text lets all through."""

    ref: str = ""
    state: str = ""
    channel: str = ""
    recipient: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the outbox; `recipient` is an id, never an address. What follows `letter` is None before it has one."""

    id: str
    ref: str
    item: str
    cycle: str
    step: str
    recipient: str
    channel: str
    role: str
    instead_of: str | None
    rung: int
    text: str | None
    not_before: datetime
    expires_at: datetime
    due_at: datetime | None
    attempts: int
    state: str
    reason: str | None
    created_at: datetime
    settled_at: datetime | None
    notice: str | None
    notice_state: str | None
    letter: str | None
    carrier: str | None
    segments: int | None
    template: str | None


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter as it was sent, its code covered; `status` is the carrier's own word, `messages` counts those that it stands for."""

    id: str
    channel: str
    recipient: str
    language: str
    template: str
    subject: str
    text: str
    segments: int
    carrier: str
    state: str
    sid: str | None
    status: str | None
    error_code: str | None
    valid_until: datetime
    claimed_at: datetime
    answered_at: datetime | None
    look_at: datetime | None
    looks: int
    messages: int


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a message or a ladder, why, and by whom."""

    at: datetime
    what: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What a carrier reported; `effect` is what it changed, once it was applied."""

    status: str
    error_code: str
    received_at: datetime
    applied_at: datetime | None
    effect: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a case had to say, and how far its ladder was climbed."""

    id: str
    ref: str
    item: str
    cycle: str
    step: str
    not_before: datetime
    expires_at: datetime
    due_on: date | None
    due_at: datetime | None
    left: int
    unit: str
    silence: str
    created_at: datetime
    state: str
    rung: int
    raised: int
    next_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    acknowledged_on: str | None
    ended_at: datetime | None
    why: str | None


async def messages(
    connection: Connection, sieve: Sieve, *, before: tuple[datetime | None, UUID | None], most: int, hidden_from: str
) -> list[Message]:
    """Messages, the newest first, before the one with this (created_at, id); none about a request that complains of the body `hidden_from`."""
    rows = await connection.fetch(SQL["messages_newest"], *before, *astuple(sieve), most, hidden_from)
    return [Message(*row) for row in rows]


async def message(connection: Connection, message_id: UUID, *, hidden_from: str) -> Message | None:
    """One message; None if there is none, or it is about a request that complains of the body `hidden_from`."""
    row = await connection.fetchrow(SQL["one_message"], message_id, hidden_from)
    return Message(*row) if row else None


async def letter(connection: Connection, letter_id: UUID) -> SentLetter | None:
    """One letter, or None."""
    row = await connection.fetchrow(SQL["one_letter"], letter_id)
    return SentLetter(*row) if row else None


async def fates(connection: Connection, message_id: UUID) -> list[Happened]:
    """What happened to a message, in order."""
    return [Happened(*row) for row in await connection.fetch(SQL["fates_of_message"], message_id)]


async def receipts(connection: Connection, letter_id: UUID) -> list[Reported]:
    """What the carrier reported of a letter, in order."""
    return [Reported(*row) for row in await connection.fetch(SQL["receipts_of_letter"], letter_id)]


async def notices(
    connection: Connection, ref: str, *, before: tuple[datetime | None, UUID | None], most: int
) -> list[Said]:
    """What a case had to say, the newest first, before the one with this (created_at, id)."""
    return [Said(*row) for row in await connection.fetch(SQL["notices_of_case"], ref, *before, most)]


async def ladders(connection: Connection, notice_ids: Sequence[str]) -> dict[str, list[Happened]]:
    """What the ladder of each of these notices did, in order."""
    found: dict[str, list[Happened]] = {notice: [] for notice in notice_ids}
    for row in await connection.fetch(SQL["fates_of_notices"], [UUID(notice) for notice in notice_ids]):
        found[row["notice"]].append(Happened(row["at"], row["what"], row["why"], row["by"]))
    return found
