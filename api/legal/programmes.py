"""Counter: what takes place when, for everybody; and how the desk makes, pauses and changes a programme."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import JSONResponse, Response

from api.answers import Page
from api.bodies import Id
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.legal.activities import POOL
from api.legal.activity_bodies import PlainDay
from api.legal.programme_bodies import NewHost, NewProgramme, ProgrammeView, SkipDay, programme_view
from api.legal.refusals import ProgrammeExists, UnknownProgramme, UnknownSession
from api.legal.scheduling import check_reachable, keep_in_step
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownPerson,
    UnknownValue,
)
from domain.legal.programmes import Programme, upcoming
from domain.refusals import NotAllowed, TimeNotAllowed
from domain.roles import RULES, Act, Actor
from store import programmes as store
from store.legal_activities import is_place
from store.people import actor as actor_of
from store.pool import Connection
from store.programme_sessions import follow_programme, note_session
from store.programmes import Skip

router = APIRouter(prefix="/api/v1/legal", tags=["programmes"])

ProgrammePath = Annotated[Id, Path(description="The id of a programme.", examples=["weekly-live"])]
_DayPath = Annotated[PlainDay, Path(description="A local day.", examples=["2027-02-10"])]
_READING = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_CHANGING = (*_READING, BadJson, BodyTooLarge, NotJson, TooSlow, TemporalAway, UnknownProgramme)
_SHOWN = 5  # sessions to come
_IN_STEP = (
    "Its Schedule in Temporal follows; if Temporal is away, the answer says so, and the same again brings both in step."
)


@router.get(
    "/programmes",
    name="list_programmes",
    operation_id="list_programmes",
    summary="What takes place when",
    description="The programmes with their next sessions, and the days that are left out.",
    responses=responses(*_READING),
)
async def list_programmes(desk: TheDesk, actor: TheActor, after: Cursor = "", limit: Limit = 50) -> Page[ProgrammeView]:
    """List programmes."""
    _, (start,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await store.programmes(connection, after=start, most=limit + 1)
        shown, following = split(rows, limit, "/api/v1/legal/programmes", lambda row: cursor(None, row.id))
        return Page(rows=[await view_of(connection, row, actor, present()) for row in shown], next=following)


@router.post(
    "/programmes",
    name="add_programme",
    operation_id="add_programme",
    status_code=HTTPStatus.CREATED,
    response_model=ProgrammeView,
    summary="Make a programme",
    description=f"With its timetable and host. The very same again changes nothing. {_IN_STEP}",
    responses={
        200: {"model": ProgrammeView, "description": "This very programme is there already."},
        **responses(*_CHANGING, ProgrammeExists, UnknownPerson, UnknownValue),
    },
)
async def add_programme(body: NewProgramme, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Make a programme."""
    new = _new(body, desk.library.zone)
    await check_reachable(desk)
    async with desk.postgres.connection() as connection:
        await _check_host(connection, body.host)
        if body.place is not None and not await is_place(connection, body.place):
            raise UnknownValue(place="body.place", value=body.place, allowed="a place of the legal circle")
        is_new = await store.find_programme(connection, new.id) is None
        kept = await store.add_programme(connection, new, at)
    if replace(kept, paused=False) != new:
        raise ProgrammeExists(programme=new.id)
    return await _followed(desk, new.id, actor, at, HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@router.get(
    "/programmes/{programme}",
    name="get_programme",
    operation_id="get_programme",
    summary="A programme",
    description="With its next sessions, and the days that are left out.",
    responses=responses(*_READING, UnknownProgramme),
)
async def get_programme(programme: ProgrammePath, desk: TheDesk, actor: TheActor) -> ProgrammeView:
    """Show a programme."""
    async with desk.postgres.connection() as connection:
        known = await store.find_programme(connection, programme)
        if known is None:
            raise UnknownProgramme()
        return await view_of(connection, known, actor, present())


@router.post(
    "/programmes/{programme}/host",
    name="set_programme_host",
    operation_id="set_programme_host",
    response_model=ProgrammeView,
    summary="Change the host",
    description=f"From now on; who was the host of a session that has begun stays on record. If the session is to be reminded of already, the new host is told. {_IN_STEP}",
    responses=responses(*_CHANGING, UnknownPerson),
)
async def set_programme_host(
    programme: ProgrammePath, body: NewHost, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Change the host."""
    async with _changing(desk, programme, at) as (connection, _):
        await _check_host(connection, body.host)
        await store.set_host(connection, programme, body.host)
    return await _followed(desk, programme, actor, at)


@router.post(
    "/programmes/{programme}/pause",
    name="pause_programme",
    operation_id="pause_programme",
    response_model=ProgrammeView,
    summary="Let a programme rest",
    description=f"No session takes place until it goes on, and nobody is reminded. {_IN_STEP}",
    responses=responses(*_CHANGING),
)
async def pause_programme(programme: ProgrammePath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Let a programme rest."""
    async with _changing(desk, programme, at) as (connection, _):
        await store.set_paused(connection, programme, paused=True)
    return await _followed(desk, programme, actor, at)


@router.post(
    "/programmes/{programme}/resume",
    name="resume_programme",
    operation_id="resume_programme",
    response_model=ProgrammeView,
    summary="Let a programme go on",
    description=f"What would have taken place meanwhile is not made up for. {_IN_STEP}",
    responses=responses(*_CHANGING),
)
async def resume_programme(programme: ProgrammePath, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Let a programme go on."""
    async with _changing(desk, programme, at) as (connection, _):
        await store.set_paused(connection, programme, paused=False)
    return await _followed(desk, programme, actor, at)


@router.post(
    "/programmes/{programme}/skips",
    name="skip_session",
    operation_id="skip_session",
    response_model=ProgrammeView,
    summary="Leave a session out",
    description=f"The session of a day, with a reason that everybody can read; reminders that still wait are not sent. {_IN_STEP}",
    responses=responses(*_CHANGING, TimeNotAllowed, UnknownSession),
)
async def skip_session(
    programme: ProgrammePath, body: SkipDay, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Leave a session out."""
    async with _changing(desk, programme, at) as (connection, known):
        starts_at = _session_to_come(known, body.on_day, at)
        await store.add_skip(connection, Skip(programme, body.on_day, body.why), actor.id)
        await note_session(connection, programme, starts_at, at)
    return await _followed(desk, programme, actor, at)


@router.delete(
    "/programmes/{programme}/skips/{day}",
    name="unskip_session",
    operation_id="unskip_session",
    response_model=ProgrammeView,
    summary="Let a session take place after all",
    description=f"If it is to be reminded of already, that is done now. Again it changes nothing. {_IN_STEP}",
    responses=responses(*_CHANGING, TimeNotAllowed, UnknownSession),
)
async def unskip_session(
    programme: ProgrammePath, day: _DayPath, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Let a session take place after all."""
    async with _changing(desk, programme, at) as (connection, known):
        _session_to_come(known, day, at)
        await store.take_skip_back(connection, programme, day)
    return await _followed(desk, programme, actor, at)


@asynccontextmanager
async def _changing(desk: Desk, programme: str, at: datetime) -> AsyncIterator[tuple[Connection, Programme]]:
    """A transaction in which a programme may be changed by one at a time; its sessions to come then follow it.

    Raises:
        TemporalAway: its Schedule could not follow; nothing was done.
        UnknownProgramme: there is none.
    """
    await check_reachable(desk)
    async with desk.postgres.connection() as connection, connection.transaction():
        known = await store.lock_programme(connection, programme)
        if known is None:
            raise UnknownProgramme()
        yield connection, known
        changed = await store.find_programme(connection, programme)
        assert changed is not None, "it is locked"
        await follow_programme(connection, changed, at)


async def _followed(
    desk: Desk, programme: str, actor: Actor, at: datetime, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """The answer once the Schedule has followed."""
    await keep_in_step(desk, programme, at)
    async with desk.postgres.connection() as connection:
        known = await store.find_programme(connection, programme)
        assert known is not None, "programmes are never removed"
        view = await view_of(connection, known, actor, at)
    return JSONResponse(view.model_dump(mode="json"), status, {"Cache-Control": "no-store"})


async def view_of(connection: Connection, programme: Programme, actor: Actor, now: datetime) -> ProgrammeView:
    """A programme as somebody sees it at an instant, for the pages too."""
    skips = await store.skips(connection, [programme.id], programme.day_of(now))
    coming = upcoming(programme, {skip.on_day for skip in skips}, now, _SHOWN)
    return programme_view(programme, coming, skips, with_host=actor.role in RULES[Act.MANAGE_LEGAL])


async def _check_host(connection: Connection, person: str) -> None:
    known = await actor_of(connection, person)
    if known is None or known.role not in POOL:
        raise UnknownPerson(place="body.host")


def _session_to_come(programme: Programme, day: date, now: datetime) -> datetime:
    """The session of a day, if there is one that has not begun."""
    if not programme.timetable.names(day):
        raise UnknownSession()
    starts_at = programme.timetable.on(day, programme.zone)
    if starts_at <= now:
        raise TimeNotAllowed(given=starts_at.isoformat(), allowed=f"> {now.isoformat()}")
    return starts_at


def _new(body: NewProgramme, zone: str) -> Programme:
    values = body.model_dump() | {"place": body.place or ""}
    return Programme(**values, zone=zone, paused=False)
