"""Counter: the page of what was done for the law to be known: entered with what shows it, listed, and taken back with a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.filling import TOLD, filled, fresh_key, key_in
from api.forms import Form
from api.legal.activities import DESK, ActivityPath, add_activity, list_activities, take_back_activity
from api.legal.activity_bodies import NewActivityBody, TakeBackBody
from api.legal_work.taking import SOUND, Fault, taken
from api.paging import Cursor
from api.privacy.reading import TheReading
from api.templates import page
from domain.privacy.readings import Reading
from domain.roles import RULES, Act, Actor
from store.legal_places import places
from store.shipped import legal_figures

router = APIRouter(include_in_schema=False)

_LIST = "/work/legal/activities"
_ROWS = 50
_MOST_PLACES = 500  # the banner has some 210
Doing = Callable[[Form], Awaitable[str]]
_Told = Annotated[Literal["done"] | None, Query()]


@router.get(_LIST, name="activities_page")
async def activities_page(
    request: Request, desk: TheDesk, actor: TheActor, reading: TheReading, told: _Told = None, after: Cursor = ""
) -> Response:
    """What was entered: one's own, and for the desk everybody's."""
    return await _shown(request, desk, actor, reading, after=after, told=told or "")


@router.post(_LIST, name="add_activity_on_page")
async def add_activity_on_page(
    request: Request, desk: TheDesk, actor: TheActor, reading: TheReading, at: ReceivedAt
) -> Response:
    """Enter an activity; a lawyer enters what they did themselves."""

    async def act(form: Form) -> str:
        own: Mapping[str, str] = {} if actor.role in DESK else {"person": actor.id}
        await add_activity(filled(form, NewActivityBody, **own), f"page {key_in(form)}", desk, actor, at)
        return _LIST

    return await _taken(request, "add", desk, actor, reading, act)


@router.post(f"{_LIST}/{{activity}}/take-back", name="take_back_activity_on_page")
async def take_back_activity_on_page(
    request: Request, activity: ActivityPath, desk: TheDesk, actor: TheActor, reading: TheReading, at: ReceivedAt
) -> Response:
    """Take an activity back."""

    async def act(form: Form) -> str:
        await take_back_activity(activity, filled(form, TakeBackBody), desk, actor, at)
        return _LIST

    return await _taken(request, activity, desk, actor, reading, act)


async def _taken(request: Request, name: str, desk: Desk, actor: Actor, reading: Reading, act: Doing) -> Response:
    async def again(fault: Fault) -> Response:
        return await _shown(request, desk, actor, reading, fault=fault)

    return await taken(request, name, act, again)


async def _shown(
    request: Request,
    desk: Desk,
    actor: Actor,
    reading: Reading,
    *,
    after: str = "",
    told: str = "",
    fault: Fault = SOUND,
) -> Response:
    reading = Reading(reading.by, Act.READ_LEGAL)  # also where a form was sent
    listed = await list_activities(desk, actor, reading, after=after, limit=_ROWS)
    async with desk.postgres.connection() as connection:
        known = await places(connection, most=_MOST_PLACES)
    kinds = {kind: dict(names) for kind, names in legal_figures().activities.items()}
    values = {
        "rows": listed.rows,
        "following": listed.next.partition("?")[2] if listed.next else "",
        "kinds": kinds,
        "places": known,
        "counts": actor.role in RULES[Act.COUNT_ACTIVITY],
        "is_desk": actor.role in DESK,
        "me": actor.id,
        "today": desk.library.local(present()).date(),
        "told": TOLD.get(told),
        "fault": fault,
        "key": fault.key or fresh_key(),
    }
    headers = {"Cache-Control": "no-store"}
    return page(request, "legal_activities.html", values, status=fault.status, headers=headers, there=_LIST)
