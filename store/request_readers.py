"""What is read of requests beside the lists of those who work: shares of time, results, answers, likenesses, and what the public sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.destinations import e164
from domain.hotline.request import Answer, Result
from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class MeasuredCustody:
    """How long a body held a request: `held_seconds` in all, `paused_seconds` of them while the clock stood.

    `until` is None for the one that runs; it is measured until the instant of the question.
    """

    n: int
    level: str
    body: str
    owner: str
    since: datetime
    until: datetime | None
    ended: str
    signed_at: datetime | None
    designated: bool
    held_seconds: float
    paused_seconds: float


@dataclass(frozen=True, slots=True)
class CallToMake:
    """A closed request with the `complainant` to be called next; `tried` are the calls to them in this cycle so far."""

    ref: str
    kind: str
    body: str
    cycle: int
    closed_at: datetime
    complainants: int
    language: str
    tried: list[datetime]
    complainant: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """A request that may be the same as another: `score` is 2 for the same place and topic, 3 for the same caller, 5 for both."""

    ref: str
    score: int
    same_matter: bool
    same_caller: bool
    state: str
    kind: str
    topic: str
    district: str
    reported_at: datetime
    goal_at: datetime | None
    complainants: int


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """A request as the public may see it: no person, no word of theirs, no place."""

    ref: str
    state: str
    kind: str
    level: str
    cycle: int
    source: str
    reported_at: datetime
    accepted_at: datetime | None
    goal_at: datetime | None
    paused_at: datetime | None
    closed_at: datetime | None
    outcome: str
    complainants: int


async def custodies_measured(connection: Connection, ref: str, now: datetime) -> list[MeasuredCustody]:
    """Who held a request, one after the other, measured until `now`."""
    return [MeasuredCustody(*row) for row in await connection.fetch(SQL["custodies_measured"], ref, now)]


async def answers(connection: Connection, ref: str) -> list[Answer]:
    """What citizens said of each closed cycle of a request."""
    return [Answer(*row) for row in await connection.fetch(SQL["answers_of"], ref)]


async def results(connection: Connection, ref: str) -> list[Result]:
    """What came of the legs of a request that are over."""
    return [Result(*row) for row in await connection.fetch(SQL["results_of"], ref)]


async def calls_to_make(
    connection: Connection, *, calls: int, after: tuple[datetime | None, str], most: int, hidden_from: str
) -> list[CallToMake]:
    """Closed requests with a citizen who has said nothing and was called less often than `calls`, after this (closed_at, ref).

    None that complains of the body `hidden_from`.
    """
    rows = await connection.fetch(SQL["calls_to_make"], calls, *after, most, hidden_from)
    return [CallToMake(*row) for row in rows]


async def duplicates(
    connection: Connection, *, district: str, topic: str, phone: str | None, since: datetime, most: int, but: str = ""
) -> list[Likeness]:
    """Requests since an instant that are not over and may be the same as one in hand (`but`), the likeliest first.

    No demand outside the catalogue is among them: whoever names a telephone would learn that its owner has reported one.
    """
    number = (e164(phone) or phone) if phone else None
    asked = (district, topic, number, since, but, most)
    return [Likeness(*row) for row in await connection.fetch(SQL["duplicates"], *asked)]


async def complainant_by_code(connection: Connection, ref: str, code: str) -> str | None:
    """The id of the complainant who may read a request with this code, or None.

    It is their query code, or the code of any letter to them. The number of a request that was merged into another holds
    for those who came with it.
    """
    found: str | None = await connection.fetchval(SQL["complainant_by_code"], ref, code)
    return found


async def public_requests(
    connection: Connection, *, before: tuple[datetime | None, str] = (None, ""), most: int
) -> list[PublicRequest]:
    """Requests, the newest first, before the one with this (reported_at, ref)."""
    return [PublicRequest(*row) for row in await connection.fetch(SQL["public_requests"], *before, most)]
