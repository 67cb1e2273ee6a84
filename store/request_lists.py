"""What counters for staff read of requests: heads, lists (without what complains of the reader's body, `hidden_from`), one request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import Whose, read_personal
from store.sql import load_sql

SQL = load_sql(__file__)

Start = tuple[datetime | None, str]  # (instant, ref) of the row before the page, or the very beginning
About = tuple[datetime | None, str, str]  # the same with what is to be decided of it


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What must be known before an act is passed on. A request that is not written yet is `reported`.

    `body` holds it or held it last, `level` is empty while nobody holds it. `topic` is as a dispatcher corrected it last.
    `complainants` are the ids of those who have not withdrawn, `barred` the bodies complained of, which never get it.
    """

    ref: str
    state: str
    kind: str
    level: str
    body: str
    owner: str
    assists: list[str]
    topic: str
    district: str
    policy_version: str
    reported_at: datetime
    goal_at: datetime | None
    merged_into: str
    complainants: list[str]
    leg: int
    barred: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request for the dispatchers; `text` and `address` are the citizen's own words.

    It must be accepted until `accept_at`; `goal_at` is the citizen's deadline, where there is one already. `returned_by` is the
    body that has sent it back, `returned_for` the reason that it chose.
    """

    ref: str
    state: str
    kind: str
    source: str
    topic: str
    district: str
    district_zh: str
    address: str
    language: str
    text: str
    complainants: int
    cycle: int
    returns: int
    reported_at: datetime
    accept_at: datetime | None
    goal_at: datetime | None
    withdrawal_asked: bool
    returned_by: str
    returned_for: str


@dataclass(frozen=True, slots=True)
class BodysRequest:
    """A request that a body is to handle; `warning` is the newest one that its present holder got."""

    ref: str
    state: str
    kind: str
    level: str
    body: str
    owner: str
    assists: list[str]
    guide: str
    topic: str
    district: str
    cycle: int
    leg: int
    reported_at: datetime
    held_since: datetime | None
    signed_at: datetime | None
    share_at: datetime | None
    goal_at: datetime | None
    planned_end: datetime | None
    review_at: datetime | None
    asked_hours: int
    designated: bool
    warning: str


@dataclass(frozen=True, slots=True)
class WholeRequest:
    """A request with what was handed in, and by how many people (`complainants`), without who they are."""

    ref: str
    state: str
    kind: str
    level: str
    body: str
    owner: str
    assists: list[str]
    guide: str
    cycle: int
    leg: int
    accept_at: datetime | None
    accepted_at: datetime | None
    started_at: datetime | None
    goal_at: datetime | None
    share_at: datetime | None
    held_since: datetime | None
    signed_at: datetime | None
    returns: int
    designated: bool
    pause_reason: str
    paused_at: datetime | None
    planned_end: datetime | None
    extended_hours: int
    asked_hours: int
    parked_by: str
    review_at: datetime | None
    withdrawal_asked: bool
    closed_at: datetime | None
    outcome: str
    road: str
    merged_into: str
    calls: int
    ended_at: datetime | None
    complainants: int
    n: int
    source: str
    external_no: str
    topic: str
    text: str
    district: str
    address: str
    lat: float | None
    lon: float | None
    language: str
    outer_due: datetime | None
    policy_version: str
    reported_at: datetime
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownComplainant:
    """Who handed a request in: personal data, for dispatchers and leaders only. `first_ref` is where they came in."""

    id: str
    first_ref: str
    name: str
    phone: str
    mail: str
    language: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One line of the record of a request; `note` is what its author wrote."""

    n: int
    kind: str
    body: str
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
class Undecided:
    """Something that the centre must decide: `what` is withdrawal, extension (of so many hours), designation, unsolved, review or closing (of a joint task).

    `due_at` is the citizen's deadline or until when somebody must accept, whichever is earlier.
    """

    ref: str
    what: str
    since: datetime
    state: str
    kind: str
    body: str
    owner: str
    due_at: datetime | None
    hours: int


@dataclass(frozen=True, slots=True)
class Advised:
    """A request that was told another road; `later` are those that came afterwards from the same telephone."""

    ref: str
    road: str
    topic: str
    district: str
    ended_at: datetime
    later: list[str]


async def head(connection: Connection, ref: str) -> RequestHead | None:
    """What must be known of a request before an act, or None when nothing was ever handed in under this number."""
    row = await connection.fetchrow(SQL["request_head"], ref)
    return RequestHead(*row) if row else None


async def has_held(connection: Connection, ref: str, body: str) -> bool:
    """Did the body hold the request at any time, or does it help with it?"""
    return bool(await connection.fetchval(SQL["has_held"], ref, body))


async def waiting(connection: Connection, reading: Reading, *, after: Start, most: int) -> list[WaitingRequest]:
    """What waits to be accepted or dispatched anew, the most urgent first; nothing that complains of the reader's own body."""
    asked = (*after, most, reading.by.department)
    rows = await read_personal(
        connection, SQL["waiting_requests"], *asked, reading=reading, what=What.WORDS, of=_all_of
    )
    return [WaitingRequest(*row) for row in rows]


async def of_body(
    connection: Connection, body: str, *, after: Start, most: int, hidden_from: str
) -> list[BodysRequest]:
    """What a body is to handle (or all bodies, when none is named), the most urgent first."""
    rows = await connection.fetch(SQL["requests_of_body"], body, *after, most, hidden_from)
    return [BodysRequest(*row) for row in rows]


async def to_decide(
    connection: Connection, now: datetime, *, returns: int, after: About, most: int, hidden_from: str
) -> list[Undecided]:
    """What waits for a decision of the centre, the most urgent first, after this (due_at, ref, what).

    What was sent back so many times (`returns`) is for the centre to designate.
    """
    rows = await connection.fetch(SQL["requests_to_decide"], now, returns, *after, most, hidden_from)
    return [Undecided(*row) for row in rows]


async def advised(connection: Connection, *, before: Start, most: int, hidden_from: str) -> list[Advised]:
    """Those who were told another road, the newest first, before this (ended_at, ref)."""
    return [Advised(*row) for row in await connection.fetch(SQL["advised_requests"], *before, most, hidden_from)]


async def whole(connection: Connection, reading: Reading, ref: str) -> WholeRequest | None:
    """One request, or None while it is not written."""
    rows = await read_personal(connection, SQL["one_request"], ref, reading=reading, what=What.WORDS, of=_all_of)
    return next((WholeRequest(*row) for row in rows), None)


async def complainants(connection: Connection, reading: Reading, ref: str) -> list[KnownComplainant]:
    """Who handed a request in, and who was merged into it, in the order in which they came."""
    rows = await read_personal(
        *(connection, SQL["complainants_of"], ref),
        reading=reading,
        what=What.CONTACT,
        of=lambda row: (ref, row["id"]),
    )
    return [KnownComplainant(*row) for row in rows]


async def citizens_brought(connection: Connection, ref: str, *, into: str) -> tuple[str, ...]:
    """The ids of those who come with a request when `into` takes it in, also of those whose own merger is not written yet."""
    return tuple(row["id"] for row in await connection.fetch(SQL["citizens_brought"], ref, into))


async def record(connection: Connection, reading: Reading, ref: str, *, after: int, most: int) -> list[RequestLine]:
    """The record of a request, after the line with this number."""
    rows = await read_personal(
        connection, SQL["events_of_request"], ref, after, most, reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return [RequestLine(*row) for row in rows]


def _all_of(row: asyncpg.Record) -> Whose:
    """What a row shows is of all who have to do with the case."""
    return row["ref"], ""
