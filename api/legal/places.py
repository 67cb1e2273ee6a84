"""Counter: where legal help is to be found, what is nearest, how many people have it within a walk, and how many people give it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import Page
from api.bodies import ID_PATTERN
from api.desk import TheDesk, present
from api.legal.place_views import (
    NearestView,
    PeopleView,
    PlaceView,
    PositionBody,
    ReachView,
    near_view,
    people_view,
    share_of,
)
from api.paging import Cursor, Limit, cursor, split
from api.paging import place as start_of
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TokenUnknown,
    TooSlow,
    UnknownValue,
)
from domain.legal.circle import REACH_METRES, REACH_MINUTES, PlaceKind
from domain.refusals import NotAllowed
from store import legal_people
from store import legal_places as store

router = APIRouter(prefix="/api/v1/legal", tags=["legal places"])

_READING = (BadInput, NotAllowed, PostgresAway, TokenUnknown)
_OPTIONAL = rf"^$|{ID_PATTERN}"
_Kind = Annotated[PlaceKind | None, Query(description="Only of this kind.")]


@router.get(
    "/places",
    name="list_legal_places",
    operation_id="list_legal_places",
    summary="The places of the legal circle",
    description="The centre, the stations of towns, the points of villages, and aid stations, by id. With a town as `body` those of its villages too.",
    responses=responses(*_READING),
)
async def list_legal_places(
    desk: TheDesk,
    kind: _Kind = None,
    body: Annotated[str, Query(pattern=_OPTIONAL, description="A town, village or department.")] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[PlaceView]:
    """List places."""
    _, (start,) = start_of(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await store.places(connection, kind=kind, body=body, after=start, most=limit + 1)
    address = "/api/v1/legal/places"
    shown, following = split(rows, limit, address, lambda row: cursor(None, row.id), kind=kind or "", body=body)
    return Page(rows=[PlaceView.model_validate(row) for row in shown], next=following)


@router.post(
    "/places/nearest",
    name="nearest_legal_places",
    operation_id="nearest_legal_places",
    summary="What is nearest to a position",
    description="Distances are as the crow flies. A position is used for this answer only, and kept nowhere: so it comes as a body, for addresses are written down on their way.",
    responses=responses(*_READING, BadJson, BodyTooLarge, NotJson, TooSlow),
)
async def nearest_legal_places(body: PositionBody, desk: TheDesk) -> NearestView:
    """Show the nearest places."""
    async with desk.postgres.connection() as connection:
        rows = await store.nearest(connection, body.lat, body.lon, kind=body.kind, most=body.most)
    return NearestView(rows=[near_view(row) for row in rows])


@router.get(
    "/reach",
    name="get_legal_reach",
    operation_id="get_legal_reach",
    summary="How many people have a place within eight minutes on foot",
    description="Of all villages that stand today: any place, one of a kind, or one place. 80 metres a minute as the crow flies. A village counts once, whole, at its own position.",
    responses=responses(*_READING, UnknownValue),
)
async def get_legal_reach(
    desk: TheDesk,
    kind: _Kind = None,
    place: Annotated[str, Query(pattern=_OPTIONAL, description="Only this place.")] = "",
) -> ReachView:
    """Count the people within reach."""
    today = desk.library.local(present()).date()
    async with desk.postgres.connection() as connection:
        if place and await store.place(connection, place) is None:
            raise UnknownValue(place="query.place", value=place, allowed="a place of the legal circle")
        found = await store.reach(connection, today, kind=kind, name=place)
    return ReachView(
        minutes=REACH_MINUTES,
        metres=REACH_METRES,
        on=today,
        villages=found.villages,
        villages_within=found.villages_within,
        people=found.people,
        people_within=found.people_within,
        share=share_of(found.people_within, found.people),
        unknown=found.unknown,
        unplaced=found.unplaced,
    )


@router.get(
    "/people",
    name="count_legal_people",
    operation_id="count_legal_people",
    summary="How many people the pool has",
    description="People and roles are counted apart, for somebody may hold several; nobody is named.",
    responses=responses(*_READING),
)
async def count_legal_people(desk: TheDesk) -> PeopleView:
    """Count the pool."""
    async with desk.postgres.connection() as connection:
        return people_view(await legal_people.pool_count(connection), await legal_people.role_counts(connection))
