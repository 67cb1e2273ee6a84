"""The bureau's table as a sheet for a spreadsheet: the same figures, one to a line, with the whole and each part as a column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.legal.figure_views import FiguresView, ShareView, TotalsView
from domain.legal.quality import Quality

Cell = str | int | float | None

_BOM = "\ufeff"  # by which spreadsheets know UTF-8
_ACTIVE = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # a cell that begins so may be taken for a formula
_HEAD = ("类别", "项目", "合计")
_NOT_KNOWN = "未登记村镇"
_ONLINE = {
    "total": ("线上服务合计", "online"),
    "consultation": ("咨询", "online"),
    "hotline": ("热线", "online"),
    "night": ("夜间", "night"),
    "counter": ("窗口当面咨询", "counter"),
    "unplaced": ("渠道未列入口径", "unplaced"),
}
_AID = {
    "total": ("法律援助案件合计", "aid"),
    "criminal": ("刑事", "aid"),
    "civil": ("民事（含行政）", "aid"),
    "unplaced": ("类型未列入口径", "unplaced"),
    "granted": ("给予援助", "aid"),
    "refused": ("不予援助", "aid"),
}
_SHARE = {"count": "达到", "of": "结果已定", "open": "结果未定", "share": "占比"}
_PART = {"count": "数量", "of": "基数", "open": "结果未定", "share": "占比"}
_TOOK = {"of": "基数", "open": "尚无", "median_seconds": "中位数，秒", "p90_seconds": "九成以内，秒"}
_ACTIVITY = {"entries": "次数", "count": "数量", "audience": "人次"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A figure: under which heading, how it is called, its value, and which definition explains it."""

    group: str
    name: str
    value: Cell
    about: str


def sheet(view: FiguresView, names: Mapping[str, str]) -> list[list[Cell]]:
    """The lines of the sheet, the head first; `names` are those of the parts, where they have any."""
    tables = [_lines(view.total), *(_lines(part.figures) for part in view.parts)]
    parts = [names.get(part.name, part.name) or _NOT_KNOWN for part in view.parts]
    head: list[Cell] = [*_HEAD, *parts, "口径"]
    rows: list[list[Cell]] = [head]
    for same in zip(*tables, strict=True):
        first = same[0]
        rows.append([first.group, first.name, *(line.value for line in same), view.definitions[first.about]["zh"]])
    return rows


def csv_of(rows: Sequence[Sequence[Cell]]) -> bytes:
    """The lines as CSV (RFC 4180) that a spreadsheet opens as it is, and in which no text is a formula; what is None is empty."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_harmless(cell) for cell in row] for row in rows])
    return (_BOM + text.getvalue()).encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_ACTIVE) else cell


def _lines(table: TotalsView) -> list[_Line]:
    return [*_online(table), *_aid(table), *_activities(table), *_quality(table)]


def _online(table: TotalsView) -> Iterator[_Line]:
    for field, (name, about) in _ONLINE.items():
        yield _Line("线上服务", name, getattr(table.online, field), about)
    yield from _share("线上服务", "八分钟内解答或接办", table.answered, "answered")


def _aid(table: TotalsView) -> Iterator[_Line]:
    for field, (name, about) in _AID.items():
        yield _Line("法律援助", name, getattr(table.aid, field), about)
    for row in table.aid.of_which:
        yield _Line("法律援助", row.names["zh"], row.count, "of_which")
    yield from _share("法律援助", "承诺时限内决定并指派", table.aid.promise, "promise")
    yield from _share("法律援助", "当日决定并指派", table.aid.same_day, "same_day")


def _activities(table: TotalsView) -> Iterator[_Line]:
    for row in table.activities:
        for field, unit in _ACTIVITY.items():
            yield _Line("其他服务", f"{row.names['zh']}（{unit}）", getattr(row, field), "activities")


def _quality(table: TotalsView) -> Iterator[_Line]:
    took = table.quality.first_useful_answer
    for field, part in _TOOK.items():
        yield _Line("服务质量", f"{took.names['zh']}（{part}）", getattr(took, field), Quality.FIRST_USEFUL_ANSWER)
    for row in table.quality.shares:
        for field, part in _PART.items():
            yield _Line("服务质量", f"{row.names['zh']}（{part}）", getattr(row, field), row.about)


def _share(group: str, name: str, share: ShareView, about: str) -> Iterator[_Line]:
    for field, part in _SHARE.items():
        yield _Line(group, f"{name}（{part}）", getattr(share, field), about)
