"""Sessions of programmes: noted as the programme stands, reminded of once each time, and recorded when they are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.legal.programmes import (
    Attended,
    Occasion,
    Programme,
    Reminder,
    Result,
    SessionState,
    key_of,
    reminder_due,
    useful_until,
)
from domain.legal.record import Step
from domain.organisation import JUSTICE
from domain.privacy.readings import Reading, What
from store.notices import wake_postroom
from store.pool import Connection, Pool
from store.programmes import lock_programme
from store.readings import read_personal
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is noted; what follows `state` is known once a result is recorded."""

    programme: str
    starts_at: datetime
    host: str
    state: str
    audience: int | None
    language: str
    link: str
    remarks: str
    recorded_by: str | None
    recorded_at: datetime | None


async def attend(pool: Pool, occasion: Occasion, now: datetime) -> Attended:
    """Note a session as its programme stands, and say the reminder that is of use now; again it changes nothing.

    A time at which the programme has no session is not noted.
    """
    async with pool.acquire() as connection, connection.transaction():
        programme = await lock_programme(connection, occasion.programme)
        if programme is None:
            return Attended()
        known = await find_session(connection, programme.id, occasion.starts_at)
        if known is None and not programme.has(occasion.starts_at):
            return Attended()
        return await _look_after(connection, programme, occasion.starts_at, now)


async def follow_programme(connection: Connection, programme: Programme, now: datetime) -> None:
    """Let the sessions that are noted and have not begun follow their programme, which was changed and is locked.

    A new host is told what the old one was; a session that takes place after all is reminded of.
    """
    for row in await connection.fetch(SQL["sessions_to_come"], programme.id, now):
        await _look_after(connection, programme, row["starts_at"], now)


async def find_session(connection: Connection, programme: str, starts_at: datetime) -> Session | None:
    """The session that begins at this instant, if it is noted."""
    row = await connection.fetchrow(SQL["one_session"], programme, starts_at)
    return Session(*row) if row else None


async def public_sessions(
    connection: Connection, programme: str, *, before: datetime | None, most: int
) -> list[Session]:
    """The sessions that are noted, the newest first, before one of them; without who held them and what they say."""
    rows = await connection.fetch(SQL["public_sessions"], programme, before, most)
    return [Session(*row) for row in rows]


async def sessions(
    connection: Connection, reading: Reading, programme: str, *, before: datetime | None, most: int
) -> list[Session]:
    """The sessions that are noted, the newest first, before one of them."""
    rows = await read_personal(
        *(connection, SQL["list_sessions"], programme, before, most),
        reading=reading,
        what=What.WORDS,
        of=lambda _: (f"P-{programme}", ""),
    )
    return [Session(*row) for row in rows]


async def note_session(connection: Connection, programme: str, starts_at: datetime, now: datetime) -> Session | None:
    """The session as it is noted from now on; None where there is no such programme."""
    await connection.execute(SQL["note_session"], programme, starts_at, now)
    return await find_session(connection, programme, starts_at)


async def record_result(connection: Connection, occasion: Occasion, result: Result, *, by: str, at: datetime) -> None:
    """Record what became of a session that is noted; recorded again, the newest holds."""
    state = SessionState.HELD if result.held else SessionState.NOT_HELD
    said = (result.audience, result.language, result.link, result.remarks)
    await connection.execute(SQL["record_result"], occasion.programme, occasion.starts_at, state, *said, by, at)


async def _look_after(connection: Connection, programme: Programme, starts_at: datetime, now: datetime) -> Attended:
    noted = await note_session(connection, programme.id, starts_at, now)
    assert noted is not None, "the programme is locked"
    state, reminder = SessionState(noted.state), reminder_due(starts_at, now)
    if reminder is None or state is not SessionState.PLANNED:
        return Attended(state)
    await _remind(connection, noted, reminder, now)
    return Attended(state, reminder)


async def _remind(connection: Connection, session: Session, reminder: Reminder, now: datetime) -> None:
    starts_at = session.starts_at.astimezone(UTC)
    about = (key_of(session.programme), starts_at.isoformat(), reminder, Step.PROGRAMME_SOON)
    left = int((starts_at - now).total_seconds() // 60)
    until = useful_until(reminder, starts_at)
    await connection.execute(SQL["add_reminder"], *about, now, until, starts_at, left, JUSTICE, session.host)
    await wake_postroom(connection)
