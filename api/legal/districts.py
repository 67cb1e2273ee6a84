"""The towns of the banner with their villages, for whoever chooses where they live: on every form, in one order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.organisation import Body, BodyKind
from store import organisation
from store.pool import Connection


@dataclass(frozen=True, slots=True)
class Town:
    """A town, and the villages and communities in it."""

    body: Body
    villages: list[Body]


async def towns_on(connection: Connection, day: date) -> list[Town]:
    """The towns that stand on a (local) day, each with its villages, by id."""
    villages = await organisation.bodies(connection, day, BodyKind.VILLAGE)
    towns = await organisation.bodies(connection, day, BodyKind.TOWN)
    return [Town(town, [village for village in villages if village.parent == town.id]) for town in towns]
