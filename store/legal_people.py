"""How many people the pool has, and how many roles they hold: counted apart, for a person may hold several."""

from __future__ import annotations

from dataclasses import dataclass

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class PoolCount:
    """So many people hold so many roles; `several` of them hold more than one."""

    people: int
    roles: int
    several: int


@dataclass(frozen=True, slots=True)
class RoleCount:
    """So many hold a role, and so many of them speak a language; who speaks two counts for both."""

    role: str
    language: str
    people: int


async def pool_count(connection: Connection) -> PoolCount:
    """The people and the roles of the whole pool."""
    row = await connection.fetchrow(SQL["pool_count"])
    assert row is not None, "a count"
    return PoolCount(*row)


async def role_counts(connection: Connection) -> list[RoleCount]:
    """How many people hold each role and speak each language; an empty role or language stands for any."""
    return [RoleCount(*row) for row in await connection.fetch(SQL["pool_by_role"])]
