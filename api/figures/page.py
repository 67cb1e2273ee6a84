"""Counter: the page of figures: a service, a period, by whom or when; as a chart, as a table, and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import TheActor, TheDesk
from api.figures.addresses import address, as_of_said, cases_address, groupings, kept_months, periods, scopes
from api.figures.answering import Answer, Group, TheAnswer, names_of_groups
from api.figures.asking import TheQuestion
from api.figures.cases import GROUP, FigureId, Only, Sought, cases_behind, definition
from api.figures.changes import Change, changes_in, notes_of
from api.figures.drawing import Bar, BarChart, drawn
from api.figures.telling import has_changed, part_of, told, told_then
from api.figures.words import DIMENSION_WORDS, MARK_WORDS, SERVICE_WORDS
from api.language import Language
from api.paging import Cursor, cursor
from api.public.sheets import MOST_ROWS, at_second, csv_file, plain, speech_for
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.figures.definitions import Figure
from domain.figures.reach import Reach, dimensions_of
from store.facts import CountedCase

router = APIRouter(include_in_schema=False)

_ROWS = 50
_NO_STORE = {"Cache-Control": "no-store"}
_HEAD = (
    N_("分组"),
    N_("名称"),
    N_("指标"),
    N_("数值"),
    N_("计入"),
    N_("基数"),
    N_("剔除"),
    N_("口径版本"),
    N_("口径变更"),
    N_("月结值"),
    N_("月结基数"),
)
_CASES_HEAD = (
    *(N_("编号"), N_("部分"), N_("事项"), N_("类型"), N_("承办单位")),
    *(N_("开始时间"), N_("结束时间"), N_("情况")),
)
Chosen = Annotated[str, Query(alias="figure", max_length=64, pattern=r"^[a-z_]*$")]
Named = Annotated[str, Query(alias="group", max_length=64, pattern=GROUP)]


@router.get("/work/figures/{service}", name="figures_page")
async def figures_page(
    request: Request, desk: TheDesk, actor: TheActor, answer: TheAnswer, figure: Chosen = ""
) -> Response:
    """All figures of a service, and a chart of one of them."""
    speech, question = speech_for(request), answer.question
    async with desk.postgres.connection() as connection:
        months = await kept_months(connection, answer.book, question, actor)
    chosen = answer.figures.get(figure) or _most_told(answer)
    values = {
        "answer": answer,
        "asked": question.asked,
        "as_kept": question.reach is Reach.KEPT,
        "chosen": chosen,
        "changes": _changes(answer),
        "chart": _chart(speech, chosen, answer) if chosen and answer.groups else None,
        "told": lambda one, group: told(speech, one, group),
        "told_then": lambda one, group: told_then(speech, one, group),
        "has_changed": has_changed,
        "services": SERVICE_WORDS,
        "dimensions": [
            (one, DIMENSION_WORDS[one]) for one in dimensions_of(actor, question.asked.service, question.reach)
        ],
        "periods": periods(question, months),
        "scopes": scopes(question, actor, months),
        "groupings": groupings(question, actor),
        "address": lambda **more: address(question, chosen, **more),
        "cases": lambda one, group: cases_address(answer, one, group),
        "last_on": question.asked.period.until_on - timedelta(days=1),
    }
    return page(request, "figures.html", values, headers=_NO_STORE)


@router.get("/work/figures/{service}/sheet.csv", name="figures_sheet")
async def figures_sheet(request: Request, answer: TheAnswer) -> Response:
    """The same for a spreadsheet: a line for each figure of each group, with numerator and whole."""
    speech, changes = speech_for(request), _changes(answer)
    rows = [
        _line(speech, group, figure, answer, changes)
        for group in (answer.whole, *answer.groups)
        for figure in answer.figures.values()
    ]
    name = f"figures-{answer.question.asked.service}-{answer.question.asked.period.from_on}.csv"
    return csv_file(speech, name, _HEAD, rows, cache="no-store")


@router.get("/work/figures/{service}/{figure}/cases", name="counted_cases_page")
async def counted_cases_page(
    request: Request,
    desk: TheDesk,
    figure: FigureId,
    question: TheQuestion,
    group: Named = "",
    only: Only = Only.ALL,
    after: Cursor = "",
) -> Response:
    """The cases behind a number."""
    defined = definition(question, figure)
    rows = await cases_behind(desk, Sought(question, figure, group, only, after), most=_ROWS + 1)
    last = rows[_ROWS - 1] if len(rows) > _ROWS else None
    async with desk.postgres.connection() as connection:
        names = await names_of_groups(connection, desk, question.asked, {group: None})
    kept = {key: value for key, value in request.query_params.items() if key != "after"}
    values = {
        "figure": defined,
        "question": question,
        "group": group,
        "group_names": names.get(group, {}),
        "only": only,
        "rows": rows[:_ROWS],
        "words": MARK_WORDS,
        "last_on": question.asked.period.until_on - timedelta(days=1),
        "back": address(question, defined),
        "sheet": f"/work/figures/{question.asked.service}/{figure}/cases.csv{f'?{urlencode(kept)}' if kept else ''}",
        "as_of": as_of_said(question),
        "own_only": question.asked.body is not None,
        "following": f"?{urlencode({**kept, 'after': cursor(last.at, last.ref, last.part)})}" if last else "",
    }
    return page(request, "figure_cases.html", values, headers=_NO_STORE)


@router.get("/work/figures/{service}/{figure}/cases.csv", name="counted_cases_sheet")
async def counted_cases_sheet(
    request: Request, desk: TheDesk, figure: FigureId, question: TheQuestion, group: Named = "", only: Only = Only.ALL
) -> Response:
    """The same cases for a spreadsheet, up to 10,000."""
    rows = await cases_behind(desk, Sought(question, figure, group, only), most=MOST_ROWS)
    speech = speech_for(request)

    def cells(row: CountedCase) -> Sequence[str | None]:
        marks = "、".join(speech.gettext(MARK_WORDS[mark]) for mark in row.marks if mark in MARK_WORDS)
        times = at_second(speech, row.created_at), at_second(speech, row.closed_at)
        return row.ref, row.part, row.matter, row.kind, row.body, *times, marks

    name = f"cases-{figure}-{question.asked.period.from_on}.csv"
    return csv_file(speech, name, _CASES_HEAD, [cells(row) for row in rows], cache="no-store")


def _chart(speech: Speech, figure: Figure, answer: Answer) -> BarChart:
    known = [value.value or 0 for group in answer.groups if (value := group.told(figure.about.id))]
    longest = max(known, default=0)
    bars = [
        Bar(_name(speech, group), part_of(figure, group, longest), told(speech, figure, group))
        for group in answer.groups
    ]
    words = "" if speech.language is Language.MN else speech.gettext(N_("口径变更"))
    return drawn(bars, notes_of(_changes(answer), figure, [group.name for group in answer.groups], words))


def _most_told(answer: Answer) -> Figure | None:
    """The first of the figures that are told of the most groups: by body there is none of what happens before a body has it."""

    def told_of(figure: Figure) -> int:
        values = (group.told(figure.about.id) for group in answer.groups)
        return sum(value is not None and value.value is not None for value in values)

    return max(answer.figures.values(), key=told_of, default=None)


def _changes(answer: Answer) -> list[Change]:
    """Where definitions changed within the period."""
    asked, groups = answer.question.asked, [group.name for group in answer.groups]
    return changes_in(answer.book, asked.service, asked.period, asked.dimension, groups)


def _name(speech: Speech, group: Group) -> str:
    """The words beside a bar; Mongolian columns have no room beside a bar, so there it is the id."""
    if speech.language is Language.MN:
        return group.name
    return plain(speech, group.names) or group.name or speech.gettext(N_("未记录"))


def _line(
    speech: Speech, group: Group, figure: Figure, answer: Answer, changes: Sequence[Change]
) -> Sequence[str | float | None]:
    """A figure of a group, with the days on which it was defined otherwise; of what is held back there is no number at all."""
    value, kept = group.told(figure.about.id), group.kept.get(figure.about.id)
    names = plain(speech, group.names) or (group.name or speech.gettext(N_("合计")))
    said = (group.name, names, plain(speech, figure.about.names))
    changed = " ".join(change.on.isoformat() for change in changes if figure in change.figures)
    then = (answer.version, changed, *((kept.value, kept.n) if kept else (None, None)))
    if value is None:
        return (*said, None, None, None, None, *then)
    excluded = None if answer.question.reach is Reach.KEPT else value.excluded
    return (*said, value.value, value.counted, value.n, excluded, *then)
