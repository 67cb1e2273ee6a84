"""The first data of a database: the catalogue and the calendar that ship with the program, and people to try it with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.calendar_file import calendar_of, parse_year
from domain.catalogue import Catalogue
from domain.roles import Role
from domain.workdays import WorkCalendar
from store.people import Person, add_tokens, has_people, save_people
from store.pool import Connection
from store.reference import add_calendar, add_catalogue, newest_catalogue, work_calendar
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)
SHIPPED = "shipped"  # who has loaded what came with the program


@dataclass(frozen=True, slots=True)
class Samples:
    """Invented accounts and the telephone numbers of the departments.

    `people` are those of the approval chain, who are shown to whoever tries things out; `staff` are the many of the
    sample organisation (store/seed_organisation.py).
    """

    people: tuple[Person, ...]
    phones: Mapping[str, str]
    staff: tuple[Person, ...] = ()

    @property
    def everyone(self) -> tuple[Person, ...]:
        """All of them: each needs a token."""
        return self.people + self.staff

    def who(self, role: Role, department: str | None = None) -> Person:
        """The first person of that role, in that department if one is given; `StopIteration` if there is none."""
        return next(p for p in self.everyone if p.role is role and department in (None, p.department))


def parse_samples(text: str) -> Samples:
    """The samples of the file domain/data/sample_people.toml."""
    raw = tomllib.loads(text)
    people = tuple(
        Person(
            row["id"],
            row["name"],
            Role(row["role"]),
            row.get("department"),
            row.get("work_no"),
            row.get("phone"),
            row.get("mail"),
        )
        for row in raw["people"]
    )
    return Samples(people, raw["departments"])


async def load_catalogue(connection: Connection, text: str) -> Catalogue:
    """The catalogue for new projects: the one that is there, else that of `text`, which is loaded.

    A later version that ships with the program never displaces what an administrator has published.
    """
    known = await newest_catalogue(connection)
    return known or await add_catalogue(connection, text, by=SHIPPED)


async def load_calendar(connection: Connection, years: Mapping[str, str]) -> WorkCalendar:
    """The newest calendar: the one that is there, else that of `years` ({year: text of its file}), which is loaded.

    Raises:
        BadCalendar: a file has faults, or a year is missing between two others.
    """
    known = await work_calendar(connection)
    if known is not None:
        return known
    calendar = calendar_of(map(parse_year, years.values()), rev=1, zone=office()[1])
    return replace(calendar, rev=await add_calendar(connection, years, by=SHIPPED))


async def wants_samples(connection: Connection, samples: Samples) -> bool:
    """May the samples be loaded? Only where nobody has an account yet, or where they were loaded before."""
    known = await connection.fetch(SQL["known_people"], [person.id for person in samples.people])
    return bool(known) or not await has_people(connection)


async def unknown_people(connection: Connection, people: Iterable[Person]) -> list[Person]:
    """Those of the people who have no account yet."""
    wanted = {person.id: person for person in people}
    known = {row["id"] for row in await connection.fetch(SQL["known_people"], list(wanted))}
    return [person for name, person in wanted.items() if name not in known]


async def load_samples(connection: Connection, samples: Samples, tokens: Mapping[str, str]) -> None:
    """Make the sample accounts of the approval chain, each with its token, or leave them as they are."""
    async with connection.transaction():
        await save_people(connection, await unknown_people(connection, samples.people))
        await add_tokens(connection, {person.id: tokens[person.id] for person in samples.people}, label="sample")
        await connection.executemany(SQL["set_phone"], list(samples.phones.items()))
