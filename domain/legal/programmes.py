"""Programmes: what takes place again and again, whom it reminds when, and what may be recorded of a session."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.legal.refusals import NotBegun, NothingToCount, SessionSkipped
from domain.legal.timetable import Timetable, next_sessions, parse_cron
from domain.roles import Actor, Role

LEAD = timedelta(days=1)  # so long before it begins a session is noted and first reminded of
SOON = timedelta(hours=1)  # likewise, for the second time
LASTS = timedelta(hours=3)  # within which every session is over
# A start that was missed is made up for while its session has not begun. Sessions are a day apart or more, so within less
# than a day there is never more than one of them.
CATCH_UP = LEAD - timedelta(minutes=1)
_PREFIX = "P-"


class SessionState(StrEnum):
    """How a session stands."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"
    SKIPPED = "skipped"  # its day is left out, or the programme was paused


class Reminder(StrEnum):
    """Which reminder it is: the day before at the same hour, or an hour before."""

    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Programme:
    """What takes place again and again, by the hand of `host`, at `place` (of the legal circle; empty: nowhere in particular).

    `cron` says when, local in `zone`; see `domain.legal.timetable`.
    """

    id: str
    name_zh: str
    name_mn: str | None
    name_en: str
    host: str
    place: str
    language: str
    cron: str
    zone: str
    paused: bool

    @property
    def timetable(self) -> Timetable:
        """When sessions begin. Raises `BadCron`."""
        return parse_cron(self.cron)

    def has(self, starts_at: datetime) -> bool:
        """Does the timetable have a session that begins at this instant?"""
        return self.timetable.has(starts_at, self.zone)

    def day_of(self, starts_at: datetime) -> date:
        """The local day of a session."""
        return starts_at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Occasion:
    """A session of a programme, by its beginning."""

    programme: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Attended:
    """What was done for a session: how it stands now, and of what it was reminded; without a state there is none."""

    state: SessionState | None = None
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a session. `audience` is counted in whole people; what is not known is None or empty."""

    held: bool
    audience: int | None = None
    language: str = ""
    link: str = ""
    remarks: str = ""


def key_of(programme: str) -> str:
    """Under what the messages of a programme are kept."""
    return f"{_PREFIX}{programme}"


def reminder_due(starts_at: datetime, now: datetime) -> Reminder | None:
    """The reminder that is of use at this moment; None more than a day before, and once the session has begun."""
    if not starts_at - LEAD <= now < starts_at:
        return None
    return Reminder.HOUR if now >= starts_at - SOON else Reminder.DAY


def useful_until(reminder: Reminder, starts_at: datetime) -> datetime:
    """Until when a reminder is of use: until the next one, or until the session begins."""
    return starts_at - SOON if reminder is Reminder.DAY else starts_at


def next_look(starts_at: datetime, now: datetime) -> datetime | None:
    """When somebody must look after a session again; None when it is over."""
    moments = (starts_at - LEAD, starts_at - SOON, starts_at + LASTS)
    return min((moment for moment in moments if moment > now), default=None)


def upcoming(programme: Programme, skipped: Collection[date], now: datetime, most: int) -> list[datetime]:
    """When the next sessions begin that take place as far as is known, at most so many; none while it is paused."""
    if programme.paused:
        return []
    sessions = programme.timetable.sessions(now, programme.zone)
    found: list[datetime] = []
    for starts_at in sessions:
        if len(found) == most:
            break
        if programme.day_of(starts_at) not in skipped:
            found.append(starts_at)
    return found


def late_session(programme: Programme, skipped: Collection[date], now: datetime) -> datetime | None:
    """The session that has not begun and should be looked after already, if there is one.

    Nobody may do so, where the programme was made, or went on, less than a day ahead.
    """
    found = [] if programme.paused else next_sessions(programme.timetable, now, programme.zone, 1)
    due = [at for at in found if at - LEAD <= now and programme.day_of(at) not in skipped]
    return due[0] if due else None


def may_record(actor: Actor, host: str) -> bool:
    """May somebody of the legal circle record what became of a session? Of the pool its host, or who stands in for them."""
    return actor.role is not Role.LAWYER or host in (actor.id, *actor.stands_in_for)


def check_result(starts_at: datetime, state: SessionState, result: Result, now: datetime) -> None:
    """Pass when this may be recorded of a session.

    Raises:
        NotBegun: it has not begun.
        SessionSkipped: it was left out.
        NothingToCount: nobody was there, for it was not held.
    """
    if now < starts_at:
        raise NotBegun(starts_at=starts_at.isoformat())
    if state is SessionState.SKIPPED:
        raise SessionSkipped(starts_at=starts_at.isoformat())
    if not result.held and (result.audience is not None or result.link):
        raise NothingToCount(starts_at=starts_at.isoformat())
