"""Counter: the requests of the city's 12345, a list at a time, each kept once under the city's number."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.desk import Desk, ReceivedAt, TheActor, TheDesk
from api.hotline.report_bodies import CityReport, CityReports, Told
from api.hotline.report_refusals import HotlineMissing, RowsRefused
from api.hotline.reporting import Handed, take_in, unknown_choices
from api.problems import responses
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NotJson,
    PostgresAway,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
)
from domain.hotline.request import Source
from domain.refusals import NotAllowed

router = APIRouter(prefix="/api/v1", tags=["citizens"])

_MOST_FAULTS = 50


class TakenIn(BaseModel):
    """One request of the city: under which number it is here, and whether it came for the first time."""

    external_no: str = Field(examples=["TL20261125-0042"])
    ref: str = Field(examples=["H20261125-000017"])
    is_new: bool
    accept_at: datetime | None


class CityAnswer(BaseModel):
    """The whole list, in its order."""

    rows: list[TakenIn]


@router.post(
    "/requests/city",
    name="import_city",
    operation_id="import_city",
    status_code=HTTPStatus.CREATED,
    response_model=CityAnswer,
    summary="Take in requests of the city's 12345",
    description="A list of at most 500, all or none: every faulty row is told with its number and with what is allowed. What came before under the city's number stays as it was first, so the same list can be sent again.",
    responses=responses(
        BadInput, BadJson, BodyTooLarge, NotJson, RowsRefused, TokenMissing, TokenUnknown, NotAllowed, TooSlow,
        TemporalAway, PostgresAway, HotlineMissing,
    ),
)  # fmt: skip
async def import_city(body: CityReports, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Take in a list of the city's."""
    handed = [
        Handed(_told(row), Source.CITY, actor, at, external_no=row.external_no, outer_due=row.outer_due)
        for row in body.rows
    ]
    await _check(desk, handed)
    begun = await take_in(desk, handed)
    rows = [
        TakenIn(external_no=one.external_no or "", ref=kept.report.ref, is_new=kept.is_new, accept_at=kept.accept_at)
        for one, kept in zip(handed, begun, strict=True)
    ]
    return JSONResponse(CityAnswer(rows=rows).model_dump(mode="json"), HTTPStatus.CREATED)


def _told(row: CityReport) -> Told:
    return Told(**{name: getattr(row, name) for name in Told.model_fields})


async def _check(desk: Desk, handed: list[Handed]) -> None:
    """Pass when every row can be kept; `RowsRefused` with all that is wrong, row by row."""
    faults: list[dict[str, str]] = []
    seen: dict[str, int] = {}
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        unknown = await unknown_choices(connection, desk.library, book, handed)
    for fault in unknown:
        reason = f"This is not known; allowed: {fault.facts['allowed']}."
        faults.append({"place": fault.facts["place"], "reason": reason})
    for row, one in enumerate(handed):
        first = seen.setdefault(one.external_no or "", row)
        if first != row:
            faults.append({"place": f"body.rows[{row}].external_no", "reason": f"Row {first} has it too."})
    if faults:
        raise RowsRefused(faults[:_MOST_FAULTS])
