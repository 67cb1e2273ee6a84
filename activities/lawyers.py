"""Finds who of the legal pool is called or offered a case next."""

from __future__ import annotations

import structlog
from temporalio import activity

from domain.legal.assignment import PersonFound, PersonQuestion
from domain.legal.book import LegalBook
from store.lawyers import find_person, matter_sought
from store.policies import LEGAL
from store.pool import Connection, Pool

log = structlog.get_logger(__name__)


class Lawyers:
    """Answers from rosters, fields, languages and load. Safe to run twice: the same question gets the same answer."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._books: dict[str, LegalBook] = {}  # a version never changes, so each is read once

    @activity.defn
    async def find_person(self, question: PersonQuestion) -> PersonFound:
        """Who shall be called, at the instant at which this was asked; a place in their hands is taken with the answer.

        Raises:
            LookupError: nothing was handed in under this number.
        """
        info = activity.info()
        at, asked_at = info.current_attempt_scheduled_time, info.scheduled_time
        async with self._pool.acquire() as connection:
            matter = await matter_sought(connection, question.ref)
            if matter is None:
                raise LookupError(question.ref)
            rules = (await self._book(connection, matter.policy_version)).policy.aid
            found = await find_person(connection, question, matter, rules, at, asked_at=asked_at)
        if not found.person:
            log.warning("pool.nobody", ref=question.ref, how=question.how, skipped=found.skipped)
        return found

    async def _book(self, connection: Connection, version: str) -> LegalBook:
        if version not in self._books:
            self._books[version] = await LEGAL.book(connection, version)
        return self._books[version]
