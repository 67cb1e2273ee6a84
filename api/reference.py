"""Counter: the catalogue and the calendars, read by everybody and published by administrators."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.bodies import FileText
from api.desk import TheActor, TheDesk
from api.problems import responses
from api.publishing import PUBLISH, refused, sound
from api.refusals import (
    CatalogueExists,
    CatalogueMissing,
    PostgresAway,
    TemporalAway,
    TokenUnknown,
)
from domain.calendar_file import BadCalendar, parse_year
from domain.catalogue import Catalogue
from domain.catalogue_file import parse
from domain.refusals import CalendarMissing
from domain.workdays import CalendarYear
from store.publishing import publish_year
from store.reference import add_catalogue, calendars, catalogue_text

router = APIRouter(prefix="/api/v1", tags=["reference"])


class Revision(BaseModel):
    """A published calendar."""

    rev: int
    published_at: datetime


class Calendars(BaseModel):
    """The newest calendar with its days, and all that were published before."""

    rev: int
    zone: str
    years: list[CalendarYear]
    revisions: list[Revision]


class PublishedYear(BaseModel):
    """The calendar that now holds the year; it is being brought to every open project."""

    rev: int
    year: int


class PublishedCatalogue(BaseModel):
    """The catalogue with which new projects are opened from now on."""

    version: str
    items: int = Field(description="How many items it has.")


@router.get(
    "/calendars",
    name="list_calendars",
    operation_id="list_calendars",
    summary="The calendar, and its versions",
    description="Which days count. A year whose notice is not published is not official, and dates in it are provisional.",
    responses=responses(TokenUnknown, PostgresAway, CalendarMissing),
)
async def list_calendars(desk: TheDesk) -> Calendars:
    """Show the calendars."""
    async with desk.postgres.connection() as connection:
        newest = await desk.library.newest_calendar(connection)
        rows = await calendars(connection)
    revisions = [Revision(rev=row.rev, published_at=row.published_at) for row in rows]
    return Calendars(rev=newest.rev, zone=newest.zone, years=list(newest.years), revisions=revisions)


@router.post(
    "/calendars",
    name="publish_calendar",
    operation_id="publish_calendar",
    status_code=HTTPStatus.CREATED,
    response_model=PublishedYear,
    summary="Publish a year's days",
    description="Puts the year's file into the calendar, keeps the other years, and brings it to every open project. A file with faults is refused whole. The same file again changes nothing.",
    responses={
        200: {"model": PublishedYear, "description": "This very file is in force already."},
        **responses(*PUBLISH, TemporalAway),
    },
)
async def publish_calendar(body: FileText, desk: TheDesk, actor: TheActor) -> Response:
    """Publish a year."""
    if not await desk.gateway.is_there():
        raise TemporalAway()
    await sound(parse_year, body.text)
    try:
        async with desk.postgres.connection() as connection:
            published = await publish_year(connection, body.text, by=actor.id, zone=desk.library.zone)
    except BadCalendar as bad:
        raise refused(bad) from bad
    await desk.gateway.roll_out(published.rev)
    status = HTTPStatus.CREATED if published.is_new else HTTPStatus.OK
    return JSONResponse(PublishedYear(rev=published.rev, year=published.year).model_dump(), status)


@router.get(
    "/catalogue",
    name="get_catalogue",
    operation_id="get_catalogue",
    summary="The catalogue",
    description="All items, what each promises and what the law says, with sources; and everything that a project can be.",
    responses=responses(TokenUnknown, PostgresAway, CatalogueMissing),
)
async def get_catalogue(desk: TheDesk) -> Catalogue:
    """Show the catalogue."""
    async with desk.postgres.connection() as connection:
        return await desk.library.newest_catalogue(connection)


@router.post(
    "/catalogues",
    name="publish_catalogue",
    operation_id="publish_catalogue",
    status_code=HTTPStatus.CREATED,
    summary="Publish a catalogue",
    description="For projects that are opened from now on. A file with any fault is refused whole, with every place and reason, and the current one stays. The same file again gets the same answer.",
    responses=responses(*PUBLISH, CatalogueExists),
)
async def publish_catalogue(body: FileText, desk: TheDesk, actor: TheActor) -> PublishedCatalogue:
    """Publish a catalogue."""
    catalogue = await sound(parse, body.text)
    async with desk.postgres.connection() as connection:
        await add_catalogue(connection, body.text, by=actor.id)
        kept = await catalogue_text(connection, catalogue.version)
    if kept != body.text:
        raise CatalogueExists(version=catalogue.version)
    return PublishedCatalogue(version=catalogue.version, items=len(catalogue.items))
