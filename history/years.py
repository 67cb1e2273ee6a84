"""A whole history: as many cases of each kind as asked for, between the first known year and an instant."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from history.banner import Banner, banner_of
from history.course import Course
from history.exclusions import Exclusions
from history.legal import LegalCases
from history.projects import Approvals
from history.requests import Requests
from history.truth import Planted, Truth
from history.writer import Outcome, Writer
from store import cases, legal_cases, requests
from store.notices import end_expired
from store.pool import Connection, Pool
from store.shipped import figures

TWO_YEARS = timedelta(days=730)
_LOOKS_BACK = timedelta(
    days=70
)  # 40 working days: so early a first contact or an act may be that is entered on the first day


@dataclass(frozen=True, slots=True)
class Size:
    """How many cases of each kind."""

    projects: int = 600
    requests: int = 60_000
    inquiries: int = 1_500
    aid: int = 800

    def times(self, share: float) -> Size:
        """A part of it, at least one of each kind."""
        parts = (self.projects, self.requests, self.inquiries, self.aid)
        return Size(*(max(1, round(number * share)) for number in parts))


@dataclass(frozen=True, slots=True)
class History:
    """What was made: from when to when, what was planted in it, and which cases are still open."""

    since: datetime
    until: datetime
    truth: tuple[Planted, ...]
    outcomes: tuple[Outcome, ...]  # of projects, requests and the legal circle

    @property
    def left(self) -> list[Course]:
        """The cases in which something may still happen."""
        return [course for outcome in self.outcomes for course in outcome.left]

    @property
    def commits(self) -> int:
        """How many were written."""
        return sum(outcome.commits for outcome in self.outcomes)


async def make_history(pool: Pool, size: Size, *, seed: int, until: datetime) -> History:
    """Make a history that ends at an instant, in a database that knows its rules and the sample people, and no case.

    It begins two years before, but not before the first year whose calendar is known. What happens after `until` is left
    to the workflows of the cases that are still open.

    Raises:
        LookupError: rules or calendar are not there.
    """
    truth: Truth = []
    async with pool.acquire() as connection:
        banner = await banner_of(connection, seed)
        since = _since(banner, until)
        projects = Approvals(banner, size.projects, since, until, truth)
        asked = Requests(banner, size.requests, since, until, truth)
        legal = LegalCases(banner, size.inquiries, size.aid, since, until)
        begins = (await projects.starts(connection), asked.starts(), await legal.starts(connection))
    writers = (
        Writer(pool, cases.write_within, _nobody),
        Writer(pool, requests.write_within, asked.find),
        Writer(pool, legal_cases.write_within, legal.find),
    )
    works = (writer.write_all(starts, until) for writer, starts in zip(writers, begins, strict=True))
    outcomes = await asyncio.gather(*works)
    async with pool.acquire() as connection:
        await end_expired(connection, until)
        await Exclusions(banner, figures(), size.requests, until, truth).write(connection)
    planted = sorted(truth, key=lambda one: (one.kind, one.ref, one.part))
    return History(since, until, tuple(planted), tuple(outcomes))


async def has_cases(connection: Connection) -> bool:
    """Is there a case already? Then no history is made: it would be mixed with what has happened."""
    return await cases.has_events(connection)


def _since(banner: Banner, until: datetime) -> datetime:
    known = date(min(year.year for year in banner.calendar.years if year.official), 1, 2) + _LOOKS_BACK
    return max(banner.calendar.start_of(known), until - TWO_YEARS).astimezone(UTC)


async def _nobody(*_: object) -> None:
    raise AssertionError("a project asks nobody")
