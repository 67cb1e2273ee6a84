"""Counter: the page of a department's open items, the most urgent first, live, and as a sheet; several of them are accepted at once."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import ID_PATTERN
from api.desk import TheActor, TheDesk, present
from api.filling import fresh_key
from api.language import language_of
from api.officer.entries import Entry, Sieve, entries, sieve_for
from api.paging import Cursor
from api.public.item_signs import left_of, move_of, sign_of
from api.public.project_page import shown_with
from api.public.sheets import Row, csv_file
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.catalogue import Catalogue
from domain.roles import RULES, Act, Actor, Relation
from store import offices

router = APIRouter(include_in_schema=False)

_ROWS = 30
_MOST_OF_A_SHEET = 5000
HEAD = (
    *(N_("项目代码"), N_("项目"), N_("事项"), N_("事项名称"), N_("部门"), N_("状态"), N_("轮到"), N_("承办人")),
    *(N_("收件时间"), N_("受理时间"), N_("承诺期限"), N_("剩余"), N_("暂停原因"), N_("计划恢复"), N_("届时默许")),
)
Whose = Annotated[Literal["", "mine"], Query()]
Department = Annotated[str, Query(pattern=rf"^$|{ID_PATTERN}")]


@router.get("/work/items", name="inbox_page")
async def inbox_page(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    whose: Whose = "",
    department: Department = "",
    after: Cursor = "",
) -> Response:
    """Open items by urgency, with how many there are of each colour on top."""
    sieve, now = sieve_for(actor, department, mine=whose == "mine"), present()
    listed, following = await entries(desk, actor, sieve, now, after=after, most=_ROWS)
    async with desk.postgres.connection() as connection:
        tally = await offices.tally(connection, sieve.department, sieve.officers, now)
        catalogue = await desk.library.newest_catalogue(connection)
    query = {name: value for name, value in (("whose", whose), ("department", department)) if value}
    values = {
        **shown_with(catalogue),
        "entries": listed,
        "tally": tally,
        "whose": whose,
        "department": sieve.department,
        "is_bound": is_bound(actor),
        "query": f"?{urlencode(query)}" if query else "",
        "following": f"?{urlencode(query | {'after': following})}" if following else "",
        "is_first": not after,
        "key": fresh_key(),
    }
    return page(request, "work_items.html", values, headers={"Cache-Control": "no-store"})


@router.get("/work/items.csv", name="inbox_sheet")
async def inbox_sheet(
    request: Request, desk: TheDesk, actor: TheActor, whose: Whose = "", department: Department = ""
) -> Response:
    """The same list for a spreadsheet, whole."""
    sieve: Sieve = sieve_for(actor, department, mine=whose == "mine")
    listed, _ = await entries(desk, actor, sieve, present(), most=_MOST_OF_A_SHEET)
    async with desk.postgres.connection() as connection:
        catalogue = await desk.library.newest_catalogue(connection)
    speech = Speech(language_of(request), desk.library.local)
    return csv_file(speech, "items.csv", HEAD, [_row(speech, catalogue, entry) for entry in listed])


def is_bound(actor: Actor) -> bool:
    """Does somebody see the items of one department only?"""
    return RULES[Act.READ_INBOX].get(actor.role) is Relation.OWN_DEPARTMENT


def _row(speech: Speech, catalogue: Catalogue, entry: Entry) -> Row:
    item, move, left = entry.item, move_of(entry.item), left_of(entry.item)
    pause = catalogue.pause_kinds.get(item.pause_kind or "")
    return [
        entry.project.ref,
        entry.project.name,
        item.id,
        speech.name(item).striptags(),
        speech.name(catalogue.departments[item.department]).striptags(),
        speech.gettext(sign_of(item)[2]),
        speech.gettext(move.word) if move else "",
        item.officer_no,
        speech.minute(item.received_at) if item.received_at else "",
        speech.minute(item.accepted_at) if item.accepted_at else "",
        item.due_on.isoformat() if item.due_on else "",
        speech.gettext(left.word) % {"term": speech.term(left.count, left.unit)} if left else "",
        speech.name(pause).striptags() if pause else item.pause_kind,
        speech.minute(item.planned_end) if item.planned_end else "",
        speech.until(entry.silent_from) if entry.silent_from else "",
    ]
