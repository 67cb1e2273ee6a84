"""What is kept of one person, for that person: what they handed in and wrote, what was sent to them, who has read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Who somebody is, what they handed in, and when their case ended."""

    id: str
    ref: str
    name: str
    phone: str
    mail: str
    language: str
    text: str
    address: str
    handed_in_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote later."""

    ref: str
    written_at: datetime
    body: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent to somebody, and where."""

    channel: str
    address: str
    text: str
    state: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """What is kept of somebody who works here."""

    id: str
    name: str
    role: str
    department: str
    work_no: str
    phone: str
    mail: str
    language: str
    languages: list[str]


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody of a role has read it."""

    at: datetime
    role: str
    why: str
    what: str


async def own_report(connection: Connection, reading: Reading, complainant: str) -> HandedIn | None:
    """What a citizen handed in to the hotline."""
    rows = await read_personal(
        *(connection, SQL["own_report"], complainant),
        reading=reading,
        what=What.OWN,
        of=lambda row: (row["ref"], complainant),
    )
    return next((HandedIn(*row) for row in rows), None)


async def own_matter(connection: Connection, reading: Reading, asker: str) -> HandedIn | None:
    """What an asker handed in to the legal circle."""
    rows = await read_personal(
        connection, SQL["own_matter"], asker, reading=reading, what=What.OWN, of=lambda row: (row["ref"], asker)
    )
    return next((HandedIn(*row) for row in rows), None)


async def own_account(connection: Connection, reading: Reading, person: str) -> Account | None:
    """What is kept of somebody who works here."""
    rows = await read_personal(
        connection, SQL["own_account"], person, reading=reading, what=What.OWN, of=lambda _: ("", person)
    )
    return next((Account(*row) for row in rows), None)


async def own_words(connection: Connection, reading: Reading, author: str) -> list[Written]:
    """What somebody wrote, without the mark by which a repetition is known."""
    rows = await read_personal(
        connection, SQL["own_words"], author, reading=reading, what=What.OWN, of=lambda row: (row["ref"], author)
    )
    return [_written(row["ref"], row["written_at"], row["body"]) for row in rows]


async def own_letters(connection: Connection, reading: Reading, recipient: str) -> list[Sent]:
    """What was sent to a recipient."""
    rows = await read_personal(
        connection, SQL["own_letters"], recipient, reading=reading, what=What.OWN, of=lambda _: ("", recipient)
    )
    return [Sent(*row) for row in rows]


async def read_of(connection: Connection, person: str, *, ref: str = "", but: str = "") -> list[Read]:
    """Who has read what is kept of somebody, `but` for one reader: themselves."""
    return [Read(*row) for row in await connection.fetch(SQL["read_of"], person, ref, but)]


def _written(ref: str, written_at: datetime, body: dict[str, str]) -> Written:
    return Written(ref, written_at, {name: text for name, text in body.items() if name != "print"})
