"""What somebody sees of a project or a company: of each entry the fields that their seat has, and no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from api.privacy.masks import text_shown_to
from domain.joint.entries import Kind, Step, may_object, may_withdraw
from domain.joint.fields import Field, seen
from domain.privacy.readings import Reading
from domain.roles import Actor
from store import joint as store
from store.joint import Entry
from store.pool import Connection


class EntryView(BaseModel):
    """One entry; null is a field that is empty, or that whoever asks does not see."""

    id: str
    kind: Kind
    ref: str
    of_company: bool
    may_withdraw: bool
    may_object: bool
    level: str | None = None
    subject: str | None = None
    document: str | None = None
    request: str | None = None
    topic: str | None = None
    state: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    department: str | None = None
    entered_by: str | None = None
    entered_at: datetime | None = None
    text: str | None = None
    withdrawn_at: datetime | None = None
    withdrawal: str | None = None
    objected_at: datetime | None = None
    objection: str | None = None


class IncidentView(BaseModel):
    """Something in the record of a project that supervision looks at: late, by silence, set right, explained."""

    model_config = ConfigDict(from_attributes=True)

    ref: str
    at: datetime
    kind: str
    item: str | None
    department: str


class JointView(BaseModel):
    """What is known of a project, or of all projects of a company."""

    company: str | None
    refs: list[str]
    entries: list[EntryView]
    incidents: list[IncidentView]


async def joint_view(connection: Connection, reading: Reading, refs: Sequence[str], company: str) -> JointView:
    """What whoever reads sees of these projects and their company; they are admitted before."""
    rows = [
        (row, fields)
        for row in await store.entries(connection, refs, company)
        if (fields := seen(Kind(row.kind), row.department, reading.by.role, reading.by.department))
    ]
    words = await store.words(connection, reading, [note for row in rows for note in _notes(*row).values()])
    requests = [row.request for row, fields in rows if row.request and Field.TEXT in fields]
    handed_in = await store.complaints(connection, reading, requests)
    words, handed_in = (_covered(reading.by, texts) for texts in (words, handed_in))
    views = [_entry_view(row, fields, reading.by, words, handed_in) for row, fields in rows]
    incidents = [IncidentView.model_validate(row) for row in await store.incidents(connection, refs)]
    return JointView(company=company or None, refs=list(refs), entries=views, incidents=incidents)


def _covered(actor: Actor, texts: dict[str, str]) -> dict[str, str]:
    return {id_: text_shown_to(actor.role, text) for id_, text in texts.items()}


def _notes(row: Entry, fields: frozenset[Field]) -> dict[Field, str]:
    """The notes of an entry that are seen, by field."""
    notes = {
        Field.TEXT: row.id if row.kind == Kind.WARNING else "",
        Field.WITHDRAWAL: store.note_of(row.id, Step.WITHDRAWN) if row.withdrawn_at else "",
        Field.OBJECTION: store.note_of(row.id, Step.OBJECTED) if row.objected_at else "",
    }
    return {field: note for field, note in notes.items() if note and field in fields}


def _entry_view(
    row: Entry, fields: frozenset[Field], actor: Actor, words: dict[str, str], handed_in: dict[str, str]
) -> EntryView:
    kind, is_open = Kind(row.kind), row.withdrawn_at is None
    values: dict[str, object] = {field.value: getattr(row, field, None) or None for field in fields}
    values |= {field.value: words.get(note) for field, note in _notes(row, fields).items()}
    if kind is Kind.COMPLAINT and Field.TEXT in fields:
        values["text"] = handed_in.get(row.request or "")
    return EntryView(
        id=row.id,
        kind=kind,
        ref=row.ref,
        of_company=bool(row.company),
        may_withdraw=is_open and may_withdraw(kind, row.department, actor.role, actor.department),
        may_object=is_open and row.objected_at is None and may_object(kind, actor.role),
        **values,
    )
