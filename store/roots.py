"""The roots: one hash over the records of all cases, made every night, kept for ever, and shown to everybody."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from domain.bundle import Sealed
from domain.roots import NOTHING, Leaf, Root, path_of, root_of
from store.pool import Connection, Pool
from store.sql import load_sql

SQL = load_sql(__file__)
log = structlog.get_logger(__name__)
_SECONDS = 600  # in which all cases are read


@dataclass(frozen=True, slots=True)
class KeptRoot:
    """A root as it is published; `sealed_at` is when it was made."""

    night: date
    sealed_at: datetime
    cases: int
    events: int
    torn: int
    before: bytes
    tree: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an event stands in the chain of its case, and the first root over it; none before the night is over."""

    link: int
    hash: bytes
    night: date | None
    root: bytes | None


async def seal(pool: Pool, night: date, at: datetime) -> Root | None:
    """Make the root over all that is on record now, as that of `night`; None where that night or a later one has its root."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(SQL["lock_sealing"])
        newest = await connection.fetchrow(SQL["newest_root"])
        if newest and newest["night"] >= night:
            return None
        await connection.execute(SQL["add_leaves"], night, timeout=_SECONDS)
        torn = [row["ref"] for row in await connection.fetch(SQL["torn_cases"], timeout=_SECONDS)]
        if torn:
            log.error("record.torn", cases=torn[:20], count=len(torn))
        leaves = await _leaves(connection, night)
        before = newest["hash"] if newest else NOTHING
        root = await asyncio.to_thread(root_of, night, leaves, torn=len(torn), before=before)
        counts = (root.cases, root.events, root.torn)
        await connection.execute(SQL["add_root"], night, *counts, root.before, root.tree, root.hash, at)
        return root


async def roots(connection: Connection, *, before: date | None, most: int) -> list[KeptRoot]:
    """Roots, the newest first, before that of one night."""
    return [KeptRoot(*row) for row in await connection.fetch(SQL["list_roots"], before, most)]


async def root_over(connection: Connection, ref: str, night: date | None = None) -> Sealed | None:
    """The root of a night, or the newest, with the way up to it from a case; None where it stands over another record only."""
    row = await connection.fetchrow(SQL["root_over_case"], ref, night)
    if row is None:
        return None
    root = Root(*row)
    leaves = await _leaves(connection, root.night)
    place = next(place for place, leaf in enumerate(leaves) if leaf.ref == ref)
    path = await asyncio.to_thread(path_of, leaves, place)
    return Sealed(root, leaves[place], path)


async def proof_of(connection: Connection, ref: str, n: int) -> Proof | None:
    """What proves an event of a case, by its number in the record."""
    row = await connection.fetchrow(SQL["proof_of"], ref, n)
    return Proof(*row) if row else None


async def _leaves(connection: Connection, night: date) -> list[Leaf]:
    return [Leaf(*row) for row in await connection.fetch(SQL["leaves_of_night"], night, timeout=_SECONDS)]
