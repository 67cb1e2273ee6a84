"""The sample of the legal circle: its places, everybody of its pool, who advises which village, and the rosters of the weeks to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.legal.circle import Adviser, Circle, LegalPlace, PoolMember
from domain.organisation import JUSTICE
from domain.roles import Role
from store.people import Person, add_tokens, save_people
from store.pool import Connection
from store.seed import SHIPPED, Samples, unknown_people
from store.seed_organisation import AHEAD, add_shifts, person_of
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)


def joined(samples: Samples, circle: Circle) -> Samples:
    """The samples with everybody of the circle."""
    return replace(samples, staff=(*samples.staff, *_people(circle)))


async def load_circle(connection: Connection, circle: Circle, tokens: Mapping[str, str], *, now: datetime) -> None:
    """Make the places, the people of the pool, and who advises which village, and fill the rosters from now on.

    After `load_organisation`, for the bodies must be there; everybody gets a token. What is there already is left as
    it is: a person who was taken out of the pool, but still has an account, does not come back, nor does an ended shift, and
    a village for which anything was ever entered keeps what was entered.
    """
    async with connection.transaction():
        await connection.executemany(SQL["add_legal_place"], map(_place, circle.places))
        everybody = _people(circle)
        new = await unknown_people(connection, everybody)
        await save_people(connection, new)
        await add_tokens(connection, {person.id: tokens[person.id] for person in everybody}, label="sample")
        ids = {person.id for person in new}
        pool = [member for member in circle.pool if member.id in ids]
        await connection.executemany(SQL["add_legal_person"], map(_member, pool))
        roles = [(member.id, role.value) for member in pool for role in member.roles]
        await connection.execute(SQL["add_legal_roles"], *zip(*roles, strict=True) if roles else ([], []))
        await connection.execute(SQL["add_sample_advisers"], *_columns(circle.advisers), SHIPPED, now)
        await add_shifts(connection, circle.shifts(zone=office()[1], since=now, until=now + AHEAD))


def _people(circle: Circle) -> list[Person]:
    """Accounts of everybody: the bureau's own, and those of the pool, whose work number nobody knows."""
    pool = [
        Person(
            id=member.id,
            name=member.name,
            role=Role.LAWYER,
            department=JUSTICE,
            phone=member.phone,
            mail=f"{member.id}@example.org",
            languages=member.languages,
        )
        for member in circle.pool
    ]
    return [*map(person_of, circle.staff), *pool]


def _place(place: LegalPlace) -> tuple[Any, ...]:
    names = (place.name_zh, place.name_en, place.name_mn)
    where = (place.body, place.lat, place.lon)
    return (place.id, place.kind, *names, *where, place.hours, list(place.languages), place.phone, place.population)


def _member(member: PoolMember) -> tuple[Any, ...]:
    return member.id, member.place, list(member.fields), member.practises_from


def _columns(advisers: tuple[Adviser, ...]) -> tuple[list[Any], ...]:
    rows = [(entry.village, entry.person, entry.from_on, entry.until_on) for entry in advisers]
    return tuple([row[n] for row in rows] for n in range(4))
