"""The cases behind a figure: in one group, all that are in its whole, or those that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Path

from api.desk import Desk
from api.figures.answering import is_told
from api.figures.asking import Question, past_of
from api.figures.refusals import HeldBack, OnlyKeptMonths, UnknownFigure
from api.paging import place
from domain.figures.definitions import Composite, Counted, FigureBook, Period, Share
from domain.figures.reach import Of, Reach
from store import facts
from store.cases_as_of import cases_counted
from store.facts import CountedCase
from store.off_list import accused_in
from store.shipped import figures as shipped_figures

GROUP = r"^[A-Za-z0-9_.@-]*$"  # ids of ours, months and days
FigureId = Annotated[str, Path(max_length=64, pattern=r"^[a-z][a-z_-]*$", description="The id of a figure.")]


class Only(StrEnum):
    """Which of the cases behind a figure."""

    ALL = "all"
    COUNTED = "counted"  # that add to it
    OTHERS = "others"  # that are in its whole only


@dataclass(frozen=True, slots=True)
class Sought:
    """Which cases: of a figure, in a group (empty: of all together), after a cursor."""

    question: Question
    figure: str
    group: str = ""
    only: Only = Only.ALL
    after: str = ""


def definition(question: Question, key: str) -> Counted:
    """The figure as it holds for the end of the period, as in the answer.

    Raises:
        UnknownFigure: there is none, or it is put together of others.
    """
    found = shipped_figures().newest(question.asked.service, question.asked.period).get(key)
    if found is None or isinstance(found, Composite):
        raise UnknownFigure(figure=key)
    return found


async def cases_behind(desk: Desk, sought: Sought, *, most: int) -> Sequence[CountedCase]:
    """The cases, the newest first, of all bodies or of the one that is asked for.

    Those of each part of the period are found by the definition by which they were counted.

    Raises:
        UnknownFigure: as `definition`.
        HeldBack: the figure of this group is not told.
        OnlyKeptMonths: the cases of all bodies are asked for by somebody who may not open them.
    """
    book, question = shipped_figures(), sought.question
    if question.reach is Reach.KEPT:
        raise OnlyKeptMonths(given=f"of={Of.ALL}", allowed=f"of={Of.OWN}")
    parts = book.parts(definition(question, sought.figure), question.asked.period)
    at, (ref, part) = place(sought.after, 2)
    found: list[CountedCase] = []
    async with desk.postgres.connection() as connection:
        past = await past_of(connection, book, question)
        if not await is_told(connection, question, past, sought.figure, sought.group):
            raise HeldBack(figure=sought.figure, group=sought.group)
        for period, figure in reversed(parts):
            narrowed, cut = _narrowed(figure, sought.only), _cut(book, question, figure, period)
            only = _counting(figure) if sought.only is Only.COUNTED else None
            which = facts.Which(sought.group, only, question.own)
            if past is None:
                after, room = (at, ref, part), most - len(found)
                found += await facts.cases_counted(connection, narrowed, cut, which, after=after, most=room)
            else:
                rows = cases_counted(past.facts, past.known, narrowed, cut, which)
                accused = await accused_in(connection, {row.ref for row in rows})
                found += [row for row in rows if accused.get(row.ref) != which.hidden_from]
    later = [row for row in found if at is None or (row.at, row.ref, row.part) < (at, ref, part)]
    return later[:most]


def _counting(figure: Counted) -> Sequence[str]:
    return [*figure.counts] if isinstance(figure, Share) else []


def _narrowed(figure: Counted, only: Only) -> Counted:
    """Those that do not count are those that have none of the marks that do."""
    if only is not Only.OTHERS or not isinstance(figure, Share):
        return figure
    return Share(
        figure.about, figure.subject, figure.basis, figure.of, figure.but_not | set(figure.counts), figure.counts
    )


def _cut(book: FigureBook, question: Question, figure: Counted, period: Period) -> facts.Cut:
    begin, end = period.bounds(book.zone)
    asked, begins = question.asked, book.month_begins[question.asked.service]
    return facts.Cut(figure.subject, figure.basis, begin, end, asked.dimension or "", book.zone, begins, asked.body)
