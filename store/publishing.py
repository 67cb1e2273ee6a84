"""Publishing a year: the newest calendar with one year's file put in or replaced, under the next number."""

from __future__ import annotations

from dataclasses import dataclass

from domain.calendar_file import calendar_of, parse_year
from store.pool import Connection
from store.reference import SQL, add_calendar, newest_calendar


@dataclass(frozen=True, slots=True)
class Published:
    """The calendar that holds the year, and whether it is a new one."""

    rev: int
    year: int
    is_new: bool


async def publish_year(connection: Connection, text: str, *, by: str, zone: str) -> Published:
    """Publish a calendar with this year's file and the other years of the newest one; the same file again changes nothing.

    Raises:
        BadCalendar: the text has faults, or the years would have a gap; nothing is written.
    """
    year = parse_year(text)
    async with connection.transaction():
        await connection.execute(SQL["lock_reference"])
        rev, years = await newest_calendar(connection) or (0, {})
        if years.get(str(year.year)) == text:
            return Published(rev, year.year, is_new=False)
        years = {**years, str(year.year): text}
        calendar_of((parse_year(file) for file in years.values()), rev=rev + 1, zone=zone)
        return Published(await add_calendar(connection, years, by=by), year.year, is_new=True)
