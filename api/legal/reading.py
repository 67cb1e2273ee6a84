"""Counter: one case of the legal circle, for those whose it is: what it is, who asked, its record. For all others there is none."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import CommandAnswer, Page
from api.commands import CommandPath, command_answer
from api.desk import TheActor, TheDesk, present
from api.legal.acts import LegalPath
from api.legal.admission import found_legal
from api.legal.commands import LEGAL
from api.legal.origins import origin_view
from api.legal.refusals import UnknownLegal
from api.legal.starting import asker_of
from api.legal.views import AskerView, CaseEventView, CaseView, PledgeView, case_event
from api.paging import Limit, split
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown, UnknownCommand
from domain.hotline.urgency import seconds_left
from domain.refusals import NotAllowed
from store import legal_readers, readers
from store.aid_papers import find_aid_papers
from store.legal_matters import bars_of, find_asker, find_pledge

router = APIRouter(prefix=f"{LEGAL}/{{ref}}", tags=["legal"])

_READ = responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, UnknownLegal, PostgresAway)
_EventNumber = Annotated[int, Query(ge=0, le=2_147_483_647, description="Events after this number.")]
_WHOSE = "For the desk, the supervisors, and whoever is called for it, offered it, or had it, or stands in for one of them; for all others there is none."


@router.get(
    "",
    name="get_case",
    operation_id="get_case",
    summary="One case",
    description=f"{_WHOSE} Who asked is not in it. Seconds are counted from `now`. While `n` is 0 the case has not written itself down yet.",
    responses=_READ,
)
async def get_case(ref: LegalPath, desk: TheDesk, actor: TheActor, reading: TheReading) -> CaseView:
    """Show a case."""
    async with desk.postgres.noting_snapshot() as connection:
        await found_legal(connection, ref, actor)
        row = await legal_readers.whole(connection, reading, ref)
        aid, pledge = await legal_readers.aid(connection, ref), await find_pledge(connection, ref, reading=reading)
        papers, bars = await find_aid_papers(connection, ref), await bars_of(connection, ref)
        assignments = await legal_readers.assignments(connection, ref)
        origin = await origin_view(connection, desk.library, ref)
    if row is None:
        raise UnknownLegal()
    now = present()
    return CaseView(
        **asdict(shown_to(actor.role, row)),
        now=now,
        seconds_left=seconds_left(row.due_at, now),
        assignments=assignments,
        aid=aid,
        pledge=PledgeView.model_validate(shown_to(actor.role, pledge)) if pledge else None,
        proofs=list(papers.proofs),
        limit_on=papers.limit_on,
        bars=bars,
        origin=origin,
    )


@router.get(
    "/askers",
    name="list_askers",
    operation_id="list_askers",
    summary="Who asked",
    description="Names, numbers and addresses, for the desk and whoever has the case or is called for it. The query code is not in it.",
    responses=_READ,
)
async def list_askers(ref: LegalPath, desk: TheDesk, actor: TheActor, reading: TheReading) -> list[AskerView]:
    """Show who asked."""
    async with desk.postgres.connection() as connection:
        await found_legal(connection, ref, actor)
        asker = await find_asker(connection, asker_of(ref), reading=reading)
    return [AskerView.model_validate(asker)] if asker else []


@router.get(
    "/events",
    name="list_case_events",
    operation_id="list_case_events",
    summary="The record of a case",
    description=f"Append-only, with what people wrote. {_WHOSE}",
    responses=_READ,
)
async def list_case_events(
    ref: LegalPath,
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
    after: _EventNumber = 0,
    limit: Limit = 100,
) -> Page[CaseEventView]:
    """List events."""
    async with desk.postgres.connection() as connection:
        await found_legal(connection, ref, actor)
        rows = await legal_readers.record(connection, reading, ref, after=after, most=limit + 1)
    shown, following = split(rows, limit, f"{LEGAL}/{ref}/events", lambda row: str(row.n))
    return Page(rows=[case_event(shown_to(actor.role, row)) for row in shown], next=following)


@router.get(
    "/commands/{command}",
    name="get_case_command",
    operation_id="get_case_command",
    summary="What became of a command",
    description="For whoever got a 202: `pending` until a worker has obeyed or refused it.",
    responses={**_READ, **responses(UnknownLegal, UnknownCommand)},
)
async def get_case_command(ref: LegalPath, command: CommandPath, desk: TheDesk, actor: TheActor) -> CommandAnswer:
    """Tell how a command stands, also to whoever gave it and has nothing to do with the case since then."""
    async with desk.postgres.connection() as connection:
        note = await readers.note(connection, command)
        if note is None or note.ref != ref or note.author != actor.id:
            await found_legal(connection, ref, actor)
        return await command_answer(connection, ref, command)
