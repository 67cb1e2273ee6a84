"""Whether an act on a case names only what its rules know, and only people who may have it."""

from __future__ import annotations

from datetime import date

from api.commands import Wish
from api.legal.act_bodies import AssignTo, DeclineCall, Refer
from api.legal.checkup_bodies import Find
from api.legal.move_body import MoveTo
from api.library import Library
from api.refusals import UnknownPerson
from domain.legal.book import LegalBook
from domain.legal.matching import LAWYERS
from domain.legal.record import Service
from domain.legal.refusals import NotQualified
from domain.legal.seeking import DESK
from domain.refusals import NotInPolicy
from domain.roles import Act, Actor, Role
from store import people
from store.legal_matters import Matter, find_matter
from store.legal_pool import PoolPerson, is_of_pool, pool_person
from store.legal_readers import is_of_person
from store.pool import Connection

_TAKING = frozenset(
    {Act.LEGAL_TAKE, Act.LEGAL_REPLY, Act.VISIT_CONFIRM}
)  # who does this has the case, if nobody had it

_OF_LAWYERS = frozenset({Act.AID_ACCEPT, Act.AID_WORK, Act.AID_CLOSE})


async def check_choices(connection: Connection, library: Library, wish: Wish) -> None:
    """Pass when ids are those of the case's rules, and people those who may have it.

    Raises:
        NotInPolicy: the rules have no such reason, or no such field of law.
        UnknownPerson: there is no such person in the pool.
        NotQualified: this person may not take this case.
    """
    matter = await find_matter(connection, wish.ref)
    if matter is None:
        return
    book, body = await library.legal(connection, matter.policy_version), wish.body
    if isinstance(body, DeclineCall | Refer):
        _listed(body.reason, book.policy.aid.declines)
    if isinstance(body, Refer) and body.field is not None:
        _listed(body.field, book.policy.fields)
    if isinstance(body, Find):
        _listed(body.field, book.policy.fields)
    today = library.local(wish.received_at).date()
    if isinstance(body, AssignTo | MoveTo | Refer) and body.person is not None:
        await _check_person(connection, book, matter, body.person, today)
    if wish.act in _OF_LAWYERS and await _is_for_absent(connection, wish):
        _check_qualified(book, matter, await _of_pool(connection, wish.actor), today)
    if wish.act in _TAKING and not await _may_have(connection, matter, wish.actor):
        raise NotQualified(person=wish.actor.id, allowed="persons of the pool, and for inquiries the desk")


def _listed(given: str, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise NotInPolicy(given=given, allowed=", ".join(allowed))


async def _may_have(connection: Connection, matter: Matter, actor: Actor) -> bool:
    """May somebody have this case? A question may be answered by the desk too, whether or not they are of the pool."""
    return _is_for_desk(matter, actor) or await is_of_pool(connection, actor.id)


def _is_for_desk(matter: Matter, actor: Actor | None) -> bool:
    return actor is not None and matter.service == Service.INQUIRY and actor.role in DESK


async def _check_person(connection: Connection, book: LegalBook, matter: Matter, person: str, today: date) -> None:
    """Pass when somebody is of the pool and, for legal aid, a lawyer who has practised for long enough (法律援助法 art. 26).

    An inquiry may also be given to the desk: the duty leader of a night, say.
    """
    if _is_for_desk(matter, await people.actor(connection, person)):
        return
    found = await pool_person(connection, person)
    if found is None:
        raise UnknownPerson(place="body.person")
    _check_qualified(book, matter, found, today)


def _check_qualified(book: LegalBook, matter: Matter, found: PoolPerson, today: date) -> None:
    kind = book.policy.aid.kind(matter.kind)
    if kind is None:
        return
    if not LAWYERS & set(found.roles):
        raise NotQualified(person=found.person, allowed=", ".join(sorted(LAWYERS)))
    years = book.policy.aid.serious_years
    since = found.practises_from
    if kind.serious and (since is None or _years(since, today) < years):
        raise NotQualified(person=found.person, allowed=f"{years} years of practice")


async def _is_for_absent(connection: Connection, wish: Wish) -> bool:
    """Does a lawyer act on a case that is none of theirs, but of somebody for whom they stand in?"""
    actor = wish.actor
    is_stand_in = actor.role is Role.LAWYER and bool(actor.stands_in_for)
    return is_stand_in and not await is_of_person(connection, wish.ref, actor.id)


async def _of_pool(connection: Connection, actor: Actor) -> PoolPerson:
    return await pool_person(connection, actor.id) or PoolPerson(actor.id, (), None)


def _years(since: date, today: date) -> int:
    """Whole years from one day to another."""
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))
