"""Taking in what somebody asks of the legal circle: it is checked and kept once, and its case is begun from what was kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.desk import Desk
from api.legal.asked import Asked
from api.legal.choices import check_asked
from api.legal.starting import asker_of, due_at, start_of
from api.refusals import TemporalAway
from domain.legal.book import LegalBook
from domain.legal.record import Service
from domain.legal.seeking import CONFLICT
from domain.refusals import KeyReused
from store import legal_matters
from store.aid_papers import AidPapers, add_aid_papers
from store.legal_matters import Asker, Matter, Pledge
from store.pool import Connection
from store.reports import new_code


@dataclass(frozen=True, slots=True)
class Begun:
    """What is kept, and whose case is begun: with its asker, and by when what is promised will be done."""

    matter: Matter
    asker: Asker
    due_at: datetime | None


async def take_in(desk: Desk, asked: Asked) -> Begun:
    """Keep what was asked for and begin its case; what is kept already is begun if it was not.

    Raises:
        TemporalAway: nobody can begin a case at the moment. Nothing is kept, or it is not known whether the case was
            begun: handing the same in again goes on where it stood.
        KeyReused: the key stands for something else.
        Refusal: something that is named is not known; see `check_asked`.
    """
    if not await desk.gateway.is_there():
        raise TemporalAway()
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_legal(connection)
        await check_asked(connection, desk.library, book, asked)
        async with connection.transaction():
            matter = await _kept(connection, book, asked)
        asker = await legal_matters.find_asker(connection, asker_of(matter.ref), reading=None)
        start, summary = await start_of(connection, desk.library, matter)
    assert asker is not None, "it is kept together with the matter"
    await desk.gateway.begin_legal(start, summary=summary)
    return Begun(matter, asker, due_at(start))


async def begin_kept(desk: Desk, matter: Matter) -> None:
    """Begin the case of something that was kept and never begun.

    Raises:
        TemporalAway: nobody can begin a case at the moment.
    """
    async with desk.postgres.connection() as connection:
        start, summary = await start_of(connection, desk.library, matter)
    await desk.gateway.begin_legal(start, summary=summary)


async def _kept(connection: Connection, book: LegalBook, asked: Asked) -> Matter:
    """Keep what was asked with everything that belongs to it; under a known key what came first."""
    ref = await legal_matters.new_number(connection, asked.service, asked.received_at)
    matter = _matter(ref, book, asked)
    kept = await legal_matters.add_matter(connection, matter)
    if kept.print != matter.print:
        raise KeyReused()
    if kept.ref != ref:
        return kept
    who = (asked.name, asked.phone, asked.mail, asked.language, asked.code or new_code(), asked.received_at)
    await legal_matters.add_asker(connection, Asker(asker_of(ref), ref, *who))
    if asked.from_ref:
        await legal_matters.carry_bars(connection, ref, from_ref=asked.from_ref, reason=CONFLICT)
    if asked.service is Service.AID:
        await _keep_aid(connection, book, ref, asked)
    return kept


async def _keep_aid(connection: Connection, book: LegalBook, ref: str, asked: Asked) -> None:
    await legal_matters.add_bars(connection, ref, asked.bars)
    await add_aid_papers(connection, AidPapers(ref, asked.proofs, asked.limit_on))
    told = asked.pledge
    if told is None:
        return
    waived = told.waived or _all_waivable(book, but=asked.proofs)
    said = (told.means, tuple(waived), told.may_check, told.spoken, told.witness or "", asked.received_at)
    await legal_matters.add_pledge(connection, Pledge(ref, *said))


def _all_waivable(book: LegalBook, *, but: Iterable[str]) -> list[str]:
    """The papers that a pledge can replace, without those that were handed in."""
    return [proof.id for proof in book.policy.aid.proofs if proof.waivable and proof.id not in set(but)]


def _matter(ref: str, book: LegalBook, asked: Asked) -> Matter:
    return Matter(
        ref=ref,
        print=asked.print,
        key=asked.key,
        service=asked.service,
        channel=asked.channel,
        text=asked.text,
        district=asked.district,
        address=asked.address,
        lat=None,
        lon=None,
        language=asked.language,
        field=asked.field,
        kind=asked.kind,
        people=" ".join(asked.groups),
        other_side=asked.other_side,
        company="",
        campaign="",
        from_ref=asked.from_ref,
        taken_by=asked.actor.id or None,
        policy_version=book.policy.version,
        asked_at=asked.received_at,
        first_at=asked.first_at or asked.received_at,
    )
