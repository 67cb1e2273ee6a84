"""Joint supervision: what is entered about projects and companies, only ever added to, with its words as notes of the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from domain.joint.entries import Step
from domain.privacy.readings import Reading, What
from domain.record import Happening
from store.dossiers import add_note
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)

# What supervision looks at: late, approved by silence or not, set right, explained.
LOOKED_AT = (
    *(Happening.BREACHED, Happening.STATUTORY_OVER, Happening.ACCEPTED_BY_SILENCE, Happening.APPROVED_BY_SILENCE),
    *(Happening.WITHHELD, Happening.REVOKED, Happening.EXPLAINED),
)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is entered; `company` is set where it is about the company in all its projects."""

    id: str
    kind: str
    ref: str
    company: str
    level: str
    subject: str
    document: str
    request: str | None
    valid_from: date | None
    valid_until: date | None
    department: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Entry(NewEntry):
    """An entry with the complaint's topic and state, and what became of it."""

    topic: str
    state: str
    withdrawn_at: datetime | None
    objected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Incident:
    """Something in a project's record that supervision looks at."""

    ref: str
    at: datetime
    kind: str
    item: str | None
    department: str


async def add_entry(connection: Connection, new: NewEntry, words: str) -> None:
    """Keep an entry and its words, once under its id; those about one project one after the other."""
    async with connection.transaction():
        await connection.execute(SQL["lock_joint_project"], new.ref)
        await connection.execute(SQL["add_joint_entry"], *astuple(new))
        if words:
            await _write(connection, new.id, new.ref, new.entered_by, new.entered_at, words)


async def take_step(connection: Connection, entry: Entry, step: Step, words: str, *, by: str, at: datetime) -> bool:
    """Withdraw an entry or object to it, and say why; False if that was done before."""
    async with connection.transaction():
        is_new = await connection.fetchval(SQL["add_joint_step"], entry.id, step, by, at) is not None
        if is_new:
            await _write(connection, note_of(entry.id, step), entry.ref, by, at, words)
    return is_new


async def entries(connection: Connection, refs: Sequence[str], company: str) -> list[Entry]:
    """What was entered about these projects or about their company, the newest first."""
    return [Entry(*row) for row in await connection.fetch(SQL["joint_entries"], list(refs), company)]


async def is_entry(connection: Connection, id_: str) -> bool:
    """Is there an entry with this id, about whichever project?"""
    return bool(await connection.fetchval(SQL["is_joint_entry"], id_))


async def incidents(connection: Connection, refs: Sequence[str]) -> list[Incident]:
    """What happened in these projects that supervision looks at, the newest first."""
    return [Incident(*row) for row in await connection.fetch(SQL["joint_incidents"], list(refs), list(LOOKED_AT))]


async def words(connection: Connection, reading: Reading, notes: Sequence[str]) -> dict[str, str]:
    """What was written with entries and steps, by the id of the note."""
    rows = await read_personal(
        *(connection, SQL["joint_words"], list(notes)),
        reading=reading,
        what=What.WORDS,
        of=lambda row: (row["ref"], "") if row["words"] else None,
    )
    return {row["id"]: row["words"] for row in rows if row["words"]}


async def complaints(connection: Connection, reading: Reading, requests: Sequence[str]) -> dict[str, str]:
    """What citizens handed in as these requests."""
    rows = await read_personal(
        *(connection, SQL["joint_complaints"], list(requests)),
        reading=reading,
        what=What.WORDS,
        of=lambda row: (row["ref"], "") if row["text"] else None,
    )
    return {row["ref"]: row["text"] for row in rows}


async def projects_of(connection: Connection, company: str) -> list[str]:
    """The projects of an applicant."""
    return [row["ref"] for row in await connection.fetch(SQL["projects_of_company"], company)]


async def has_part(connection: Connection, refs: Sequence[str], department: str) -> bool:
    """Does the department decide something in one of these projects?"""
    return bool(await connection.fetchval(SQL["has_part"], list(refs), department))


async def is_report(connection: Connection, ref: str) -> bool:
    """Is there such a request?"""
    return bool(await connection.fetchval(SQL["is_report"], ref))


def note_of(entry: str, step: Step) -> str:
    """The note in which it stands why a step was taken."""
    return f"{entry}.{step}"


async def _write(connection: Connection, note: str, ref: str, by: str, at: datetime, words: str) -> None:
    await add_note(connection, note, ref=ref, author=by, written_at=at, body={"text": words})
