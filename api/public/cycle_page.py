"""Counter: the cycle chart of a project (审批周期图): drawn, as a table for whoever cannot see it, and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.desk import TheDesk, present
from api.language import Language, language_of
from api.public.cycle_drawing import Drawing, drawn
from api.public.project_page import checked, shown_with
from api.public.sheets import csv_file
from api.reading import Story, Whole, expected_of, whole_of
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.approval import Phase
from domain.catalogue import Named
from domain.cycle import Cycle, Span, cycle, days_of
from domain.cycle_bars import bars
from domain.refusals import CalendarMissing
from domain.workdays import UnknownDay

router = APIRouter(include_in_schema=False)

_HEAD = (
    *(N_("编号"), N_("名称"), N_("阶段"), N_("开始"), N_("结束")),
    *(N_("全程（自然日）"), N_("计入（工作日）"), N_("不计入（自然日）")),
)
_ALL = N_("项目全程")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: how long an item, a stage (`is_whole`) or all of it took; `thing` is None for all."""

    span: Span
    thing: Named | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of a project: its lines, and the drawing, if anything was handed in yet."""

    lines: list[Line]
    total: Span
    drawing: Drawing


@router.get("/projects/{ref}/cycle", name="cycle_page")
async def cycle_page(request: Request, ref: str, desk: TheDesk) -> Response:
    """How long a project took."""
    now = present()
    whole = await whole_of(desk, checked(ref), now)
    chart = _chart(whole, now, desk.library.local(now).date(), is_down=language_of(request) is Language.MN)
    values = {
        **shown_with(whole.catalogue),
        "project": whole.view,
        "chart": chart,
        "all": _ALL,
        "things": {item.id: item for item in whole.view.items},
        "expected": await expected_of(desk, ref, now) if whole.view.phase == Phase.OPEN else None,
    }
    return page(request, "cycle.html", values)


@router.get("/projects/{ref}/cycle.csv", name="cycle_sheet")
async def cycle_sheet(request: Request, ref: str, desk: TheDesk) -> Response:
    """The same figures for a spreadsheet."""
    now = present()
    whole = await whole_of(desk, checked(ref), now)
    chart = _chart(whole, now, desk.library.local(now).date(), is_down=False)
    speech = Speech(language_of(request), desk.library.local)
    rows = [_row(line, whole, speech) for line in chart.lines] if chart else []
    return csv_file(speech, f"cycle-{whole.view.ref}.csv", _HEAD, rows)


def _chart(whole: Whole, now: datetime, today: date, *, is_down: bool) -> Chart | None:
    """The chart as of now; None before anything was handed in.

    Raises:
        CalendarMissing: a day must be counted that no calendar covers.
    """
    if whole.story is None:
        raise CalendarMissing()
    try:
        found, drawing = _measured(whole.story, now, today, is_down=is_down)
    except UnknownDay as missing:
        raise CalendarMissing(day=str(missing)) from missing
    return Chart(list(_lines(found, whole)), found.total, drawing) if found.total and drawing else None


def _measured(story: Story, now: datetime, today: date, *, is_down: bool) -> tuple[Cycle, Drawing | None]:
    found = cycle(story.events, story.rules, story.calendar, now)
    if found.total is None:
        return found, None
    days = days_of(story.events, story.rules, story.calendar, now)
    first_on = story.calendar.local_day(found.total.started_at)
    last_on = story.calendar.local_day(found.total.ended_at) if found.total.ended_at else today
    return found, drawn(bars(days, story.rules, story.calendar), first_on, last_on, is_down=is_down)


def _lines(found: Cycle, whole: Whole) -> Iterator[Line]:
    """The lines in the order of the drawing."""
    for stage in sorted(found.stages, key=lambda span: span.id):
        own = sorted((span for span in found.items if span.stage == stage.id), key=lambda span: span.started_at)
        yield from (Line(span, whole.catalogue.items[span.id], is_whole=False) for span in own)
        yield Line(stage, whole.catalogue.stages[stage.id], is_whole=True)
    if found.total:
        yield Line(found.total, None, is_whole=True)


def _row(line: Line, whole: Whole, speech: Speech) -> list[str | int | float | None]:
    span = line.span
    name = speech.name(line.thing).striptags() if line.thing else speech.gettext(_ALL)
    stage = speech.name(whole.catalogue.stages[span.stage]).striptags() if span.stage else None
    return [
        *(span.id or None, name, stage, speech.local(span.started_at).isoformat()),
        speech.local(span.ended_at).isoformat() if span.ended_at else None,
        *(span.gross_days, span.counted_days, span.excluded_days),
    ]
