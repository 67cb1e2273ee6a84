"""Who there is to be told at a moment: officers or their stand-ins, heads, those on duty; and how each can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from asyncpg import Record

from domain.destinations import e164
from domain.fate import Channel
from domain.ladder import Who
from domain.organisation import CENTRE, JUSTICE
from domain.reaching import Contact, Reach
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    role: str
    department: str | None
    phone: str | None
    mail: str | None
    language: str
    there: str | None
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Who there is at a moment. `callers` are by the request that they handed in, `complainants` by their id.

    `ruled_out` are those who have nothing to do with a case of the legal circle, and those who work in a body of which a
    request complains, by the case: nobody tells them of it but what is their own. What concerns none of the bureau's people is for its desk, not for everybody on duty.
    """

    people: Mapping[str, _Person]
    departments: Mapping[str, Contact]
    barred: Mapping[str, Mapping[Channel, str]]
    callers: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict)
    complainants: Mapping[str, Contact] = field(default_factory=dict)
    ruled_out: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def reach(self, department: str, officer: str, *, ref: str = "", complainant: str = "") -> Reach:
        """Who can be told about an item of this department and officer, by role; the absent are replaced or left out.

        `ref` is the request of which all citizens are told, or with a `complainant` that one alone.
        """
        everybody, barred = self.people.values(), self.ruled_out.get(ref, frozenset())
        return {
            Who.OFFICER: self._present(
                (self.people[officer] for _ in (1,) if officer in self.people), barred - {officer}
            ),
            Who.DEPARTMENT: tuple(c for id_, c in self.departments.items() if id_ == department),
            Who.DUTY: self._present((p for p in everybody if department in p.duties), barred)
            if department != JUSTICE
            else self._on_duty("clerk", JUSTICE, barred),
            Who.HEAD: self._present((p for p in everybody if p.role == "head" and p.department == department), barred),
            Who.SUPERVISORS: self._present((p for p in everybody if p.role == "supervisor"), barred),
            Who.ADMINISTRATORS: self._present((p for p in everybody if p.role == "administrator"), barred),
            Who.DISPATCHER: self._on_duty("dispatcher", CENTRE, barred),
            Who.LEADER: self._on_duty("leader", CENTRE, barred),
            Who.DIRECTOR: self._on_duty("director", JUSTICE, barred),
            Who.DESK: self._on_duty("clerk", JUSTICE, barred),
            Who.CALLERS: self._callers(ref, complainant),
            Who.SUBSCRIBERS: self._callers(ref, complainant),
            Who.INVITED: tuple(self._contact(self.people[officer]) for _ in (1,) if officer in self.people),
        }

    def _on_duty(self, role: str, body: str, barred: frozenset[str]) -> tuple[Contact, ...]:
        """Those of this role who are on duty for a body, or else all."""
        everybody = [person for person in self.people.values() if person.role == role]
        on_duty = [person for person in everybody if body in person.duties]
        return self._present(on_duty, barred) or self._present(everybody, barred)

    def _callers(self, ref: str, complainant: str) -> tuple[Contact, ...]:
        if complainant:
            return tuple(self.complainants[complainant] for _ in (1,) if complainant in self.complainants)
        return self.callers.get(ref, ())

    def _present(self, wanted: Iterable[_Person], barred: frozenset[str]) -> tuple[Contact, ...]:
        """Those who are there, or whoever stands in for them, if they are not barred; each once."""
        found: dict[str, Contact] = {}
        for person in wanted:
            there = self.people.get(person.there or "")
            if there is not None and there.id not in barred:
                instead_of = f"person:{person.id}" if there is not person else ""
                found.setdefault(there.id, replace(self._contact(there), instead_of=instead_of))
        return tuple(found.values())

    def _contact(self, person: _Person) -> Contact:
        number = e164(person.phone) if person.phone else None
        closed = {**self.barred.get(number or "", {}), **self.barred.get(person.mail or "", {})}
        return Contact(f"person:{person.id}", person.phone, person.mail, person.language, barred=closed)


async def directory(
    connection: Connection,
    departments: Iterable[str],
    officers: Iterable[str],
    now: datetime,
    *,
    requests: Iterable[str] = (),
    complainants: Iterable[str] = (),
) -> Directory:
    """Everybody who may have to be told about items of these departments and officers, and about these requests."""
    asked = sorted(set(requests))
    offices = sorted({*departments, CENTRE}) if asked else sorted(set(departments))
    rows = await connection.fetch(SQL["people"], offices, sorted(set(officers)), now)
    people = {row["id"]: _Person(**{**dict(row), "duties": tuple(row["duties"])}) for row in rows}
    houses = await connection.fetch(SQL["departments_by_id"], offices)
    citizens = await connection.fetch(SQL["callers"], asked, sorted(set(complainants))) if asked else []
    closed = await _barred(
        connection, [a for row in (*rows, *houses, *citizens) for a in _addresses(row["phone"], row["mail"])]
    )
    ruled_out: dict[str, frozenset[str]] = {}
    for row in await connection.fetch(SQL["ruled_out"], asked) if asked else ():
        ruled_out[row["ref"]] = ruled_out.get(row["ref"], frozenset()) | {row["person"]}
    callers: dict[str, tuple[Contact, ...]] = {}
    for row in citizens:
        callers[row["ref"]] = (*callers.get(row["ref"], ()), _contact(f"caller:{row['id']}", row, closed))
    return Directory(
        people,
        {row["id"]: _contact(f"department:{row['id']}", row, closed) for row in houses},
        closed,
        callers,
        {row["id"]: _contact(f"caller:{row['id']}", row, closed) for row in citizens},
        ruled_out,
    )


async def contacts_of(connection: Connection, recipients: Iterable[str]) -> dict[str, Contact]:
    """How these recipients can be reached now; who is no longer there is left out."""
    rows = await connection.fetch(SQL["contacts"], sorted(set(recipients)))
    closed = await _barred(connection, [a for row in rows for a in _addresses(row["phone"], row["mail"])])
    return {row["recipient"]: _contact(row["recipient"], row, closed) for row in rows}


async def bar(connection: Connection, channel: Channel, address: str, why: str, now: datetime) -> None:
    """Never use an address on a channel again."""
    await connection.execute(SQL["bar"], channel, address, why, now)


async def _barred(connection: Connection, addresses: list[str]) -> dict[str, dict[Channel, str]]:
    found: dict[str, dict[Channel, str]] = {}
    for row in await connection.fetch(SQL["barred"], addresses):
        found.setdefault(row["address"], {})[Channel(row["channel"])] = row["why"]
    return found


def _contact(recipient: str, row: Record, closed: Mapping[str, Mapping[Channel, str]]) -> Contact:
    """A recipient in the words of a row with phone, mail and language."""
    phone, mail = row["phone"], row["mail"]
    barred = {c: why for address in _addresses(phone, mail) for c, why in closed.get(address, {}).items()}
    return Contact(recipient, phone, mail, row["language"], barred=barred)


def _addresses(phone: str | None, mail: str | None) -> list[str]:
    return [address for address in ((e164(phone) if phone else None), mail) if address]
