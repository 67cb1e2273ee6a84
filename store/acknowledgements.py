"""Acknowledgements: somebody says with the code of a letter that they have got what it tells, and will see to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

Way = Literal["page", "voice", "sms"]


class Outcome(StrEnum):
    """What became of an acknowledgement.

    taken: it holds from now on. already: all was acknowledged before, by whom is not told. ended: what the letter told
    no longer holds. unknown: there is no such code, or it is not that of the one who sends it.
    """

    TAKEN = "taken"
    ALREADY = "already"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One of the notices that a letter tells, and how it stands: open, acknowledged or ended (and `why`).

    `name` is the item's Chinese name, or its id where the catalogue has none. Nothing here is about a person.
    """

    notice: UUID
    step: str
    ref: str
    item: str
    name: str
    state: str
    why: str
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The outcome, and the notices of which it speaks; `why` they ended, `language` is the letter's."""

    outcome: Outcome
    lines: tuple[Line, ...] = ()
    why: str = ""
    language: str = "zh"


UNKNOWN = Acknowledged(Outcome.UNKNOWN)


async def acknowledge(
    connection: Connection, code: str, *, channel_on: Way, address: str | None, now: datetime
) -> Acknowledged:
    """Acknowledge everything that the letter with this code tells and that is still open; said again, it changes nothing.

    Waiting messages of these notices are cancelled, and the ladder is asked at `now` when to raise them again. With an
    `address` the letter must have gone there; else the code is unknown. All in one transaction, which locks the
    letter's notices in the order of their ids and then their waiting messages.
    """
    async with connection.transaction():
        letter = await connection.fetchrow(SQL["letter_of_code"], code)
        if letter is None or address not in (None, letter["address"]):
            return UNKNOWN
        await connection.fetch(SQL["lock_notices_of_letter"], letter["id"])
        lines = await _lines(connection, letter["id"])
        taken = tuple(line for line in lines if line.state == "open")
        if taken:
            await _take(connection, taken, by=letter["recipient"], channel_on=channel_on, now=now)
            return Acknowledged(Outcome.TAKEN, taken, language=letter["language"])
    return _before(lines, letter["language"])


async def told_by(connection: Connection, code: str) -> tuple[Line, ...] | None:
    """What the letter with this code tells, the most urgent first, and how it stands; None if there is no such code."""
    letter = await connection.fetchrow(SQL["letter_of_code"], code)
    return None if letter is None else await _lines(connection, letter["id"])


async def code_of_letter(connection: Connection, letter: UUID) -> str | None:
    """The code of a letter, or None if there is no such letter."""
    code: str | None = await connection.fetchval(SQL["code_of_letter"], letter)
    return code


def _before(lines: tuple[Line, ...], language: str) -> Acknowledged:
    """What to say of a letter of which nothing is open."""
    acknowledged = tuple(line for line in lines if line.state == "acknowledged")
    if acknowledged:
        return Acknowledged(Outcome.ALREADY, acknowledged, language=language)
    return Acknowledged(Outcome.ENDED, lines, next((line.why for line in lines), ""), language)


async def _lines(connection: Connection, letter: UUID) -> tuple[Line, ...]:
    return tuple([Line(*row) for row in await connection.fetch(SQL["lines_of_letter"], letter)])


async def _take(connection: Connection, lines: tuple[Line, ...], *, by: str, channel_on: Way, now: datetime) -> None:
    notices = [line.notice for line in lines]
    await connection.execute(SQL["take_notices"], notices, now, by, channel_on)
    cancelled = await connection.fetch(SQL["cancel_taken"], notices, now)
    told = [
        *((notice, None, "acknowledged", channel_on) for notice in notices),
        *((row["notice"], row["id"], "cancelled", "acknowledged") for row in cancelled),
    ]
    await connection.execute(SQL["tell_taken"], now, by, *map(list, zip(*told, strict=True)))
