"""Counter: the form with which a recurring problem is opened as a joint task, and joint tasks for a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.bodies import ID_PATTERN, MOST_TEXT
from api.desk import ReceivedAt, TheActor, TheDesk, desk_of, present
from api.filling import Unfit, filled, fresh_key, key_again, key_in
from api.forms import Form, form_of
from api.hotline.task_start import joint_kind
from api.language import see_other
from api.public.sheets import MOST_ROWS, Row, at_second, csv_file, plain, speech_for
from api.recurring.counted import Counted, From, PlaceId, TopicId, Until, counted, span_of
from api.recurring.joint_tasks import JointTaskView, WithEnded, tasks_view
from api.recurring.opening import JointTaskBody, due_at, grouping, open_task
from api.recurring.page import RECURRING, states_of
from api.refused import sentence_of
from api.speech import Speech
from api.templates import page
from api.wordbook import N_
from domain.hotline.off_list import topics_for
from domain.organisation import Body, BodyKind
from domain.recurring.problems import Key, Problem
from domain.refusals import PeriodNotAllowed, Refusal
from domain.roles import Actor
from store import organisation

router = APIRouter(include_in_schema=False)

TASK = f"{RECURRING}/task"
_NO_STORE = {"Cache-Control": "no-store"}
_HEAD = (
    *(N_("编号"), N_("事项"), N_("村镇"), N_("起始日"), N_("截止日（不含）"), N_("诉求数量"), N_("牵头单位")),
    *(N_("协办单位"), N_("状态"), N_("开展时间"), N_("办结时限"), N_("办结时间"), N_("归档时间")),
)


@dataclass(frozen=True)
class Tried:
    """A form that came back: what was typed, what is wrong with which field, and why it was refused; an empty one was not sent."""

    form: Form
    faults: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    @property
    def is_sent(self) -> bool:
        """Did somebody fill it in?"""
        return bool(self.faults) or self.refusal is not None

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        return self.refusal.status if self.refusal else 422 if self.faults else 200


@router.get(TASK, name="joint_task_form")
async def joint_task_form(
    request: Request,
    actor: TheActor,
    from_on: From = None,
    until: Until = None,
    topic: TopicId = "",
    place: PlaceId = "",
) -> Response:
    """The problem with its counts, and the form that opens it as a joint task: its bodies stand there by the duty list."""
    return await _shown(request, actor, from_on, until, Key(topic, place))


@router.post(TASK, name="open_joint_task_on_page")
async def open_joint_task_on_page(request: Request, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> Response:
    """Open it, and show it among those that are open."""
    form = await form_of(request)
    try:
        body = filled(form, JointTaskBody)
        await open_task(desk, actor, at, key_in(form), body)
    except Unfit as unfit:
        return await _again(request, actor, form, faults=unfit.faults)
    except Refusal as refusal:
        return await _again(request, actor, form, refusal=refusal)
    return see_other(request, f"{RECURRING}?told=done")


@router.get(f"{RECURRING}/tasks.csv", name="joint_tasks_sheet")
async def joint_tasks_sheet(request: Request, desk: TheDesk, ended: WithEnded = True) -> Response:
    """Joint tasks for a spreadsheet, up to 10,000, without what is to be reached."""
    async with desk.postgres.connection() as connection:
        view = await tasks_view(desk, connection, with_ended=ended, most=MOST_ROWS)
        bodies = {one.id: one for one in await organisation.bodies(connection, desk.library.local(view.now).date())}
        states = await states_of(desk, connection)
    speech = speech_for(request)
    rows = [
        _cells(row, bodies, plain(speech, states.get(f"state.{row.state}", {"zh": row.state})), speech)
        for row in view.rows
    ]
    return csv_file(speech, "joint-tasks.csv", _HEAD, rows, cache="no-store")


def _cells(row: JointTaskView, bodies: dict[str, Body], state: str, speech: Speech) -> Row:
    named = [plain(speech, row.topic_names), plain(speech, row.place_names)]
    days = [row.from_on.isoformat(), row.until_on.isoformat()]
    lead, helpers = _named([row.body], bodies, speech), _named(row.assists, bodies, speech)
    instants = (at_second(speech, at) for at in (row.opened_at, row.due_at, row.closed_at, row.ended_at))
    return [row.ref, *named, *days, row.requests, lead, helpers, state, *instants]


def _named(ids: Iterable[str], bodies: dict[str, Body], speech: Speech) -> str:
    """The names of bodies, as a cell."""
    return "；".join(
        plain(speech, {"zh": bodies[one].name_zh, "en": bodies[one].name_en}) if one in bodies else one for one in ids
    )


async def _again(
    request: Request, actor: Actor, form: Form, *, faults: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    """The form with what was typed, and what is wrong with it; the problem is the one that was asked for, if it can be one."""
    tried = Tried(form, faults or {}, refusal)
    days = _day(form.get("from_on", "")), _day(form.get("until_on", ""))
    return await _shown(request, actor, *days, Key(_id(form, "topic"), _id(form, "place")), tried)


async def _shown(
    request: Request, actor: Actor, from_on: date | None, until: date | None, key: Key, tried: Tried | None = None
) -> Response:
    desk, tried = desk_of(request), tried or Tried(Form())
    today = desk.library.local(present()).date()
    try:
        span = span_of(from_on, until, today)
    except PeriodNotAllowed:
        if not tried.is_sent:
            raise
        span = span_of(None, None, today)  # of a form that was refused for its period
    async with desk.postgres.connection() as connection:
        found = await counted(desk, connection, span, key, present(), hidden_from=actor.department)
        book = await desk.library.newest_hotline(connection)
        bodies = [one for one in await organisation.bodies(connection, today) if one.kind is not BodyKind.VILLAGE]
    topic = book.topics.get(key.topic)
    assists = tried.form.getlist("assists") if tried.is_sent else topic.assists if topic else ()
    values = {
        "found": found,
        "key": key,
        "problem": _problem(found, key),
        "book": book,
        "is_openable": not key.topic or key.topic in topics_for(book),
        "closes_at": due_at(book, present()) if joint_kind(book) else None,
        "bodies": sorted(bodies, key=lambda one: one.id not in assists),  # who is ticked stands first
        "lead": tried.form.get("lead", topic.lead if topic else ""),
        "assists": assists,
        "form": tried.form,
        "faults": tried.faults,
        "fault": sentence_of(tried.refusal) if tried.refusal else "",
        "key_of_form": key_again(tried.form, tried.refusal) if tried.is_sent else fresh_key(),
        "most_text": MOST_TEXT,
    }
    return page(request, "joint_task.html", values, status=tried.status, headers=_NO_STORE, there=RECURRING)


def _problem(found: Counted, key: Key) -> Problem | None:
    """The problem with its counts; None where nobody has reported it."""
    if not key.topic and not key.place:
        return None
    return next((one for one in found.problems(grouping(key, found)) if one.requests), None)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _id(form: Form, name: str) -> str:
    typed = form.get(name, "")
    return typed if re.fullmatch(ID_PATTERN, typed) else ""
