"""Counter: legal check-ups of companies are ordered by the desk, alone or as a campaign, made, reported and followed up."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import StringConstraints
from starlette.responses import JSONResponse, Response

from api import refusals as ours
from api.answers import Page
from api.bodies import Id, PersonId
from api.commands import Key
from api.desk import ReceivedAt, TheActor, TheDesk
from api.legal import checkup_bodies as bodies
from api.legal.admission import found_legal, whose
from api.legal.checkup_orders import Order, Ordered, order
from api.legal.refusals import LegalMissing, UnknownLegal
from api.paging import Cursor, Limit, bad_cursor, cursor, place, split
from api.privacy.masks import shown_to
from api.privacy.reading import TheReading
from api.problems import responses
from domain import refusals as law
from store import checkups as store

router = APIRouter(prefix="/api/v1/legal/checkups", tags=["legal"])

_ADDRESS = "/api/v1/legal/checkups"
_READ = (ours.BadInput, ours.TokenMissing, ours.TokenUnknown, law.NotAllowed, ours.PostgresAway)
_CheckupRef = Annotated[str, StringConstraints(pattern=r"^C[0-9]{8}-[0-9]{6,9}$")]
CheckupPath = Annotated[_CheckupRef, Path(description="The number of the check-up.", examples=["C20261125-000017"])]


@router.post(
    "",
    name="order_checkups",
    operation_id="order_checkups",
    status_code=HTTPStatus.CREATED,
    response_model=list[bodies.OrderedView],
    summary="Order check-ups (法治体检)",
    description="For one company, or for several at once as a campaign: each has its own case, and all are kept, or none. The same again under the same key gets the same answer.",
    responses=responses(
        *_READ, ours.BadJson, ours.BodyTooLarge, ours.NotJson, ours.TooSlow, ours.TemporalAway, ours.UnknownPerson,
        ours.UnknownValue, LegalMissing, law.CalendarMissing, law.KeyReused,
    ),
)  # fmt: skip
async def order_checkups(
    body: bodies.OrderCheckups, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Order check-ups."""
    ordered = await order(desk, Order(body, actor, key, at))
    told = [_view(one).model_dump(mode="json") for one in ordered]
    return JSONResponse(told, HTTPStatus.CREATED, {"Cache-Control": "no-store"})


@router.get(
    "",
    name="list_checkups",
    operation_id="list_checkups",
    summary="Check-ups",
    description="The newest first: for the desk and those who oversee all of them, for a person of the pool their own.",
    responses=responses(*_READ),
)
async def list_checkups(
    desk: TheDesk,
    actor: TheActor,
    campaign: Annotated[Id, Query(description="Only of this campaign.")] | None = None,
    state: Annotated[Literal["waiting", "following", "finished", "withdrawn"], Query()] | None = None,
    person: Annotated[PersonId, Query(description="Only of this person.")] | None = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[store.ListedCheckup]:
    """List check-ups."""
    asked_at, (ref,) = place(after, 1)
    if after and asked_at is None:
        raise bad_cursor()
    choice = store.Choice(campaign or "", state or "", whose(actor, person or ""))
    async with desk.postgres.connection() as connection:
        rows = await store.checkups(connection, choice, after=(asked_at, ref), most=limit + 1)
    query = {"campaign": choice.campaign, "state": choice.state, "person": person or ""}
    shown, following = split(rows, limit, _ADDRESS, lambda row: cursor(row.asked_at, row.ref), **query)
    return Page(rows=shown, next=following)


@router.get(
    "/{ref}",
    name="get_checkup",
    operation_id="get_checkup",
    summary="One check-up with its findings",
    description="For the desk, those who oversee, and whoever makes it or made it; for others it answers like one that does not exist.",
    responses=responses(*_READ, UnknownLegal),
)
async def get_checkup(ref: CheckupPath, desk: TheDesk, actor: TheActor, reading: TheReading) -> bodies.WholeCheckupView:
    """Show a check-up."""
    async with desk.postgres.connection() as connection:
        await found_legal(connection, ref, actor)
        row = await store.whole_checkup(connection, reading, ref)
        found = await store.findings_of(connection, reading, ref)
    if row is None:
        raise UnknownLegal()
    return bodies.WholeCheckupView(
        **asdict(shown_to(actor.role, row)), rows=[shown_to(actor.role, one) for one in found]
    )


def _view(ordered: Ordered) -> bodies.OrderedView:
    is_told = bool(ordered.asker.phone or ordered.asker.mail)
    return bodies.OrderedView(
        ref=ordered.matter.ref,
        company=ordered.matter.company,
        person=ordered.person,
        code="" if is_told else ordered.asker.code,
        due_on=ordered.due_on,
    )
