"""What silence approves soon: how far ahead one looks, and which items of a catalogue it approves at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from domain.catalogue import Catalogue, Silence
from domain.project_items import silence_of
from domain.workdays import ONE_DAY, WorkCalendar

AHEAD = 3  # working days after the present one


def last_day_ahead(calendar: WorkCalendar, today: date) -> date:
    """The last of the working days that one looks ahead.

    Raises:
        UnknownDay: the calendar does not cover it.
    """
    day = today
    for _ in range(AHEAD):
        day = calendar.next_working_day(day + ONE_DAY)
    return day


def ahead_until(calendar: WorkCalendar, now: datetime) -> datetime:
    """When what one looks ahead at ends: with the last of those days, at 24:00."""
    return calendar.end_of(last_day_ahead(calendar, calendar.local_day(now)))


def deemed_by(catalogue: Catalogue, rule_set: str, on: date) -> Iterator[tuple[str, str, str]]:
    """What silence approves under a catalogue and a rule set: (catalogue version, rule set, item)."""
    for item in catalogue.items.values():
        if silence_of(catalogue, item, rule_set=rule_set, on=on) is Silence.DEEM_APPROVED:
            yield catalogue.version, rule_set, item.id
