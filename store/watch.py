"""Follows one case as it happens: its whole record and its messages, read again whenever the case has moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.record import Event, Happening
from domain.roles import Role
from store.pool import Connection, Pool
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Told:
    """A message about an item; `recipient` is an id, never an address."""

    id: str
    item: str
    step: str
    recipient: str
    text: str


async def record(connection: Connection, ref: str, *, after: int = 0) -> list[Event]:
    """The record of a case after event number `after`, for those who may know who acted; notes are left out."""
    return [
        Event(
            kind=Happening(row["kind"]),
            item=row["item"],
            at=row["at"],
            actor=row["actor"],
            role=Role(row["role"]),
            what=row["what"],
            due_before=row["due_before"],
            due_after=row["due_after"],
            n=row["n"],
            entered_at=row["entered_at"],
            rev=row["calendar_rev"],
        )
        for row in await connection.fetch(SQL["record"], ref, after)
    ]


async def messages(connection: Connection, ref: str) -> list[Told]:
    """The messages about a case that have gone out, the oldest first; several of one person may share a text."""
    return [Told(*row) for row in await connection.fetch(SQL["messages"], ref)]


@asynccontextmanager
async def moves(pool: Pool, ref: str) -> AsyncIterator[asyncio.Event]:
    """An event that is set whenever the case has moved on; whoever waits for it clears it, then reads."""
    moved = asyncio.Event()

    def heard(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        if str(payload).split(" ")[0] == ref:
            moved.set()

    async with pool.acquire() as connection:
        await connection.add_listener("case_moved", heard)
        try:
            yield moved
        finally:
            await connection.remove_listener("case_moved", heard)
