"""Recurring problems of a period as they are counted, compared and named, for the JSON route and the page alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Query

from api.bodies import ID_PATTERN
from api.desk import Desk
from api.hotline.report_refusals import HotlineMissing
from api.legal.activity_bodies import PlainDay
from domain.recurring.problems import By, Key, Problem, Tally, problems
from domain.recurring.rules import RecurringRules
from domain.recurring.span import MOST_DAYS, Span
from domain.refusals import PeriodNotAllowed
from store import recurring
from store.pool import Connection
from store.recurring import Place
from store.shipped import recurring as shipped_rules

Names = Mapping[str, str]
From = Annotated[PlainDay | None, Query(alias="from", description="The first local day; without it thirty days.")]
Until = Annotated[PlainDay | None, Query(description="The first local day after; without it tomorrow.")]
Grouped = Annotated[By, Query(description="What makes two reports the same problem.")]
TopicId = Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="Only of this topic.")]
PlaceId = Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="Only from this village, or this town.")]


@dataclass(frozen=True, slots=True)
class Counted:
    """What came in in a period and in those with which it is compared, and what topics and places are called."""

    span: Span
    as_of: datetime
    zone: str
    rules: RecurringRules
    now: list[Tally]
    before: list[Tally] | None
    year_ago: list[Tally] | None
    topics: Mapping[str, Names]
    places: Mapping[str, Place]

    def problems(self, by: By) -> list[Problem]:
        """The problems, the most frequent first."""
        towns = {place.id: place.town for place in self.places.values()}
        return problems(self.now, self.before, self.year_ago, by=by, towns=towns, rules=self.rules)

    def topic_of(self, key: Key) -> Names:
        """What a problem's topic is called; empty where topics make no difference."""
        return dict(self.topics.get(key.topic) or {"zh": key.topic}) if key.topic else {}

    def place_of(self, key: Key) -> Names:
        """What a problem's place is called; empty where places make no difference."""
        place = self.places.get(key.place)
        return {"zh": place.name_zh, "en": place.name_en} if place else {"zh": key.place} if key.place else {}

    def run_of(self, span: Span) -> datetime | None:
        """Until when a period is counted, for it is compared with one that still runs; None if to its end."""
        _, run_until = span.run_until(self.as_of, self.span, self.zone)
        return run_until if run_until < span.instants(self.zone)[1] else None


def span_of(from_on: date | None, until_on: date | None, today: date) -> Span:
    """The period that somebody asks for.

    Raises:
        PeriodNotAllowed: it ends before it begins, or is too long.
    """
    span = Span.asked(from_on, until_on, today)
    if not span.is_sound:
        allowed = f"from < until, at most {MOST_DAYS} days"
        raise PeriodNotAllowed(given=f"{span.from_on} to {span.until_on}", allowed=allowed)
    return span


async def counted(
    desk: Desk, connection: Connection, span: Span, key: Key, as_of: datetime, *, hidden_from: str
) -> Counted:
    """What came in of a problem as was known at an instant, but for what complains of the body `hidden_from`; a period that still runs is compared with as much of the others."""
    rules, places = shipped_rules(), {place.id: place for place in await recurring.places(connection)}
    begin = await recurring.reports_begin(connection)
    found: list[list[Tally] | None] = []
    for other in (span, span.before, span.year_ago):
        period = other.run_until(as_of, span, desk.library.zone)
        is_known = begin is not None and begin <= period[0]
        rows = (
            await recurring.tallies(connection, period, as_of, rules.again_days, hidden_from=hidden_from)
            if is_known or other is span
            else None
        )
        found.append(None if rows is None else [row for row in rows if _is_of(row, key, places)])
    now, before, year_ago = found
    topics = await topics_of(desk, connection)
    return Counted(span, as_of, desk.library.zone, rules, now or [], before, year_ago, topics, places)


async def topics_of(desk: Desk, connection: Connection) -> Mapping[str, Names]:
    """What the topics are called; without rules of the hotline they are called by their ids."""
    try:
        book = await desk.library.newest_hotline(connection)
    except HotlineMissing:
        return {}
    return {topic.id: topic.names for topic in book.topics.values()}


def _is_of(row: Tally, key: Key, places: Mapping[str, Place]) -> bool:
    place = places.get(row.district)
    is_there = not key.place or key.place in (row.district, place.town if place else "")
    return is_there and key.topic in ("", row.topic)
