"""Subscribers: who wants to be reminded of a programme, and how they end that."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime

from domain.destinations import e164
from domain.fate import Fate
from store.notices import add_fates
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who wants to be reminded. Phone and mail are personal data; with `code` they end it."""

    id: str
    programme: str
    phone: str | None
    mail: str | None
    language: str
    code: str
    made_at: datetime


async def add_subscriber(connection: Connection, new: Subscriber) -> Subscriber:
    """Keep who wants to be reminded, and return who is kept under this id: who came first. A number is kept as E.164."""
    phone = (e164(new.phone) or new.phone) if new.phone else None
    await connection.execute(SQL["add_subscriber"], new.id, new.programme, phone, *astuple(new)[3:])
    return await _kept(connection, new.id)


async def _kept(connection: Connection, subscriber: str) -> Subscriber:
    row = await connection.fetchrow(SQL["one_subscriber"], subscriber)
    assert row is not None, "it was just written"
    return Subscriber(*row)


async def end_subscription(connection: Connection, programme: str, code: str, at: datetime) -> bool:
    """Remind whoever holds this code no more, and take back what waits for them; again it changes nothing.

    False when it is nobody's code. Whoever subscribed twice with one address is not reminded under either code.
    """
    async with connection.transaction():
        ended = [f"caller:{row['id']}" for row in await connection.fetch(SQL["end_subscription"], programme, code, at)]
        if ended:
            rows = await connection.fetch(SQL["cancel_reminders"], ended, at)
            why = "unsubscribed"
            await add_fates(connection, [(at, r["notice"], r["id"], Fate.CANCELLED, why, "system") for r in rows])
        return bool(await connection.fetchval(SQL["was_subscribed"], programme, code))
