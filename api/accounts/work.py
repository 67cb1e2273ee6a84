"""Counter: the open work of somebody who leaves, and its moving to somebody else, each piece by an act of its own."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from api.accounts.login import ENTERING, READING
from api.accounts.moving import moved
from api.accounts.people import PersonPath
from api.accounts.people_views import MoveBody, MovedView, PieceView
from api.accounts.refusals import UnknownAccount
from api.accounts.seeing_work import seen_by
from api.commands import Key
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.problems import responses
from api.refusals import TemporalAway, UnknownPerson
from domain.refusals import NotYours
from domain.roles import Act, Actor, check
from store import people
from store.open_work import Piece, open_work
from store.pool import Connection
from store.security_record import Done, note

router = APIRouter(prefix="/api/v1/accounts/{person}/open-work", tags=["accounts"])


@router.get(
    "",
    name="get_open_work",
    operation_id="get_open_work",
    summary="What somebody has in hand",
    description="Items, requests, cases of the legal circle (in hand, called for or offered), programmes, villages that they advise, duties to come, and absences for which they stand in. Each sees the kinds that they see elsewhere too: heads what is of their department, the centre requests, the desk what is of the legal circle.",
    responses=responses(*READING, NotYours, UnknownAccount),
)
async def get_open_work(person: PersonPath, desk: TheDesk, actor: TheActor) -> list[PieceView]:
    """Show the open work."""
    async with desk.postgres.connection() as connection:
        await _check(connection, person, actor)
        pieces = await _open_work(connection, desk, person, actor, present())
    return [PieceView.model_validate(piece) for piece in pieces]


@router.post(
    "/move",
    name="move_work",
    operation_id="move_work",
    summary="Move what somebody has in hand to somebody else",
    description="All of it, or the pieces that are named, one by one, each by whoever may: an item is assigned, a request dispatched, a case of the legal circle moved, a programme gets another host, a village another adviser, a roster another person. Each says what became of it; the same again goes on with what is left.",
    responses=responses(*ENTERING, NotYours, UnknownAccount, UnknownPerson, TemporalAway),
)
async def move_work(
    person: PersonPath, body: MoveBody, desk: TheDesk, actor: TheActor, at: ReceivedAt, key: Key
) -> list[MovedView]:
    """Move the work."""
    async with desk.postgres.connection() as connection:
        await _check(connection, person, actor)
        if body.to == person or await people.actor(connection, body.to) is None:
            raise UnknownPerson(place="body.to")
        pieces = [piece for piece in await _open_work(connection, desk, person, actor, at) if _is_meant(body, piece)]
    outcomes = [
        await moved(desk, piece, person, body.to, actor, f"{key} {piece.ref} {piece.item}", at) for piece in pieces
    ]
    async with desk.postgres.connection() as connection:
        await note(connection, Done.WORK_MOVED, actor=actor.id, person=person, now=at, about=body.to)
    return outcomes


def _is_meant(body: MoveBody, piece: Piece) -> bool:
    meant = body.pieces
    return meant is None or (piece.kind, piece.ref, piece.item) in {(one.kind, one.ref, one.item) for one in meant}


async def _open_work(connection: Connection, desk: Desk, person: str, actor: Actor, now: datetime) -> list[Piece]:
    today = desk.library.local(now).date()
    return seen_by(actor, await open_work(connection, person, now, today, hidden_from=actor.department))


async def _check(connection: Connection, person: str, actor: Actor) -> None:
    known = await people.actor(connection, person)
    if known is None:
        raise UnknownAccount()
    check(actor, Act.MOVE_WORK, department=known.department)
