"""Counter: one request as staff see it: what it is, who handed it in (the centre only), its record, who held it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.answers import CommandAnswer, Page
from api.commands import CommandPath, command_answer
from api.desk import TheActor, TheDesk, present
from api.hotline.anonymity import admit, sees_words
from api.hotline.request_commands import REQUESTS, found_request
from api.hotline.request_views import (
    RequestEventView,
    RequestView,
    line_view,
    request_view,
)
from api.hotline.requests import RequestPath
from api.hotline.task_parts import around_of
from api.paging import Limit, split
from api.privacy.masks import shown_to, withheld
from api.privacy.reading import TheReading
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown, UnknownCommand, UnknownRequest
from domain.refusals import NotAllowed, NotYours
from domain.roles import Act, Actor
from store import off_list, request_lists
from store import request_readers as readers
from store.organisation import guides
from store.pool import Connection
from store.request_lists import KnownComplainant
from store.request_readers import MeasuredCustody

router = APIRouter(prefix=f"{REQUESTS}/{{ref}}", tags=["requests"])

_READ = responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, NotYours, UnknownRequest, PostgresAway)
_EventNumber = Annotated[int, Query(ge=0, le=2_147_483_647, description="Events after this number.")]


@router.get(
    "",
    name="get_request",
    operation_id="get_request",
    summary="One request",
    description="For the bodies that hold it, held it or help with it, the centre and the supervisors. Who handed it in is not in it. Seconds are counted from `now`.",
    responses=_READ,
)
async def get_request(ref: RequestPath, desk: TheDesk, actor: TheActor, reading: TheReading) -> RequestView:
    """Show a request."""
    async with desk.postgres.connection() as connection:
        sees = await admit_reader(connection, ref, actor)
        row = await request_lists.whole(connection, reading, ref)
        demand = await off_list.demand_of(connection, reading, ref) if sees else None
        results, answers = await readers.results(connection, ref), await readers.answers(connection, ref)
        around = await around_of(connection, desk.library, ref, actor)
    if row is None:
        raise UnknownRequest(ref=ref)
    shown = shown_to(actor.role, row if sees else withheld(row))
    return request_view(shown, results, answers, around, present(), demand=demand, is_withheld=not sees)


@router.get(
    "/complainants",
    name="list_complainants",
    operation_id="list_complainants",
    summary="Who handed a request in",
    description="For dispatchers and leaders of the centre only: names, numbers and addresses of all who handed it in or were merged into it.",
    responses=_READ,
)
async def list_complainants(ref: RequestPath, desk: TheDesk, reading: TheReading) -> list[KnownComplainant]:
    """Show the complainants."""
    async with desk.postgres.connection() as connection:
        admit(reading.by, await found_request(connection, ref), reading.why, department=reading.by.department)
        return await request_lists.complainants(connection, reading, ref)


@router.get(
    "/events",
    name="list_request_events",
    operation_id="list_request_events",
    summary="The record of a request",
    description="Append-only, with what people wrote; for those who may read the request.",
    responses=_READ,
)
async def list_request_events(
    ref: RequestPath,
    desk: TheDesk,
    actor: TheActor,
    reading: TheReading,
    after: _EventNumber = 0,
    limit: Limit = 100,
) -> Page[RequestEventView]:
    """List events."""
    async with desk.postgres.connection() as connection:
        sees = await admit_reader(connection, ref, actor)
        rows = await request_lists.record(connection, reading, ref, after=after, most=limit + 1)
    shown, following = split(rows, limit, f"{REQUESTS}/{ref}/events", lambda row: str(row.n))
    lines = [row if sees else withheld(row) for row in shown]
    return Page(rows=[line_view(shown_to(actor.role, row)) for row in lines], next=following)


@router.get(
    "/custodies",
    name="list_custodies",
    operation_id="list_custodies",
    summary="Who held a request, and how long",
    description="One line for each body, in order; the share of the time that each used is measured from them.",
    responses=_READ,
)
async def list_custodies(ref: RequestPath, desk: TheDesk, actor: TheActor) -> list[MeasuredCustody]:
    """List custodies."""
    async with desk.postgres.connection() as connection:
        await admit_reader(connection, ref, actor)
        return await readers.custodies_measured(connection, ref, present())


@router.get(
    "/commands/{command}",
    name="get_request_command",
    operation_id="get_request_command",
    summary="What became of a command",
    description="For whoever got a 202: `pending` until a worker has obeyed or refused it.",
    responses={**_READ, **responses(UnknownRequest, UnknownCommand)},
)
async def get_request_command(ref: RequestPath, command: CommandPath, desk: TheDesk, actor: TheActor) -> CommandAnswer:
    """Tell how a command stands."""
    async with desk.postgres.connection() as connection:
        await admit_reader(connection, ref, actor)
        return await command_answer(connection, ref, command)


@router.get(
    "/guides",
    name="list_guides",
    operation_id="list_guides",
    summary="Who can go along as guide or interpreter",
    description="Grid members of the place and its town who speak the language and are not away; for the centre.",
    responses=_READ,
)
async def list_guides(
    ref: RequestPath, desk: TheDesk, actor: TheActor, language: Annotated[Literal["zh", "mn", "en"], Query()] = "mn"
) -> list[str]:
    """List ids of persons, those of the place first."""
    async with desk.postgres.connection() as connection:
        head = await found_request(connection, ref)
        admit(actor, head, Act.READ_QUEUE, department=head.body)
        return await guides(connection, head.district, language, present())


async def admit_reader(connection: Connection, ref: str, actor: Actor) -> bool:
    """Pass when the actor may read the request: a body must hold it, have held it, or help with it; and be none complained of.

    The answer says whether they may read its words too.
    """
    head = await found_request(connection, ref)
    is_theirs = await request_lists.has_held(connection, ref, actor.department)
    admit(actor, head, Act.READ_REQUEST, department=actor.department if is_theirs else "")
    return sees_words(actor, head)


async def admit_to_words(connection: Connection, ref: str, actor: Actor) -> None:
    """Pass when the actor may read all that there is of the request: files and bundles are not blacked out.

    Raises:
        NotYours: they may read none of it, or not its words.
    """
    if not await admit_reader(connection, ref, actor):
        raise NotYours(act=Act.READ_REQUEST)
