"""Who is of the legal pool, as what, since when they practise, and for what they were called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.roles import Actor
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class PoolPerson:
    """Somebody of the pool; `practises_from` is the day since when a lawyer practises, where that is known."""

    person: str
    roles: tuple[str, ...]
    practises_from: date | None


async def is_of_pool(connection: Connection, person: str) -> bool:
    """Is somebody of the pool?"""
    return await pool_person(connection, person) is not None


async def pool_person(connection: Connection, person: str) -> PoolPerson | None:
    """What somebody is in the pool, or None when they are not of it."""
    row = await connection.fetchrow(SQL["pool_person"], person)
    return PoolPerson(row["person"], tuple(row["roles"]), row["practises_from"]) if row else None


async def spoken_by(connection: Connection, person: str) -> tuple[str, ...]:
    """The languages that somebody speaks; in these they are called."""
    return tuple(await connection.fetchval(SQL["spoken_by"], person) or ())


async def was_called(connection: Connection, ref: str, actor: Actor) -> bool:
    """Was somebody, or one of those for whom they stand in, called for a case or offered it at any time, whatever they said?"""
    return bool(await connection.fetchval(SQL["was_called"], ref, actor.id, actor.stands_in_for))
