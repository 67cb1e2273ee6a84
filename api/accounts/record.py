"""Counter: the record of accounts and rights, for the auditor, who can change neither."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.accounts.login import READING
from api.accounts.people_views import SecurityEventView, SecurityPage
from api.bodies import PERSON_PATTERN
from api.desk import TheDesk
from api.paging import Limit
from api.problems import responses
from store import security_record

router = APIRouter(prefix="/api/v1/security-events", tags=["accounts"])


@router.get(
    "",
    name="list_security_events",
    operation_id="list_security_events",
    summary="Who did what to whose account",
    description="The newest first; of one person or of all. Lines are only ever added.",
    responses=responses(*READING),
)
async def list_security_events(
    desk: TheDesk,
    person: Annotated[str, Query(pattern=rf"^$|{PERSON_PATTERN}", description="Whose account; all if absent.")] = "",
    before: Annotated[
        int | None, Query(ge=1, le=9_007_199_254_740_991, description="The number before which the page begins.")
    ] = None,
    limit: Limit = 50,
) -> SecurityPage:
    """Show the record."""
    async with desk.postgres.connection() as connection:
        rows = await security_record.events(connection, person, before=before, most=limit + 1)
    following = rows[limit - 1].n if len(rows) > limit else None
    return SecurityPage(rows=[SecurityEventView.model_validate(row) for row in rows[:limit]], before=following)
