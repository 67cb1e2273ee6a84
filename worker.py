"""Front door 1: wires pool, texts, activities and workflows, and runs the worker (`python -m worker`)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.bookkeeping import Bookkeeping
from activities.carriers import AccountIncomplete, carriers_of
from activities.lawyers import Lawyers
from activities.mail_paper import NotAnAddress
from activities.postroom import Postroom
from activities.programmes import Programmes
from activities.publishing import Publishing
from activities.records import Records
from activities.retention import Retention
from activities.rollout import Rollout
from activities.roster import Roster
from activities.sealing import Sealing
from activities.silence_ahead import SilenceLists
from activities.supervision import Supervision
from store.database import database
from store.pool import Pool
from store.shipped import figures, office, rulebook
from system.logging import configure_logging
from system.process import ServerFailed
from system.settings import Settings, read_settings, temporal_connect_config
from system.stopping import run_until_stopped
from system.temporal_line import connect
from workflows.approval import ProjectApproval
from workflows.bookkeeping import Books, NightlyRecount, books_id
from workflows.calendar import CalendarRollout
from workflows.home_visit import HomeVisit
from workflows.hotline import HotlineRequest
from workflows.legal_aid import LegalAidApplication
from workflows.legal_checkup import LegalCheckup
from workflows.legal_inquiry import LegalInquiry
from workflows.messages import case_id
from workflows.nightly_schedules import open_nights
from workflows.postroom import PostroomShifts, postroom_id
from workflows.programme import ProgrammeSession
from workflows.publication import NightlyPublication
from workflows.retention import NightlyRetention
from workflows.sealing import NightlySeal
from workflows.silence_ahead import SilenceAhead
from workflows.supervision import NightlySupervision

log = structlog.get_logger(__name__)

WORKFLOWS = [
    *(ProjectApproval, HotlineRequest, LegalInquiry, LegalAidApplication, HomeVisit, LegalCheckup),
    *(CalendarRollout, PostroomShifts, ProgrammeSession, NightlySeal, NightlyRetention, SilenceAhead),
    *(Books, NightlyRecount, NightlySupervision, NightlyPublication),
]
BUILD = "1"  # stands in every event of a history, so it is short; raised with each release that changes workflows
_OUR_ROOMS = (
    *("domain", "activities", "store"),
    *(
        f"workflows.{name}"
        for name in (
            "messages",
            "keeper",
            "window",
            "hotline_window",
            "legal_window",
            "legal_runner",
            "programme_window",
        )
    ),
)


def make_worker(
    client: Client, pool: Pool, *, task_queue: str, cached: int = 8000, postroom: Postroom | None = None
) -> Worker:
    """A worker for all workflows and activities; `cached` should not be below the number of open cases.

    Without a `postroom` it leaves the sending of messages to others.
    """
    records, rollout = Records(pool), Rollout(pool, client, case_id=case_id)
    roster, lawyers, (_, zone) = Roster(pool), Lawyers(pool), office()
    book = figures()
    books = Bookkeeping(pool, book)
    sending = [postroom.send_messages] if postroom else []
    return Worker(
        client,
        task_queue=task_queue,
        workflows=WORKFLOWS,
        activities=[
            records.commit,
            records.commit_request,
            records.commit_legal,
            records.newest_calendar,
            rollout.roll_out,
            roster.find_place,
            lawyers.find_person,
            Programmes(pool).attend_session,
            Sealing(pool, zone).seal_night,
            Retention(pool).prepare_plan,
            books.keep_books,
            books.close_month,
            SilenceLists(pool).tell_of_silence,
            Supervision(pool, zone).watch_days,
            Publishing(pool, book).publish_sets,
            *sending,
        ],
        workflow_runner=workflow_runner(),
        max_cached_workflows=cached,
        max_concurrent_workflow_tasks=20,
        build_id=BUILD,
    )


def workflow_runner() -> SandboxedWorkflowRunner:
    """The sandbox of our workflows, for every worker and for every replayer: another one reads our values wrongly.

    Our rooms pass through it: it would load each of them again for every workflow. Purity is guarded by tests/house
    instead.
    """
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*_OUR_ROOMS)
    return SandboxedWorkflowRunner(restrictions=restrictions)


@contextmanager
def postroom_of(pool: Pool, settings: Settings) -> Iterator[Postroom]:
    """The postroom with the carriers that the settings name, whose lines are closed at the end."""
    with closing(carriers_of(settings)) as carriers:
        yield Postroom(pool, rulebook(settings.public_base_url), carriers)


async def open_house(client: Client, *, task_queue: str) -> None:
    """Start what works by itself, if it does not already: the postroom's shifts, the books, and what each night does."""
    await open_postroom(client, task_queue=task_queue)
    await open_books(client, task_queue=task_queue)
    await open_nights(client, task_queue=task_queue, zone=office()[1])


async def open_postroom(client: Client, *, task_queue: str) -> None:
    """Start the shifts of the postroom, if they do not run already."""
    await client.start_workflow(
        PostroomShifts.run,
        id=postroom_id(task_queue),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="收发室：发送全部短信与邮件",
    )


async def open_books(client: Client, *, task_queue: str) -> None:
    """Start whoever keeps the books, if nobody does."""
    await client.start_workflow(
        Books.run,
        id=books_id(task_queue),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="记账：由事件汇总各项指标",
    )


async def serve(settings: Settings) -> None:
    """Work for the database and the Temporal server that the settings point to, until somebody stops it.

    Raises:
        ServerFailed: one of the two is not set, or does not answer.
    """
    config = temporal_connect_config()
    if settings.database_url is None or config is None:
        raise ServerFailed("Set CHENGNUO_DATABASE_URL and TEMPORAL_ADDRESS; or start everything with python -m local.")
    async with database(settings) as opened:
        client = await connect(config)
        with postroom_of(opened.pool, settings) as postroom:
            async with make_worker(client, opened.pool, task_queue=settings.task_queue, postroom=postroom):
                await open_house(client, task_queue=settings.task_queue)
                log.info("worker.ready", task_queue_name=settings.task_queue, database=opened.about)
                await asyncio.Event().wait()


def main() -> int:
    """Run the worker; 1 when it could not be started."""
    settings = read_settings()
    configure_logging(level=settings.log_level, as_json=settings.log_json)
    try:
        run_until_stopped(serve(settings))
    except (ServerFailed, AccountIncomplete, NotAnAddress) as problem:
        log.error("worker.failed", problem=str(problem))  # noqa: TRY400 (the traceback would say nothing more)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
