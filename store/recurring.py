"""What is reported again and again: counted by topic and district for a period, and the requests behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.recurring.problems import NONE, Key, Tally
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

Period = tuple[datetime, datetime]  # from an instant until before another


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which reports: of a period and a problem (`NONE`: without a topic); merged ones only if `with_merged`; only of callers who had come before within `again_days`, to the same place rather than on the same topic if `to_place`."""

    period: Period
    key: Key
    with_merged: bool = False
    again_days: int | None = None
    to_place: bool = False


@dataclass(frozen=True, slots=True)
class ReportedCase:
    """A request behind a number, without a word of whoever handed it in."""

    ref: str
    topic: str
    district: str
    district_zh: str
    district_en: str
    state: str
    body_zh: str
    body_en: str
    reported_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A village or town, its town, and where it lies if that is known."""

    id: str
    kind: str
    town: str
    name_zh: str
    name_en: str
    lat: float | None
    lon: float | None


async def reports_begin(connection: Connection) -> datetime | None:
    """When the first report came in."""
    begin: datetime | None = await connection.fetchval(SQL["reports_begin"])
    return begin


async def tallies(
    connection: Connection, period: Period, as_of: datetime, again_days: Sequence[int], *, hidden_from: str
) -> list[Tally]:
    """What came in in a period, by topic and district, as was known at an instant; nothing that complains of the body `hidden_from`."""
    rows = await connection.fetch(SQL["tally_reports"], *period, as_of, *again_days, hidden_from)
    return [Tally(row[0], row[1], row[2], row[3], (row[4], row[5]), (row[6], row[7])) for row in rows]


async def cases(
    connection: Connection, sieve: Sieve, *, after: tuple[datetime | None, str], most: int, hidden_from: str
) -> list[ReportedCase]:
    """The requests behind a number, the newest first, after the one with this (reported_at, ref); none that complains of the body `hidden_from`."""
    topic = "" if sieve.key.topic == NONE else sieve.key.topic or None
    asked = (topic, sieve.key.place or None, sieve.with_merged, sieve.again_days, sieve.to_place)
    rows = await connection.fetch(SQL["reported_cases"], *sieve.period, *asked, *after, most, hidden_from)
    return [ReportedCase(*row) for row in rows]


async def places(connection: Connection) -> list[Place]:
    """All villages and towns, whether or not they still stand."""
    return [Place(*row) for row in await connection.fetch(SQL["districts_on_map"])]
