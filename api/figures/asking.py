"""Which figures are asked for: service, whose, period, dimension; what may be asked is decided in `domain.figures.reach`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from api.bodies import Instant
from api.desk import TheActor, present
from api.figures.refusals import OnlyKeptMonths
from api.legal.activity_bodies import PlainDay
from api.refusals import BadInput
from domain.figures.definitions import FigureBook, Period, Service, month_of, months_in
from domain.figures.grouping import COMPARING, DIMENSIONS, Dimension
from domain.figures.reach import Of, Reach, dimensions_of, reach_of
from domain.refusals import PeriodNotAllowed
from domain.roles import Act, Actor, check
from store import figures as store
from store.folding import Folding
from store.pool import Connection
from store.shipped import figures as shipped_figures

MOST_DAYS = 800  # two years and a bit
MOST_DAYS_AS_OF = 62  # two months: the whole record of each is read
_A_DAY = timedelta(days=1)
_AS_OF = "As the record was at this instant, for two months at most; without it, as it is now."
_BY = "By what groups are made. Bodies, people and places are compared over whole months only."
_OF = (
    "Of all bodies, or of the reader's own. Without it, of all for whoever may open every case of the service, of their own for "
    "everybody else: they are told of all only one whole month as it was kept, together and by body."
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, checked; `as_of` is None for what is known now.

    `own` is the body of the reader, or empty: its figures they know in any case, and no case is listed that complains of it.
    """

    asked: store.Asked
    as_of: datetime | None
    reach: Reach
    own: str = ""

    @property
    def dimension(self) -> Dimension | None:
        """By what groups are made; None for all together."""
        return self.asked.dimension

    @property
    def compares(self) -> bool:
        """Are people or bodies compared, so that what is of few is held back?"""
        return self.reach is not Reach.OWN and self.asked.dimension in COMPARING


def question_of(
    service: Service,
    actor: TheActor,
    from_on: Annotated[
        PlainDay | None, Query(alias="from", description="The first local day; the running month's, if none is named.")
    ] = None,
    until_on: Annotated[PlainDay | None, Query(alias="until", description="The first local day after.")] = None,
    by: Annotated[Dimension | None, Query(description=_BY)] = None,
    as_of: Annotated[Instant | None, Query(description=_AS_OF)] = None,
    of: Annotated[Of | None, Query(description=_OF)] = None,
) -> Question:
    """The question in an address.

    Raises:
        PeriodNotAllowed: the period is empty, turned round, or longer than two years; of a past instant, than two months; or
            people or bodies are compared over anything but whole months, where the figures of few would follow from two periods.
        BadInput: this service is not compared by that, or the reader has no body of their own.
        NotAllowed: people are compared by those only who lead or oversee.
        OnlyKeptMonths: more is asked of all bodies than somebody is told who may not open their cases.
    """
    book, reach = shipped_figures(), reach_of(actor, service, of)
    running = this_month(book, service, present()) if reach is not Reach.KEPT else _last_settled(book, service)
    period = Period(from_on or running.from_on, until_on or running.until_on)
    _check_length(period, MOST_DAYS if as_of is None else MOST_DAYS_AS_OF)
    if by is not None and by not in DIMENSIONS[service]:
        reason = f"Figures of {service} are compared by {', '.join(DIMENSIONS[service])}."
        raise BadInput([{"place": "query.by", "reason": reason}])
    if by is Dimension.PERSON:
        check(actor, Act.READ_RATES_OF_PEOPLE)
    if of is Of.OWN and not actor.department:
        raise BadInput([{"place": "query.of", "reason": "Who asks belongs to no body."}])
    only = actor.department if reach is Reach.OWN else None
    question = Question(store.Asked(service, period, by, only), as_of, reach, actor.department)
    if reach is Reach.KEPT:
        _check_kept(actor, question, book)
    if question.compares:
        _check_whole_months(period, book.month_begins[service])
    return question


def _check_length(period: Period, most: int) -> None:
    latest = period.from_on + timedelta(days=most)
    if not period.from_on < period.until_on <= latest:
        raise PeriodNotAllowed(
            given=f"{period.from_on} to {period.until_on}", allowed=f"until > {period.from_on} and <= {latest}"
        )


def _check_kept(actor: Actor, question: Question, book: FigureBook) -> None:
    """One month, as it was kept, and nothing else; whether it is kept is found when it is read."""
    asked = question.asked
    dimensions = dimensions_of(actor, asked.service, question.reach)
    if asked.dimension not in (None, *dimensions):
        raise OnlyKeptMonths(given=f"by={asked.dimension}", allowed=", ".join(f"by={one}" for one in dimensions))
    if question.as_of is not None:
        raise OnlyKeptMonths(given="as_of", allowed="no as_of")
    if month_named(book, question) is None:
        given = f"{asked.period.from_on} to {asked.period.until_on}"
        raise OnlyKeptMonths(given=given, allowed=f"one month, from day {book.month_begins[asked.service]} on")


def _check_whole_months(period: Period, begins: int) -> None:
    if (period.from_on.day, period.until_on.day) != (begins, begins):
        raise PeriodNotAllowed(
            given=f"{period.from_on} to {period.until_on}",
            allowed=f"whole months, from day {begins} until day {begins}",
        )


TheQuestion = Annotated[Question, Depends(question_of)]


def month_named(book: FigureBook, question: Question) -> str | None:
    """The name of the month that is asked for; None where it is not one whole month."""
    period = question.asked.period
    months = months_in(period, book.month_begins[question.asked.service])
    return next((name for name, month in months if month == period), None)


def this_month(book: FigureBook, service: Service, now: datetime) -> Period:
    """The month of a service that runs at an instant."""
    day = now.astimezone(book.place).date()
    months = [month_of(day.year, day.month, book.month_begins[service]), _next(day, book.month_begins[service])]
    return next(month for month in months if month.from_on <= day < month.until_on)


def _last_settled(book: FigureBook, service: Service) -> Period:
    """The last month that a night may have kept by now."""
    settling = this_month(book, service, present() - book.settles_after - _A_DAY)
    last_day = settling.from_on - _A_DAY
    return this_month(book, service, datetime(last_day.year, last_day.month, last_day.day, 12, tzinfo=book.place))


def _next(day: date, begins: int) -> Period:
    return month_of(day.year + day.month // 12, day.month % 12 + 1, begins)


async def past_of(connection: Connection, book: FigureBook, question: Question) -> store.Past | None:
    """What the record said at the instant as of which is asked; None for what is known now."""
    if question.as_of is None:
        return None
    service, period = question.asked.service, question.asked.period
    return await store.past(connection, Folding(book), book, service, period, question.as_of)
