"""Accounts: who there is, what they are to the office, and the tokens they hold (hashed)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from asyncpg import Record

from domain.accounts.tokens import LONGEST, scope_of
from domain.roles import Actor, Role
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Person:
    """An account; `language` is zh, mn or en: in it the person gets messages; `languages` are those that the person speaks.

    Name, phone and mail are personal data and stay in this table.
    """

    id: str
    name: str
    role: Role
    department: str | None = None
    work_no: str | None = None
    phone: str | None = None
    mail: str | None = None
    language: str = "zh"
    languages: tuple[str, ...] = ("zh",)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who holds a token; `scope` are the acts for which it was made."""

    actor: Actor
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who decides items in a department, by their number and not by their name."""

    id: str
    role: str
    work_no: str


async def save_person(connection: Connection, person: Person) -> None:
    """Write an account; a known id is overwritten."""
    await connection.execute(SQL["save_person"], *astuple(person))


async def save_people(connection: Connection, people: Iterable[Person]) -> None:
    """Write many accounts; known ids are overwritten."""
    await connection.executemany(SQL["save_person"], [astuple(person) for person in people])


async def find_person(connection: Connection, person: str) -> Person | None:
    """The account with this id, or None."""
    row = await connection.fetchrow(SQL["find_person"], person)
    return Person(**(dict(row) | {"role": Role(row["role"]), "languages": tuple(row["languages"])})) if row else None


async def set_language(connection: Connection, person: str, language: str) -> bool:
    """Speak to somebody in a language (zh, mn or en); False when it was theirs already."""
    return await connection.fetchval(SQL["set_language"], person, language) is not None


async def hold_person(connection: Connection, person: str) -> None:
    """Let nobody else change this account until the transaction ends."""
    await connection.execute(SQL["hold_person"], person)


async def roles_reached_alike(connection: Connection, person: Person) -> list[Role]:
    """The roles of other accounts with the telephone number or mail address of this one: they may be the same human's."""
    rows = await connection.fetch(SQL["roles_reached_alike"], person.id, person.phone, person.mail)
    return [Role(row["role"]) for row in rows]


async def id_like(connection: Connection, person: str) -> str:
    """The id of somebody else that is written like this one but for small and capital letters; empty without one."""
    return str(await connection.fetchval(SQL["id_like"], person) or "")


async def add_token(connection: Connection, token: str, *, person: str, label: str) -> None:
    """Let a person in with a token; the token itself is not kept. See `add_tokens`."""
    await add_tokens(connection, {person: token}, label=label)


async def add_tokens(connection: Connection, tokens: Mapping[str, str], *, label: str) -> None:
    """Let many people in, each with the token that stands under the person's id: for all that their role may do by a token, for a year."""
    roles = {row["id"]: Role(row["role"]) for row in await connection.fetch(SQL["roles_of"], list(tokens))}
    expires_at = datetime.now(UTC) + LONGEST
    rows = [
        (hash_of(tokens[person]), person, label, list(scope_of(role)), expires_at) for person, role in roles.items()
    ]
    await connection.executemany(SQL["add_token"], rows)


async def bearer_of(connection: Connection, token: str) -> Bearer | None:
    """Who holds the token and for what, or None when it is unknown, has ended or expired, or its owner has left."""
    row = await connection.fetchrow(SQL["bearer_of"], hash_of(token))
    if row is None:
        return None
    return Bearer(standing_in(row["id"], row), frozenset(row["scope"]))


def standing_in(person: str, row: Record) -> Actor:
    """Somebody who acts, with those for whom they stand in: from a row with `stands_in_for` and `stands_in_as`."""
    lent = tuple(row["stands_in_for"]), tuple(map(Role, row["stands_in_as"]))
    return Actor(person, Role(row["role"]), row["department"] or "", *lent)


async def actor_by_token(connection: Connection, token: str) -> Actor | None:
    """Who holds the token; None as with `bearer_of`."""
    bearer = await bearer_of(connection, token)
    return bearer.actor if bearer else None


async def actor(connection: Connection, person: str) -> Actor | None:
    """The person as somebody who acts, or None when there is no such account, or they have left."""
    row = await connection.fetchrow(SQL["actor"], person)
    return Actor(row["id"], Role(row["role"]), row["department"] or "") if row else None


async def person_there(connection: Connection, person: str, at: datetime) -> Actor | None:
    """The person as somebody who acts, or None when there is no such account or it is away at that instant."""
    row = await connection.fetchrow(SQL["person_there"], person, at)
    return Actor(row["id"], Role(row["role"]), row["department"]) if row else None


async def officers_of(connection: Connection, department: str) -> list[Officer]:
    """Who decides items in a department and has not left."""
    return [Officer(*row) for row in await connection.fetch(SQL["officers_of"], department)]


async def has_people(connection: Connection) -> bool:
    """Is there any account?"""
    return bool(await connection.fetchval(SQL["has_people"]))


def hash_of(token: str) -> bytes:
    """The hash under which a token is kept; tokens are random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
