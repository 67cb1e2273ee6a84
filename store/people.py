"""Accounts: who there is, what they are to the office, and the tokens they hold (hashed)."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass

from domain.roles import Actor, Role
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Person:
    """An account; `language` is zh, mn or en. Name, phone and mail are personal data and stay in this table."""

    id: str
    name: str
    role: Role
    department: str | None = None
    work_no: str | None = None
    phone: str | None = None
    mail: str | None = None
    language: str = "zh"


async def save_person(connection: Connection, person: Person) -> None:
    """Write an account; a known id is overwritten."""
    await connection.execute(SQL["save_person"], *astuple(person))


async def find_person(connection: Connection, person: str) -> Person | None:
    """The account with this id, or None."""
    row = await connection.fetchrow(SQL["find_person"], person)
    return Person(**(dict(row) | {"role": Role(row["role"])})) if row else None


async def add_token(connection: Connection, token: str, *, person: str, label: str) -> None:
    """Let a person in with a token; the token itself is not kept."""
    await connection.execute(SQL["add_token"], hash_of(token), person, label)


async def actor_by_token(connection: Connection, token: str) -> Actor | None:
    """Who holds the token, or None when it is unknown or has expired."""
    row = await connection.fetchrow(SQL["actor_by_token"], hash_of(token))
    return Actor(row["id"], Role(row["role"]), row["department"] or "") if row else None


async def actor(connection: Connection, person: str) -> Actor | None:
    """The person as somebody who acts, or None when there is no such account."""
    row = await connection.fetchrow(SQL["actor"], person)
    return Actor(row["id"], Role(row["role"]), row["department"] or "") if row else None


async def has_people(connection: Connection) -> bool:
    """Is there any account?"""
    return bool(await connection.fetchval(SQL["has_people"]))


def hash_of(token: str) -> bytes:
    """The hash under which a token is kept; tokens are random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
