"""Counter: before and after silence, for heads (their department) and supervisors (all): what it approves within three working days, and what nobody has looked at since."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.desk import Desk, TheActor, TheDesk, present
from api.problems import responses
from api.public.sheets import MOST_ROWS, at_second, csv_file, plain, speech_for
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from api.templates import page
from api.wordbook import N_
from domain.refusals import CalendarMissing, NotAllowed, NotYours
from domain.roles import RULES, Act, Actor, Relation, check
from domain.silence import ahead_until, last_day_ahead
from store import overview, silence
from store.overview import ItemSieve, RunningItem
from store.pool import Connection
from store.silence import Unreviewed

router = APIRouter(tags=["offices"])

SILENCE = "/work/silence"
_ROWS = 200
_NO_STORE = {"Cache-Control": "no-store"}
_HEAD = (N_("项目代码"), N_("项目"), N_("事项"), N_("事项名称"), N_("部门"), N_("工号"), N_("到期时间"))
_AFTER_HEAD = (N_("项目代码"), N_("项目"), N_("事项"), N_("事项名称"), N_("部门"), N_("默许时间"))


class AheadView(BaseModel):
    """A running item that silence approves soon."""

    ref: str
    item: str
    name_zh: str
    department: str
    work_no: str
    over_at: datetime


class UnreviewedView(BaseModel):
    """An approval by silence that nobody has confirmed or revoked."""

    ref: str
    item: str
    name_zh: str
    department: str
    deemed_at: datetime


class SilenceView(BaseModel):
    """Before and after silence."""

    until: date = Field(description="The third working day from today; items whose term ends with it are listed.")
    ahead: list[AheadView]
    unreviewed: list[UnreviewedView]


@router.get(
    "/api/v1/silence",
    name="get_silence",
    operation_id="get_silence",
    summary="What silence approves soon, and what nobody has looked at since it did",
    description=f"Heads see their own department, supervisors all; each list at most {_ROWS}, the first to end and the oldest first.",
    responses=responses(BadInput, CalendarMissing, NotAllowed, NotYours, PostgresAway, TokenMissing, TokenUnknown),
)
async def get_silence(desk: TheDesk, actor: TheActor) -> SilenceView:
    """Show both lists."""
    department, now = department_of(actor), present()
    async with desk.postgres.connection() as connection:
        until, ahead = await _ahead(desk, connection, department, now, _ROWS)
        after = await silence.unreviewed(connection, department, after=(None, "", ""), most=_ROWS)
    return SilenceView(
        until=until,
        ahead=[
            AheadView(ref=r.ref, item=r.id, name_zh=r.name_zh, department=r.body, work_no=r.work_no, over_at=r.over_at)
            for r in ahead
        ],
        unreviewed=[
            UnreviewedView(ref=r.ref, item=r.item, name_zh=r.name_zh, department=r.body, deemed_at=r.deemed_at)
            for r in after
        ],
    )


@router.get(SILENCE, name="ahead_page", include_in_schema=False)
async def ahead_page(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """Both lists on one page."""
    department, now = department_of(actor), present()
    async with desk.postgres.connection() as connection:
        until, ahead = await _ahead(desk, connection, department, now, _ROWS)
        after = await silence.unreviewed(connection, department, after=(None, "", ""), most=_ROWS)
    values = {"until": until, "ahead": ahead, "unreviewed": after, "most": _ROWS}
    return page(request, "work_silence.html", values, headers=_NO_STORE)


@router.get("/work/silence/ahead.csv", name="ahead_sheet", include_in_schema=False)
async def ahead_sheet(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """What silence approves soon, for a spreadsheet."""
    async with desk.postgres.connection() as connection:
        _, rows = await _ahead(desk, connection, department_of(actor), present(), MOST_ROWS)
    speech = speech_for(request)
    lines = [
        [
            r.ref,
            r.project,
            r.id,
            *(plain(speech, names) for names in _names(r)),
            r.work_no,
            at_second(speech, r.over_at),
        ]
        for r in rows
    ]
    return csv_file(speech, "silence-ahead.csv", _HEAD, lines, cache="no-store")


@router.get("/work/silence/unreviewed.csv", name="unreviewed_sheet", include_in_schema=False)
async def unreviewed_sheet(request: Request, desk: TheDesk, actor: TheActor) -> Response:
    """What nobody has looked at since silence approved it, for a spreadsheet."""
    async with desk.postgres.connection() as connection:
        rows = await silence.unreviewed(connection, department_of(actor), after=(None, "", ""), most=MOST_ROWS)
    speech = speech_for(request)
    lines = [
        [r.ref, r.project, r.item, *(plain(speech, names) for names in _names(r)), at_second(speech, r.deemed_at)]
        for r in rows
    ]
    return csv_file(speech, "silence-unreviewed.csv", _AFTER_HEAD, lines, cache="no-store")


def department_of(actor: Actor) -> str:
    """The department whose lists somebody sees: their own, or all (empty) for those who oversee all."""
    is_bound = RULES[Act.READ_SILENCE].get(actor.role) is Relation.OWN_DEPARTMENT
    department = actor.department if is_bound else ""
    check(actor, Act.READ_SILENCE, department=department)
    return department


async def _ahead(
    desk: Desk, connection: Connection, department: str, now: datetime, most: int
) -> tuple[date, list[RunningItem]]:
    calendar = await desk.library.newest_calendar(connection)
    names = await silence.silent(connection, calendar, now)
    sieve = ItemSieve(now, ahead_until(calendar, now), silent=names, department=department)
    rows = await overview.items(connection, sieve, after=(None, "", ""), most=most)
    return last_day_ahead(calendar, calendar.local_day(now)), rows


def _names(row: RunningItem | Unreviewed) -> tuple[dict[str, str], dict[str, str]]:
    return {"zh": row.name_zh, "en": row.name_en}, {"zh": row.body_zh, "en": row.body_en}
