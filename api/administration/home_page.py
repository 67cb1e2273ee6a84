"""Counter: how the house does at a glance, what is stuck, and the way from a case to its workflow in Temporal's own pages."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.administration.tabs import admin_page
from api.bodies import REF_PATTERN
from api.desk import Desk, TheActor, TheDesk, present
from api.event_logs import logs_for
from api.health import ALARMS_COUNT_FOR, LATE_AFTER, POST_LATE_AFTER
from api.hotline.request_bodies import REQUEST_PATTERN
from api.legal.act_bodies import LEGAL_PATTERN
from api.wordbook import N_
from domain.roles import RULES, Act, Actor, Role
from store import readers, upkeep
from system.settings import temporal_pages
from workflows.messages import case_id, hotline_id

router = APIRouter(include_in_schema=False)

_MOST = 10
_CASE = re.compile(f"{REF_PATTERN}|{REQUEST_PATTERN}|{LEGAL_PATTERN}")
PARTS = {"postgres": N_("数据库"), "migrations": N_("数据库结构"), "temporal": N_("流程引擎")}


@dataclass(frozen=True, slots=True)
class Late:
    """A case that should have acted by itself, since when, and where its workflow is shown; empty where nowhere."""

    ref: str
    since: datetime
    workflow: str


@dataclass(frozen=True, slots=True)
class State:
    """How the house does; what only those see who oversee everything is empty for others."""

    missing: list[str]
    clocks: readers.LateClocks
    post: upkeep.PostHealth
    late: list[Late]
    alarms: list[upkeep.Alarm]
    outages: list[upkeep.Outage]


@router.get("/admin", name="admin_page")
async def home(
    request: Request, desk: TheDesk, actor: TheActor, ref: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """Everything that somebody should know who runs the house; with the number of a case the way to its workflow."""
    pages = _pages(desk, actor)
    ref = ref.strip().upper()
    values = {
        "state": await _state(desk, actor, pages),
        "parts": PARTS,
        "pages": pages,
        "ref": ref,
        "workflow": _workflow(pages, ref) if pages and _CASE.fullmatch(ref) else "",
        **logs_for(desk, actor),
    }
    return admin_page(request, "admin_home.html", values, there="/admin")


async def _state(desk: Desk, actor: Actor, pages: str) -> State:
    now = present()
    oversees = actor.role in RULES[Act.READ_OUTBOX]
    found = await asyncio.gather(desk.postgres.missing(), desk.temporal.missing())
    async with desk.postgres.connection() as connection:
        late = (
            await readers.late_cases(connection, now - LATE_AFTER, most=_MOST, hidden_from=actor.department)
            if oversees
            else []
        )
        return State(
            [name for names in found for name in names],
            await readers.late_clocks(connection, now - LATE_AFTER),
            await upkeep.post_health(
                connection, late_before=now - POST_LATE_AFTER, alarms_since=now - ALARMS_COUNT_FOR
            ),
            [Late(ref, since, _workflow(pages, ref)) for ref, since in late],
            await upkeep.alarms(connection, before=(None, "", ""), most=_MOST) if oversees else [],
            await upkeep.outages(connection, before=None, most=_MOST) if oversees else [],
        )


def _pages(desk: Desk, actor: Actor) -> str:
    """Where Temporal shows workflows, for administrators; empty for others and where we do not know it."""
    return temporal_pages(desk.settings) if actor.role is Role.ADMINISTRATOR else ""


def _workflow(pages: str, ref: str) -> str:
    """Where Temporal shows the workflow of a case."""
    of_hotline = re.fullmatch(REQUEST_PATTERN, ref) is not None
    return f"{pages}/{quote(hotline_id(ref) if of_hotline else case_id(ref), safe='')}" if pages else ""
