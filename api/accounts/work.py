"""Counter: the open work of somebody who leaves, and its moving to somebody else, each piece in its own lawful way."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter

from api.accounts.login import ENTERING, READING
from api.accounts.people import PersonPath
from api.accounts.people_views import MoveBody, MovedView, PieceView
from api.accounts.refusals import UnknownAccount
from api.bodies import Assign
from api.commands import Key, Wish, obey
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.hotline.request_bodies import DispatchRequest
from api.hotline.request_commands import obey_request
from api.problems import responses
from api.refusals import TemporalAway, UnknownPerson
from domain.refusals import NotYours, Refusal
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
    description="Items, requests, cases of the legal circle and programmes. Heads see those of their department.",
    responses=responses(*READING, NotYours, UnknownAccount),
)
async def get_open_work(person: PersonPath, desk: TheDesk, actor: TheActor) -> list[PieceView]:
    """Show the open work."""
    async with desk.postgres.connection() as connection:
        await _check(connection, person, actor)
        return [PieceView.model_validate(piece) for piece in await open_work(connection, person)]


@router.post(
    "/move",
    name="move_work",
    operation_id="move_work",
    summary="Move all that somebody has in hand to somebody else",
    description="Items are assigned by their head and requests dispatched by the centre, as if one by one: each says what became of it. Cases of the legal circle and programmes are moved by the desk in their own way.",
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
        pieces = await open_work(connection, person)
    moved = [await _moved(desk, piece, body.to, actor, f"{key} {piece.ref} {piece.item}", at) for piece in pieces]
    async with desk.postgres.connection() as connection:
        await note(connection, Done.WORK_MOVED, actor=actor.id, person=person, now=at, about=body.to)
    return moved


async def _check(connection: Connection, person: str, actor: Actor) -> None:
    known = await people.actor(connection, person)
    if known is None:
        raise UnknownAccount()
    check(actor, Act.MOVE_WORK, department=known.department)


async def _moved(desk: Desk, piece: Piece, to: str, actor: Actor, key: str, at: datetime) -> MovedView:
    try:
        outcome = await _outcome(desk, piece, to, actor, key, at)
    except Refusal as refusal:
        outcome = refusal.code
    return MovedView(kind=piece.kind, ref=piece.ref, item=piece.item, body=piece.body, outcome=outcome)


async def _outcome(desk: Desk, piece: Piece, to: str, actor: Actor, key: str, at: datetime) -> str:
    if piece.kind == "item":
        response = await obey(desk, Wish(piece.ref, Act.ASSIGN, (piece.item,), Assign(officer=to), actor, key, at))
    elif piece.kind == "request":
        check(actor, Act.REQUEST_DISPATCH)
        placed = DispatchRequest(body=piece.body, owner=to)
        response = await obey_request(desk, Wish(piece.ref, Act.REQUEST_DISPATCH, (), placed, actor, key, at))
    else:
        return "by_hand"
    return _OUTCOMES[HTTPStatus(response.status_code)]


_OUTCOMES = {HTTPStatus.OK: "done", HTTPStatus.ACCEPTED: "pending"}
