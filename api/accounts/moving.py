"""How a piece of open work goes to somebody else: each kind by its own act, for which whoever moves it needs the right."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from uuid import UUID

from starlette.responses import Response

from api.accounts.people_views import MovedView
from api.bodies import Assign
from api.commands import Wish, obey
from api.desk import Desk
from api.hotline.request_bodies import DispatchRequest
from api.hotline.request_commands import obey_request
from api.legal.advisers import AdviserBody, set_adviser
from api.legal.commands import obey_legal
from api.legal.move_body import MoveTo
from api.legal.programme_bodies import NewHost
from api.legal.programmes import set_programme_host
from api.refusals import UnknownEntry, UnknownPerson
from domain.refusals import Refusal
from domain.roles import Act, Actor, check
from domain.rosters import check_stand_in
from store import people, rosters, village_advisers
from store.open_work import Kind, Piece
from store.pool import Connection

_OUTCOMES = {HTTPStatus.OK: "done", HTTPStatus.ACCEPTED: "pending"}


async def moved(desk: Desk, piece: Piece, former: str, to: str, actor: Actor, key: str, at: datetime) -> MovedView:
    """Move one piece, and tell what became of it; what is refused is where it was."""
    try:
        outcome = await _moved(desk, piece, former, to, actor, key, at)
    except Refusal as refusal:
        outcome = refusal.code
    return MovedView(kind=Kind(piece.kind), ref=piece.ref, item=piece.item, body=piece.body, outcome=outcome)


async def _moved(desk: Desk, piece: Piece, former: str, to: str, actor: Actor, key: str, at: datetime) -> str:
    match Kind(piece.kind):
        case Kind.ITEM:
            wish = Wish(piece.ref, Act.ASSIGN, (piece.item,), Assign(officer=to), actor, key, at)
            return _outcome(await obey(desk, wish))
        case Kind.REQUEST:
            check(actor, Act.REQUEST_DISPATCH)
            placed = DispatchRequest(body=piece.body, owner=to)
            return _outcome(await obey_request(desk, Wish(piece.ref, Act.REQUEST_DISPATCH, (), placed, actor, key, at)))
        case Kind.LEGAL:
            given = MoveTo(former=former, person=to)
            return _outcome(await obey_legal(desk, Wish(piece.ref, Act.LEGAL_MOVE, (), given, actor, key, at)))
        case Kind.PROGRAMME:
            check(actor, Act.MANAGE_LEGAL)
            return _outcome(await set_programme_host(piece.ref, NewHost(host=to), desk, actor, at))
        case Kind.VILLAGE:
            check(actor, Act.MANAGE_LEGAL)
            return await _village(desk, piece, to, actor, at)
        case Kind.DUTY | Kind.STAND_IN:
            async with desk.postgres.connection() as connection, connection.transaction():
                move = _duty if piece.kind == Kind.DUTY else _stand_in
                await move(connection, UUID(piece.ref), to, actor, at)
            return _OUTCOMES[HTTPStatus.OK]


def _outcome(response: Response) -> str:
    return _OUTCOMES[HTTPStatus(response.status_code)]


async def _village(desk: Desk, piece: Piece, to: str, actor: Actor, at: datetime) -> str:
    """From today on somebody else advises the village, or from the day on which the leaver would."""
    begins = date.fromisoformat(piece.item)
    async with desk.postgres.connection() as connection:
        until_on = await village_advisers.end_of(connection, piece.ref, begins)
    from_on = max(begins, desk.library.local(at).date())
    said = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat() if until_on else None}
    following = AdviserBody.model_validate({"village": piece.ref, "person": to, **said})
    return _outcome(await set_adviser(following, desk, actor, at))


async def _duty(connection: Connection, entry: UUID, to: str, actor: Actor, at: datetime) -> None:
    """The rest of a duty is somebody else's of the same department."""
    known = await rosters.duty(connection, entry)
    if known is None:
        raise UnknownEntry()
    check(actor, Act.MANAGE_ROSTERS, department=known.department)
    if (await _somebody(connection, to)).department != known.department:
        raise UnknownPerson(place="body.to", department=known.department)
    await rosters.end_duty(connection, entry, at)
    await rosters.add_duty(connection, known.department, to, max(known.from_at, at), known.until_at, by=actor.id)


async def _stand_in(connection: Connection, entry: UUID, to: str, actor: Actor, at: datetime) -> None:
    """For the rest of an absence somebody else stands in."""
    known = await rosters.absence(connection, entry)
    absent = await _somebody(connection, known.person) if known else None
    if known is None or absent is None:
        raise UnknownEntry()
    check(actor, Act.MANAGE_ROSTERS, department=known.department)
    check_stand_in(absent, await _somebody(connection, to))
    await rosters.end_absence(connection, entry, at)
    period = (max(known.from_at, at), known.until_at)
    await rosters.add_absence(connection, known.person, *period, stand_in=to, by=actor.id)


async def _somebody(connection: Connection, person: str) -> Actor:
    known = await people.actor(connection, person)
    if known is None:
        raise UnknownPerson(place="body.to")
    return known
