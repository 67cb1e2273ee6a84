"""Counter: recurring problems as JSON: how often, by how many, by whom again, and whether that is more than chance."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.bodies import Instant
from api.desk import TheActor, TheDesk, present
from api.paging import Limit
from api.problems import responses
from api.recurring.counted import Counted, From, Grouped, PlaceId, TopicId, Until, counted, span_of
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from domain.recurring.problems import By, Growth, Key, Problem, Verdict
from domain.refusals import NotAllowed, PeriodNotAllowed

router = APIRouter(prefix="/api/v1", tags=["requests"])

AsOf = Annotated[Instant | None, Query(description="As was known at this instant; without it now.")]


class GrowthView(BaseModel):
    """A count of another time beside this one."""

    before: int | None = Field(description="How many there were then; null: nothing was counted then.")
    p: float | None = Field(
        description="The probability that chance alone sets the two so far apart; null: not tested."
    )
    verdict: Verdict = Field(
        description="Grown or fallen by more than chance, no more than chance, too few to say, or unknown."
    )


class AgainView(BaseModel):
    """How many reports came from a telephone number that had reported before; never which."""

    days: int
    on_topic: int = Field(description="On the same topic.")
    from_place: int = Field(description="From the same village or town.")


class ProblemView(BaseModel):
    """One problem in the period."""

    topic: str = Field(description="Empty where topics make no difference, or none was known.")
    topic_names: dict[str, str]
    place: str = Field(description="A village or a town; empty where places make no difference.")
    place_names: dict[str, str]
    requests: int = Field(description="Problems by themselves: what was merged into another request counts once.")
    reports: int = Field(description="All that came in, merged or not: nobody who reported is lost.")
    again: list[AgainView]
    growth: GrowthView = Field(description="Against the period of the same length just before.")
    yearly: GrowthView = Field(description="Against the same days a year ago.")


class RecurringView(BaseModel):
    """The problems of a period, the most frequent first."""

    from_on: date = Field(serialization_alias="from")
    until: date
    by: By
    as_of: datetime
    version: str = Field(description="Of the rules by which counts are judged.")
    source: str
    level: float
    method: Literal["benjamini_hochberg", "bonferroni"]
    least: int = Field(description="Under this sum of both periods there are too few to say.")
    rows: list[ProblemView]
    whole: int = Field(description="How many problems there are in all; `rows` are the first of them.")


@router.get(
    "/recurring",
    name="get_recurring",
    operation_id="get_recurring",
    summary="What is reported again and again",
    description="Requests of a period by topic and place, against the period before and a year ago, tested for chance all together (exact test of two Poisson counts). A period that still runs is compared with as much of the other ones.",
    responses=responses(BadInput, NotAllowed, PeriodNotAllowed, PostgresAway, TokenMissing, TokenUnknown),
)
async def get_recurring(
    desk: TheDesk,
    actor: TheActor,
    from_on: From = None,
    until: Until = None,
    by: Grouped = By.TOPIC,
    topic: TopicId = "",
    place: PlaceId = "",
    as_of: AsOf = None,
    limit: Limit = 50,
) -> RecurringView:
    """Show the problems."""
    now = as_of or present()
    span = span_of(from_on, until, desk.library.local(now).date())
    async with desk.postgres.connection() as connection:
        found = await counted(desk, connection, span, Key(topic, place), now, hidden_from=actor.department)
    return _view(found, by, limit)


def _view(found: Counted, by: By, limit: int) -> RecurringView:
    rules, problems = found.rules, found.problems(by)
    return RecurringView(
        from_on=found.span.from_on,
        until=found.span.until_on,
        by=by,
        as_of=found.as_of,
        version=rules.version,
        source=rules.source,
        level=rules.level,
        method=rules.method.value,
        least=rules.least,
        rows=[_problem_view(found, problem) for problem in problems[:limit]],
        whole=len(problems),
    )


def _problem_view(found: Counted, problem: Problem) -> ProblemView:
    again = zip(found.rules.again_days, problem.topic_again, problem.place_again, strict=True)
    return ProblemView(
        topic=problem.key.topic,
        topic_names=dict(found.topic_of(problem.key)),
        place=problem.key.place,
        place_names=dict(found.place_of(problem.key)),
        requests=problem.requests,
        reports=problem.reports,
        again=[AgainView(days=days, on_topic=topics, from_place=places) for days, topics, places in again],
        growth=_growth_view(problem.growth),
        yearly=_growth_view(problem.yearly),
    )


def _growth_view(growth: Growth) -> GrowthView:
    return GrowthView(before=growth.before, p=growth.p, verdict=growth.verdict)
