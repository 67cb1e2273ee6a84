"""The ladders of messages as data: who is told on which channels, how long one waits, and how much is sent at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.fate import Channel
from domain.record import Step
from domain.strict_table import StrictTable
from domain.term import Unit
from domain.toml_file import BadFile, read_top
from domain.workdays import ONE_DAY, Office, UnknownDay, WorkCalendar


class Who(StrEnum):
    """As what somebody is told."""

    OFFICER = "officer"
    DEPARTMENT = "department"
    DUTY = "duty"
    HEAD = "head"
    SUPERVISORS = "supervisors"
    ADMINISTRATORS = "administrators"
    DISPATCHER = "dispatcher"  # on duty at the hotline's centre
    LEADER = "leader"  # likewise
    CALLERS = "callers"  # who handed the request in, or asked for legal help
    DIRECTOR = "director"  # on duty at the legal aid centre
    DESK = "desk"  # its clerks, likewise
    SUBSCRIBERS = "subscribers"  # who wants to be reminded of a programme
    INVITED = "invited"  # whom the security office invites, and nobody in their stead


class Hours(StrEnum):
    """When a ladder may reach people: while the office is open, by day, or round the clock."""

    OFFICE = "office"
    DAY = "day"
    ALWAYS = "always"


class BadLadders(BadFile):
    """A file of ladders has faults; nothing of it is used."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told on which channels, in order; `wait_minutes` for an acknowledgement before the next rung, 0 is never."""

    to: tuple[Who, ...]
    channels: tuple[Channel, ...]
    wait_minutes: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one step. The lower `urgency`, the sooner; messages are spread over `window_seconds`.

    `again_minutes` after an acknowledgement it is raised again, at most `most_raised` times, while nothing is done.
    """

    urgency: int
    hours: Hours
    window_seconds: int
    rungs: tuple[Rung, ...]
    again_minutes: int = 0
    most_raised: int = 0

    @property
    def asks(self) -> bool:
        """Does it wait for somebody to acknowledge?"""
        return any(rung.wait_minutes for rung in self.rungs)


@dataclass(frozen=True, slots=True)
class Policy:
    """All ladders, and what holds for all messages; see domain/data/ladders.toml for the meaning of each value."""

    ladders: Mapping[str, Ladder]
    instead: Mapping[Who, tuple[Who, ...]]
    most_letters: int
    most_seconds: int
    least_seconds: int
    short_seconds: int
    lease_seconds: int
    look_seconds: tuple[int, ...]
    poll_seconds: tuple[int, ...]
    report_grace_seconds: int
    back_off_seconds: tuple[int, ...]
    outage_seconds: int
    day_opens: time
    day_closes: time

    def open_at(self, hours: Hours, at: datetime, office: Office, calendar: WorkCalendar) -> datetime:
        """`at` itself when a ladder of these hours may reach people then, else the next such moment.

        Where no calendar says, `at`: a message must not be lost.
        """
        if hours is Hours.ALWAYS:
            return at
        if hours is Hours.OFFICE:
            try:
                return office.next_open(at, calendar)
            except UnknownDay:
                return at
        zone = ZoneInfo(calendar.zone)
        local = at.astimezone(zone)
        opening = datetime.combine(local.date(), self.day_opens, zone)
        return max(local, opening) if local.time() < self.day_closes else opening + ONE_DAY

    def opening(self, step: str, unit: str, at: datetime, office: Office, calendar: WorkCalendar) -> datetime:
        """When a message of this step may reach people, from `at` on.

        A promise that is counted in hours, minutes or seconds runs round the clock, and so do its messages.
        """
        is_exact = step in list(Step) and not Unit(unit).in_days
        hours = Hours.ALWAYS if is_exact else self.ladders[step].hours
        return self.open_at(hours, at, office, calendar)

    def back_off(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts for which the carrier had no room."""
        return timedelta(seconds=self.back_off_seconds[min(attempts, len(self.back_off_seconds)) - 1])


def spread(recipient: str, window_seconds: int) -> timedelta:
    """Where in a window the messages of a recipient lie: always at the same place, so that they meet in one text."""
    digest = hashlib.sha256(recipient.encode()).digest()
    return timedelta(seconds=window_seconds * int.from_bytes(digest[:4], "big") / 2**32)


def parse_policy(text: str, *, steps: Iterable[str]) -> Policy:
    """The policy in the text of a file like domain/data/ladders.toml; each of the `steps` must have a ladder.

    Raises:
        BadLadders: with every fault and its place.
    """
    file, problems = read_top(text, BadLadders)
    ladders = {name: _ladder(table) for name, table in file.named("ladders").items()}
    for step in steps:
        if step not in ladders:
            file.report(f"ladders.{step}", "This ladder is missing.")
    instead = file.table("instead")
    policy = Policy(
        ladders=ladders,
        instead={Who(who): instead.choices(who, Who) for who in instead.keys if who in list(Who)},
        most_letters=file.count("most_letters"),
        most_seconds=file.count("most_seconds"),
        least_seconds=file.count("least_seconds"),
        short_seconds=file.count("short_seconds"),
        lease_seconds=file.count("lease_seconds", least=10),
        look_seconds=_seconds(file, "look_seconds"),
        poll_seconds=_seconds(file, "poll_seconds"),
        report_grace_seconds=file.count("report_grace_seconds"),
        back_off_seconds=_seconds(file, "back_off_seconds"),
        outage_seconds=file.count("outage_seconds"),
        day_opens=_time(file, "day_opens"),
        day_closes=_time(file, "day_closes"),
    )
    file.close()
    if problems:
        raise BadLadders(problems)
    return policy


def _ladder(table: StrictTable) -> Ladder:
    rungs = tuple(_rung(row) for row in table.rows("rungs"))
    if not rungs:
        table.report("rungs", "A ladder has at least one rung.")
    has_again = "again_minutes" in table.keys
    return Ladder(
        urgency=table.count("urgency"),
        hours=table.choice("hours", Hours),
        window_seconds=table.count("window_seconds", least=0),
        rungs=rungs,
        again_minutes=table.count("again_minutes") if has_again else 0,
        most_raised=table.count("most_raised") if has_again else 0,
    )


def _rung(row: StrictTable) -> Rung:
    channels = row.choices("channels", Channel)
    to = row.choices("to", Who)
    if not channels or Channel.LIST in channels:
        row.report("channels", "A rung needs channels; the list comes by itself after the last one.")
    if not to:
        row.report("to", "A rung tells somebody.")
    return Rung(to, channels, row.count("wait_minutes", least=0))


def _seconds(table: StrictTable, key: str) -> tuple[int, ...]:
    values = table.numbers(key)
    if not values:
        table.report(key, "At least one number of seconds.")
        return (1,)
    return values


def _time(table: StrictTable, key: str) -> time:
    text = table.text(key)
    try:
        return time.fromisoformat(text)
    except ValueError:
        table.report(key, f"{text!r} is not a time like 07:00.")
        return time(0)
