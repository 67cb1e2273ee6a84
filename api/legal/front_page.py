"""Counter: the front of the legal circle: three ways to get help, where the centre is, and what takes place soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import TheActor, TheDesk, present
from api.legal.ask_forms import ASK_FORMS, promises
from api.legal.ask_pages import OWN
from api.legal.districts import towns_on
from api.legal.programme_bodies import ProgrammeView
from api.legal.programmes import view_of
from api.templates import page
from domain.legal.circle import PlaceKind
from domain.roles import Actor
from store import legal_places
from store.pool import Connection
from store.programmes import programmes

router = APIRouter(include_in_schema=False)

_MOST_PROGRAMMES = 50
_MOST_COMING = 5


@dataclass(frozen=True, slots=True)
class Coming:
    """A session that will take place."""

    programme: ProgrammeView
    starts_at: datetime


@router.get("/legal", name="legal_front_page")
async def legal_front_page(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """The front."""
    now = present()
    async with desk.postgres.connection() as connection:
        policy = (await desk.library.newest_legal(connection)).policy
        towns = await towns_on(connection, desk.library.local(now).date())
        centres = await legal_places.places(connection, kind=PlaceKind.CENTRE, most=1)
        coming = await _coming(connection, actor, now)
    promised = promises(policy)
    ways = [(OWN.path(ask), ask, promised[service]) for service, ask in ASK_FORMS.items()]
    return page(request, "legal_front.html", {"ways": ways, "towns": towns, "centres": centres, "coming": coming})


async def _coming(connection: Connection, actor: Actor, now: datetime) -> list[Coming]:
    """The next session of each programme, the first one first."""
    known = await programmes(connection, most=_MOST_PROGRAMMES)
    views = [await view_of(connection, programme, actor, now) for programme in known]
    coming = [Coming(view, view.next[0]) for view in views if view.next]
    return sorted(coming, key=lambda session: session.starts_at)[:_MOST_COMING]
