"""What the bureau's table is summed from, as it stands at one moment: inquiries, referrals, applications, and what else was done."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.legal.counted import Applied, Asked, Done, Referred, Rows
from domain.legal.figures import FigureRules
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


async def rows_of(connection: Connection, from_on: date, until_on: date, *, rules: FigureRules) -> Rows:
    """Everything of the local days from `from_on` until before `until_on`, all read as it stood at one moment."""
    begin, end = (datetime.combine(day, time(0), ZoneInfo(rules.zone)) for day in (from_on, until_on))
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return Rows(
            asked=await _asked(connection, begin, end),
            applied=await _applied(connection, begin, end),
            done=await _done(connection, from_on, until_on, rules),
            referred=await _referred(connection, begin, end),
        )


async def _asked(connection: Connection, begin: datetime, end: datetime) -> list[Asked]:
    return [Asked(*row) for row in await connection.fetch(SQL["inquiries_asked"], begin, end)]


async def _referred(connection: Connection, begin: datetime, end: datetime) -> list[Referred]:
    return [Referred(*row) for row in await connection.fetch(SQL["referrals_made"], begin, end)]


async def _applied(connection: Connection, begin: datetime, end: datetime) -> list[Applied]:
    return [Applied(*row) for row in await connection.fetch(SQL["aid_applied"], begin, end)]


async def _done(connection: Connection, from_on: date, until_on: date, rules: FigureRules) -> list[Done]:
    works, kinds = list(rules.works), list(rules.works.values())
    rows = await connection.fetch(SQL["activities_done"], from_on, until_on, rules.zone, works, kinds)
    return [Done(*row) for row in rows]
