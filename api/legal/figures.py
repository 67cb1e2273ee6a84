"""Counter: the bureau's own table for a period, with the meaning of every figure in words."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.desk import Desk, TheDesk
from api.legal.figure_sheet import csv_of, sheet
from api.legal.figure_views import FiguresView, TableView, figures_view
from api.legal.refusals import LegalMissing
from api.library import Library
from api.periods import From, Until, check_period
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.legal.counted import Rows
from domain.legal.figures import Known, by_month, by_town, figures
from domain.refusals import NotAllowed, PeriodNotAllowed
from store.legal_figures import rows_of
from store.places import names_of
from store.pool import Connection
from store.shipped import legal_figures

router = APIRouter(prefix="/api/v1/legal", tags=["legal figures"])


class By(StrEnum):
    """The parts into which a period is shown."""

    MONTH = "month"
    TOWN = "town"


class Csv(Response):
    """A file for a spreadsheet."""

    media_type = "text/csv"


Parts = Annotated[By | None, Query(description="Also the parts of it, by month or by town.")]


@router.get(
    "/figures",
    name="get_legal_figures",
    operation_id="get_legal_figures",
    summary="The figures of the legal circle",
    description='Online services, legal aid, and everything else that is counted, summed from events and entries as they stand now. `from` is the first local day, `until` the first one after. Withdrawn inquiries count; "of which" rows overlap and are never summed.',
    responses=responses(BadInput, LegalMissing, NotAllowed, PeriodNotAllowed, PostgresAway, TokenMissing, TokenUnknown),
)
async def get_legal_figures(desk: TheDesk, from_on: From, until_on: Until, by: Parts = None) -> FiguresView:
    """Show the figures."""
    return await _table(desk, from_on, until_on, by)


@router.get(
    "/figures.csv",
    name="get_legal_figures_csv",
    operation_id="get_legal_figures_csv",
    response_class=Csv,
    summary="The figures as a file for a spreadsheet",
    description="The same table as CSV in UTF-8 with a byte order mark: a head, a line for each figure with its Chinese name, the whole and each part as a column, and what it means. A figure that is not recorded is empty; a text that would be a formula begins with an apostrophe.",
    responses={
        200: {"content": {Csv.media_type: {}}, "description": "The file; its name says the period."},
        **responses(BadInput, LegalMissing, NotAllowed, PeriodNotAllowed, PostgresAway, TokenMissing, TokenUnknown),
    },
)
async def get_legal_figures_csv(desk: TheDesk, from_on: From, until_on: Until, by: Parts = None) -> Response:
    """Hand out the figures as a file."""
    view = await _table(desk, from_on, until_on, by)
    names: dict[str, str] = {}
    if by is By.TOWN:
        async with desk.postgres.connection() as connection:
            names = await names_of(connection, [part.name for part in view.parts])
    name = f"legal-figures-{from_on}-to-{until_on - timedelta(days=1)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Csv(csv_of(sheet(view, names)), headers=headers)


async def _table(desk: Desk, from_on: date, until_on: date, by: By | None) -> FiguresView:
    """The table, with its parts if they are asked for."""
    check_period(from_on, until_on)
    rules = legal_figures()
    async with desk.postgres.connection() as connection:
        rows = await rows_of(connection, from_on, until_on, rules=rules)
        known = await _known(connection, desk.library, rows)
    parts = {By.MONTH: by_month, By.TOWN: by_town}[by](rules, known, rows) if by else {}
    return FiguresView(
        **{"from": from_on, "until": until_on},
        version=rules.version,
        source=rules.source,
        total=figures_view(rules, figures(rules, known, rows)),
        by=by,
        parts=[TableView(name=name, figures=figures_view(rules, part)) for name, part in parts.items()],
        definitions={key: dict(words) for key, words in rules.definitions.items()},
    )


async def _known(connection: Connection, library: Library, rows: Rows) -> Known:
    """What the rules of these cases say of the kinds of aid, and which groups the present ones know."""
    newest = await library.newest_legal(connection)
    books = [await library.legal(connection, version) for version in {row.version for row in rows.applied}]
    criminal = {(book.policy.version, kind.id): kind.criminal for book in books for kind in book.policy.aid.kinds}
    return Known(criminal, frozenset(group.id for group in newest.policy.aid.groups))
