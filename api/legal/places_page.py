"""Counter: the nearest legal help, by the town or village that somebody chooses, or by where their telephone is.

A position comes in a form and is used for this page only: addresses are written down on their way, and it is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import ID_PATTERN
from api.desk import Desk, TheDesk, present
from api.filling import Unfit, filled
from api.forms import form_of
from api.legal.districts import towns_on
from api.legal.place_views import AdviserView, NearPlaceView, PositionBody, adviser_view, near_view
from api.legal.tracking_words import ROLES
from api.templates import page
from api.wordbook import N_
from domain.legal.circle import LegalPlace
from domain.organisation import Body
from store import legal_places, organisation, village_advisers
from store.pool import Connection

router = APIRouter(include_in_schema=False)

_MOST, _MOST_ADVISERS = 5, 60
_UNKNOWN = N_("没有找到这个村镇，请从所列各项中选择。")
_NO_POSITION = N_("没有得到您的位置，请选择村镇。")
_POLICY = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"  # of all our pages only here

Near = Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}")]


@dataclass(frozen=True, slots=True)
class Found:
    """What is nearest, to which body if one was chosen, and who advises its villages; `fault` says why nothing is."""

    body: Body | None = None
    rows: list[NearPlaceView] = field(default_factory=list)
    advisers: list[AdviserView] = field(default_factory=list)
    fault: str = ""


@router.get("/legal/places", name="legal_places_page")
async def legal_places_page(request: Request, desk: TheDesk, near: Near = "") -> Response:
    """The places nearest to a town or village; without one, where to choose it."""
    today = desk.library.local(present()).date()
    async with desk.postgres.connection() as connection:
        body = await organisation.body(connection, near, today) if near else None
        if body is None:
            found = Found(fault=_UNKNOWN if near else "")
        else:
            rows = await _nearest(connection, body)
            advised = await village_advisers.advised(connection, today, place=body.id, most=_MOST_ADVISERS)
            found = Found(body, rows, [adviser_view(row) for row in advised])
    return await _shown(request, desk, found)


@router.post("/legal/places", name="legal_near_on_page")
async def legal_near_on_page(request: Request, desk: TheDesk) -> Response:
    """The places nearest to where somebody is."""
    try:
        at = filled(await form_of(request), PositionBody)
    except Unfit:
        return await _shown(request, desk, Found(fault=_NO_POSITION))
    async with desk.postgres.connection() as connection:
        rows = await legal_places.nearest(connection, at.lat, at.lon, most=_MOST)
    return await _shown(request, desk, Found(rows=[near_view(row) for row in rows]))


async def _nearest(connection: Connection, body: Body) -> list[NearPlaceView]:
    if body.lat is None or body.lon is None:
        return []
    rows = await legal_places.nearest(connection, body.lat, body.lon, most=_MOST)
    return [near_view(row) for row in rows]


async def _shown(request: Request, desk: Desk, found: Found) -> Response:
    async with desk.postgres.connection() as connection:
        towns = await towns_on(connection, desk.library.local(present()).date())
        unplaced = await _unmeasured(connection, found)
    values: dict[str, Any] = {"towns": towns, "found": found, "unplaced": unplaced, "roles": ROLES}
    headers = {"Permissions-Policy": _POLICY, "Cache-Control": "no-store"}
    return page(request, "legal_places.html", values, status=422 if found.fault else 200, headers=headers)


async def _unmeasured(connection: Connection, found: Found) -> list[LegalPlace]:
    """The own places of a town or village of which nobody knows where it lies."""
    if found.body is None or found.rows:
        return []
    return await legal_places.places(connection, body=found.body.id, most=_MOST)
