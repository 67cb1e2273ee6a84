"""Whether what somebody asks of the legal circle names only what there is: ids of the rules, places of today, people of the pool."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from api.legal.asked import ON_DUTY, WEB, Asked
from api.library import Library
from api.refusals import UnknownPerson, UnknownValue
from domain.legal.book import LegalBook
from domain.legal.record import Service
from domain.legal.refusals import PledgeBarred, ProofWaived
from domain.legal.seeking import DESK
from domain.organisation import BodyKind
from domain.refusals import NotAllowed
from domain.roles import Act
from store import organisation
from store.legal_matters import false_pledge_at
from store.legal_pool import is_of_pool
from store.pool import Connection

_PLACES = (BodyKind.VILLAGE, BodyKind.TOWN)
_PLACES_OF_TODAY = "a village, community or town that stands today"


async def check_asked(connection: Connection, library: Library, book: LegalBook, asked: Asked) -> None:
    """Pass when everything that is named is known; the first that is not is refused.

    Raises:
        UnknownValue: with its place in the body, and with what is allowed.
        ProofWaived: a paper is handed in and replaced by a pledge at once.
        UnknownPerson: somebody on the other side is not of the pool.
        NotAllowed: only the desk says who is on the other side; only somebody on duty enters a spoken pledge.
        PledgeBarred: a pledge of this person was found false not long ago.
    """
    for place, given, allowed in _ids(book, asked):
        if given not in allowed:
            raise UnknownValue(place=f"{asked.where}.{place}", value=given, allowed=", ".join(allowed))
    _check_pledge(asked)
    await _check_honest(connection, library, book, asked)
    if asked.district:
        body = await organisation.body(connection, asked.district, library.local(asked.received_at).date())
        if body is None or body.kind not in _PLACES:
            raise UnknownValue(place=f"{asked.where}.district", value=asked.district, allowed=_PLACES_OF_TODAY)
    if asked.bars and asked.actor.role not in DESK:
        raise NotAllowed(
            role=asked.actor.role, act=Act.LEGAL_ASK, place=f"{asked.where}.bars", allowed=", ".join(sorted(DESK))
        )
    for person in asked.bars:
        if not await is_of_pool(connection, person):
            raise UnknownPerson(place=f"{asked.where}.bars", person=person)


def _ids(book: LegalBook, asked: Asked) -> Iterator[tuple[str, str, Collection[str]]]:
    """Everything that must be on a list: its place, what was given, and the list."""
    policy, aid = book.policy, book.policy.aid
    channels = policy.channels if asked.actor.role in ON_DUTY else [way for way in WEB if way in policy.channels]
    yield "channel", asked.channel, channels
    if asked.field:
        yield "field", asked.field, policy.fields
    if asked.service is Service.VISIT:
        for group in asked.groups:
            yield "group", group, policy.visit.groups
    if asked.service is Service.AID:
        yield "kind", asked.kind, [kind.id for kind in aid.kinds]
        for group in asked.groups:
            yield "groups", group, [known.id for known in aid.groups]
        for proof in asked.proofs:
            yield "proofs", proof, [known.id for known in aid.proofs]
        for proof in asked.pledge.waived if asked.pledge else ():
            yield "pledge.waived", proof, [known.id for known in aid.proofs if known.waivable]


async def _check_honest(connection: Connection, library: Library, book: LegalBook, asked: Asked) -> None:
    """Pass when this person may pledge: none of theirs was found false as long ago as the rules say."""
    if asked.pledge is None:
        return
    found_at = await false_pledge_at(connection, name=asked.name, phone=asked.phone, mail=asked.mail, but_key=asked.key)
    if found_at is None:
        return
    found_on = library.local(found_at).date()
    until_on = book.policy.pledge_barred_until(found_on)
    if library.local(asked.received_at).date() <= until_on:
        facts = {"found_on": found_on.isoformat(), "until": until_on.isoformat(), "allowed": "proofs"}
        raise PledgeBarred(place=f"{asked.where}.pledge", **facts)


def _check_pledge(asked: Asked) -> None:
    pledge = asked.pledge
    if pledge is None:
        return
    if pledge.spoken and asked.actor.role not in ON_DUTY:
        raise NotAllowed(
            role=asked.actor.role, act=Act.LEGAL_ASK, place=f"{asked.where}.pledge.spoken", allowed="staff on duty"
        )
    for proof in asked.proofs:
        if proof in pledge.waived:
            raise ProofWaived(proof=proof)
