"""The places of the legal circle: those nearest to a position, and how many people have one within a walk of eight minutes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import asyncpg

from domain.legal.circle import REACH_METRES, LegalPlace, PlaceKind
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
_COLUMNS = [field.name for field in fields(LegalPlace)]


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place, and how many metres away it is as the crow flies, on a sphere: within half a percent of the truth."""

    place: LegalPlace
    metres: float


@dataclass(frozen=True, slots=True)
class Reach:
    """Of the villages that stand, and of the people who live in them, how many have a place within so many metres.

    A village counts once, whole, at its own position, however many places it has. `unknown` are villages of which it is not
    known how many live there; `unplaced` those whose own position is not known, and so never reached.
    """

    villages: int
    villages_within: int
    people: int
    people_within: int
    unknown: int
    unplaced: int


async def places(
    connection: Connection, *, kind: PlaceKind | None = None, body: str = "", after: str = "", most: int
) -> list[LegalPlace]:
    """Places by id, after one of them; of one kind and of one body (with a town: its villages too), or of all."""
    return [_place(row) for row in await connection.fetch(SQL["legal_places"], kind or "", body, after, most)]


async def place(connection: Connection, name: str) -> LegalPlace | None:
    """The place with this id, or None."""
    row = await connection.fetchrow(SQL["one_legal_place"], name)
    return _place(row) if row else None


async def nearest(
    connection: Connection, lat: float, lon: float, *, kind: PlaceKind | None = None, most: int
) -> list[NearPlace]:
    """The places nearest to a position in degrees, the nearest first; of one kind, or of all."""
    rows = await connection.fetch(SQL["legal_places_near"], lat, lon, kind or "", most)
    return [NearPlace(_place(row), row["metres"]) for row in rows]


async def reach(
    connection: Connection, on: date, *, kind: PlaceKind | None = None, name: str = "", metres: float = REACH_METRES
) -> Reach:
    """How many villages and people have a place within so many metres on a (local) day: any, one of a kind, or this one."""
    row = await connection.fetchrow(SQL["reach_on_foot"], on, kind or "", name, metres)
    assert row is not None, "a count"
    return Reach(*row)


def _place(row: asyncpg.Record) -> LegalPlace:
    values = {name: row[name] for name in _COLUMNS}
    return LegalPlace(**(values | {"kind": PlaceKind(row["kind"]), "languages": tuple(row["languages"])}))
