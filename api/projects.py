"""Counter: projects, opened and read."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query
from starlette.responses import JSONResponse, Response

from api.answers import CommandAnswer, EventView, Opened, Page, ProjectRow, ProjectView, event_view
from api.bodies import REF_PATTERN, Id, OpenProject, Ref
from api.commands import CommandPath, command_answer
from api.desk import ReceivedAt, TheActor, TheDesk, present
from api.documents.case import case_of
from api.opening import opened
from api.paging import Limit, split
from api.problems import responses
from api.reading import Why, expected_of, found, story_of, view_of, why_of
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    CatalogueMissing,
    FlagMissing,
    NotJson,
    PostgresAway,
    ProjectExists,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownCommand,
    UnknownPerson,
    UnknownProject,
    UnknownValue,
)
from domain.cycle import Cycle, cycle
from domain.figures.expecting import Expected
from domain.refusals import CalendarMissing, NotAllowed, NotYours, UnknownItem
from domain.roles import Act
from domain.workdays import UnknownDay
from store import readers

router = APIRouter(prefix="/api/v1", tags=["projects"])

RefPath = Annotated[Ref, Path(description="The national project code.", examples=["2611-150524-04-01-000001"])]
ItemPath = Annotated[Id, Path(description="An item number of the catalogue.", examples=["LR-02"])]
EventNumber = Annotated[int, Query(ge=0, le=2_147_483_647, description="Events after this number.")]
_READ = responses(BadInput, UnknownProject, PostgresAway, TokenUnknown)
_NO_CACHE = {"Cache-Control": "no-cache"}


@router.post(
    "/projects",
    name="open_project",
    operation_id="open_project",
    status_code=HTTPStatus.CREATED,
    response_model=Opened,
    summary="Open a project",
    description="Hands in a project's data once for all departments and starts its clocks. The same data again gets the same answer; other data under a known code is refused. 202 when nobody was there to start it yet: it is durably taken.",
    responses={
        202: {"model": Opened, "description": "Durably taken; the project appears when a worker is back."},
        **responses(
            BadInput, BadJson, BodyTooLarge, NotJson, UnknownValue, FlagMissing, UnknownPerson, ProjectExists, NotAllowed,
            NotYours, TokenMissing, TokenUnknown, TooSlow, TemporalAway, PostgresAway, CatalogueMissing, CalendarMissing,
        ),
    },
)  # fmt: skip
async def open_project(body: OpenProject, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Open a project."""
    opening = await opened(desk, body, actor, at)
    href = f"/api/v1/projects/{body.ref}"
    kept = opening.dossier
    answer = Opened(ref=kept.ref, href=href, opened_at=kept.opened_at, catalogue_version=kept.catalogue_version)
    status = HTTPStatus.CREATED if opening.is_written else HTTPStatus.ACCEPTED
    return JSONResponse(answer.model_dump(mode="json"), status, {"Location": href, "Cache-Control": "no-store"})


@router.get(
    "/projects",
    name="list_projects",
    operation_id="list_projects",
    summary="All projects",
    description="The public list in the order of the project codes.",
    responses=responses(BadInput, PostgresAway, TokenUnknown),
)
async def list_projects(
    desk: TheDesk,
    after: Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}", description="Projects after this code.")] = "",
    limit: Limit = 20,
) -> Page[ProjectRow]:
    """List projects."""
    async with desk.postgres.connection() as connection:
        rows = await readers.public_projects(connection, after=after, most=limit + 1)
    shown, following = split(rows, limit, "/api/v1/projects", lambda row: row.ref)
    return Page(rows=[ProjectRow.model_validate(row) for row in shown], next=following)


@router.get(
    "/projects/{ref}",
    name="get_project",
    operation_id="get_project",
    response_model=ProjectView,
    summary="One project with all its items",
    description="What the public sees: status, light and dates of each item, no names. The answer bears an ETag.",
    responses={304: {"description": "Nothing has changed since the ETag in If-None-Match."}, **_READ},
)
async def get_project(
    ref: RefPath, desk: TheDesk, if_none_match: Annotated[str | None, Header(max_length=1000)] = None
) -> Response:
    """Show a project."""
    view = await view_of(desk, ref, present())
    body = view.model_dump_json().encode()
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', **_NO_CACHE}
    if if_none_match is not None and _matches(if_none_match, headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/projects/{ref}/events",
    name="list_events",
    operation_id="list_events",
    summary="The public record of a project",
    description="Append-only: numbers grow, gaps are lines that are not public.",
    responses=_READ,
)
async def list_events(ref: RefPath, desk: TheDesk, after: EventNumber = 0, limit: Limit = 100) -> Page[EventView]:
    """List events."""
    async with desk.postgres.connection() as connection:
        await found(connection, ref)
        rows = await readers.public_events(connection, ref, after=after, most=limit + 1)
    shown, following = split(rows, limit, f"/api/v1/projects/{ref}/events", lambda row: str(row.n))
    return Page(rows=[event_view(event) for event in shown], next=following)


@router.get(
    "/projects/{ref}/cycle",
    name="get_cycle",
    operation_id="get_cycle",
    summary="How long it took",
    description="Natural, counted and excluded days for each item, each stage and in total (审批周期图).",
    responses={**_READ, **responses(PostgresAway, CalendarMissing)},
)
async def get_cycle(ref: RefPath, desk: TheDesk) -> Cycle:
    """Measure a project."""
    story = await story_of(desk, ref)
    try:
        return cycle(story.events, story.rules, story.calendar, present())
    except UnknownDay as missing:
        raise CalendarMissing(day=str(missing)) from missing


@router.get(
    "/projects/{ref}/expected",
    name="get_expected",
    operation_id="get_expected",
    summary="When it may be expected to be done",
    description="For each item that is not granted yet, and for the whole: the day by what half (p50) and nine in ten (p90) of the rounds decided in the last twelve months took, and by the promise, which also stands in where fewer than five were decided (`rounds` 0). What has begun takes what is left of its counted days; what has not takes the working days that passed from receipt to decision, those of pauses and corrections too. The end adds the items up: its p90 is a cautious day, and not the day by which nine in ten projects are done. With the critical path, the slack of the others in working days, and who is waited for today. A day is null where a calendar is missing.",
    responses={**_READ, **responses(CalendarMissing)},
)
async def get_expected(ref: RefPath, desk: TheDesk) -> Expected:
    """Tell when a project may be done."""
    return await expected_of(desk, ref, present())


@router.get(
    "/projects/{ref}/items/{item}/why",
    name="get_why",
    operation_id="get_why",
    summary="Why this date",
    description="Day by day from the start to the due day: counted, or for which reason not; for the promise and for the law.",
    responses={**responses(BadInput, TokenUnknown, UnknownProject, UnknownItem, PostgresAway, CalendarMissing)},
)
async def get_why(ref: RefPath, item: ItemPath, desk: TheDesk) -> Why:
    """Explain an item's dates."""
    return why_of(await story_of(desk, ref), item)


@router.get(
    "/projects/{ref}/commands/{command}",
    name="get_command",
    operation_id="get_command",
    summary="What became of a command",
    description="For whoever got a 202: `pending` until a worker has obeyed or refused it.",
    responses=responses(
        BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, UnknownProject, UnknownCommand, PostgresAway,
        CatalogueMissing,
    ),
)  # fmt: skip
async def get_command(ref: RefPath, command: CommandPath, desk: TheDesk, actor: TheActor) -> CommandAnswer:
    """Tell how a command stands."""
    async with desk.postgres.connection() as connection:
        (await case_of(connection, desk.library, ref, actor)).admit(Act.READ_CASE)
        return await command_answer(connection, ref, command)


def _matches(if_none_match: str, etag: str) -> bool:
    """Does the header name this version? Compared weakly, as RFC 9110 says for If-None-Match."""
    named = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in named or etag in named
