"""Counter: the roots of the record, which everybody may keep, and how often silence decided."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import TheDesk
from api.public.sheets import MOST_ROWS, Row, csv_file, speech_for
from api.templates import page
from api.wordbook import N_
from store import readers
from store.roots import roots

router = APIRouter(include_in_schema=False)

_ROWS = 30
_ROOTS = (N_("日期"), N_("校验值"), N_("办件"), N_("记录"), N_("缺损"))
_MONTHS = (N_("月份"), N_("超时默许"), N_("已复核"), N_("复核维持"), N_("复核撤销"), N_("部门批准"))


@router.get("/roots", name="roots_page")
async def roots_page(
    request: Request, desk: TheDesk, after: Annotated[date | None, Query(description="Nights before this one.")] = None
) -> Response:
    """The nightly roots, the newest first."""
    async with desk.postgres.connection() as connection:
        rows = await roots(connection, before=after, most=_ROWS + 1)
    following = rows[_ROWS - 1].night.isoformat() if len(rows) > _ROWS else ""
    return page(request, "roots.html", {"roots": rows[:_ROWS], "following": following})


@router.get("/silence", name="silence_page")
async def silence_page(request: Request, desk: TheDesk) -> Response:
    """How often silence decided, month by month."""
    async with desk.postgres.connection() as connection:
        rows = await readers.silence_by_month(connection, desk.library.zone)
    return page(request, "silence.html", {"months": rows})


@router.get("/roots.csv", name="roots_sheet")
async def roots_sheet(request: Request, desk: TheDesk) -> Response:
    """The roots for a spreadsheet, the newest 10,000."""
    async with desk.postgres.connection() as connection:
        rows = await roots(connection, before=None, most=MOST_ROWS)
    lines: list[Row] = [[row.night.isoformat(), row.hash.hex(), row.cases, row.events, row.torn] for row in rows]
    return csv_file(speech_for(request), "roots.csv", _ROOTS, lines)


@router.get("/silence.csv", name="silence_sheet")
async def silence_sheet(request: Request, desk: TheDesk) -> Response:
    """The same for a spreadsheet."""
    async with desk.postgres.connection() as connection:
        rows = await readers.silence_by_month(connection, desk.library.zone)
    lines: list[Row] = [
        [row.month, row.deemed, row.confirmed + row.revoked, row.confirmed, row.revoked, row.approved] for row in rows
    ]
    return csv_file(speech_for(request), "silence.csv", _MONTHS, lines)
