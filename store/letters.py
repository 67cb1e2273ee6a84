"""Letters: one text on its way to one address, with at most one POST."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.fate import Channel, Fate
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its carrier gets it.

    `code` is printed in the text and finds the letter again; `lines` are the single messages that the text stands
    for, `subject` a heading for mail; `template` and `parameters` name the registered text; after `valid_until` it is
    of no use; `claimed_at` is when its sending began; `sid` is the carrier's own id, once known. Address: E.164 or mail.
    """

    id: UUID
    code: str
    channel: Channel
    recipient: str
    address: str
    language: str
    subject: str
    text: str
    lines: tuple[str, ...]
    template: str
    parameters: dict[str, str]
    valid_until: datetime
    claimed_at: datetime
    sid: str = ""


@dataclass(frozen=True, slots=True)
class KnownLetter:
    """What the memory knows of a letter: how far it is, who carries it, how often the carrier was asked about it."""

    letter: Letter
    state: Fate
    carrier: str
    looks: int


async def lock_letter(connection: Connection, letter: UUID) -> KnownLetter | None:
    """A letter as it stands, locked until the transaction ends; None when there is no such letter."""
    row = await connection.fetchrow(SQL["lock_letter"], letter)
    if row is None:
        return None
    values = dict(row)
    state, carrier, looks = Fate(values.pop("state")), values.pop("carrier"), values.pop("looks")
    values |= {"channel": Channel(values["channel"]), "lines": tuple(values["lines"])}
    return KnownLetter(Letter(**values), state, carrier, looks)


async def letter_by_sid(connection: Connection, sid: str) -> UUID | None:
    """The letter that a carrier knows under its own id, or None."""
    found: UUID | None = await connection.fetchval(SQL["letter_by_sid"], sid)
    return found
