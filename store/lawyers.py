"""Choosing who is called or offered a case: under one lock for all, so that load is counted right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.legal.assignment import PersonFound, PersonQuestion
from domain.legal.matching import Candidate, Need, choose
from domain.legal.policy import AidRules
from domain.legal.record import Service
from domain.organisation import JUSTICE
from store.pool import Connection
from store.shipped import office
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class MatterSought:
    """What of a matter decides who is fit for it."""

    service: Service
    kind: str
    language: str
    field: str
    policy_version: str


async def matter_sought(connection: Connection, ref: str) -> MatterSought | None:
    """What of a matter decides who is fit for it, or None when nothing was handed in under this number."""
    row = await connection.fetchrow(SQL["matter_sought"], ref)
    return MatterSought(Service(row["service"]), *tuple(row)[1:]) if row else None


async def find_person(
    connection: Connection,
    question: PersonQuestion,
    matter: MatterSought,
    rules: AidRules,
    at: datetime,
    *,
    asked_at: datetime,
) -> PersonFound:
    """Who is called or offered a case next, written down as its assignment `n`; asked again it is the same person.

    `asked_at` is when it was asked first, `at` the instant whose duty counts: an assignment `n` that is older was left by a run
    that a reset has abandoned, and answers no more. The place in their hands is taken from now on, until the case gives it back.
    """
    async with connection.transaction():
        await connection.execute(SQL["lock_pool"])
        known: str | None = await connection.fetchval(SQL["assigned"], question.ref, question.n, asked_at)
        if known is not None:
            return PersonFound(known)
        rows = await connection.fetch(SQL["candidates"], question.ref, JUSTICE, at, matter.language, matter.field)
        found = choose([_candidate(tuple(row)) for row in rows], _need(question, matter, rules, at))
        if found.person:
            about = (question.ref, question.n, matter.service, found.person, question.how, at)
            await connection.execute(SQL["assign"], *about)
        return found


def _candidate(row: tuple[object, ...]) -> Candidate:
    person, roles, *rest = row
    assert isinstance(roles, list), "an array"
    return Candidate(str(person), frozenset(roles), *rest)  # type: ignore[arg-type]


def _need(question: PersonQuestion, matter: MatterSought, rules: AidRules, at: datetime) -> Need:
    kind = rules.kind(matter.kind)
    since = _years_before(at, rules.serious_years) if kind is not None and kind.serious else None
    return Need(question.how, matter.service, rules.most_load, since, question.passed)


def _years_before(at: datetime, years: int) -> date:
    """The same local day so many years ago; the 29th of February becomes the 28th."""
    day = at.astimezone(ZoneInfo(office()[1])).date()
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
