"""Counter: who is away with whom standing in, and who is on duty; heads enter it for their own department."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from api.answers import Page
from api.bodies import ID_PATTERN, Id, Instant, PersonId
from api.desk import ReceivedAt, TheActor, TheDesk, present
from api.paging import Cursor, Limit, cursor, place, split, uuid_of
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
    UnknownEntry,
    UnknownPerson,
)
from domain.refusals import NotAllowed, NotYours, PeriodNotAllowed, RosterOverlap, StandInNotAllowed
from domain.roles import Act, Actor, check
from domain.rosters import STAFF, check_period, check_stand_in
from store import people, rosters
from store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["rosters"])

_READING = (BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, PostgresAway)
_ENTERING = (*_READING, BadJson, BodyTooLarge, NotJson, TooSlow, UnknownPerson, PeriodNotAllowed, RosterOverlap)

OfDepartment = Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="A department's id.")]
_FROM = Field(description="The first moment, with an offset.", examples=["2026-12-01T00:00:00+08:00"])
_UNTIL = Field(description="The first moment after it, with an offset.", examples=["2026-12-08T00:00:00+08:00"])


class AbsenceBody(BaseModel):
    """A person will be away."""

    model_config = ConfigDict(extra="forbid")

    person: PersonId = Field(description="The person's id.", examples=["p-204"])
    from_at: Instant = _FROM
    until_at: Instant = _UNTIL
    stand_in: PersonId | None = Field(
        default=None, description="Who stands in: somebody of the same department who may do what the absent may."
    )


class DutyBody(BaseModel):
    """A person will be on duty for a department."""

    model_config = ConfigDict(extra="forbid")

    department: Id = Field(description="The department's id.", examples=["NRB"])
    person: PersonId = Field(description="The person's id; somebody of the department.", examples=["p-204"])
    from_at: Instant = _FROM
    until_at: Instant = _UNTIL


class AbsenceView(BaseModel):
    """An absence as it is entered."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    person: str
    department: str
    from_at: datetime
    until_at: datetime
    stand_in: str | None
    entered_by: str
    entered_at: datetime


class DutyView(BaseModel):
    """A duty as it is entered."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    department: str
    person: str
    from_at: datetime
    until_at: datetime
    entered_by: str
    entered_at: datetime


@router.get(
    "/absences",
    name="list_absences",
    operation_id="list_absences",
    summary="Who is away now or will be",
    description="By the beginning. Heads see their own department; supervisors and administrators any, or all together.",
    responses=responses(*_READING),
)
async def list_absences(
    desk: TheDesk, actor: TheActor, department: OfDepartment = "", after: Cursor = "", limit: Limit = 50
) -> Page[AbsenceView]:
    """Show who is away."""
    department, start = _asked(actor, department, after)
    async with desk.postgres.connection() as connection:
        rows = await rosters.absences(connection, now=present(), department=department, after=start, most=limit + 1)
    address = "/api/v1/absences"
    shown, following = split(rows, limit, address, lambda row: cursor(row.from_at, row.id), department=department)
    return Page(rows=[AbsenceView.model_validate(row) for row in shown], next=following)


@router.post(
    "/absences",
    name="add_absence",
    operation_id="add_absence",
    status_code=HTTPStatus.CREATED,
    response_model=AbsenceView,
    summary="Enter that somebody is away",
    description="From then on messages go to the stand-in, or, without one, to whoever is on duty or leads the department; what was told before follows at once, and goes back at the end. What the stand-in does is recorded as done for the absent. The very same entry again changes nothing.",
    responses={
        200: {"model": AbsenceView, "description": "This very entry is there already."},
        **responses(*_ENTERING, StandInNotAllowed),
    },
)
async def add_absence(body: AbsenceBody, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Enter an absence."""
    async with desk.postgres.connection() as connection:
        absent = await _staff(connection, body.person, "body.person")
        check(actor, Act.MANAGE_ROSTERS, department=absent.department)
        check_period(body.from_at, body.until_at, at)
        if body.stand_in is not None:
            check_stand_in(absent, await _staff(connection, body.stand_in, "body.stand_in"))
        period = (body.from_at, body.until_at)
        made, is_new = await rosters.add_absence(connection, body.person, *period, stand_in=body.stand_in, by=actor.id)
        return _entered(AbsenceView.model_validate(await rosters.absence(connection, made)), is_new=is_new)


@router.delete(
    "/absences/{absence}",
    name="end_absence",
    operation_id="end_absence",
    summary="End an absence",
    description="It ends now, and what the stand-in was told goes back; one that has not begun never will. Ending it again changes nothing.",
    responses=responses(*_READING, UnknownEntry),
)
async def end_absence(absence: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> AbsenceView:
    """End an absence."""
    async with desk.postgres.connection() as connection:
        known = await rosters.absence(connection, absence)
        if known is None:
            raise UnknownEntry()
        check(actor, Act.MANAGE_ROSTERS, department=known.department)
        await rosters.end_absence(connection, absence, at)
        return AbsenceView.model_validate(await rosters.absence(connection, absence))


@router.get(
    "/duties",
    name="list_duties",
    operation_id="list_duties",
    summary="Who is on duty now or will be",
    description="By the beginning. Heads see their own department; supervisors and administrators any, or all together.",
    responses=responses(*_READING),
)
async def list_duties(
    desk: TheDesk, actor: TheActor, department: OfDepartment = "", after: Cursor = "", limit: Limit = 50
) -> Page[DutyView]:
    """Show who is on duty."""
    department, start = _asked(actor, department, after)
    async with desk.postgres.connection() as connection:
        rows = await rosters.duties(connection, now=present(), department=department, after=start, most=limit + 1)
    address = "/api/v1/duties"
    shown, following = split(rows, limit, address, lambda row: cursor(row.from_at, row.id), department=department)
    return Page(rows=[DutyView.model_validate(row) for row in shown], next=following)


@router.post(
    "/duties",
    name="add_duty",
    operation_id="add_duty",
    status_code=HTTPStatus.CREATED,
    response_model=DutyView,
    summary="Enter that somebody is on duty",
    description="Messages that nobody else takes go to those on duty. The very same entry again changes nothing.",
    responses={
        200: {"model": DutyView, "description": "This very entry is there already."},
        **responses(*_ENTERING),
    },
)
async def add_duty(body: DutyBody, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Enter a duty."""
    check(actor, Act.MANAGE_ROSTERS, department=body.department)
    check_period(body.from_at, body.until_at, at)
    async with desk.postgres.connection() as connection:
        person = await _staff(connection, body.person, "body.person")
        if person.department != body.department:
            raise UnknownPerson(place="body.person", department=body.department)
        period = (body.from_at, body.until_at)
        made, is_new = await rosters.add_duty(connection, body.department, body.person, *period, by=actor.id)
        return _entered(DutyView.model_validate(await rosters.duty(connection, made)), is_new=is_new)


@router.delete(
    "/duties/{duty}",
    name="end_duty",
    operation_id="end_duty",
    summary="End a duty",
    description="It ends now; one that has not begun never will. Ending it again changes nothing.",
    responses=responses(*_READING, UnknownEntry),
)
async def end_duty(duty: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> DutyView:
    """End a duty."""
    async with desk.postgres.connection() as connection:
        known = await rosters.duty(connection, duty)
        if known is None:
            raise UnknownEntry()
        check(actor, Act.MANAGE_ROSTERS, department=known.department)
        await rosters.end_duty(connection, duty, at)
        return DutyView.model_validate(await rosters.duty(connection, duty))


def _asked(actor: Actor, department: str, after: str) -> tuple[str, rosters.Place]:
    """Which department is asked for, if it may be, and where the page begins."""
    department = department or actor.department
    check(actor, Act.MANAGE_ROSTERS, department=department)
    from_at, (entry,) = place(after, 1)
    return department, (from_at, uuid_of(entry))


async def _staff(connection: Connection, person: str, where: str) -> Actor:
    """Somebody to whom messages go, or `UnknownPerson`."""
    known = await people.actor(connection, person)
    if known is None or known.role not in STAFF:
        raise UnknownPerson(place=where)
    return known


def _entered(view: BaseModel, *, is_new: bool) -> Response:
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return JSONResponse(view.model_dump(mode="json"), status, {"Cache-Control": "no-store"})
