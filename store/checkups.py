"""Check-ups of companies: who is to make each, how it stands, and what was found."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class ListedCheckup:
    """A check-up as it stands; `next_on` is the day of the next follow-up, `open` of its `findings` have no result yet."""

    ref: str
    company: str
    campaign: str
    district: str
    person: str
    state: str
    asked_at: datetime
    due_on: date | None
    reported_at: datetime | None
    next_on: date | None
    outcome: str
    ended_at: datetime | None
    findings: int
    open: int


@dataclass(frozen=True, slots=True)
class WholeCheckup(ListedCheckup):
    """A check-up as `ListedCheckup` has it, with what is to be looked at."""

    text: str


@dataclass(frozen=True, slots=True)
class FoundThing:
    """A finding: `text` was written when it was found, `said` when it was followed up; `result` is empty until then."""

    n: int
    severity: str
    field: str
    follow_up_on: date
    text: str
    result: str
    done_at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which check-ups are asked for: those of a campaign, in a state, of a person; empty is all."""

    campaign: str = ""
    state: str = ""
    person: str = ""


async def keep_order(connection: Connection, ref: str, person: str, at: datetime) -> None:
    """Keep who is to make a check-up, before its case begins; what is kept stays."""
    await connection.execute(SQL["keep_order"], ref, person, at)


async def ordered_person(connection: Connection, ref: str) -> str:
    """Who was to make a check-up when it was ordered; empty where nothing was ordered under this ref."""
    return str(await connection.fetchval(SQL["ordered_person"], ref) or "")


async def checkups(
    connection: Connection, choice: Choice, *, after: tuple[datetime | None, str], most: int
) -> list[ListedCheckup]:
    """Check-ups, the newest first; `after` is the last one of the page before."""
    rows = await connection.fetch(SQL["listed_checkups"], *astuple(choice), *after, most)
    return [ListedCheckup(*row) for row in rows]


async def whole_checkup(connection: Connection, reading: Reading, ref: str) -> WholeCheckup | None:
    """One check-up, or None."""
    rows = await read_personal(
        connection, SQL["one_checkup"], ref, reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return next((WholeCheckup(*row) for row in rows), None)


async def findings_of(connection: Connection, reading: Reading, ref: str) -> list[FoundThing]:
    """What was found, in its order."""
    rows = await read_personal(
        connection, SQL["findings_written"], ref, reading=reading, what=What.WORDS, of=lambda _: (ref, "")
    )
    return [FoundThing(*row) for row in rows]
