"""Counter: the sessions of a programme, what became of them, and who wants to be reminded."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.answers import Page
from api.code_holders import client_of
from api.commands import Key, short_hash
from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.hotline.report_refusals import TooManyGuesses
from api.hotline.reports import LEAST_KEY
from api.legal.programme_bodies import (
    SessionResult,
    SessionView,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    session_view,
)
from api.legal.programmes import ProgrammePath
from api.legal.refusals import UnknownProgramme, UnknownSession, UnknownSubscription
from api.paging import Cursor, Limit, cursor, place, split
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, BadJson, BodyTooLarge, NotJson, PostgresAway, TokenMissing, TokenUnknown, TooSlow
from domain.legal.programmes import Occasion, Result, SessionState, check_result, may_record
from domain.legal.refusals import NotBegun, NothingToCount, SessionSkipped
from domain.refusals import KeyReused, NotAllowed, NotYours
from domain.roles import RULES, Act, Actor
from store import programme_sessions as store
from store.pool import Connection
from store.programmes import find_programme, lock_programme
from store.reports import new_code
from store.subscribers import Subscriber, add_subscriber, end_subscription

router = APIRouter(prefix="/api/v1/legal", tags=["programmes"])

_ALWAYS = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway, UnknownProgramme)
_SENT = (*_ALWAYS, BadJson, BodyTooLarge, NotJson, TooSlow)


@router.get(
    "/programmes/{programme}/sessions",
    name="list_sessions",
    operation_id="list_sessions",
    summary="The sessions of a programme",
    description="Those that were noted, from a day before they begin, the newest first, with what became of them.",
    responses=responses(*_ALWAYS),
)
async def list_sessions(
    programme: ProgrammePath,
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[SessionView]:
    """List sessions."""
    before, _ = place(after, 0)
    with_people = actor.role in RULES[Act.READ_LEGAL]
    async with desk.postgres.connection() as connection:
        await _check_known(connection, programme)
        if with_people:
            rows = await store.sessions(connection, reading, programme, before=before, most=limit + 1)
        else:
            rows = await store.public_sessions(connection, programme, before=before, most=limit + 1)
    address = f"/api/v1/legal/programmes/{programme}/sessions"
    shown, following = split(rows, limit, address, lambda row: cursor(row.starts_at))
    return Page(
        rows=[session_view(shown_to(actor.role, row), with_people=with_people) for row in shown], next=following
    )


@router.post(
    "/programmes/{programme}/sessions/result",
    name="record_session",
    operation_id="record_session",
    response_model=SessionView,
    summary="Record what became of a session",
    description="Held or not, before how many, in which language, where it can be seen; from its beginning on, by its host or the desk. The audience is a whole number: 300余 cannot be entered. Recorded again, the newest holds.",
    responses=responses(*_SENT, NotBegun, NothingToCount, NotYours, SessionSkipped, UnknownSession),
)
async def record_session(
    programme: ProgrammePath, body: SessionResult, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Record a result."""
    result = Result(body.held, body.audience, body.language or "", body.link or "", body.remarks or "")
    occasion = Occasion(programme, body.starts_at)
    async with desk.postgres.connection() as connection, connection.transaction():
        session = await _session(connection, occasion, at)
        if not may_record(actor, session.host):
            raise NotYours()
        check_result(session.starts_at, SessionState(session.state), result, at)
        await store.record_result(connection, occasion, result, by=actor.id, at=at)
        kept = await store.find_session(connection, programme, body.starts_at)
    assert kept is not None, "it was just recorded"
    view = session_view(kept, with_people=True)
    return JSONResponse(view.model_dump(mode="json"), headers={"Cache-Control": "no-store"})


@router.post(
    "/programmes/{programme}/subscribers",
    name="subscribe",
    operation_id="subscribe",
    status_code=HTTPStatus.CREATED,
    response_model=Subscribed,
    summary="Be reminded",
    description="The day before and one hour before each session, by SMS or mail, once for each address. With a key of your own: visitors choose one of 16 to 100 random characters. The same again under the same key gets the same answer.",
    responses=responses(*_SENT, KeyReused),
)
async def subscribe(
    programme: ProgrammePath, body: Subscribe, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Take a subscription."""
    answer = await subscribed(desk, programme, body, key, actor, at)
    return JSONResponse(answer.model_dump(), HTTPStatus.CREATED, {"Cache-Control": "no-store"})


async def subscribed(desk: Desk, programme: str, body: Subscribe, key: str, actor: Actor, at: datetime) -> Subscribed:
    """Keep who wants to be reminded, for the pages too.

    Raises:
        BadInput: a visitor's key might be somebody else's too.
        UnknownProgramme: there is none.
        KeyReused: the key stands for something else.
    """
    if not actor.id and len(key) < LEAST_KEY:
        reason = f"Without a token the key must have at least {LEAST_KEY} random characters."
        raise BadInput([{"place": "header.Idempotency-Key", "reason": reason}])
    new = _subscriber(programme, body, key, actor, at)
    async with desk.postgres.connection() as connection:
        await _check_known(connection, programme)
        kept = await add_subscriber(connection, new)
    if (kept.phone, kept.mail, kept.language) != (new.phone, new.mail, new.language):
        raise KeyReused()
    return Subscribed(programme=programme, code=kept.code)


@router.post(
    "/programmes/{programme}/unsubscribe",
    name="unsubscribe",
    operation_id="unsubscribe",
    summary="Be reminded no more",
    description="With the code of the subscription; what waits to be sent is not sent. Again it changes nothing.",
    responses=responses(*_SENT, TooManyGuesses, UnknownSubscription),
)
async def unsubscribe(
    programme: ProgrammePath, body: Unsubscribe, request: Request, desk: TheDesk, at: ReceivedAt
) -> Unsubscribed:
    """End a subscription."""
    client = client_of(request)
    if not desk.guesses.may(client):
        raise TooManyGuesses()
    async with desk.postgres.connection() as connection:
        was_known = await end_subscription(connection, programme, body.code, at)
    if not was_known:
        raise UnknownSubscription()
    desk.guesses.was_right(client)
    return Unsubscribed(programme=programme)


async def _session(connection: Connection, occasion: Occasion, at: datetime) -> store.Session:
    """The session, noted now if it was not while the timetable has it."""
    programme = await lock_programme(connection, occasion.programme)
    if programme is None:
        raise UnknownProgramme()
    known = await store.find_session(connection, programme.id, occasion.starts_at)
    if known is None and programme.has(occasion.starts_at):
        known = await store.note_session(connection, programme.id, occasion.starts_at, at)
    if known is None:
        raise UnknownSession()
    return known


async def _check_known(connection: Connection, programme: str) -> None:
    if await find_programme(connection, programme) is None:
        raise UnknownProgramme()


def _subscriber(programme: str, body: Subscribe, key: str, actor: Actor, at: datetime) -> Subscriber:
    entry = short_hash("subscriber", actor.id, programme, key)
    return Subscriber(entry, programme, body.phone, body.mail, body.language, new_code(), at)
