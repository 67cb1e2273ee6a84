"""Village advisers: who serves which village on a day, where and when nobody does, and how one follows another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.legal.advising import Served, check_following
from domain.legal.circle import Adviser
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Advised:
    """A village on a day, with who advises it: everything but the names of the village is None where nobody does.

    `roles` are what the adviser is in the pool, `place` where they are found, with the telephone number of that place.
    """

    village: str
    village_zh: str
    village_en: str
    village_mn: str | None
    town: str | None
    person: str | None
    roles: list[str]
    languages: list[str] | None
    place: str | None
    place_zh: str | None
    place_en: str | None
    place_mn: str | None
    place_phone: str | None
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """From the local day `from_on` until the day before `until_on` nobody advises a village."""

    village: str
    village_zh: str
    village_en: str
    town: str | None
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the villages that stand in a period and their days, how many have an adviser; `villages_served` have one on every day."""

    villages: int
    villages_served: int
    days: int
    days_served: int


async def advised(connection: Connection, on: date, *, place: str = "", after: str = "", most: int) -> list[Advised]:
    """The villages that stand on a (local) day, by id after one of them; one, those of a town, or all. Nobody is named."""
    rows = await connection.fetch(SQL["advised_villages"], on, place, after, most)
    return [Advised(*row) for row in rows]


async def advising(connection: Connection, rows: Sequence[Advised], on: date) -> list[Advised]:
    """The same villages with the id of who advises each."""
    found = await connection.fetch(SQL["advising"], [row.village for row in rows], on)
    people = {row["village"]: row["person"] for row in found}
    return [replace(row, person=people.get(row.village)) for row in rows]


async def gaps(
    connection: Connection, from_on: date, until_on: date, *, after: tuple[str, date], most: int
) -> list[Gap]:
    """Where and when nobody advises a village, within `from_on` until the day before `until_on`; by village, then by day."""
    rows = await connection.fetch(SQL["adviser_gaps"], from_on, until_on, *after, most)
    return [Gap(*row) for row in rows]


async def coverage(connection: Connection, from_on: date, until_on: date) -> Coverage:
    """How far the villages are covered from `from_on` until the day before `until_on`; days are village-days."""
    row = await connection.fetchrow(SQL["adviser_coverage"], from_on, until_on)
    assert row is not None, "a count"
    return Coverage(*row)


async def set_adviser(connection: Connection, new: Adviser, *, by: str, at: datetime, today: date) -> bool:
    """Let somebody advise a village from a day on; False when exactly this was entered before.

    Whoever advises it until then is relieved on that day. The same person from the same day on gets another end.

    Raises:
        AdviserOverlap: a later period would be overlapped, or somebody has advised it from that day on already.
    """
    async with connection.transaction():
        await connection.execute(SQL["lock_village"], new.village)
        served = await _served(connection, new.village)
        if Served(new.person, new.from_on, new.until_on) in served:
            return False
        relieved = check_following(new, served, today)
        if relieved is not None:
            await connection.execute(SQL["relieve_adviser"], new.village, relieved.from_on, new.from_on, by, at)
        values = (new.village, new.person, new.from_on, new.until_on)
        await connection.execute(SQL["save_adviser"], *values, by, at)
        return True


async def end_of(connection: Connection, village: str, from_on: date) -> date | None:
    """The first day on which it is somebody else than who began to advise a village on a day; None while that is open."""
    end: date | None = await connection.fetchval(SQL["end_of_advising"], village, from_on)
    return end


async def _served(connection: Connection, village: str) -> list[Served]:
    return [Served(*row) for row in await connection.fetch(SQL["advisers_of_village"], village)]
