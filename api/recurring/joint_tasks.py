"""Counter: joint tasks as JSON: opening one on a recurring problem, and those that are open with their clock."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.commands import Key
from api.desk import Desk, ReceivedAt, TheActor, TheDesk, present
from api.hotline.report_refusals import HotlineMissing
from api.hotline.request_views import Timed
from api.paging import Cursor, Limit, cursor, place, split
from api.problems import responses
from api.recurring.counted import topics_of
from api.recurring.opening import JointTaskBody, open_task
from api.refusals import (
    BadInput,
    BadJson,
    BodyTooLarge,
    NobodyThere,
    NotJson,
    PostgresAway,
    TemporalAway,
    TokenMissing,
    TokenUnknown,
    TooSlow,
    UnknownBody,
    UnknownValue,
)
from domain.hotline.urgency import seconds_left
from domain.recurring.refusals import JointTaskOpen, NoSuchProblem
from domain.refusals import KeyReused, NotAllowed, NotInPolicy, PeriodNotAllowed
from store import joint_tasks, recurring
from store.joint_tasks import TaskRow
from store.pool import Connection

router = APIRouter(prefix="/api/v1", tags=["requests"])

TASKS = "/api/v1/joint-tasks"
_OVER = "over"
_READING = (BadInput, NotAllowed, PostgresAway, TokenMissing, TokenUnknown)
_OPENING = (*_READING, BadJson, BodyTooLarge, NotJson, TooSlow, TemporalAway, HotlineMissing, KeyReused, NotInPolicy)
WithEnded = Annotated[bool, Query(description="Also those that are over.")]


class OpenedView(BaseModel):
    """The task is kept, its bodies are told, and its clock runs."""

    ref: str = Field(examples=["H20261125-000017"])
    opened_at: datetime
    due_at: datetime = Field(description="By when it is to be closed, as long as its clock does not stand.")


class JointTaskView(BaseModel):
    """A joint task as it stands."""

    ref: str
    topic: str = Field(description="Empty: of any topic.")
    topic_names: dict[str, str]
    place: str = Field(description="A village or a town; empty: anywhere.")
    place_names: dict[str, str]
    from_on: date
    until_on: date
    requests: int = Field(description="How many there were when it was opened; what was merged counts once.")
    body: str = Field(description="Which has it.")
    assists: list[str]
    state: str
    opened_at: datetime
    share_at: datetime | None = Field(description="When the level that has it has used up its share.")
    due_at: datetime | None = Field(description="By when it is to be closed; null while its clock stands.")
    seconds_to_due: int | None
    closed_at: datetime | None
    ended_at: datetime | None


@router.post(
    "/joint-tasks",
    name="open_joint_task",
    operation_id="open_joint_task",
    status_code=HTTPStatus.CREATED,
    summary="Open a recurring problem as a joint task",
    description="A task of several bodies with a clock of its own. It keeps the requests behind the problem, whose citizens are told nothing by it; one at a time for a topic and place. Obeyed once for each key of a person.",
    responses=responses(*_OPENING, JointTaskOpen, NobodyThere, NoSuchProblem, PeriodNotAllowed, UnknownBody, UnknownValue),
)  # fmt: skip
async def open_joint_task(body: JointTaskBody, key: Key, desk: TheDesk, actor: TheActor, at: ReceivedAt) -> OpenedView:
    """Open it."""
    opened = await open_task(desk, actor, at, key, body)
    return OpenedView(ref=opened.ref, opened_at=opened.opened_at, due_at=opened.due_at)


@router.get(
    "/joint-tasks",
    name="list_joint_tasks",
    operation_id="list_joint_tasks",
    summary="Joint tasks",
    description="Those that are not over, the first to end first, with their clock; closed ones wait three days for the centre to look, and end with them. With `ended` those that are over follow, the newest first.",
    responses=responses(*_READING),
)
async def list_joint_tasks(
    desk: TheDesk, ended: WithEnded = False, after: Cursor = "", limit: Limit = 50
) -> Timed[JointTaskView]:
    """List them."""
    async with desk.postgres.connection() as connection:
        return await tasks_view(desk, connection, with_ended=ended, after=after, most=limit)


async def tasks_view(
    desk: Desk, connection: Connection, *, with_ended: bool, most: int, after: str = ""
) -> Timed[JointTaskView]:
    """Joint tasks with their names and the seconds that are left."""
    ends_at, (what, ref) = place(after, 2)
    now, topics = present(), await topics_of(desk, connection)
    places = {place.id: {"zh": place.name_zh, "en": place.name_en} for place in await recurring.places(connection)}
    rows = await joint_tasks.listed(
        connection, with_ended=with_ended, after=(what == _OVER, ends_at, ref), most=most + 1
    )
    shown, following = split(rows, most, TASKS, _start, ended="true" if with_ended else "")
    views = [_view(row, topics.get(row.topic), places.get(row.place), now) for row in shown]
    return Timed(rows=views, next=following, now=now)


def _start(row: TaskRow) -> str:
    return cursor(row.ends_at, _OVER if row.ended_at else "open", row.ref)


def _view(row: TaskRow, topic: object, place: object, now: datetime) -> JointTaskView:
    named = {"topic_names": topic or _itself(row.topic), "place_names": place or _itself(row.place)}
    clock = {"due_at": row.goal_at, "seconds_to_due": seconds_left(row.goal_at, now)}
    kept = {name: getattr(row, name) for name in JointTaskView.model_fields if hasattr(row, name)}
    return JointTaskView.model_validate(kept | named | clock)


def _itself(name: str) -> dict[str, str]:
    return {"zh": name} if name else {}
