"""Counter: what was done is entered once, with place, day and evidence, taken back with a reason, and listed."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import TypeAdapter
from starlette.responses import JSONResponse, Response

from api.answers import Page
from api.bodies import Id, PersonId
from api.commands import Key, short_hash
from api.desk import ReceivedAt, TheActor, TheDesk
from api.legal.activity_bodies import KindView, NewActivityBody, PlainDay, TakeBackBody
from api.legal.admission import whose
from api.legal.refusals import CountedBefore, UnknownActivity
from api.paging import Cursor, Limit, bad_cursor, place, split
from api.paging import cursor as cursor_of
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownPerson,
    UnknownValue,
)
from domain.refusals import KeyReused, NotAllowed, NotYours, TimeNotAllowed
from domain.roles import Actor, Role
from store import legal_activities as store
from store.legal_activities import Activity, NewActivity, Wanted
from store.people import actor as actor_of
from store.pool import Connection
from store.shipped import legal_figures

router = APIRouter(prefix="/api/v1/legal", tags=["legal figures"])

POOL = frozenset({Role.LAWYER, Role.CLERK, Role.DIRECTOR})
DESK = frozenset({Role.CLERK, Role.DIRECTOR})
_ALWAYS = (BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway)
_SENT = (BadJson, BodyTooLarge, NotJson, TooSlow)
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
ActivityPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{16}$", description="The id of the activity.")]
_ACTIVITY = TypeAdapter(Activity)


@router.get(
    "/activity-kinds",
    name="list_activity_kinds",
    operation_id="list_activity_kinds",
    summary="What can be counted",
    description="The kinds of activity with their names in three languages.",
    responses=responses(*_ALWAYS),
)
async def list_activity_kinds() -> list[KindView]:
    """List the kinds."""
    return [KindView(id=kind, names=dict(names)) for kind, names in legal_figures().activities.items()]


@router.post(
    "/activities",
    name="add_activity",
    operation_id="add_activity",
    status_code=HTTPStatus.CREATED,
    response_model=Activity,
    summary="Enter what was done",
    description="With place, day, evidence and a whole count: 300余 cannot be entered. The same under the same key, and the same kind, day, place, person and evidence under another one, is counted once. A lawyer enters what they did themselves, the desk what anybody did.",
    responses={
        200: {"model": Activity, "description": "This is counted already."},
        **responses(*_ALWAYS, *_SENT, CountedBefore, KeyReused, NotYours, TimeNotAllowed, UnknownPerson, UnknownValue),
    },
)
async def add_activity(body: NewActivityBody, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Enter an activity."""
    _check_own(actor, body.person)
    today = desk.library.local(at).date()
    if body.on_day > today:
        raise TimeNotAllowed(given=body.on_day.isoformat(), allowed=f"<= {today.isoformat()}")
    entry = short_hash("activity", actor.id, key)
    new = NewActivity(id=entry, **body.model_dump(), entered_by=actor.id, entered_at=at)
    async with desk.postgres.connection() as connection:
        await _check_known(connection, body)
        kept = await store.add_activity(connection, new)
    if kept.id == entry and _said(kept) != _said(new):
        raise KeyReused()
    if _said(kept) != _said(new):
        raise CountedBefore(id=kept.id, count=f"{kept.count}")
    is_new = kept.id == entry and kept.entered_at == at
    return _answer(kept, HTTPStatus.CREATED if is_new else HTTPStatus.OK)


@router.post(
    "/activities/{activity}/take-back",
    name="take_back_activity",
    operation_id="take_back_activity",
    response_model=Activity,
    summary="Take an activity back",
    description="It stays on record with the reason, and counts no more. By whoever entered it, or by the desk; again it changes nothing.",
    responses=responses(*_ALWAYS, *_SENT, NotYours, UnknownActivity),
)
async def take_back_activity(
    activity: ActivityPath, body: TakeBackBody, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Take an activity back."""
    async with desk.postgres.connection() as connection:
        known = await store.activity(connection, activity)
        if known is None:
            raise UnknownActivity()
        _check_own(actor, known.entered_by)
        await store.end_activity(connection, activity, at, body.reason)
        kept = await store.activity(connection, activity)
    assert kept is not None, "what was entered is never deleted"
    return _answer(kept, HTTPStatus.OK)


@router.get(
    "/activities",
    name="list_activities",
    operation_id="list_activities",
    summary="What was entered",
    description="The newest day first, also what was taken back. A person of the pool sees their own.",
    responses=responses(*_ALWAYS),
)
async def list_activities(  # one parameter for each filter
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
    from_on: Annotated[PlainDay, Query(alias="from", description="The first local day.")] = _EARLIEST,
    until_on: Annotated[PlainDay, Query(alias="until", description="The local day before which it ends.")] = _LATEST,
    kind: Annotated[Id, Query(description="Only of this kind.")] | None = None,
    at_place: Annotated[Id, Query(alias="place", description="Only at this place.")] | None = None,
    person: Annotated[PersonId, Query(description="Only by this person.")] | None = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[Activity]:
    """List activities."""
    wanted = Wanted(from_on, until_on, kind or "", at_place or "", whose(actor, person or ""))
    async with desk.postgres.connection() as connection:
        rows = await store.activities(connection, reading, wanted, after=_after(after), most=limit + 1)
    query = {"from": from_on.isoformat(), "until": until_on.isoformat()}
    query |= {"kind": wanted.kind, "place": wanted.place, "person": person or ""}
    shown, following = split(
        rows,
        limit,
        "/api/v1/legal/activities",
        lambda row: cursor_of(None, row.on_day.isoformat(), row.id),
        **query,
    )
    return Page(rows=[shown_to(actor.role, row) for row in shown], next=following)


def _check_own(actor: Actor, person: str) -> None:
    """Pass for what is the actor's own, and for the desk."""
    if actor.role not in DESK and person != actor.id:
        raise NotYours()


async def _check_known(connection: Connection, body: NewActivityBody) -> None:
    """Pass when kind, place, person and case are known; the first that is not is refused with its place in the body."""
    kinds = legal_figures().activities
    if body.kind not in kinds:
        raise UnknownValue(place="body.kind", value=body.kind, allowed=", ".join(kinds))
    if not await store.is_place(connection, body.place):
        raise UnknownValue(place="body.place", value=body.place, allowed="a place of the legal circle")
    known = await actor_of(connection, body.person)
    if known is None or known.role not in POOL:
        raise UnknownPerson(place="body.person")
    if body.ref is not None and not await store.is_matter(connection, body.ref):
        raise UnknownValue(place="body.ref", value=body.ref, allowed="a case of the legal circle")


def _said(row: NewActivity) -> tuple[object, ...]:
    """What an entry says, whoever entered it and when."""
    return (row.kind, row.on_day, row.place, row.count, row.audience, row.evidence, row.person, row.ref)


def _after(text: str) -> tuple[date | None, str]:
    """The last row of the page before; `BadInput` when the cursor is none of ours."""
    _, (day, entry) = place(text, 2)
    try:
        return (date.fromisoformat(day) if day else None), entry
    except ValueError as fault:
        raise bad_cursor() from fault


def _answer(kept: Activity, status: HTTPStatus) -> Response:
    return JSONResponse(_ACTIVITY.dump_python(kept, mode="json"), status, {"Cache-Control": "no-store"})
