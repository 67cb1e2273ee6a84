"""Counter: who has read whose personal data, and why; for those who oversee."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Page
from api.desk import TheActor, TheDesk
from api.paging import Cursor, Limit, cursor, number_of, place, split
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.refusals import NotAllowed
from store import readings as store

router = APIRouter(prefix="/api/v1", tags=["privacy"])

_READER = r"^$|^(caller:)?[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$"
_CASE = r"^$|^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"


class ReadingView(BaseModel):
    """One reading: ids and codes only, never what was read."""

    model_config = ConfigDict(from_attributes=True)

    n: int
    at: datetime
    reader: str = Field(description="A person's id, or `caller:` and the id of a citizen.", examples=["p-204"])
    role: str
    why: str = Field(description="The act by which the law lets them.", examples=["read_complainants"])
    what: str = Field(description="What of a person: contact, words, own.", examples=["contact"])
    ref: str = Field(description="The case.", examples=["H20261125-000017"])
    whose: str = Field(description="The person's id; empty: all who have to do with the case.")


@router.get(
    "/access-log",
    name="list_readings",
    operation_id="list_readings",
    summary="Who has read personal data",
    description="The newest first, by case, by the person whose data it is, by the reader, or all. Each line was written in the transaction that read the data; lines are only ever added.",
    responses=responses(BadInput, TokenMissing, TokenUnknown, NotAllowed, PostgresAway),
)
async def list_readings(
    desk: TheDesk,
    actor: TheActor,
    ref: Annotated[str, Query(pattern=_CASE, description="Of this case.")] = "",
    person: Annotated[str, Query(pattern=_READER, description="Of this person's data, by their id.")] = "",
    reader: Annotated[str, Query(pattern=_READER, description="By this reader.")] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[ReadingView]:
    """List readings."""
    _, (n,) = place(after, 1)
    query = {"ref": ref, "person": person, "reader": reader}
    async with desk.postgres.connection() as connection:
        rows = await store.readings(
            connection, **query, before=number_of(n) or None, most=limit + 1, hidden_from=actor.department
        )
    shown, following = split(rows, limit, "/api/v1/access-log", lambda row: cursor(None, str(row.n)), **query)
    return Page(rows=[ReadingView.model_validate(row) for row in shown], next=following)
