"""Counter: the organisation as it stands today: its bodies by level, villages under their town, each with who works there by id."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.administration.tabs import admin_page
from api.desk import TheDesk, present
from api.wordbook import N_
from domain.organisation import Body, BodyKind
from store import account_lists, organisation

router = APIRouter(include_in_schema=False)

_MOST = 10_000
KINDS = {
    BodyKind.CENTRE: N_("旗中心"),
    BodyKind.DEPARTMENT: N_("旗直部门"),
    BodyKind.TOWN: N_("乡镇"),
    BodyKind.VILLAGE: N_("村"),
    BodyKind.ENTERPRISE: N_("企业"),
}


@router.get("/admin/organisation", name="bodies_page")
async def bodies_page(request: Request, desk: TheDesk) -> Response:
    """All bodies that stand today."""
    async with desk.postgres.connection() as connection:
        bodies = await organisation.bodies(connection, desk.library.local(present()).date())
        people = await account_lists.accounts(connection, after="", most=_MOST)
    staff = Counter(person.department for person in people if person.left_at is None)
    values = {"groups": _groups(bodies), "kinds": KINDS, "staff": staff}
    return admin_page(request, "admin_bodies.html", values, there="/admin/organisation")


def _groups(bodies: list[Body]) -> list[tuple[BodyKind, list[tuple[Body, list[Body]]]]]:
    """The bodies by kind, each with the villages under it; villages without a town stand alone."""
    towns = {body.id for body in bodies if body.kind is BodyKind.TOWN}
    under = {town: [body for body in bodies if body.parent == town] for town in towns}
    tops = [body for body in bodies if body.parent not in towns]
    kinds = [(kind, [(body, under.get(body.id, [])) for body in tops if body.kind is kind]) for kind in BodyKind]
    return [(kind, listed) for kind, listed in kinds if listed]
