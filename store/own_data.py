"""What is kept of one person, for that person: what they handed in and wrote, what was sent to them, who has read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import note, read_personal
from store.retention import lock_holds
from store.sql import load_sql
from store.subscribers import end_subscription

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
    lat: float | None
    lon: float | None
    other_side: str
    handed_in_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pledged:
    """What somebody pledged instead of papers."""

    means: str
    waived: list[str]
    spoken: bool
    witness: str
    pledged_at: datetime


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who somebody is who wants, or wanted, to be reminded of a programme."""

    id: str
    programme: str
    phone: str
    mail: str
    language: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody has handed in; without a `kind` it is on its way."""

    id: str
    ref: str
    material: str
    name: str
    kind: str
    size: int
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """What came from somebody's number, and what was answered."""

    received_at: datetime
    body: str
    answer: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Nothing is sent there on this channel."""

    channel: str
    address: str
    why: str
    barred_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """From where somebody has signed in."""

    started_at: datetime
    agent: str
    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of an activity or a session, besides the words of cases."""

    ref: str
    said_at: datetime
    said: str


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


async def own_pledge(connection: Connection, reading: Reading, ref: str, asker: str) -> Pledged | None:
    """What an asker pledged."""
    rows = await read_personal(
        connection, SQL["own_pledge"], ref, reading=reading, what=What.OWN, of=lambda _: (ref, asker)
    )
    return next((Pledged(*row) for row in rows), None)


async def own_subscription(
    connection: Connection, reading: Callable[[str], Reading], programme: str, code: str
) -> Subscription | None:
    """What is kept of a subscriber, by their code; `reading` is made of the id that is found."""
    async with connection.transaction():
        rows = await read_personal(
            connection, SQL["own_subscription"], programme, code, reading=None, what=What.OWN, of=lambda _: None
        )
        found = next((Subscription(*row) for row in rows), None)
        if found is not None:
            await note(connection, reading(found.id), What.OWN, [(f"P-{programme}", found.id)])
    return found


async def erase_subscription(connection: Connection, programme: str, code: str, at: datetime) -> bool:
    """Remind whoever holds this code no more, and empty who they are; False when the programme is held."""
    async with connection.transaction():
        await lock_holds(connection)
        await end_subscription(connection, programme, code, at)
        return await connection.fetchval(SQL["erase_subscription"], programme, code, at) is not None


async def own_files(connection: Connection, reading: Reading, person: str) -> list[File]:
    """What somebody handed in as files."""
    rows = await read_personal(
        connection, SQL["own_files"], person, reading=reading, what=What.OWN, of=lambda row: (row["ref"], person)
    )
    return [File(*row) for row in rows]


async def own_texts(connection: Connection, reading: Reading, recipient: str, *, all_of_it: bool) -> list[Text]:
    """What came from where letters to a recipient went.

    A citizen is shown what answers a letter to them, for anybody can hand in another's number; `all_of_it` is for those
    whose number the office has entered.
    """
    rows = await read_personal(
        *(connection, SQL["own_texts"], recipient, all_of_it),
        reading=reading,
        what=What.OWN,
        of=lambda _: ("", recipient),
    )
    return [Text(*row) for row in rows]


async def own_bars(connection: Connection, reading: Reading, recipient: str) -> list[Bar]:
    """Where nothing is sent any more of where letters to a recipient went."""
    rows = await read_personal(
        connection, SQL["own_bars"], recipient, reading=reading, what=What.OWN, of=lambda _: ("", recipient)
    )
    return [Bar(*row) for row in rows]


async def own_sessions(connection: Connection, reading: Reading, person: str) -> list[SignedIn]:
    """From where somebody has signed in."""
    rows = await read_personal(
        connection, SQL["own_sessions"], person, reading=reading, what=What.OWN, of=lambda _: ("", person)
    )
    return [SignedIn(*row) for row in rows]


async def own_evidence(connection: Connection, reading: Reading, person: str) -> list[Said]:
    """What somebody said of activities and sessions."""
    rows = await read_personal(
        connection, SQL["own_evidence"], person, reading=reading, what=What.OWN, of=lambda _: ("", person)
    )
    return [Said(*row) for row in rows]


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
