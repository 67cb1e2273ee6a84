"""What was done and is counted: each activity has a place, a day and evidence, is entered once, and can be taken back."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime

from domain.privacy.readings import Reading, What
from store.pool import Connection
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class NewActivity:
    """So many of a kind, done by a person on a local day at a place, before `audience` people if that is known.

    `evidence` names what shows it, `ref` the case that it belongs to, if there is one.
    """

    id: str
    kind: str
    on_day: date
    place: str
    count: int
    audience: int | None
    evidence: str
    person: str
    ref: str | None
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Activity(NewActivity):
    """An activity as it is kept; `ended_at` and `why` say that it was taken back and counts no more."""

    ended_at: datetime | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which activities are asked for: those of [`from_on`, `until_on`), and of all kinds, places, persons where none is named."""

    from_on: date
    until_on: date
    kind: str = ""
    place: str = ""
    person: str = ""


async def add_activity(connection: Connection, new: NewActivity) -> Activity:
    """Enter an activity and return what is kept: under a known id, or of the same kind, day, place, person and evidence, what came first."""
    await connection.execute(SQL["add_activity"], *astuple(new))
    kept = await activity(connection, new.id) or await _same(connection, new)
    return kept or await add_activity(connection, new)  # the same was there, and was taken back just now


async def activity(connection: Connection, entry: str) -> Activity | None:
    """The activity with this id, taken back or not, or None."""
    row = await connection.fetchrow(SQL["one_activity"], entry)
    return Activity(*row) if row else None


async def end_activity(connection: Connection, entry: str, at: datetime, why: str) -> None:
    """Take an activity back: from then on it is in no figure. One that was taken back before stays as it is."""
    await connection.execute(SQL["end_activity"], entry, at, why)


async def activities(
    connection: Connection, reading: Reading, wanted: Wanted, *, after: tuple[date | None, str], most: int
) -> list[Activity]:
    """What was entered, also what was taken back, the newest day first; `after` is the last one of the page before."""
    rows = await read_personal(
        *(connection, SQL["list_activities"], *astuple(wanted), *after, most),
        reading=reading,
        what=What.WORDS,
        of=lambda row: (row["ref"] or row["id"], ""),
    )
    return [Activity(*row) for row in rows]


async def is_place(connection: Connection, place: str) -> bool:
    """Is there such a place of the legal circle?"""
    return bool(await connection.fetchval(SQL["is_legal_place"], place))


async def is_matter(connection: Connection, ref: str) -> bool:
    """Is there such a case of the legal circle?"""
    return bool(await connection.fetchval(SQL["is_legal_matter"], ref))


async def _same(connection: Connection, new: NewActivity) -> Activity | None:
    """What counts already and says the same of kind, day, place, person and evidence."""
    same = (new.kind, new.on_day, new.place, new.person, new.evidence)
    row = await connection.fetchrow(SQL["same_activity"], *same)
    return Activity(*row) if row else None
