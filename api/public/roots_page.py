"""Counter: the roots of the record, which everybody may keep, and how often silence decided."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import TheDesk
from api.templates import page
from store import readers
from store.roots import roots

router = APIRouter(include_in_schema=False)

_ROWS = 30


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
