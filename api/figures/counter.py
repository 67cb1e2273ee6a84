"""Counter: the figures of approvals and of the hotline, their definitions, and the cases behind each number."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.desk import TheActor, TheDesk, present
from api.figures.answering import TheAnswer
from api.figures.asking import TheQuestion
from api.figures.cases import GROUP, FigureId, Only, Sought, cases_behind
from api.figures.refusals import HeldBack, OnlyKeptMonths, UnknownFigure
from api.figures.views import (
    AlarmsView,
    AlarmView,
    BookView,
    CountedCasesView,
    FiguresView,
    case_view,
    definition_view,
    figures_view,
)
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.figures.definitions import Service
from domain.refusals import NotAllowed, PeriodNotAllowed
from store.kept_figures import REPEATED, FigureAlarm, alarms
from store.shipped import figures as shipped_figures

router = APIRouter(prefix="/api/v1/figures", tags=["figures"])

_USUAL = (BadInput, NotAllowed, PostgresAway, TokenMissing, TokenUnknown)
Group = Annotated[
    str, Query(alias="group", max_length=64, pattern=GROUP, description="The name of one group; with `by` only.")
]
Which = Annotated[Only, Query(alias="only", description="All of the whole, those that count, or the others.")]


@router.get(
    "",
    name="list_figures",
    operation_id="list_figures",
    summary="What every figure is",
    description="The definitions as data: of which things, counting which, without which, by which instant, in which month, since when, and the source of each. A later definition of the same id holds from its `since` on; past months keep theirs.",
    responses=responses(PostgresAway, TokenMissing, TokenUnknown),
)
async def list_figures() -> BookView:
    """Show the definitions."""
    book = shipped_figures()
    return BookView(
        version=book.version,
        source=book.source,
        least=book.least,
        month_begins=dict(book.month_begins),
        reasons={key: dict(names) for key, names in book.reasons.items()},
        figures=[definition_view(figure) for figure in book.figures],
    )


@router.get(
    "/alarms",
    name="list_figure_alarms",
    operation_id="list_figure_alarms",
    summary="What recounts have found",
    description="Every night the months that are kept are recounted from the record. What comes to something else stands here for a month, the newest first; what lasts is said again every month.",
    responses=responses(*_USUAL),
)
async def list_figure_alarms(desk: TheDesk, actor: TheActor, after: Cursor = "", limit: Limit = 100) -> AlarmsView:
    """Show the alarms of the last month."""
    at, (service, month, figure, dimension, name) = place(after, 5)
    async with desk.postgres.connection() as connection:
        start = (at, service, month, figure, dimension, name)
        since = present() - REPEATED - timedelta(days=1)
        rows = await alarms(connection, since, after=start, most=limit + 1, hidden_from=actor.department)
    shown, following = split(rows, limit, "/api/v1/figures/alarms", _place_of)
    return AlarmsView(rows=[AlarmView.model_validate(row) for row in shown], next=following)


@router.get(
    "/{service}",
    name="get_figures",
    operation_id="get_figures",
    summary="The figures of a service",
    description="All figures of approvals or of the hotline for a period, together and by groups. `from` is the first local day, `until` the first one after; without them, the month that runs. With `as_of` they are counted from the record as it was at that instant, which takes longer and is done for two months at most. Whoever may not open every case of the service is told of their own body, or, with `of=all`, of one whole month as it was kept (`only_kept_months`).",
    responses=responses(*_USUAL, OnlyKeptMonths, PeriodNotAllowed),
)
async def get_figures(answer: TheAnswer) -> FiguresView:
    """Show the figures."""
    return figures_view(answer)


@router.get(
    "/{service}/{figure}/cases",
    name="list_counted_cases",
    operation_id="list_counted_cases",
    summary="The cases behind a figure",
    description="The things that a figure counts in a period, the newest first: numbers of cases, never people. What two people have taken out is not among them. Whoever may not open every case of the service gets those of their own body; of a group whose figure is held back nobody gets any.",
    responses=responses(*_USUAL, OnlyKeptMonths, PeriodNotAllowed, HeldBack, UnknownFigure),
)
async def list_counted_cases(
    request: Request,
    desk: TheDesk,
    service: Service,
    figure: FigureId,
    question: TheQuestion,
    group: Group = "",
    only: Which = Only.ALL,
    after: Cursor = "",
    limit: Limit = 50,
) -> CountedCasesView:
    """Show the cases."""
    rows = await cases_behind(desk, Sought(question, figure, group, only, after), most=limit + 1)
    kept = {key: value for key, value in request.query_params.items() if key not in ("after", "limit")}
    address = f"/api/v1/figures/{service}/{figure}/cases"
    shown, following = split(rows, limit, address, lambda row: cursor(row.at, row.ref, row.part), **kept)
    return CountedCasesView(rows=[case_view(row) for row in shown], next=following)


def _place_of(alarm: FigureAlarm) -> str:
    return cursor(alarm.found_at, alarm.service, alarm.month, alarm.figure, alarm.dimension, alarm.name)
