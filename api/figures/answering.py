"""The figures that are asked for: what may be told of them, with the names of the groups."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Depends

from api.desk import Desk, TheDesk
from api.figures.asking import Question, TheQuestion, month_named, past_of
from api.figures.keeping import Then, as_kept, kept_of
from api.figures.refusals import OnlyKeptMonths
from domain.figures.counting import Segment, Value, count_all
from domain.figures.definitions import Figure, FigureBook, Service
from domain.figures.grouping import Dimension
from domain.figures.holding_back import held_back, held_back_from
from domain.figures.reach import Reach
from domain.hotline.book import Names
from store import figures as store
from store.kept_figures import KeptFigure, month_kept, newest_kept
from store.pool import Connection
from store.shipped import figures as shipped_figures

SHOWN_MONTHS = 13  # that are offered where single kept months are told


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of a group. Those of `held_back` are of too few for comparing people or bodies, and are not told: see `told`.

    `kept` is what they came to when their month was kept.
    """

    name: str
    names: Names
    values: Mapping[str, Value]
    held_back: frozenset[str]
    kept: Mapping[str, KeptFigure] = field(default_factory=dict)

    def told(self, figure: str) -> Value | None:
        """The figure; None where there is none, and where it is held back: then not even of how many it is."""
        return None if figure in self.held_back else self.values.get(figure)


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer: definitions as they hold for the end of the period, all together, and each group.

    `version` is that of the definitions by which it was counted.
    """

    question: Question
    book: FigureBook
    version: str
    figures: Mapping[str, Figure]
    whole: Group
    groups: tuple[Group, ...]


async def answer(desk: TheDesk, question: TheQuestion) -> Answer:
    """The figures that are asked for.

    Raises:
        OnlyKeptMonths: the month is not kept, and this reader is told of kept ones only.
    """
    book = shipped_figures()
    async with desk.postgres.connection() as connection:
        if question.reach is Reach.KEPT:
            return await _kept_answer(connection, desk, book, question)
        past = await past_of(connection, book, question)
        whole, parts = await counted(connection, book, question.asked, past)
        names = await names_of_groups(connection, desk, question.asked, parts)
        then = await kept_of(connection, book, question.asked)
    figures = book.newest(question.asked.service, question.asked.period)
    untold = held_back(parts, figures, book.least) if question.compares else {}
    groups = (Group(name, names.get(name, {}), values, untold.get(name, frozenset())) for name, values in parts.items())
    together = Group("", {}, whole, frozenset(), then.get("", {}))
    return Answer(question, book, book.version, figures, together, tuple(with_kept(group, then) for group in groups))


TheAnswer = Annotated[Answer, Depends(answer)]


async def _kept_answer(connection: Connection, desk: Desk, book: FigureBook, question: Question) -> Answer:
    """A month as it was kept, without what is of few; nothing that came later is told, nor how much was taken out."""
    asked = question.asked
    rows = await month_kept(connection, asked.service, month_named(book, question) or "")
    if not rows:
        months = ", ".join(await newest_kept(connection, asked.service, most=SHOWN_MONTHS)) or "none yet"
        raise OnlyKeptMonths(given=f"{asked.period.from_on} to {asked.period.until_on}", allowed=f"kept: {months}")
    figures = book.newest(asked.service, asked.period)
    whole, bodies = as_kept(rows, figures)
    untold, untold_whole = held_back_from(question.own, bodies, whole, figures, book.least)
    parts = bodies if asked.dimension is Dimension.BODY else {}
    names = await names_of_groups(connection, desk, asked, parts)
    groups = (Group(name, names.get(name, {}), each, untold.get(name, frozenset())) for name, each in parts.items())
    return Answer(question, book, rows[0].version, figures, Group("", {}, whole, untold_whole), tuple(groups))


async def is_told(connection: Connection, question: Question, past: store.Past | None, figure: str, group: str) -> bool:
    """Is the figure of this group told, and not held back?"""
    if not question.compares:
        return True
    book = shipped_figures()
    parts = await asyncio.to_thread(store.grouped, await _read(connection, book, question.asked, past), question.asked)
    untold = held_back(parts, book.newest(question.asked.service, question.asked.period), book.least)
    return figure not in untold.get(group, ())


async def counted(
    connection: Connection, book: FigureBook, asked: store.Asked, past: store.Past | None = None
) -> tuple[Mapping[str, Value], store.Grouped]:
    """The figures all together and of each group, from one reading of the facts that are kept, or of what the record said."""
    segments = await _read(connection, book, asked, past)
    parts = await asyncio.to_thread(store.grouped, segments, asked) if asked.dimension else {}
    return await asyncio.to_thread(count_all, segments), parts


async def _read(connection: Connection, book: FigureBook, asked: store.Asked, past: store.Past | None) -> list[Segment]:
    if past is None:
        return await store.heaps_kept(connection, book, asked)
    return await asyncio.to_thread(store.heaps_then, past, book, asked)


def with_kept(group: Group, then: Then) -> Group:
    """A group with what was kept of it, but for what is held back."""
    kept = then.get(group.name, {}) if group.name else {}
    return replace(group, kept={key: row for key, row in kept.items() if key not in group.held_back})


async def names_of_groups(
    connection: Connection, desk: Desk, asked: store.Asked, groups: Mapping[str, object]
) -> Mapping[str, Names]:
    """What groups are called, by their names; months and days and what is unknown have none."""
    match asked.dimension:
        case Dimension.BODY | Dimension.PLACE | Dimension.TOWN:
            return await store.body_names(connection, groups)
        case Dimension.PERSON:
            return {key: {"zh": number} for key, number in (await store.work_numbers(connection, groups)).items()}
        case Dimension.STAGE | Dimension.MATTER | Dimension.KIND | Dimension.LEVEL:
            return await _names_of_rules(connection, desk, asked)
    return {}


async def _names_of_rules(connection: Connection, desk: Desk, asked: store.Asked) -> Mapping[str, Names]:
    """Names that the catalogue or the hotline's rules give."""
    if asked.service is Service.APPROVALS:
        catalogue = await desk.library.newest_catalogue(connection)
        if asked.dimension is Dimension.KIND:
            return {key: {"zh": kind.name_zh, "en": kind.name_en} for key, kind in catalogue.project_types.items()}
        named = catalogue.stages if asked.dimension is Dimension.STAGE else catalogue.items
        return {key: {"zh": one.name_zh, "en": one.name_en} for key, one in named.items()}
    book = await desk.library.newest_hotline(connection)
    if asked.dimension is Dimension.MATTER:
        return {key: topic.names for key, topic in book.topics.items()}
    prefix = "kind." if asked.dimension is Dimension.KIND else "level."
    return {key.removeprefix(prefix): names for key, names in book.names.items() if key.startswith(prefix)}
