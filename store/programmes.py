"""Programmes: what takes place again and again, who is the host, whether it rests, and which days are left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime

from domain.legal.programmes import Programme
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Skip:
    """A local day on which a programme has no session, and why; the reason is shown to everybody."""

    programme: str
    on_day: date
    why: str


async def add_programme(connection: Connection, programme: Programme, at: datetime) -> Programme:
    """Keep a programme, and return what is kept under this id: what came first.

    Raises:
        asyncpg.ForeignKeyViolationError: nobody has the id of the host.
    """
    await connection.execute(SQL["add_programme"], *astuple(programme), at)
    kept = await find_programme(connection, programme.id)
    assert kept is not None, "it was just written"
    return kept


async def find_programme(connection: Connection, programme: str) -> Programme | None:
    """The programme with this id, or None."""
    row = await connection.fetchrow(SQL["one_programme"], programme)
    return Programme(*row) if row else None


async def lock_programme(connection: Connection, programme: str) -> Programme | None:
    """The programme with this id, which nobody else changes, or tells anybody of, until the transaction ends; or None."""
    row = await connection.fetchrow(SQL["lock_programme"], programme)
    return Programme(*row) if row else None


async def programmes(connection: Connection, *, after: str = "", most: int) -> list[Programme]:
    """Programmes by id, after the one with this id."""
    return [Programme(*row) for row in await connection.fetch(SQL["list_programmes"], after, most)]


async def skips(connection: Connection, named: Iterable[str], since: date) -> list[Skip]:
    """Which local days of these programmes are left out, from a day on."""
    return [Skip(*row) for row in await connection.fetch(SQL["skips_of"], sorted(set(named)), since)]


async def set_host(connection: Connection, programme: str, host: str) -> None:
    """Let a programme have a host from now on.

    Raises:
        asyncpg.ForeignKeyViolationError: nobody has this id.
    """
    await connection.execute(SQL["set_host"], programme, host)


async def set_paused(connection: Connection, programme: str, *, paused: bool) -> None:
    """Let a programme rest, or go on."""
    await connection.execute(SQL["set_paused"], programme, paused)


async def add_skip(connection: Connection, skip: Skip, by: str) -> None:
    """Leave a day out; said again, the new reason holds."""
    await connection.execute(SQL["add_skip"], *astuple(skip), by)


async def take_skip_back(connection: Connection, programme: str, day: date) -> None:
    """Leave a day out no more; a day that never was left out stays as it is."""
    await connection.execute(SQL["take_skip_back"], programme, day)
