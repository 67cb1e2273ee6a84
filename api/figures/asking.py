"""Which figures are asked for: service, period, dimension; and how they are told, with the names of the groups."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from api.bodies import Instant
from api.desk import Desk, TheActor, TheDesk, present
from api.figures.keeping import Then, kept_of
from api.legal.activity_bodies import PlainDay
from api.refusals import BadInput
from domain.figures.counting import Value
from domain.figures.definitions import Figure, FigureBook, Period, Service, month_of
from domain.figures.grouping import COMPARING, DIMENSIONS, Dimension
from domain.figures.holding_back import held_back
from domain.hotline.book import Names
from domain.refusals import PeriodNotAllowed
from domain.roles import Act, Role, check
from store import figures as store
from store.folding import Folding
from store.kept_figures import KeptFigure
from store.pool import Connection
from store.shipped import figures as shipped_figures

MOST_DAYS = 800  # two years and a bit
MOST_DAYS_AS_OF = 62  # two months: the whole record of each is read
_AS_OF = "As the record was at this instant, for two months at most; without it, as it is now."
_BY = "By what groups are made. Bodies, people and places are compared over whole months only."
_OF_ALL = frozenset({Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR})  # who may open the cases of every body


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, checked; `as_of` is None for what is known now, `body` whose cases alone may be listed, None for all.

    No case is listed that complains of the body `hidden_from`.
    """

    asked: store.Asked
    as_of: datetime | None
    body: str | None = None
    hidden_from: str = ""

    @property
    def dimension(self) -> Dimension | None:
        """By what groups are made; None for all together."""
        return self.asked.dimension


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of a group. Those of `held_back` are of too few for comparing people or bodies, and are not told.

    `kept` is what they came to when their month was kept.
    """

    name: str
    names: Names
    values: Mapping[str, Value]
    held_back: frozenset[str]
    kept: Mapping[str, KeptFigure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer: definitions as they hold for the end of the period, all together, and each group."""

    question: Question
    book: FigureBook
    figures: Mapping[str, Figure]
    whole: Group
    groups: tuple[Group, ...]


def question_of(
    service: Service,
    actor: TheActor,
    from_on: Annotated[
        PlainDay | None, Query(alias="from", description="The first local day; the running month's, if none is named.")
    ] = None,
    until_on: Annotated[PlainDay | None, Query(alias="until", description="The first local day after.")] = None,
    by: Annotated[Dimension | None, Query(description=_BY)] = None,
    as_of: Annotated[Instant | None, Query(description=_AS_OF)] = None,
) -> Question:
    """The question in an address.

    Raises:
        PeriodNotAllowed: the period is empty, turned round, or longer than two years; of a past instant, than two months; or
            people or bodies are compared over anything but whole months, where the figures of few would follow from two periods.
        BadInput: this service is not compared by that.
        NotAllowed: people are compared by those only who lead or oversee.
    """
    book = shipped_figures()
    running = this_month(book, service, present())
    period = Period(from_on or running.from_on, until_on or running.until_on)
    most = timedelta(days=MOST_DAYS if as_of is None else MOST_DAYS_AS_OF)
    if not timedelta(0) < period.until_on - period.from_on <= most:
        latest = period.from_on + most
        raise PeriodNotAllowed(
            given=f"{period.from_on} to {period.until_on}", allowed=f"until > {period.from_on} and <= {latest}"
        )
    if by is not None and by not in DIMENSIONS[service]:
        reason = f"Figures of {service} are compared by {', '.join(DIMENSIONS[service])}."
        raise BadInput([{"place": "query.by", "reason": reason}])
    if by is Dimension.PERSON:
        check(actor, Act.READ_RATES_OF_PEOPLE)
    if by in COMPARING:
        _check_whole_months(period, book.month_begins[service])
    return Question(
        store.Asked(service, period, by), as_of, None if actor.role in _OF_ALL else actor.department, actor.department
    )


def _check_whole_months(period: Period, begins: int) -> None:
    if (period.from_on.day, period.until_on.day) != (begins, begins):
        raise PeriodNotAllowed(
            given=f"{period.from_on} to {period.until_on}",
            allowed=f"whole months, from day {begins} until day {begins}",
        )


TheQuestion = Annotated[Question, Depends(question_of)]


def this_month(book: FigureBook, service: Service, now: datetime) -> Period:
    """The month of a service that runs at an instant."""
    day = now.astimezone(book.place).date()
    months = [month_of(day.year, day.month, book.month_begins[service]), _next(day, book.month_begins[service])]
    return next(month for month in months if month.from_on <= day < month.until_on)


def _next(day: date, begins: int) -> Period:
    return month_of(day.year + day.month // 12, day.month % 12 + 1, begins)


async def answer(desk: TheDesk, question: TheQuestion) -> Answer:
    """The figures that are asked for."""
    book = shipped_figures()
    async with desk.postgres.connection() as connection:
        past = await past_of(connection, book, question)
        whole = await _grouped(connection, book, replace(question.asked, dimension=None), past)
        parts = await _grouped(connection, book, question.asked, past) if question.dimension else {}
        names = await names_of_groups(connection, desk, question.asked, parts)
        then = await kept_of(connection, book, question.asked)
    figures = book.newest(question.asked.service, question.asked.period)
    untold = held_back(parts, figures, book.least) if question.dimension in COMPARING else {}
    return Answer(
        question=question,
        book=book,
        figures=figures,
        whole=Group("", {}, whole[""], frozenset(), then.get("", {})),
        groups=tuple(
            with_kept(Group(name, names.get(name, {}), values, untold.get(name, frozenset())), then)
            for name, values in parts.items()
        ),
    )


TheAnswer = Annotated[Answer, Depends(answer)]


async def past_of(connection: Connection, book: FigureBook, question: Question) -> store.Past | None:
    """What the record said at the instant as of which is asked; None for what is known now."""
    if question.as_of is None:
        return None
    service, period = question.asked.service, question.asked.period
    return await store.past(connection, Folding(book), book, service, period, question.as_of)


async def is_told(connection: Connection, question: Question, past: store.Past | None, figure: str, group: str) -> bool:
    """Is the figure of this group told, and not held back? One of nothing is."""
    if question.dimension not in COMPARING:
        return True
    book = shipped_figures()
    parts = await _grouped(connection, book, question.asked, past)
    untold = held_back(parts, book.newest(question.asked.service, question.asked.period), book.least)
    return figure not in untold.get(group, ()) or parts[group][figure].n == 0


async def _grouped(
    connection: Connection, book: FigureBook, asked: store.Asked, past: store.Past | None
) -> store.Grouped:
    """The figures from the facts that are kept, or from what the record said."""
    if past is None:
        return await store.values(connection, book, asked)
    return await asyncio.to_thread(store.values_of, past, book, asked)


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
