"""The rosters: who is away and who stands in, who is on duty; read from now on, entered once, and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.refusals import RosterOverlap
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)

Place = tuple[datetime | None, UUID | None]  # (from_at, id) of an entry, or the very beginning


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away from `from_at` until just before `until_at`; `stand_in` is None where nobody was named."""

    id: str
    person: str
    department: str
    from_at: datetime
    until_at: datetime
    stand_in: str | None
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """A person is on duty for a department from `from_at` until just before `until_at`."""

    id: str
    department: str
    person: str
    from_at: datetime
    until_at: datetime
    entered_by: str
    entered_at: datetime


async def absences(connection: Connection, *, now: datetime, department: str, after: Place, most: int) -> list[Absence]:
    """Who is away at `now` or later, by the beginning; of all departments when none is named."""
    return [Absence(*row) for row in await connection.fetch(SQL["absences_to_come"], now, department, *after, most)]


async def absence(connection: Connection, entry: UUID) -> Absence | None:
    """One absence, over or not; None when there is none with this id."""
    row = await connection.fetchrow(SQL["one_absence"], entry)
    return Absence(*row) if row else None


async def add_absence(
    connection: Connection, person: str, from_at: datetime, until_at: datetime, *, stand_in: str | None, by: str
) -> tuple[UUID, bool]:
    """Enter an absence and return its id, and whether it is new: the very same one a second time is the first.

    Raises:
        RosterOverlap: the person has another absence within this time.
    """
    async with connection.transaction():
        await connection.execute(SQL["lock_person"], person)
        other = await connection.fetchrow(SQL["absence_within"], person, from_at, until_at)
        if other is not None:
            return _known(*other, wanted=(from_at, until_at, stand_in)), False
        made: UUID = await connection.fetchval(SQL["enter_absence"], person, from_at, until_at, stand_in, by)
        await connection.execute(SQL["rosters_changed"])
        return made, True


async def end_absence(connection: Connection, entry: UUID, at: datetime) -> None:
    """End an absence at `at`; one that is over stays as it is, and one that has not begun never will."""
    async with connection.transaction():
        await connection.execute(SQL["end_absence"], entry, at)
        await connection.execute(SQL["rosters_changed"])


async def duties(connection: Connection, *, now: datetime, department: str, after: Place, most: int) -> list[Duty]:
    """Who is on duty at `now` or later, by the beginning; for all departments when none is named."""
    return [Duty(*row) for row in await connection.fetch(SQL["duties_to_come"], now, department, *after, most)]


async def duties_of(connection: Connection, person: str, *, now: datetime, most: int) -> list[Duty]:
    """When a person is on duty at `now` or later, by the beginning."""
    return [Duty(*row) for row in await connection.fetch(SQL["duties_of_person"], person, now, most)]


async def duty(connection: Connection, entry: UUID) -> Duty | None:
    """One duty, over or not; None when there is none with this id."""
    row = await connection.fetchrow(SQL["one_duty"], entry)
    return Duty(*row) if row else None


async def add_duty(
    connection: Connection, department: str, person: str, from_at: datetime, until_at: datetime, *, by: str
) -> tuple[UUID, bool]:
    """Enter a duty and return its id, and whether it is new: the very same one a second time is the first.

    Raises:
        RosterOverlap: the person has another duty within this time.
    """
    async with connection.transaction():
        await connection.execute(SQL["lock_person"], person)
        other = await connection.fetchrow(SQL["duty_within"], person, from_at, until_at)
        if other is not None:
            return _known(*other, wanted=(from_at, until_at, department)), False
        made: UUID = await connection.fetchval(SQL["enter_duty"], department, person, from_at, until_at, by)
        await connection.execute(SQL["rosters_changed"])
        return made, True


async def end_duty(connection: Connection, entry: UUID, at: datetime) -> None:
    """End a duty at `at`; one that is over stays as it is, and one that has not begun never will."""
    async with connection.transaction():
        await connection.execute(SQL["end_duty"], entry, at)
        await connection.execute(SQL["rosters_changed"])


def _known(
    entry: UUID,
    from_at: datetime,
    until_at: datetime,
    about: str | None,
    *,
    wanted: tuple[datetime, datetime, str | None],
) -> UUID:
    if (from_at, until_at, about) != wanted:
        raise RosterOverlap(from_at=from_at.isoformat(), until_at=until_at.isoformat())
    return entry
