"""Counter: the page of recurring problems, its villages on a map, and the cases behind every number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.bodies import ID_PATTERN, Instant
from api.desk import Desk, TheActor, TheDesk, present
from api.filling import TOLD
from api.hotline.report_refusals import HotlineMissing
from api.paging import Cursor, cursor, place
from api.public.sheets import MOST_ROWS, Row, at_second, csv_file, plain, speech_for
from api.recurring.counted import (
    Counted,
    From,
    Grouped,
    Names,
    PlaceId,
    TopicId,
    Until,
    counted,
    span_of,
    topics_of,
)
from api.recurring.joint_tasks import tasks_view
from api.recurring.village_map import drawn
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.hotline.off_list import topics_for
from domain.recurring.problems import NONE, By, Growth, Key, Problem, Verdict
from domain.recurring.span import Span
from domain.roles import RULES, Act
from store import organisation, recurring
from store.pool import Connection
from store.recurring import ReportedCase, Sieve
from store.shipped import recurring as shipped_rules

router = APIRouter(include_in_schema=False)

RECURRING = "/work/recurring"
_ROWS, _PROBLEMS, _HOT = 50, 25, 10
_NO_STORE = {"Cache-Control": "no-store"}
BY = {
    By.TOPIC: N_("按事项"),
    By.TOPIC_TOWN: N_("按事项和苏木镇"),
    By.TOPIC_DISTRICT: N_("按事项和村镇"),
    By.TOWN: N_("按苏木镇"),
    By.DISTRICT: N_("按村镇"),
}
VERDICTS = {
    Verdict.GROWN: ("red", "▲", N_("明显增多")),
    Verdict.FALLEN: ("green", "▼", N_("明显减少")),
    Verdict.CHANCE: ("grey", "≈", N_("属偶然波动")),
    Verdict.TOO_FEW: ("grey", "·", N_("数量太少，不作判断")),
    Verdict.UNKNOWN: ("grey", "–", N_("没有可比数据")),
}
_HEAD = (
    *(N_("事项"), N_("村镇"), N_("诉求数量"), N_("反映次数")),
    *(
        N_("上期诉求"),
        N_("上期偶然概率"),
        N_("与上期相比"),
        N_("去年同期诉求"),
        N_("去年同期偶然概率"),
        N_("与去年同期相比"),
    ),
)
_AGAIN_HEAD = (
    *(N_("短期内同一人同一事项再次反映"), N_("较长期内同一人同一事项再次反映")),
    *(N_("短期内同一人同一村镇再次反映"), N_("较长期内同一人同一村镇再次反映")),
)
_CASE_HEAD = (N_("编号"), N_("事项"), N_("村镇"), N_("状态"), N_("承办单位"), N_("登记时间"), N_("办结时间"))
Again = Annotated[int | None, Query(ge=1, le=9999, description="Only callers who had come before within so many days.")]
Yes = Annotated[bool, Query()]
OfTopic = Annotated[str, Query(pattern=rf"^$|^{NONE}$|{ID_PATTERN}")]  # of cases also `NONE`, for those without
Run = Annotated[Instant | None, Query(description="Only what was reported before.")]


@router.get(RECURRING, name="recurring_page")
async def recurring_page(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    from_on: From = None,
    until: Until = None,
    by: Grouped = By.TOPIC,
    topic: TopicId = "",
    place: PlaceId = "",
    told: Annotated[Literal["done"] | None, Query()] = None,
) -> Response:
    """The problems of a period, joint tasks on some of them, and the villages from which most came."""
    span = span_of(from_on, until, desk.library.local(present()).date())
    async with desk.postgres.connection() as connection:
        found = await counted(desk, connection, span, Key(topic, place), present(), hidden_from=actor.department)
        tasks = await tasks_view(desk, connection, with_ended=False, most=_ROWS)
        bodies = await organisation.bodies(connection, desk.library.local(present()).date())
        states = await states_of(desk, connection)
        openable = await _openable(desk, connection)
    problems, villages = found.problems(by), found.problems(By.DISTRICT)
    values = {
        "found": found,
        "by": by,
        "no_topic": NONE,
        "topical": (By.TOPIC, By.TOPIC_TOWN, By.TOPIC_DISTRICT),
        "ways": BY,
        "key": Key(topic, place),
        "problems": problems[:_PROBLEMS],
        "whole": len(problems),
        "hot": villages[:_HOT],
        "map": drawn(villages, found.places),
        "verdicts": VERDICTS,
        "tasks": tasks.rows,
        "more_tasks": tasks.next is not None,
        "openable": openable,
        "bodies": {body.id: body for body in bodies},
        "states": states,
        "may_open": actor.deputy(Act.OPEN_JOINT_TASK).role in RULES[Act.OPEN_JOINT_TASK],
        "told": TOLD.get(told or ""),
        "towns": [one for one in found.places.values() if one.kind == "town"],
    }
    return page(request, "recurring.html", values, headers=_NO_STORE)


@router.get("/work/recurring.csv", name="recurring_sheet")
async def recurring_sheet(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    from_on: From = None,
    until: Until = None,
    by: Grouped = By.TOPIC,
    topic: TopicId = "",
    place: PlaceId = "",
) -> Response:
    """All problems of a period for a spreadsheet, up to 10,000."""
    span = span_of(from_on, until, desk.library.local(present()).date())
    async with desk.postgres.connection() as connection:
        found = await counted(desk, connection, span, Key(topic, place), present(), hidden_from=actor.department)
    speech = speech_for(request)
    rows = [_cells(found, problem, speech) for problem in found.problems(by)[:MOST_ROWS]]
    return csv_file(speech, "recurring.csv", (*_HEAD, *_AGAIN_HEAD), rows, cache="no-store")


@router.get("/work/recurring/cases", name="recurring_cases")
async def recurring_cases(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    from_on: From = None,
    until: Until = None,
    topic: OfTopic = "",
    place_: Annotated[PlaceId, Query(alias="place")] = "",
    run: Run = None,
    merged: Yes = False,
    again: Again = None,
    to_place: Yes = False,
    after: Cursor = "",
) -> Response:
    """The requests behind a number, the newest first."""
    span = span_of(from_on, until, desk.library.local(present()).date())
    sieve = Sieve(_period(span, run, desk.library.zone), Key(topic, place_), merged, again, to_place)
    at, (ref,) = place(after, 1)
    async with desk.postgres.connection() as connection:
        rows = await recurring.cases(connection, sieve, after=(at, ref), most=_ROWS + 1, hidden_from=actor.department)
        topics, states = await topics_of(desk, connection), await states_of(desk, connection)
        places = {one.id: one for one in await recurring.places(connection)}
    last = rows[_ROWS - 1] if len(rows) > _ROWS else None
    found = Counted(span, present(), desk.library.zone, shipped_rules(), [], None, None, topics, places)
    values = {
        "found": found,
        "sieve": sieve,
        "no_topic": NONE,
        "rows": rows[:_ROWS],
        "states": states,
        "asked": request.url.query.partition("&after=")[0],
        "following": f"&after={cursor(last.reported_at, last.ref)}" if last else "",
    }
    return page(request, "recurring_cases.html", values, headers=_NO_STORE)


@router.get("/work/recurring/cases.csv", name="recurring_cases_sheet")
async def recurring_cases_sheet(
    request: Request,
    desk: TheDesk,
    actor: TheActor,
    from_on: From = None,
    until: Until = None,
    topic: OfTopic = "",
    place_: Annotated[PlaceId, Query(alias="place")] = "",
    run: Run = None,
    merged: Yes = False,
    again: Again = None,
    to_place: Yes = False,
) -> Response:
    """The requests behind a number for a spreadsheet, up to 10,000."""
    span = span_of(from_on, until, desk.library.local(present()).date())
    sieve = Sieve(_period(span, run, desk.library.zone), Key(topic, place_), merged, again, to_place)
    async with desk.postgres.connection() as connection:
        rows = await recurring.cases(connection, sieve, after=(None, ""), most=MOST_ROWS, hidden_from=actor.department)
        topics, states = await topics_of(desk, connection), await states_of(desk, connection)
    speech = speech_for(request)
    cells = [_case_cells(row, topics, states, speech) for row in rows]
    return csv_file(speech, "recurring-cases.csv", _CASE_HEAD, cells, cache="no-store")


def _period(span: Span, run: datetime | None, zone: str) -> tuple[datetime, datetime]:
    begin, end = span.instants(zone)
    return begin, min(end, run) if run else end


async def states_of(desk: Desk, connection: Connection) -> Mapping[str, Names]:
    """What states of requests are called; without rules of the hotline they are called by their ids."""
    try:
        return (await desk.library.newest_hotline(connection)).names
    except HotlineMissing:
        return {}


async def _openable(desk: Desk, connection: Connection) -> Collection[str]:
    """The topics on which a joint task can be opened; none without rules of the hotline."""
    try:
        return topics_for(await desk.library.newest_hotline(connection)).keys()
    except HotlineMissing:
        return ()


def _cells(found: Counted, problem: Problem, speech: Speech) -> Row:
    named = [plain(speech, found.topic_of(problem.key)), plain(speech, found.place_of(problem.key))]
    growths = [cell for growth in (problem.growth, problem.yearly) for cell in _growth_cells(growth, speech)]
    return [*named, problem.requests, problem.reports, *growths, *problem.topic_again, *problem.place_again]


def _growth_cells(growth: Growth, speech: Speech) -> Iterator[str | int | float | None]:
    yield growth.before
    yield growth.p
    yield speech.gettext(VERDICTS[growth.verdict][2])


def _case_cells(row: ReportedCase, topics: Mapping[str, Names], states: Mapping[str, Names], speech: Speech) -> Row:
    said = (
        topics.get(row.topic, {"zh": row.topic}),
        {"zh": row.district_zh, "en": row.district_en},
        states.get(f"state.{row.state}", {"zh": row.state}),
        {"zh": row.body_zh, "en": row.body_en},
    )
    instants = (at_second(speech, row.reported_at), at_second(speech, row.closed_at))
    return [row.ref, *(plain(speech, names) for names in said), *instants]
