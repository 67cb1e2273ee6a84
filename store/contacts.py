"""Who there is to be told at a moment: officers or their stand-ins, heads, those on duty; and how each can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.destinations import e164
from domain.fate import Channel
from domain.ladder import Who
from domain.reaching import Contact, Reach
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)
_LONGEST_CHAIN = 3  # a stand-in who is away has one too, and so on


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    role: str
    department: str | None
    phone: str | None
    mail: str | None
    language: str
    is_away: bool
    stand_in: str | None
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Who there is at a moment."""

    people: Mapping[str, _Person]
    departments: Mapping[str, Contact]
    barred: Mapping[str, Mapping[Channel, str]]

    def reach(self, department: str, officer: str) -> Reach:
        """Who can be told about an item of this department and officer, by role; the absent are replaced or left out."""
        everybody = self.people.values()
        return {
            Who.OFFICER: self._present(self.people[officer] for _ in (1,) if officer in self.people),
            Who.DEPARTMENT: tuple(c for id_, c in self.departments.items() if id_ == department),
            Who.DUTY: self._present(p for p in everybody if department in p.duties),
            Who.HEAD: self._present(p for p in everybody if p.role == "head" and p.department == department),
            Who.SUPERVISORS: self._present(p for p in everybody if p.role == "supervisor"),
            Who.ADMINISTRATORS: self._present(p for p in everybody if p.role == "administrator"),
        }

    def _present(self, wanted: Iterable[_Person]) -> tuple[Contact, ...]:
        found: dict[str, Contact] = {}
        for person in wanted:
            there: _Person | None = person
            for _ in range(_LONGEST_CHAIN):
                if there is not None and there.is_away:
                    there = self.people.get(there.stand_in or "")
            if there is not None and not there.is_away:
                instead_of = f"person:{person.id}" if there is not person else ""
                found.setdefault(there.id, replace(self._contact(there), instead_of=instead_of))
        return tuple(found.values())

    def _contact(self, person: _Person) -> Contact:
        number = e164(person.phone) if person.phone else None
        closed = {**self.barred.get(number or "", {}), **self.barred.get(person.mail or "", {})}
        return Contact(f"person:{person.id}", person.phone, person.mail, person.language, barred=closed)


async def directory(
    connection: Connection, departments: Iterable[str], officers: Iterable[str], now: datetime
) -> Directory:
    """Everybody who may have to be told about items of these departments and officers."""
    offices = sorted(set(departments))
    rows = await connection.fetch(SQL["people"], offices, sorted(set(officers)), now)
    people = {row["id"]: _Person(**{**dict(row), "duties": tuple(row["duties"])}) for row in rows}
    houses = await connection.fetch(SQL["departments_by_id"], offices)
    addresses = [a for row in (*rows, *houses) for a in _addresses(row["phone"], row["mail"])]
    closed = await _barred(connection, addresses)
    return Directory(
        people, {row["id"]: _house(row["id"], row["phone"], row["mail"], closed) for row in houses}, closed
    )


async def contacts_of(connection: Connection, recipients: Iterable[str]) -> dict[str, Contact]:
    """How these recipients can be reached now; who is no longer there is left out."""
    rows = await connection.fetch(SQL["contacts"], sorted(set(recipients)))
    closed = await _barred(connection, [a for row in rows for a in _addresses(row["phone"], row["mail"])])
    return {
        row["recipient"]: Contact(
            row["recipient"],
            row["phone"],
            row["mail"],
            row["language"],
            barred={
                channel: why
                for address in _addresses(row["phone"], row["mail"])
                for channel, why in closed.get(address, {}).items()
            },
        )
        for row in rows
    }


async def bar(connection: Connection, channel: Channel, address: str, why: str, now: datetime) -> None:
    """Never use an address on a channel again."""
    await connection.execute(SQL["bar"], channel, address, why, now)


async def _barred(connection: Connection, addresses: list[str]) -> dict[str, dict[Channel, str]]:
    found: dict[str, dict[Channel, str]] = {}
    for row in await connection.fetch(SQL["barred"], addresses):
        found.setdefault(row["address"], {})[Channel(row["channel"])] = row["why"]
    return found


def _house(id_: str, phone: str | None, mail: str | None, closed: Mapping[str, Mapping[Channel, str]]) -> Contact:
    found = {c: why for address in _addresses(phone, mail) for c, why in closed.get(address, {}).items()}
    return Contact(f"department:{id_}", phone, mail, barred=found)


def _addresses(phone: str | None, mail: str | None) -> list[str]:
    return [address for address in ((e164(phone) if phone else None), mail) if address]
