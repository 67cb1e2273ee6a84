"""Counter: the page of what is coming to a department, before anybody hands it in: from which projects, behind what, and when at the earliest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answers import ItemView, item_view
from api.bodies import REF_PATTERN
from api.desk import Desk, TheActor, TheDesk, present
from api.filling import fresh_key
from api.officer.entries import may, sieve_for
from api.officer.inbox import Department, is_bound
from api.paging import split
from api.public.project_page import shown_with
from api.reading import calendar_for
from api.templates import page
from domain.coming import coming
from domain.figures.expecting import Taken, expected
from domain.item import State
from domain.roles import Act, Actor
from store import offices
from store.facts import days_taken
from store.pool import Connection
from store.readers import PublicItem, PublicProject

router = APIRouter(include_in_schema=False)

_PROJECTS = 20
AfterProject = Annotated[str, Query(pattern=rf"^$|{REF_PATTERN}")]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item on its way to a department: what it still waits for, and from when it can be handed in.

    `expected_on` is the day by what is promised, `usual_on` that by what half of all rounds took.
    """

    project: PublicProject
    item: ItemView
    waits_for: list[ItemView]
    expected_on: date | None
    usual_on: date | None
    may_receive: bool

    @property
    def place(self) -> str:
        """The item as a form names it."""
        return f"{self.project.ref}/{self.item.id}"


@router.get("/work/coming", name="coming_page")
async def coming_page(
    request: Request, desk: TheDesk, actor: TheActor, department: Department = "", after: AfterProject = ""
) -> Response:
    """What can be handed in, and what waits for others, the soonest first."""
    sieve, now = sieve_for(actor, department, mine=False), present()
    async with desk.postgres.snapshot() as connection:
        catalogue = await desk.library.newest_catalogue(connection)
        chosen = sieve.department or next(iter(catalogue.departments))
        found = await offices.projects_awaited(connection, chosen, after=after, most=_PROJECTS + 1)
        projects, following = split(found, _PROJECTS, "", lambda project: project.ref, department=department)
        items = await offices.items_of_many(connection, [project.ref for project in projects])
        taken = await days_taken(connection, now)
        arrivals = [
            arrival
            for project in projects
            for arrival in await _arrivals(connection, desk, project, items[project.ref], taken, chosen, actor, now)
        ]
    query = urlencode({"department": department} if department else {})
    values = {
        **shown_with(catalogue),
        "arrivals": sorted(arrivals, key=_urgency),
        "department": chosen,
        "is_bound": is_bound(actor),
        "following": following or "",
        "query": f"?{query}" if query else "",
        "is_first": not after,
        "key": fresh_key(),
    }
    return page(request, "work_coming.html", values, headers={"Cache-Control": "no-store"})


async def _arrivals(
    connection: Connection,
    desk: Desk,
    project: PublicProject,
    items: list[PublicItem],
    taken: list[Taken],
    department: str,
    actor: Actor,
    now: datetime,
) -> list[Arrival]:
    calendar = await calendar_for(connection, desk.library, project.calendar_rev)
    if calendar is None:
        return []
    rules = await desk.library.rules(connection, project)
    views = {item.id: item_view(item, calendar, now) for item in items}
    usual = {one.id: one.ready_on.p50 for one in expected(rules, items, taken, calendar, now).items}
    return [
        Arrival(
            project,
            views[one.item],
            [views[other] for other in one.waits_for],
            one.expected_on,
            usual[one.item],
            views[one.item].state == State.READY and may(actor, Act.RECEIVE, department),
        )
        for one in coming(rules, items, department, calendar, now)
    ]


def _urgency(arrival: Arrival) -> tuple[bool, date, str, str]:
    is_waiting = arrival.item.state != State.READY
    return is_waiting, arrival.expected_on or date.max, arrival.project.ref, arrival.item.id
