"""Signing in by a provider: whose account is linked to whom it names, and the sign-ins that were begun in a browser and are not over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.accounts.outside import HOLDS
from domain.accounts.refusals import LinkTaken
from store.people import hash_of
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun; `link_for` is who wants a link, or empty when somebody signs in."""

    link_for: str


async def begin(connection: Connection, token: str, *, link_for: str, now: datetime) -> None:
    """Write down that a browser, which holds the token, is sent to the provider; what is too old is forgotten."""
    await connection.execute(SQL["forget_begun"], now - HOLDS)
    await connection.execute(SQL["begin_outside"], hash_of(token), link_for, "", now)


async def take_begun(connection: Connection, token: str, now: datetime) -> Begun | None:
    """The sign-in that was begun in this browser, once; None when there is none, or it is too old."""
    row = await connection.fetchrow(SQL["take_begun"], hash_of(token), now - HOLDS)
    return Begun(*row) if row else None


async def await_code(connection: Connection, token: str, person: str, now: datetime) -> None:
    """Write down that the provider has named somebody in the browser that holds the token, and a code is still due."""
    await connection.execute(SQL["begin_outside"], hash_of(token), "", person, now)


async def awaited(connection: Connection, token: str, now: datetime) -> str | None:
    """Whose code is awaited in this browser; None when nobody's, or no more."""
    found: str | None = await connection.fetchval(SQL["awaited"], hash_of(token), now - HOLDS)
    return found


async def end_awaited(connection: Connection, token: str) -> bool:
    """The code has come; False when it did before."""
    return await connection.fetchval(SQL["end_awaited"], hash_of(token)) is not None


async def link(connection: Connection, issuer: str, subject: str, person: str, *, by: str, now: datetime) -> None:
    """From now on this subject of this issuer is this person, and no other one is.

    Raises:
        LinkTaken: the subject is linked to another account.
    """
    try:
        async with connection.transaction():
            await connection.execute(SQL["add_link"], issuer, hash_of(subject), person, by, now)
    except asyncpg.UniqueViolationError as taken:
        raise LinkTaken() from taken


async def unlink(connection: Connection, person: str) -> bool:
    """No provider lets this person in any more; False when none did."""
    return bool(await connection.fetch(SQL["drop_links"], person))


async def unlink_own(connection: Connection, person: str) -> None:
    """End a link that was made with the password of a person: it may have been in other hands. One by the security office stays."""
    await connection.execute(SQL["drop_own_links"], person)


async def linked_person(connection: Connection, issuer: str, subject: str) -> str | None:
    """Who is linked to this subject; None when nobody is, or they have left."""
    found: str | None = await connection.fetchval(SQL["linked_person"], issuer, hash_of(subject))
    return found


async def is_linked(connection: Connection, person: str) -> bool:
    """Does a provider let this person in?"""
    return bool(await connection.fetchval(SQL["is_linked"], person))
