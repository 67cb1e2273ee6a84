"""Counter: the cycle chart of a year (审批周期图): by stage and item how long they took and whose days these were; drawn, as a table, and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.desk import Desk, TheActor, TheDesk, present
from api.figures.refusals import OnlyKeptMonths
from api.figures.year_drawing import drawn
from api.language import Language
from api.legal.figure_sheet import Cell
from api.public.sheets import csv_file, speech_for
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.catalogue import Catalogue, Named
from domain.figures.definitions import Period, Service, month_of
from domain.figures.reach import Reach, reach_of
from domain.figures.year_cycle import HALF, TENTHS, Part, YearLine, along_the_chain
from domain.roles import Actor
from domain.term import Unit
from store.shipped import figures as shipped_figures
from store.year_cycle import cycle_of_year

router = APIRouter(include_in_schema=False)

PART_WORDS = {
    Part.GROSS: N_("全程"),
    Part.COUNTED: N_("计入"),
    Part.EXCLUDED: N_("暂停"),
    Part.APPLICANT: N_("申请人补正"),
}
_HEAD = (
    *(N_("阶段"), N_("事项"), N_("名称"), N_("办结数")),
    *(N_("全程中位（自然日）"), N_("全程九成（自然日）"), N_("计入中位（工作日）"), N_("计入九成（工作日）")),
    *(
        N_("暂停中位（自然日）"),
        N_("暂停九成（自然日）"),
        N_("申请人补正中位（自然日）"),
        N_("申请人补正九成（自然日）"),
    ),
)
_FIRST, _LAST = 2000, 2100
Year = Annotated[int | None, Query(ge=_FIRST, le=_LAST, description="The running one, if none is named.")]


@dataclass(frozen=True, slots=True)
class YearCycle:
    """A year with its lines in the order of the chain, and the catalogue that names them; of one body, or of all."""

    year: int
    period: Period
    body: str | None
    lines: list[YearLine]
    catalogue: Catalogue

    def thing(self, line: YearLine) -> Named | None:
        """What the catalogue calls an item or a stage; None for one that it does not know any more."""
        return self.catalogue.items.get(line.item) if line.item else self.catalogue.stages.get(line.stage)


@router.get("/work/figures/approvals/cycle", name="year_cycle_page")
async def year_cycle_page(request: Request, desk: TheDesk, actor: TheActor, year: Year = None) -> Response:
    """How long what was decided in a year took."""
    speech, found = speech_for(request), await _cycle_of(desk, actor, year)
    values = {
        "cycle": found,
        "years": range(max(_FIRST, found.year - 1), min(_LAST, found.year + 1) + 1),
        "chart": drawn(found.lines, lambda part, days: _told(speech, part, days)) if found.lines else None,
        "parts": PART_WORDS,
        "told": lambda part, days: _told_in_table(speech, part, days),
        "last_on": found.period.until_on - timedelta(days=1),
    }
    return page(request, "figures_year.html", values, headers={"Cache-Control": "no-store"})


@router.get("/work/figures/approvals/cycle.csv", name="year_cycle_sheet")
async def year_cycle_sheet(request: Request, desk: TheDesk, actor: TheActor, year: Year = None) -> Response:
    """The same for a spreadsheet."""
    speech, found = speech_for(request), await _cycle_of(desk, actor, year)
    rows = [_cells(speech, found, line) for line in found.lines]
    name = f"cycle-{found.year}-{found.body}.csv" if found.body else f"cycle-{found.year}.csv"
    return csv_file(speech, name, _HEAD, rows, cache="no-store")


async def _cycle_of(desk: Desk, actor: Actor, asked: int | None) -> YearCycle:
    """What is told of a year: of all bodies to whoever may open every case, of the own body to everybody else who has one.

    Raises:
        OnlyKeptMonths: somebody has no body, and may not open every case.
    """
    reach = reach_of(actor, Service.APPROVALS, None)
    if reach is Reach.KEPT:
        raise OnlyKeptMonths(given="a year", allowed="one month")
    book = shipped_figures()
    year, begins = asked or present().astimezone(book.place).year, book.month_begins[Service.APPROVALS]
    period = Period(month_of(year, 1, begins).from_on, month_of(year, 12, begins).until_on)
    body = actor.department if reach is Reach.OWN else None
    async with desk.postgres.connection() as connection:
        catalogue = await desk.library.newest_catalogue(connection)
        lines = await cycle_of_year(connection, *period.bounds(book.zone), body)
    return YearCycle(year, period, body, along_the_chain(lines, catalogue.stages, catalogue.items), catalogue)


def _told(speech: Speech, part: Part, days: Sequence[int]) -> str:
    """The words behind a lane; Mongolian columns have no room there, so they say the numbers only, in the order of the key."""
    numbers = f"{speech.number(days[HALF])} / {speech.number(days[TENTHS])}"
    return numbers if speech.language is Language.MN else f"{speech.gettext(PART_WORDS[part])} {numbers}"


def _told_in_table(speech: Speech, part: Part, days: Sequence[int]) -> str:
    unit = Unit.WD if part is Part.COUNTED else Unit.D
    return f"{speech.number(days[HALF])} / {speech.term(days[TENTHS], unit)}"


def _cells(speech: Speech, found: YearCycle, line: YearLine) -> list[Cell]:
    thing = found.thing(line)
    days = [each[at] for each in line.parts.values() for at in (HALF, TENTHS)]
    return [line.stage, line.item, speech.name(thing).striptags() if thing else "", line.rounds, *days]
