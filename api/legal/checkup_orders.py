"""Ordering check-ups: one for each company, all of them kept or none, and each case begun from what was kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from api.commands import short_hash
from api.desk import Desk
from api.legal.checkup_bodies import Company, OrderCheckups
from api.legal.starting import asker_of, start_of
from api.library import Library
from api.refusals import TemporalAway, UnknownPerson, UnknownValue
from domain.legal.book import LegalBook
from domain.legal.cases import Checkup
from domain.legal.checkup_clocks import findings_due
from domain.legal.record import Service
from domain.organisation import BodyKind
from domain.refusals import KeyReused
from domain.roles import Actor
from store import legal_matters, organisation
from store.checkups import keep_order
from store.legal_matters import Asker, Matter
from store.legal_pool import pool_person
from store.pool import Connection
from store.reports import new_code
from workflows.messages import LegalStart

_AT_ONCE = 20  # cases that are begun side by side
_DESK = "desk"  # the way by which check-ups come
_PLACES = (BodyKind.VILLAGE, BodyKind.TOWN)


@dataclass(frozen=True, slots=True)
class Order:
    """What was ordered, by whom, and under which key of theirs."""

    body: OrderCheckups
    actor: Actor
    key: str
    at: datetime

    @property
    def print(self) -> str:
        """What tells a repetition from another order under the same key."""
        return short_hash("checkups", self.body.model_dump_json())


@dataclass(frozen=True, slots=True)
class Ordered:
    """A check-up that is kept and begun: with the company's contact, who makes it, and the last day for its findings."""

    matter: Matter
    asker: Asker
    person: str
    due_on: date | None


async def order(desk: Desk, wanted: Order) -> list[Ordered]:
    """Keep these check-ups, all or none, and begin their cases; what is kept already is begun if it was not.

    Raises:
        TemporalAway: nobody can begin a case at the moment; ordering the same again goes on where it stood.
        KeyReused: the key stands for another order.
        UnknownPerson: somebody is not of the pool.
        UnknownValue: a place is not known.
    """
    if not await desk.gateway.is_there():
        raise TemporalAway()
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_legal(connection)
        await _check(connection, desk.library, wanted)
        async with connection.transaction():
            kept = [await _kept(connection, book, wanted, place) for place in range(len(wanted.body.companies))]
        starts = [await start_of(connection, desk.library, matter) for matter in kept]
        askers = [await legal_matters.find_asker(connection, asker_of(matter.ref), reading=None) for matter in kept]
    await _begin(desk, starts)
    return [_ordered(*one) for one in zip(kept, askers, starts, strict=True)]


async def _begin(desk: Desk, starts: list[tuple[LegalStart, str]]) -> None:
    """Begin cases, a few side by side; one that was begun before goes on as it is."""
    for first in range(0, len(starts), _AT_ONCE):
        part = starts[first : first + _AT_ONCE]
        await asyncio.gather(*(desk.gateway.begin_legal(start, summary=summary) for start, summary in part))


async def _check(connection: Connection, library: Library, wanted: Order) -> None:
    """Pass when persons are of the pool and places stand today; the first that is not is refused."""
    body, today = wanted.body, library.local(wanted.at).date()
    if await pool_person(connection, body.person) is None:
        raise UnknownPerson(place="body.person")
    for place, one in enumerate(body.companies):
        where = f"body.companies[{place}]"
        if one.person is not None and await pool_person(connection, one.person) is None:
            raise UnknownPerson(place=f"{where}.person")
        if one.district is not None:
            there = await organisation.body(connection, one.district, today)
            if there is None or there.kind not in _PLACES:
                allowed = "a village, community or town that stands today"
                raise UnknownValue(place=f"{where}.district", value=one.district, allowed=allowed)


async def _kept(connection: Connection, book: LegalBook, wanted: Order, place: int) -> Matter:
    """Keep one of the check-ups with its contact and who makes it; under a known key what came first."""
    company = wanted.body.companies[place]
    ref = await legal_matters.new_number(connection, Service.CHECKUP, wanted.at)
    matter = _matter(ref, book, wanted, place)
    kept = await legal_matters.add_matter(connection, matter)
    if kept.print != matter.print:
        raise KeyReused()
    if kept.ref == ref:
        who = (company.name or "", company.phone, company.mail, company.language, new_code(), wanted.at)
        await legal_matters.add_asker(connection, Asker(asker_of(ref), ref, *who))
        await keep_order(connection, ref, company.person or wanted.body.person, wanted.at)
    return kept


def _matter(ref: str, book: LegalBook, wanted: Order, place: int) -> Matter:
    company: Company = wanted.body.companies[place]
    return Matter(
        ref=ref,
        print=wanted.print,
        key=short_hash("checkup", wanted.actor.id, wanted.key, f"{place}"),
        service=Service.CHECKUP,
        channel=_DESK,
        text=wanted.body.text,
        district=company.district or "",
        address=company.address or "",
        lat=None,
        lon=None,
        language=company.language,
        field="",
        kind="",
        people="",
        other_side="",
        company=company.company,
        campaign=wanted.body.campaign or "",
        from_ref="",
        taken_by=wanted.actor.id,
        policy_version=book.policy.version,
        asked_at=wanted.at,
        first_at=wanted.at,
    )


def _ordered(matter: Matter, asker: Asker | None, start: tuple[LegalStart, str]) -> Ordered:
    case = start[0].case
    assert asker is not None, "it is kept together with the matter"
    assert isinstance(case, Checkup), "a check-up was ordered"
    due = findings_due(case)
    return Ordered(matter, asker, case.person, due.on if due else None)
