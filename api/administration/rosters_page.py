"""Counter: who is on duty and who is away, by body, entered and ended as the JSON routes do; and the work of whoever leaves."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api import rosters
from api.administration.tabs import admin_page, tried
from api.bodies import ID_PATTERN
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, desk_of, present
from api.filling import Unfit, filled
from api.forms import Form, form_of
from api.language import see_other
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor, Relation, check
from store import organisation
from store import rosters as entered

router = APIRouter(include_in_schema=False)

_PLACE = "/admin/rosters"
_MOST, _AHEAD = 200, timedelta(days=7)
_BEGINNING = (None, None)
List = Literal["duties", "absences"]
Sieve = Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}", description="A department's id.")]


@router.get(_PLACE, name="rosters_page")
async def rosters_page(
    request: Request, actor: TheActor, department: Sieve = "", told: Annotated[Literal["done"] | None, Query()] = None
) -> Response:
    """Who is on duty in the coming week, by body, and who is away."""
    return await _page(request, actor, department=department, told=told or "")


@router.post(f"{_PLACE}/{{entries}}", name="add_entry_on_page")
async def add(
    request: Request, entries: Annotated[List, Path()], desk: TheDesk, actor: TheActor, at: ReceivedAt
) -> Response:
    """Enter a duty or an absence, or show the form again with what is wrong."""
    form = await form_of(request)
    try:
        if entries == "duties":
            await rosters.add_duty(filled(form, rosters.DutyBody), desk, actor, at)
        else:
            await rosters.add_absence(filled(form, rosters.AbsenceBody), desk, actor, at)
    except Unfit as unfit:
        return await _page(request, actor, entries=entries, form=form, faults=unfit.faults)
    except Refusal as refusal:
        return await _page(request, actor, entries=entries, form=form, refusal=refusal)
    return see_other(request, f"{_PLACE}?told=done")


@router.post(f"{_PLACE}/duties/{{duty}}/end", name="end_duty_on_page")
async def end_duty(request: Request, duty: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """End a duty."""
    await rosters.end_duty(duty, desk, actor, at)
    return see_other(request, f"{_PLACE}?told=done")


@router.post(f"{_PLACE}/absences/{{absence}}/end", name="end_absence_on_page")
async def end_absence(request: Request, absence: UUID, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """End an absence."""
    await rosters.end_absence(absence, desk, actor, at)
    return see_other(request, f"{_PLACE}?told=done")


async def _page(
    request: Request,
    actor: Actor,
    *,
    department: str = "",
    entries: str = "",
    form: Form | None = None,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    told: str = "",
) -> Response:
    desk = desk_of(request)
    is_own = RULES[Act.MANAGE_ROSTERS][actor.role] is Relation.OWN_DEPARTMENT
    department = department or actor.department
    check(actor, Act.MANAGE_ROSTERS, department=department)
    values = {
        **await _entries(desk, department),
        "department": department,
        "is_own": is_own,
        "moves": actor.role in RULES[Act.MOVE_WORK],
        "entries": entries,
        **tried(form, faults, refusal, told),
    }
    status = 422 if faults else 200
    return admin_page(request, "admin_rosters.html", values, there=_PLACE, status=status, refusal=refusal)


async def _entries(desk: Desk, department: str) -> dict[str, object]:
    now = present()
    async with desk.postgres.connection() as connection:
        duties = await entered.duties(connection, now=now, department=department, after=_BEGINNING, most=_MOST + 1)
        absences = await entered.absences(connection, now=now, department=department, after=_BEGINNING, most=_MOST + 1)
        bodies = await organisation.bodies(connection, desk.library.local(now).date())
    soon = [duty for duty in duties[:_MOST] if duty.from_at < now + _AHEAD]
    body_of = attrgetter("department")
    return {
        "on_duty": [(body, list(turns)) for body, turns in groupby(sorted(soon, key=body_of), key=body_of)],
        "has_more": len(duties) > _MOST or len(absences) > _MOST,
        "absences": absences[:_MOST],
        "bodies": {body.id: body for body in bodies},
    }
