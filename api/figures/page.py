"""Counter: the page of figures: a service, a period, by whom or when; as a chart, as a table, and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import TheActor, TheDesk, present
from api.figures.asking import Answer, Group, Question, TheAnswer, TheQuestion, names_of_groups, this_month
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
from domain.figures.definitions import Figure, Period, Share
from domain.figures.grouping import DIMENSIONS, Dimension
from domain.roles import RULES, Act, Actor
from store.facts import CountedCase
from store.shipped import figures as shipped_figures

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
async def figures_page(request: Request, actor: TheActor, answer: TheAnswer, figure: Chosen = "") -> Response:
    """All figures of a service, and a chart of one of them."""
    speech = speech_for(request)
    chosen = answer.figures.get(figure) or next(iter(answer.figures.values()), None)
    values = {
        "answer": answer,
        "asked": answer.question.asked,
        "chosen": chosen,
        "changes": _changes(answer),
        "chart": _chart(speech, chosen, answer) if chosen and answer.groups else None,
        "told": lambda one, group: told(speech, one, group),
        "told_then": lambda one, group: told_then(speech, one, group),
        "has_changed": has_changed,
        "services": SERVICE_WORDS,
        "dimensions": [(one, DIMENSION_WORDS[one]) for one in _dimensions(answer.question, actor)],
        "periods": _periods(answer.question),
        "address": lambda **more: _address(answer.question, chosen, **more),
        "cases": lambda one, group: _cases_address(answer, one, group),
        "last_on": answer.question.asked.period.until_on - timedelta(days=1),
    }
    return page(request, "figures.html", values, headers=_NO_STORE)


@router.get("/work/figures/{service}/sheet.csv", name="figures_sheet")
async def figures_sheet(request: Request, answer: TheAnswer) -> Response:
    """The same for a spreadsheet: a line for each figure of each group, with numerator and whole."""
    speech = speech_for(request)
    rows = [
        _line(speech, group, figure, answer)
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
        "back": _address(question, defined),
        "sheet": f"/work/figures/{question.asked.service}/{figure}/cases.csv{f'?{urlencode(kept)}' if kept else ''}",
        "as_of": _as_of(question),
        "own_only": question.body is not None,
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


def _dimensions(question: Question, actor: Actor) -> list[Dimension]:
    """By what this reader may compare."""
    may_see_people = actor.role in RULES[Act.READ_RATES_OF_PEOPLE]
    return [one for one in DIMENSIONS[question.asked.service] if one is not Dimension.PERSON or may_see_people]


def _periods(question: Question) -> list[tuple[str, Period]]:
    """Periods that are often asked for: the month that runs, the one before, and a year."""
    book, service = shipped_figures(), question.asked.service
    running = this_month(book, service, present())
    before = this_month(book, service, present() - timedelta(days=(present().date() - running.from_on).days + 2))
    return [
        (N_("本月"), running),
        (N_("上月"), before),
        (N_("近一年"), Period(running.until_on.replace(year=running.until_on.year - 1), running.until_on)),
    ]


def _address(question: Question, chosen: Figure | None, *, period: Period | None = None, figure: str = "") -> str:
    """The address of this page with another period or another figure."""
    asked, period = question.asked, period or question.asked.period
    said = {
        "from": period.from_on.isoformat(),
        "until": period.until_on.isoformat(),
        "by": str(asked.dimension or ""),
        "figure": figure or (chosen.about.id if chosen else ""),
        "as_of": _as_of(question),
    }
    return f"/work/figures/{asked.service}?{urlencode({key: value for key, value in said.items() if value})}"


def _cases_address(answer: Answer, figure: Figure, group: Group) -> str:
    """Where the cases behind a number are, as many as it says; empty where it is held back.

    A group without a name is one too: of what is not recorded.
    """
    if figure.about.id in group.held_back:
        return ""
    question, asked = answer.question, answer.question.asked
    said = {"from": f"{asked.period.from_on}", "until": f"{asked.period.until_on}", "as_of": _as_of(question)}
    if isinstance(figure, Share) and figure.is_count:
        said |= {"only": str(Only.COUNTED)}
    if group is not answer.whole:
        said |= {"by": str(asked.dimension), "group": group.name}
    query = urlencode({key: value for key, value in said.items() if value})
    return f"/work/figures/{asked.service}/{figure.about.id}/cases?{query}"


def _as_of(question: Question) -> str:
    return question.as_of.isoformat() if question.as_of else ""


def _chart(speech: Speech, figure: Figure, answer: Answer) -> BarChart:
    known = [group.values[figure.about.id].value or 0 for group in answer.groups if figure.about.id in group.values]
    longest = max(known, default=0)
    bars = [
        Bar(_name(speech, group), part_of(figure, group, longest), told(speech, figure, group))
        for group in answer.groups
    ]
    words = "" if speech.language is Language.MN else speech.gettext(N_("口径变更"))
    return drawn(bars, notes_of(_changes(answer), figure, [group.name for group in answer.groups], words))


def _changes(answer: Answer) -> list[Change]:
    """Where definitions changed within the period."""
    asked, groups = answer.question.asked, [group.name for group in answer.groups]
    return changes_in(answer.book, asked.service, asked.period, asked.dimension, groups)


def _name(speech: Speech, group: Group) -> str:
    """The words beside a bar; Mongolian columns have no room beside a bar, so there it is the id."""
    if speech.language is Language.MN:
        return group.name
    return plain(speech, group.names) or group.name or speech.gettext(N_("未记录"))


def _line(speech: Speech, group: Group, figure: Figure, answer: Answer) -> Sequence[str | float | None]:
    value = group.values.get(figure.about.id)
    held_back = figure.about.id in group.held_back
    told_as = None if value is None or held_back else value.value
    counted = None if value is None or held_back else value.counted
    names = plain(speech, group.names) or (group.name or speech.gettext(N_("合计")))
    said = (group.name, names, plain(speech, figure.about.names), told_as, counted)
    kept = group.kept.get(figure.about.id)
    then = (kept.value, kept.n) if kept else (None, None)
    return (*said, value.n if value else 0, value.excluded if value else 0, answer.book.version, *then)
