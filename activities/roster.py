"""Finds who takes a request now: the body that has the duty, and the named person who is there."""

from __future__ import annotations

import structlog
from temporalio import activity

from domain.hotline.book import HotlineBook
from domain.hotline.places import Found, PlaceQuestion
from store.organisation import Reported, find_place, reported
from store.policies import HOTLINE
from store.pool import Connection, Pool

log = structlog.get_logger(__name__)


class Roster:
    """Answers from duty lists and rosters. It changes nothing, so it is safe to repeat."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._books: dict[str, HotlineBook] = {}  # a version never changes, so each is read once

    @activity.defn
    async def find_place(self, question: PlaceQuestion) -> Found:
        """Who takes the request at the instant at which this was asked; bodies with nobody on duty are passed over.

        Raises:
            LookupError: the request has no report.
        """
        at = activity.info().current_attempt_scheduled_time
        async with self._pool.acquire() as connection:
            report = await reported(connection, question.ref)
            if report is None:
                raise LookupError(question.ref)
            known = await self._lead(connection, report)
            lead = "" if known in question.barred else known
            found = await find_place(connection, district=report.district, lead=lead, level=question.level, at=at)
        if found.passed:
            log.warning("place.passed_over", ref=question.ref, bodies=found.passed)
        return found

    async def _lead(self, connection: Connection, report: Reported) -> str:
        """The body of the banner that has the duty; empty where the topic is not known or has none."""
        version = report.policy_version
        if version not in self._books:
            self._books[version] = await HOTLINE.book(connection, version)
        topic = self._books[version].topics.get(report.topic)
        return topic.lead if topic else ""
