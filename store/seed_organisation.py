"""The sample of the whole organisation: its bodies, everybody who works there, and the duty rosters of the weeks to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain.organisation import Member, Organisation, Shift
from store.organisation import save_bodies
from store.people import Person, add_tokens, save_people
from store.pool import Connection
from store.reference import departments
from store.seed import SHIPPED, Samples, unknown_people
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)
AHEAD = timedelta(days=35)  # for which the rosters are filled at each start
_SHIFTS = UUID("6f0c9a52-7a0e-4f0e-9b3c-35d6c0a7f1ce")  # one shift has the same id whenever it is entered


def staffed(samples: Samples, organisation: Organisation) -> Samples:
    """The samples with everybody who works in the organisation."""
    return replace(samples, staff=tuple(map(person_of, organisation.members)))


async def load_organisation(
    connection: Connection, organisation: Organisation, samples: Samples, tokens: Mapping[str, str], *, now: datetime
) -> None:
    """Make the bodies and the accounts of their staff, each with its token, and fill the rosters from now on.

    After `load_samples`, with `staffed` samples. What is there already is left as it is; a shift that somebody has ended
    does not come back.
    """
    async with connection.transaction():
        known = set(await departments(connection))
        await save_bodies(connection, [body for body in organisation.bodies if body.id not in known])
        await save_people(connection, await unknown_people(connection, samples.staff))
        await add_tokens(connection, {person.id: tokens[person.id] for person in samples.staff}, label="sample")
        staff = [(person.id, person.department or "", person.role) for person in samples.everyone]
        shifts = organisation.shifts(staff, zone=office()[1], since=now, until=now + AHEAD)
        await add_shifts(connection, shifts)


async def add_shifts(connection: Connection, shifts: Iterable[Shift]) -> None:
    """Enter shifts of a sample, each once."""
    await connection.executemany(SQL["add_sample_shift"], [_row(shift) for shift in shifts])


def person_of(member: Member) -> Person:
    """The account of somebody who works in a body."""
    return Person(
        id=member.id,
        name=member.name,
        role=member.role,
        department=member.body,
        work_no=member.work_no,
        phone=member.phone,
        mail=f"{member.id}@example.org",
        languages=member.languages,
    )


def _row(shift: Shift) -> tuple[object, ...]:
    name = uuid5(_SHIFTS, f"{shift.body} {shift.person} {shift.from_at.isoformat()}")
    return name, shift.body, shift.person, shift.from_at, shift.until_at, SHIPPED
