"""Counter: who advises which village, where and when nobody does, and how the desk enters who follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from api.answers import Page
from api.bodies import ID_PATTERN, Id, PersonId
from api.desk import ReceivedAt, TheActor, TheDesk, present
from api.legal.activity_bodies import PlainDay
from api.legal.place_views import AdviserView, CoverageView, GapsView, GapView, adviser_view, share_of
from api.paging import Cursor, Limit, bad_cursor, cursor, place, split
from api.periods import From, Until, check_period
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
from domain.legal.circle import ADVISING, Adviser
from domain.legal.refusals import AdviserOverlap, NotQualified
from domain.organisation import BodyKind
from domain.refusals import NotAllowed, PeriodNotAllowed
from domain.roles import RULES, Act, Actor
from store import village_advisers as store
from store.legal_pool import pool_person
from store.organisation import body as body_on
from store.pool import Connection

router = APIRouter(prefix="/api/v1/legal", tags=["legal places"])

_READING = (BadInput, NotAllowed, PostgresAway, TokenUnknown)
_ENTERING = (*_READING, TokenMissing, BadJson, BodyTooLarge, NotJson, TooSlow)
_OfPlace = Annotated[str, Query(alias="place", pattern=rf"^$|{ID_PATTERN}", description="A village, or a town.")]


class AdviserBody(BaseModel):
    """Somebody advises a village from a day on."""

    model_config = ConfigDict(extra="forbid")

    village: Id = Field(description="The village's id.", examples=["T1-V01"])
    person: PersonId = Field(description="A lawyer of the pool, by id.", examples=["lawyer-01"])
    from_on: PlainDay = Field(description="The first local day.", examples=["2026-12-01"])
    until_on: PlainDay | None = Field(default=None, description="The first day on which it is somebody else.")


@router.get(
    "/advisers",
    name="list_advisers",
    operation_id="list_advisers",
    summary="Who advises which village",
    description="What the adviser is and where they are found, on a day; villages without one are in the list too. Nobody's name or own number is told.",
    responses=responses(*_READING),
)
async def list_advisers(
    desk: TheDesk,
    actor: TheActor,
    on: Annotated[PlainDay | None, Query(description="The local day; today, if none is given.")] = None,
    of_place: _OfPlace = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[AdviserView]:
    """List villages with their advisers."""
    _, (start,) = place(after, 1)
    day = on or desk.library.local(present()).date()
    async with desk.postgres.connection() as connection:
        rows = await store.advised(connection, day, place=of_place, after=start, most=limit + 1)
        if _manages(actor):
            rows = await store.advising(connection, rows, day)
    query = {"on": day.isoformat(), "place": of_place}
    address = "/api/v1/legal/advisers"
    shown, following = split(rows, limit, address, lambda row: cursor(None, row.village), **query)
    return Page(rows=[adviser_view(row) for row in shown], next=following)


@router.put(
    "/advisers",
    name="set_adviser",
    operation_id="set_adviser",
    response_model=AdviserView,
    summary="Enter who advises a village",
    description="Whoever advises it until then is relieved on that day. The same person from the same day on gets another end; the very same again changes nothing. A period that begins later is not overlapped.",
    responses=responses(*_ENTERING, AdviserOverlap, NotQualified, PeriodNotAllowed, UnknownPerson, UnknownValue),
)
async def set_adviser(body: AdviserBody, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Enter an adviser."""
    if body.until_on is not None and body.until_on <= body.from_on:
        raise PeriodNotAllowed(place="body.until_on", reason="not after from_on")
    async with desk.postgres.connection() as connection:
        await _check_known(connection, body)
        await _set(connection, body, actor, at, today=desk.library.local(at).date())
        found = await store.advised(connection, body.from_on, place=body.village, most=1)
        (row,) = await store.advising(connection, found, body.from_on)
    view = adviser_view(row)
    return JSONResponse(view.model_dump(mode="json"), headers={"Cache-Control": "no-store"})


@router.get(
    "/advisers/gaps",
    name="list_adviser_gaps",
    operation_id="list_adviser_gaps",
    summary="Where and when nobody advises a village",
    description="Within a period of local days: `from` is the first, `until` the first one after; at most 1,100 days. With how far the whole period is covered.",
    responses=responses(*_READING, PeriodNotAllowed),
)
async def list_adviser_gaps(
    desk: TheDesk,
    from_on: From,
    until_on: Until,
    after: Cursor = "",
    limit: Limit = 50,
) -> GapsView:
    """List gaps."""
    check_period(from_on, until_on)
    async with desk.postgres.connection() as connection:
        rows = await store.gaps(connection, from_on, until_on, after=_after(after), most=limit + 1)
        covered = await store.coverage(connection, from_on, until_on)
    query = {"from": from_on.isoformat(), "until": until_on.isoformat()}
    address = "/api/v1/legal/advisers/gaps"
    shown, following = split(
        rows, limit, address, lambda row: cursor(None, row.village, row.from_on.isoformat()), **query
    )
    return GapsView(
        **{"from": from_on, "until": until_on},
        coverage=CoverageView(
            villages=covered.villages,
            villages_served=covered.villages_served,
            days=covered.days,
            days_served=covered.days_served,
            share=share_of(covered.days_served, covered.days),
        ),
        rows=[GapView.model_validate(row) for row in shown],
        next=following,
    )


async def _check_known(connection: Connection, body: AdviserBody) -> None:
    """Pass when the village stands on the first day and the person is a lawyer of the pool."""
    village = await body_on(connection, body.village, body.from_on)
    if village is None or village.kind is not BodyKind.VILLAGE:
        raise UnknownValue(place="body.village", value=body.village, allowed="a village that stands on from_on")
    person = await pool_person(connection, body.person)
    if person is None:
        raise UnknownPerson(place="body.person")
    if not ADVISING & set(person.roles):
        raise NotQualified(person=body.person, allowed=", ".join(sorted(ADVISING)))


async def _set(connection: Connection, body: AdviserBody, actor: Actor, at: datetime, *, today: date) -> bool:
    new = Adviser(body.village, body.person, body.from_on, body.until_on)
    return await store.set_adviser(connection, new, by=actor.id, at=at, today=today)


def _manages(actor: Actor) -> bool:
    """May this person enter advisers?"""
    return actor.role in RULES[Act.MANAGE_LEGAL]


def _after(text: str) -> tuple[str, date]:
    """The last row of the page before; `BadInput` when the cursor is none of ours."""
    _, (village, day) = place(text, 2)
    try:
        return village, date.fromisoformat(day) if day else date.min
    except ValueError as fault:
        raise bad_cursor() from fault
