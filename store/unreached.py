"""The list that a person works through: whom nothing has reached for sure, and what became of it in the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import asyncpg

from domain.fate import Channel, Fate, moves_on
from domain.privacy.readings import Reading, What
from store.notices import add_fates
from store.pool import Connection
from store.readings import Whose, read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


class Outcome(StrEnum):
    """What a person says who has tried."""

    TOLD = "told"
    NOT_REACHED = "not_reached"


_FATES = {Outcome.TOLD: Fate.DELIVERED, Outcome.NOT_REACHED: Fate.UNDELIVERED}


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody whom a person must tell. Name, phone and mail are personal data; `department` is the recipient's."""

    id: str
    urgency: int
    ref: str
    item: str
    item_name: str
    step: str
    due_on: date | None
    due_at: datetime | None
    recipient: str
    role: str
    instead_of: str | None
    channel: str
    state: str
    reason: str | None
    created_at: datetime
    expires_at: datetime
    department: str
    name: str | None
    phone: str | None
    mail: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """How a message stands after somebody has settled it; `holds` says whether that is what he said."""

    state: Fate
    holds: bool


async def unreached(
    connection: Connection,
    reading: Reading,
    department: str,
    *,
    after: tuple[int, datetime | None, UUID | None],
    most: int,
    callers: bool = False,
) -> list[Unreached]:
    """Whom a person must tell, the most urgent first, after the one with this (urgency, created_at, id).

    Of recipients of one department, or of all when none is named; citizens belong to the hotline's centre. Who they are
    and how to call them is told only with `callers`. Nothing is about a request that complains of the reader's own body.
    """
    rows = await read_personal(
        *(connection, SQL["unreached"], department, *after, most, callers, reading.by.department),
        reading=reading,
        what=What.CONTACT,
        of=_called,
    )
    return [Unreached(*row) for row in rows]


async def department_of(connection: Connection, message: UUID) -> str | None:
    """The department of a message's recipient, empty where there is none; None when there is no such message."""
    department: str | None = await connection.fetchval(SQL["department_to_tell"], message)
    return department


async def settle(connection: Connection, message: UUID, outcome: Outcome, *, by: str, at: datetime) -> Settled:
    """Write down what a person says became of a message that is on the list; said again, it is left as it is.

    A message that is not, or no longer, on the list stays as it stands, and the answer does not hold. Who has been told
    need not be told the same in another way, so whatever else waits or is unknown of it is superseded.
    """
    wanted = _FATES[outcome]
    async with connection.transaction():
        row = await connection.fetchrow(SQL["lock_message"], message)
        assert row is not None, "messages are never removed"
        state, channel = Fate(row["state"]), Channel(row["channel"])
        is_listed = state is Fate.UNKNOWN or (state is Fate.QUEUED and channel is Channel.LIST)
        if not (is_listed and moves_on(state, wanted)):
            before = await connection.fetchval(SQL["was_settled"], message, wanted, outcome)
            return Settled(state, holds=before and state is wanted)
        await connection.execute(SQL["settle_listed"], message, wanted, outcome, at)
        await add_fates(connection, [(at, row["notice"], message, wanted, outcome, by)])
        if outcome is Outcome.TOLD:
            others = await connection.fetch(SQL["supersede_told"], message, at)
            await add_fates(connection, [(at, o["notice"], o["id"], Fate.SUPERSEDED, outcome, by) for o in others])
        await connection.execute(SQL["message_settled"])
        return Settled(wanted, holds=True)


def _called(row: asyncpg.Record) -> Whose | None:
    """Whose name and number a row shows; an office's own are nobody's."""
    kind, _, person = row["recipient"].partition(":")
    return (row["ref"], person) if kind != "department" and (row["name"] or row["phone"] or row["mail"]) else None
