"""Joint tasks: from which problem each came, with whom it began, which requests belong to it, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime

from store.pool import Connection
from store.sql import load_sql

SQL = load_sql(__file__)


@dataclass(frozen=True, slots=True)
class JointTask:
    """A joint task as it was opened.

    The problem is a topic (empty: any) and a place (empty: anywhere), as it was counted then from the first local day until before
    the last: `requests`, where what was merged counts once, of `reports` in all. `owner` is the person of the body that leads it;
    `opened_for` who was away, where somebody stood in.
    """

    ref: str
    topic: str
    place: str
    counted_by: str
    from_on: date
    until_on: date
    requests: int
    reports: int
    lead: str
    level: str
    owner: str
    assists: list[str]
    opened_by: str
    opened_for: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A joint task as it stands; `body` has it, `goal_at` is when it must be closed (None while its clock stands or when it is over).

    `ends_at` is by when something must be done: it must be closed, or, where it was, the centre must have looked; else when it was over.
    """

    ref: str
    topic: str
    place: str
    from_on: date
    until_on: date
    requests: int
    body: str
    assists: list[str]
    state: str
    opened_at: datetime
    share_at: datetime | None
    goal_at: datetime | None
    closed_at: datetime | None
    ended_at: datetime | None
    ends_at: datetime | None


async def lock_problem(connection: Connection, topic: str, place: str) -> None:
    """Wait until nobody else opens a task on this problem; until the end of the transaction."""
    await connection.execute(SQL["lock_problem"], topic, place)


async def open_on(connection: Connection, topic: str, place: str) -> str | None:
    """The number of the joint task on a problem that is not over, or None."""
    ref: str | None = await connection.fetchval(SQL["open_joint_task"], topic, place)
    return ref


async def add(connection: Connection, task: JointTask, requests: Sequence[str]) -> None:
    """Write a joint task, whose request is kept already, with the requests that belong to it."""
    await connection.execute(SQL["add_joint_task"], *astuple(task))
    await connection.execute(SQL["link_requests"], task.ref, requests)


async def find(connection: Connection, ref: str) -> JointTask | None:
    """The joint task with this number, or None: then it is another request, or none."""
    row = await connection.fetchrow(SQL["one_joint_task"], ref)
    return JointTask(*row) if row else None


async def requests_of(connection: Connection, ref: str, *, all_of_them: bool, body: str) -> tuple[list[str], int]:
    """The requests of a task that a reader may see (all, or those of a body), the newest first; and how many there are in all.

    Those that complain of the body are neither shown nor counted.
    """
    seen = await connection.fetch(SQL["requests_of_task"], ref, all_of_them, body)
    count: int = await connection.fetchval(SQL["count_requests_of_task"], ref, body)
    return [row["request"] for row in seen], count


async def tasks_of(connection: Connection, request: str) -> list[str]:
    """The joint tasks that a request belongs to, the newest first."""
    return [row["ref"] for row in await connection.fetch(SQL["tasks_of_request"], request)]


async def unheard(connection: Connection, ref: str) -> list[str]:
    """The bodies that assist with a task and have written nothing to it."""
    return [row["body"] for row in await connection.fetch(SQL["unheard_of_task"], ref)]


async def listed(
    connection: Connection, *, with_ended: bool, after: tuple[bool, datetime | None, str], most: int
) -> list[TaskRow]:
    """Joint tasks that are not over, the first to end first; then, if asked for, those that are, the newest first.

    `after` is the last one of the page before: whether it was over, its `ends_at`, and its number (empty: from the beginning).
    """
    return [TaskRow(*row) for row in await connection.fetch(SQL["joint_tasks"], with_ended, *after, most)]
