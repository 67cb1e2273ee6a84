"""What a row shows: the public status, the light, and when either changes next. Instants are compared, nothing else.

The row holds every date that follows from an item; a reader brings the present time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.catalogue import Silence
from domain.item import State
from domain.promise import Light, days_over
from domain.term import Unit
from domain.workdays import UnknownDay, WorkCalendar


class PublicStatus(StrEnum):
    """What the public page says of an item; green, yellow and red are the platform's own three colours."""

    NOT_APPLICABLE = "not_applicable"
    NOT_STARTED = "not_started"
    IN_PROCESS = "in_process"  # yellow
    IN_TIME = "in_time"  # green: finished in time
    OVER_TIME = "over_time"  # red: over time, finished or not
    WITHDRAWN = "withdrawn"


class Row(Protocol):
    """An item's row, as far as a sign needs it."""

    @property
    def state(self) -> str: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def yellow_at(self) -> datetime | None: ...
    @property
    def red_at(self) -> datetime | None: ...
    @property
    def over_at(self) -> datetime | None: ...


class Running(Row, Protocol):
    """An item's row, as far as it tells what silence will do."""

    @property
    def provisional(self) -> bool: ...
    @property
    def revoked(self) -> bool: ...
    @property
    def breached(self) -> bool: ...


_NOT_STARTED = frozenset({State.WAITING, State.READY})
_DECIDED = frozenset({State.APPROVED, State.REFUSED, State.DECLINED})


def public_status(row: Row, now: datetime) -> PublicStatus:
    """The status of an item for the public at `now`; what silence approved is over time by its nature.

    Source: requirements A8 (green: finished in time, yellow: in process, red: over time).
    """
    state = State(row.state)
    if state is State.NOT_APPLICABLE:
        return PublicStatus.NOT_APPLICABLE
    if state in _NOT_STARTED:
        return PublicStatus.NOT_STARTED
    if state is State.WITHDRAWN:
        return PublicStatus.WITHDRAWN
    if state is State.DEEMED or (row.over_at is not None and (row.ended_at or now) >= row.over_at):
        return PublicStatus.OVER_TIME
    return PublicStatus.IN_TIME if state in _DECIDED else PublicStatus.IN_PROCESS


def light_of(row: Row, now: datetime) -> Light | None:
    """The light of an item whose clock was started and is not at its end; None for every other."""
    state = State(row.state)
    if state is State.PAUSED:
        return Light.STOPPED
    if state is not State.ACCEPTED or row.over_at is None:
        return None
    if now >= row.over_at:
        return Light.OVER
    if row.red_at is not None and now >= row.red_at:
        return Light.RED
    return Light.YELLOW if row.yellow_at is not None and now >= row.yellow_at else Light.GREEN


def silence_from(row: Running, silence: Silence) -> datetime | None:
    """From when silence may approve an item at the earliest, by its row; None where it will not, or its clock stands."""
    if silence is not Silence.DEEM_APPROVED or State(row.state) is not State.ACCEPTED:
        return None
    return None if row.provisional or row.revoked or row.breached else row.over_at


def next_change(rows: Iterable[Row], now: datetime) -> datetime | None:
    """The next instant after `now` at which a light changes by time alone, or None."""
    running = [row for row in rows if State(row.state) is State.ACCEPTED]
    instants = (at for row in running for at in (row.yellow_at, row.red_at, row.over_at))
    return min((at for at in instants if at is not None and at > now), default=None)


def days_left(row: Row, unit: Unit, calendar: WorkCalendar, now: datetime) -> int | None:
    """Days from today to the due day of a running clock, in the unit of its promise; None where there is no such day.

    Past the due day the number is negative and counts working days, so that it stands still on days off.
    """
    if State(row.state) is not State.ACCEPTED or row.due_on is None or not unit.in_days:
        return None
    today = calendar.local_day(now)
    try:
        if today > row.due_on:
            return -days_over(row.due_on, calendar, now)
        return calendar.working_days(today, row.due_on) if unit is Unit.WD else (row.due_on - today).days
    except UnknownDay:
        return None
