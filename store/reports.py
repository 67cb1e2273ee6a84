"""What citizens hand in, once only, and who they are; and old requests that are taken over from another system."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.codes import ALPHABET, LENGTH
from domain.destinations import e164
from domain.hotline.request import State
from store.pool import Connection
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)
OVER = frozenset({State.ARCHIVED, State.ADVISED, State.WITHDRAWN})  # the only states in which one is taken over
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Report:
    """What was handed in under a number. Text and address are personal data.

    `print` tells a repetition from another report under the same `key`, which names who handed it in and their own key.
    `external_no` is the number that the source (the city) gave it, `outer_due` the source's own deadline. `imported_at` is
    set for an old request that was taken over.
    """

    ref: str
    print: str
    key: str | None
    source: str
    external_no: str | None
    topic: str
    text: str
    district: str
    address: str
    lat: float | None
    lon: float | None
    language: str
    outer_due: datetime | None
    policy_version: str
    taken_by: str | None
    reported_at: datetime
    imported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Complainant:
    """Who handed something in, all of it personal data but the id, which is of our making.

    `ref` is the request that they belong to now, `first_ref` the one that they began; `code` is their query code.
    """

    id: str
    ref: str
    first_ref: str
    name: str
    phone: str | None
    mail: str | None
    language: str
    code: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OldRequest:
    """A request that was over before this system began. `external_no` is its number there, once for each `source`.

    Whoever handed it in is kept where a name, a phone or a mail is known.
    """

    source: str
    external_no: str
    state: State
    text: str
    district: str
    reported_at: datetime
    ended_at: datetime
    topic: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    language: str = "zh"
    kind: str = ""
    level: str = ""
    body: str = ""
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    road: str = ""
    complainants: int = 1
    name: str = ""
    phone: str | None = None
    mail: str | None = None


async def new_number(connection: Connection, at: datetime) -> str:
    """The number of a new request: H, the local day of `at`, and where it stands in the sequence of all requests."""
    return number_of(at, await connection.fetchval(SQL["next_request_number"]))


def number_of(at: datetime, place: int) -> str:
    """The number of the request at a place of the sequence: H20261125-000017."""
    return f"H{at.astimezone(ZoneInfo(office()[1])):%Y%m%d}-{place:06d}"


def new_code() -> str:
    """A query code that nobody can guess, in the form of the codes in messages."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


async def add_report(connection: Connection, report: Report) -> Report:
    """Keep what was handed in and return what is kept: under a known key or external number, what came first.

    Another `print` than that of `report` then says that the key was used for something else.
    """
    await connection.execute(SQL["add_report"], *astuple(report))
    return await _kept(connection, report)


async def kept_under(connection: Connection, key: str) -> Report | None:
    """What was handed in under a key, or None."""
    row = await connection.fetchrow(SQL["same_report"], "", key, None, None)
    return Report(*row) if row else None


async def unbegun(connection: Connection, before: datetime, *, most: int = 100) -> list[Report]:
    """Reports from before an instant that are kept and have no case, the oldest first."""
    return [Report(*row) for row in await connection.fetch(SQL["unbegun_reports"], before, most)]


async def add_complainant(connection: Connection, complainant: Complainant) -> Complainant:
    """Keep who handed something in, and return who is kept under this id; a telephone number is kept as E.164."""
    await connection.execute(SQL["add_complainant"], *astuple(_plain(complainant)))
    kept = await find_complainant(connection, complainant.id)
    assert kept is not None, "it was just written"
    return kept


async def find_complainant(connection: Connection, complainant: str) -> Complainant | None:
    """The complainant with this id, or None."""
    row = await connection.fetchrow(SQL["one_complainant"], complainant)
    return Complainant(*row) if row else None


async def add_history(connection: Connection, rows: Sequence[OldRequest]) -> int:
    """Take old requests over, all or none, and return how many are new; one that is known stays as it is.

    They have no event, no clock and no message: nothing but their end is known.

    Raises:
        ValueError: one is not over; the message says which.
        asyncpg.ForeignKeyViolationError: a district is unknown.
    """
    for number, row in enumerate(rows, start=1):
        if row.state not in OVER:
            raise ValueError(f"row {number}: a request that is {row.state} is not over")
    first = {(row.source, row.external_no): row for row in reversed(rows)}
    once = list(first.values())
    async with connection.transaction():
        return sum([await _add_old(connection, once[at : at + _AT_ONCE]) for at in range(0, len(once), _AT_ONCE)])


async def _kept(connection: Connection, report: Report) -> Report:
    """What is kept under the ref, the key or the external number of a report that was just offered."""
    source = report.source if report.external_no else None
    row = await connection.fetchrow(SQL["same_report"], report.ref, report.key, source, report.external_no)
    assert row is not None, "it was just written, or one like it was there"
    return Report(*row)


async def _add_old(connection: Connection, rows: Sequence[OldRequest]) -> int:
    names = [row.source for row in rows], [row.external_no for row in rows]
    known = {tuple(row) for row in await connection.fetch(SQL["known_numbers"], *names)}
    new = [row for row in rows if (row.source, row.external_no) not in known]
    places = await connection.fetch(SQL["take_numbers"], len(new))
    named = {number_of(row.reported_at, place["place"]): row for row, place in zip(new, places, strict=True)}
    told = _columns([_told(ref, row) for ref, row in named.items()], 11)
    kept = {row["ref"] for row in await connection.fetch(SQL["add_old_reports"], *told)}
    taken = {ref: row for ref, row in named.items() if ref in kept}
    await connection.execute(SQL["add_old_requests"], *_columns([_end(ref, row) for ref, row in taken.items()], 11))
    who = [_plain(_complainant(ref, row)) for ref, row in taken.items() if row.name or row.phone or row.mail]
    await connection.executemany(SQL["add_complainant"], [astuple(complainant) for complainant in who])
    return len(taken)


def _told(ref: str, row: OldRequest) -> tuple[object, ...]:
    place = (row.district, row.address, row.lat, row.lon)
    return ref, row.source, row.external_no, row.topic, row.text, *place, row.language, row.reported_at


def _end(ref: str, row: OldRequest) -> tuple[object, ...]:
    holder, times = (row.kind, row.level, row.body), (row.accepted_at, row.closed_at)
    return ref, row.state, *holder, *times, row.outcome, row.road, row.complainants, row.ended_at


def _complainant(ref: str, row: OldRequest) -> Complainant:
    who = (row.name, row.phone, row.mail, row.language)
    return Complainant(f"{ref}-1", ref, ref, *who, new_code(), row.reported_at)


def _plain(complainant: Complainant) -> Complainant:
    """With the telephone number as E.164 where it can be one, so that the same caller is known again."""
    number = e164(complainant.phone) if complainant.phone else None
    return replace(complainant, phone=number or complainant.phone or None, mail=complainant.mail or None)


def _columns(rows: Sequence[tuple[object, ...]], count: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(count)]
