"""The start of a joint task from what is kept of it: nobody's report, given to its bodies at once."""

from __future__ import annotations

from api.commands import short_hash
from domain.hotline.book import HotlineBook
from domain.hotline.off_list import kinds_for
from domain.hotline.policy import Level
from domain.hotline.record import Place, RequestCommand
from domain.hotline.request import Request, Source
from domain.organisation import CENTRE
from domain.roles import Act, Actor, Role
from store import joint_tasks
from store.joint_tasks import JointTask
from store.pool import Connection
from store.reports import Report
from workflows.messages import HotlineStart


async def task_start(connection: Connection, report: Report, book: HotlineBook) -> tuple[HotlineStart, str]:
    """The start of its case, and its one line in the Temporal UI; whoever opened it did so with the rights of the centre's leader."""
    task = await joint_tasks.find(connection, report.ref)
    assert task is not None, "it is kept together with its request"
    case = Request(report.ref, book.policy, Source.CENTRE, report.district, report.reported_at)
    by = Actor(task.opened_by, Role.LEADER, CENTRE, acts_for=task.opened_for)
    kind = joint_kind(book)
    start = HotlineStart(case, opened_by=by, first=_given(task, kind, by))
    return start, f"{report.ref} {book.names[f'kind.{kind}']['zh']}"


def joint_kind(book: HotlineBook) -> str:
    """The kind of joint tasks; empty where these rules are from before there were any."""
    return next(iter(kinds_for(book.policy, joint=True)), "")


def _given(task: JointTask, kind: str, by: Actor) -> RequestCommand:
    return RequestCommand(
        id=short_hash("joint task", task.ref),
        act=Act.REQUEST_ACCEPT,
        actor=by,
        received_at=task.opened_at,
        kind=kind,
        place=Place(Level(task.level), task.lead, task.owner),
        assists=tuple(task.assists),
    )
