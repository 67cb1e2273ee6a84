"""Counter: open data, for everybody: what was decided, closed and taken out by month and year, as it was published, with a dictionary that says what each column means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api.desk import TheDesk
from api.legal.figure_sheet import Cell, csv_of
from api.public.sheets import speech_for
from api.refusals import UnknownAddress
from api.templates import VARY, page
from api.wordbook import N_
from domain.open_data.periods import Dataset
from domain.open_data.sets import Row, Subject
from store import open_data as store

router = APIRouter(include_in_schema=False)

Year = Annotated[int | None, Query(ge=2000, le=2100)]
SUBJECTS = {
    Subject.APPROVALS: N_("审批事项的决定"),
    Subject.HOTLINE: N_("热线诉求的办结"),
    Subject.EXCLUSIONS: N_("统计指标的剔除"),
}
LICENCE = N_("可以自由使用，请注明来源。人数或件数不足 5 的不公布，由合计可以推算出来的也不公布。")
COARSE = N_("百分比只在基数达到 25 时公布：不足 50 的取整到 10，50 以上的取整到 5，因此不能由它推算出件数。")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type in a table schema, and what it means."""

    name: str
    type: str
    word: str


_WITHHELD = Column("withheld", "boolean", N_("不足 5 件，或者公布后可以推算出不足 5 件的数，因而不公布"))
COLUMNS = {
    Subject.APPROVALS: (
        Column("department", "string", N_("部门编号；空白表示全部部门合计")),
        Column("item", "string", N_("事项编号；空白表示该部门全部事项合计")),
        Column("n", "integer", N_("期间内作出的决定：批准、超时默许、不予批准；从统计指标中剔除的不计")),
        _WITHHELD,
        Column(
            "on_time_percent", "integer", N_("在承诺时限内由部门作出决定的百分比；事后补录而无法判断是否按时的不计入")
        ),
        Column("by_silence_percent", "integer", N_("超时默许的百分比")),
        Column(
            "days_half", "integer", N_("半数决定所用的自然日不超过此数；暂停和补正的日子不计；可计的不足 5 件时空白")
        ),
        Column("days_nine_tenths", "integer", N_("九成决定所用的自然日不超过此数，算法同上")),
    ),
    Subject.HOTLINE: (
        Column("topic", "string", N_("诉求事项编号；空白表示全部合计，unknown 表示未登记")),
        Column("kind", "string", N_("诉求类型编号；空白表示全部合计")),
        Column("town", "string", N_("乡镇编号；空白表示全旗合计，unknown 表示未登记")),
        Column("n", "integer", N_("期间内办结的诉求；重新办理后再次办结的另计")),
        _WITHHELD,
        Column("in_time_percent", "integer", N_("在时限内办结的百分比")),
        Column("solved_percent", "integer", N_("期间内收到的评价中“已解决”的百分比")),
    ),
    Subject.EXCLUSIONS: (
        Column("reason", "string", N_("剔除理由编号，名称见指标定义；空白表示全部理由合计")),
        Column("n", "integer", N_("期间内经两人决定、从统计指标中剔除的件数")),
        _WITHHELD,
    ),
}


@router.get("/open-data", name="open_data_page")
async def open_data_page(request: Request, desk: TheDesk, year: Year = None) -> Response:
    """The sets of a year, of the newest if none is asked for, and what their columns mean."""
    async with desk.postgres.connection() as connection:
        found = await store.published(connection)
    years = {each: list(of) for each, of in groupby(found, lambda one: one.year)}
    chosen = year if year in years else next(iter(years), None)
    sets_of_year = years.get(chosen, []) if chosen else []
    values = {"years": list(years), "year": chosen, "sets": sets_of_year}
    values |= {"subjects": SUBJECTS, "columns": COLUMNS, "licence": LICENCE, "coarse": COARSE}
    return page(request, "open_data.html", values)


@router.get("/open-data/datapackage.json", name="open_data_package")
async def open_data_package(request: Request, desk: TheDesk) -> Response:
    """The dictionary for machines: a Frictionless data package with a table schema for each set."""
    speech = speech_for(request)
    async with desk.postgres.connection() as connection:
        found = await store.published(connection)
    package = {
        "name": "chengnuo-open-data",
        "title": speech.gettext(N_("开放数据")),
        "description": f"{speech.gettext(LICENCE)} {speech.gettext(COARSE)}",
        "resources": [_resource(one, speech.gettext) for one in found],
    }
    return JSONResponse(package, headers={"Content-Language": speech.language.tag, "Vary": VARY})


async def _asked(desk: TheDesk, dataset: Annotated[str, Path(max_length=40)]) -> tuple[Dataset, list[Row]]:
    """The set that is asked for with its rows.

    Raises:
        UnknownAddress: it is none, or is not published yet.
    """
    async with desk.postgres.connection() as connection:
        asked = next((one for one in await store.published(connection) if one.id == dataset), None)
        rows = await store.told(connection, asked) if asked else None
    if asked is None or rows is None:
        raise UnknownAddress()
    return asked, rows


Asked = Annotated[tuple[Dataset, list[Row]], Depends(_asked)]


@router.get("/open-data/{dataset}.csv", name="open_data_sheet")
async def open_data_sheet(asked: Asked) -> Response:
    """A set for a spreadsheet; the columns have the same names in every language."""
    dataset, rows = asked
    names = [column.name for column in COLUMNS[dataset.subject]]
    body = csv_of([names, *([_cell(row[name]) for name in names] for row in rows)])
    headers = {"Content-Disposition": f'attachment; filename="{dataset.id}.csv"'}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/open-data/{dataset}.json", name="open_data_rows")
async def open_data_rows(asked: Asked) -> Response:
    """The same as JSON."""
    dataset, rows = asked
    return JSONResponse({"dataset": dataset.id, "rows": rows})


def _resource(dataset: Dataset, said: Callable[[str], str]) -> dict[str, object]:
    columns = COLUMNS[dataset.subject]
    fields = [{"name": one.name, "type": one.type, "description": said(one.word)} for one in columns]
    return {
        "name": dataset.id,
        "title": said(SUBJECTS[dataset.subject]),
        "path": f"{dataset.id}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _cell(value: Cell) -> Cell:
    return str(value).lower() if isinstance(value, bool) else value
