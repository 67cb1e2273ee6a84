"""What those who run the postroom look at: whether it works on time, its faults, and its outages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Outage:
    """The postroom was away; numbers are None until everything that came due in between is settled.

    `latest_by` is how late the latest message was.
    """

    from_at: datetime
    until_at: datetime
    reported_at: datetime | None
    due: int | None
    sent: int | None
    letters: int | None
    skipped: int | None
    unknown: int | None
    latest_by: timedelta | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A fault that is ours, as a carrier reported it."""

    carrier: str
    error_code: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class PostHealth:
    """How the postroom does; `seen_at` is None when it has never worked."""

    seen_at: datetime | None
    late_messages: int
    late_notices: int
    unknown: int
    unreached: int
    alarms: int


async def outages(connection: Connection, *, before: datetime | None, most: int) -> list[Outage]:
    """Outages, the newest first, before the one that began at `before`."""
    return [Outage(*row) for row in await connection.fetch(SQL["outages_newest"], before, most)]


async def alarms(connection: Connection, *, before: tuple[datetime | None, str, str], most: int) -> list[Alarm]:
    """Alarms, the newest first, before the one with this (last_at, carrier, error_code)."""
    return [Alarm(*row) for row in await connection.fetch(SQL["alarms_newest"], *before, most)]


async def post_health(connection: Connection, *, late_before: datetime, alarms_since: datetime) -> PostHealth:
    """How the postroom does: what was due before `late_before` and waits, and the faults since `alarms_since`."""
    row = await connection.fetchrow(SQL["post_health"], late_before, alarms_since)
    assert row is not None, "counts always have a row"
    return PostHealth(*row)
