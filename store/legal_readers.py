"""What the counters read of cases of the legal circle: what must be known before an act, the lists of those who work, one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.legal.commit import InquiryRow, VisitRow
from domain.privacy.readings import Reading, What
from domain.roles import Actor
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)

Start = tuple[datetime | None, str]  # (instant, ref) of the row before the page, or the very beginning


@dataclass(frozen=True, slots=True)
class LegalHead:
    """What must be known of a case before an act is passed on; `state` is empty while nothing is written yet."""

    ref: str
    service: str
    state: str
    holder: str
    policy_version: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class WholeCase:
    """One case, without who asked. `due_at` is the promise that runs; `kept` is None while it is open.

    `groups` are those to which whoever asks belongs, `first_at` when the asker first came, with another case perhaps.
    """

    ref: str
    service: str
    state: str
    holder: str
    channel: str
    text: str
    district: str
    address: str
    language: str
    field: str
    kind: str
    groups: list[str]
    other_side: str
    company: str
    campaign: str
    from_ref: str
    taken_by: str | None
    asked_at: datetime
    first_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    kept: bool | None
    became: str
    n: int


@dataclass(frozen=True, slots=True)
class LegalLine:
    """One line of the record; `note` is what its author wrote."""

    n: int
    kind: str
    person: str
    at: datetime
    entered_at: datetime
    acted_at: datetime | None
    actor: str
    role: str
    what: str
    due_at_before: datetime | None
    due_at_after: datetime | None
    note: dict[str, str]
    instead_of: str


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """Who was called or offered the case, and who had it."""

    n: int
    person: str
    how: str
    since: datetime
    accepted_at: datetime | None
    until: datetime | None
    ended: str
    reason: str


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case that needs the desk: nobody has it, it is not decided, or something was asked."""

    ref: str
    service: str
    state: str
    language: str
    field: str
    kind: str
    district: str
    urgent: str
    change_asked: bool
    asked_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case that a person was called for or offered (`is_open`), or has in hand; `instead_of` is whom the reader stands in for."""

    ref: str
    service: str
    state: str
    how: str
    is_open: bool
    language: str
    field: str
    kind: str
    district: str
    since: datetime
    due_at: datetime | None
    instead_of: str


@dataclass(frozen=True, slots=True)
class AidPart:
    """What is particular to legal aid: the promise and the statutory terms beside it, each null where it does not run.

    法律援助法: `decide_at` seven days (art. 43), `appoint_at` three days more (art. 43), `objection_at` five days (art. 49).
    `provisional` is set while it has a lawyer for the time being only.
    """

    promise_at: datetime | None
    decide_at: datetime | None
    appoint_at: datetime | None
    supply_at: datetime | None
    objection_at: datetime | None
    verify_at: datetime | None
    urgent: str
    decided_at: datetime | None
    decision: str
    ground: str
    first_appointed_at: datetime | None
    provisional: bool
    same_day: bool | None
    papers_asked: list[str]
    verified: bool | None
    change_asked: bool
    objections: int
    works: int
    outcome: str
    satisfied: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of a check-up."""

    n: int
    severity: str
    field: str
    follow_up_on: date
    result: str
    done_at: datetime | None


async def head(connection: Connection, ref: str) -> LegalHead | None:
    """What must be known of a case, or None when nothing was ever handed in under this number."""
    row = await connection.fetchrow(SQL["legal_head"], ref)
    return LegalHead(*row) if row else None


async def is_of_person(connection: Connection, ref: str, person: str) -> bool:
    """Is somebody called for or offered the case, or have they had it? Whoever declined has nothing to do with it."""
    return bool(await connection.fetchval(SQL["is_of_person"], ref, person))


async def is_of_absent(connection: Connection, ref: str, actor: Actor) -> bool:
    """Is the case open with somebody for whom the actor stands in, or have they done something in it for them?

    Whoever was declared to have a conflict of interest, or stands on the other side, stands in for nobody there.
    """
    absent = actor.stands_in_for
    return bool(absent and await connection.fetchval(SQL["is_of_absent"], ref, actor.id, absent))


async def whole(connection: Connection, reading: Reading, ref: str) -> WholeCase | None:
    """One case, or None when nothing was handed in; one that has not written itself down yet (`n` 0) as it will begin."""
    rows = await read_personal(
        connection, SQL["one_legal_case"], ref, reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return next((WholeCase(*row) for row in rows), None)


async def aid(connection: Connection, ref: str) -> AidPart | None:
    """What is particular to an application for legal aid, or None for another case."""
    row = await connection.fetchrow(SQL["one_aid"], ref)
    return AidPart(*row) if row else None


async def inquiry(connection: Connection, ref: str) -> InquiryRow | None:
    """What is particular to an inquiry, or None for another case."""
    row = await connection.fetchrow(SQL["one_inquiry"], ref)
    return InquiryRow(*row) if row else None


async def visit(connection: Connection, ref: str) -> VisitRow | None:
    """What is particular to a home visit, or None for another case."""
    row = await connection.fetchrow(SQL["one_visit"], ref)
    return VisitRow(*row) if row else None


async def record(connection: Connection, reading: Reading, ref: str, *, after: int, most: int) -> list[LegalLine]:
    """The record of a case, after the line with this number."""
    rows = await read_personal(
        *(connection, SQL["events_of_legal_case"], ref, after, most),
        reading=reading,
        what=What.WORDS,
        of=lambda _: (ref, ""),
    )
    return [LegalLine(*row) for row in rows]


async def assignments(connection: Connection, ref: str) -> list[AssignmentRow]:
    """Who was called, offered the case or had it, in their order."""
    return [AssignmentRow(*row) for row in await connection.fetch(SQL["assignments_of"], ref)]


async def waiting(connection: Connection, *, after: Start, most: int) -> list[WaitingCase]:
    """What needs the desk, the promise that ends soonest first, after this (due_at, ref)."""
    return [WaitingCase(*row) for row in await connection.fetch(SQL["waiting_legal_cases"], *after, most)]


async def of_person(connection: Connection, actor: Actor, *, after: Start, most: int) -> list[OwnCase]:
    """What a person, or whom they stand in for, was called for or has in hand, the newest first, before this (since, ref)."""
    about = (actor.id, *after, most, actor.stands_in_for)
    return [OwnCase(*row) for row in await connection.fetch(SQL["legal_cases_of_person"], *about)]


async def findings(connection: Connection, ref: str) -> list[FindingRow]:
    """The findings of a check-up, in their order."""
    return [FindingRow(*row) for row in await connection.fetch(SQL["checkup_findings"], ref)]
