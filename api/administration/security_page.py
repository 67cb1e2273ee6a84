"""Counter: the record of accounts and rights, for the auditor: the newest first, of one person or of all."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.record import list_security_events
from api.administration.tabs import admin_page
from api.administration.words import HAPPENED
from api.bodies import PERSON_PATTERN
from api.desk import TheDesk

router = APIRouter(include_in_schema=False)
_ROWS = 100


@router.get("/admin/record", name="security_page")
async def security_page(
    request: Request,
    desk: TheDesk,
    person: Annotated[str, Query(pattern=rf"^$|{PERSON_PATTERN}")] = "",
    before: Annotated[int | None, Query(ge=1, le=9_007_199_254_740_991)] = None,
) -> Response:
    """The record."""
    shown = await list_security_events(desk, person, before, _ROWS)
    values = {"rows": shown.rows, "before": shown.before, "person": person, "words": HAPPENED}
    return admin_page(request, "admin_record.html", values, there="/admin/record")
