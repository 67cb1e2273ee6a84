"""The organisation in the database: its bodies, and who of them takes a request at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import asyncpg

from domain.hotline.places import Found
from domain.hotline.policy import Level
from domain.hotline.record import Place
from domain.organisation import CENTRE, Body, BodyKind
from store.pool import Connection
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Reported:
    """Where a request is about and what about, and the version of the rules that it began with."""

    district: str
    topic: str
    policy_version: str


async def save_bodies(connection: Connection, bodies: Iterable[Body]) -> None:
    """Write bodies, parents before children; known ids are overwritten, but no telephone number is taken away."""
    await connection.executemany(SQL["save_body"], [astuple(body) for body in bodies])


async def body(connection: Connection, name: str, on: date) -> Body | None:
    """The body with this id, or None when there is none or it does not stand on that (local) day."""
    row = await connection.fetchrow(SQL["body"], name, on)
    return _body(row) if row else None


async def bodies(connection: Connection, on: date, kind: BodyKind | None = None) -> list[Body]:
    """The bodies that stand on a (local) day, by id; of one kind, or of all."""
    return [_body(row) for row in await connection.fetch(SQL["bodies"], on, kind or "")]


async def reported(connection: Connection, ref: str) -> Reported | None:
    """What decides who has the duty for a request; None for an unknown one."""
    row = await connection.fetchrow(SQL["place_question"], ref)
    return Reported(*row) if row else None


async def find_place(connection: Connection, *, district: str, lead: str, level: Level, at: datetime) -> Found:
    """Who takes a request at an instant, at `level` or at the next one above at which somebody is on duty.

    Village and town follow from the `district`, the banner's body is the `lead` of the duty list. Who is absent is
    replaced by a stand-in who is not; of several that one is taken who has the fewest requests of the body in hand, a
    leader only where nobody else is. Where a level has no body (a town is no village) nothing is passed over.
    """
    where = await connection.fetchrow(SQL["levels_of_place"], district)
    village, town = where or (None, None)
    of_level = {Level.VILLAGE: village, Level.TOWN: town, Level.BANNER: lead, Level.CENTRE: CENTRE}
    passed: list[str] = []
    step: Level | None = level
    while step is not None:
        if name := of_level[step]:
            if owner := await _on_duty(connection, name, at):
                return Found(Place(step, name, owner), tuple(passed))
            passed.append(f"{step}:{name}")
        step = step.above
    return Found(Place(Level.CENTRE, CENTRE), tuple(passed))


async def guides(connection: Connection, district: str, language: str, at: datetime) -> list[str]:
    """The grid members who can go along: of the place, then of its town, who speak the language and are not away."""
    return [row["id"] for row in await connection.fetch(SQL["guides"], district, language, at, _day(at))]


async def _on_duty(connection: Connection, name: str, at: datetime) -> str | None:
    person: str | None = await connection.fetchval(SQL["on_duty"], name, at, _day(at))
    return person


def _day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(office()[1])).date()


def _body(row: asyncpg.Record) -> Body:
    return Body(**(dict(row) | {"kind": BodyKind(row["kind"])}))
