"""The gateway: the only place that talks to workflows.

An act of a person is an Update, which answers; without a worker nobody answers, and then the same command goes as a
Signal, which the server keeps. Both bear the same id, so it is obeyed once, whichever arrives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog
from temporalio.client import (
    RPCError,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import Priority, TypedSearchAttributes, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCStatusCode

from api.lines import TemporalLine
from api.refusals import TemporalAway, refusal_of
from domain.commit import Receipt
from domain.hotline.record import RequestCommand
from domain.legal.record import LegalCommand, Service
from domain.record import Command
from domain.refusals import Refusal
from workflows.hotline_window import first_attributes_of
from workflows.legal_window import first_attributes_of_legal
from workflows.messages import (
    ApprovalStart,
    HotlineStart,
    LegalStart,
    approval_id,
    hotline_id,
    legal_id,
    rollout_id,
    service_of,
)
from workflows.window import first_attributes

AnyCommand = Command | RequestCommand | LegalCommand

log = structlog.get_logger(__name__)
Answer = TypeVar("Answer")

ACCEPT_SECONDS = 5.0
COMMIT_SECONDS = 5.0
SEND_SECONDS = 5.0

# What waits for a worker is taken in this order: a clock of minutes before one of days, that before bookkeeping.
HOTLINE = Priority(priority_key=1)
PROJECTS = Priority(priority_key=3)
ROLLOUTS = Priority(priority_key=4)
_LEGAL = {  # the name of the workflow, and its place in that order
    Service.INQUIRY: ("LegalInquiry", HOTLINE),
    Service.AID: ("LegalAidApplication", Priority(priority_key=2)),
    Service.VISIT: ("HomeVisit", HOTLINE),
    Service.CHECKUP: ("LegalCheckup", PROJECTS),
}
AWAY = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.ABORTED,
    }
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds the gateway waits: for a worker to accept, for the commit, and for the server to take a thing."""

    accept: float = ACCEPT_SECONDS
    commit: float = COMMIT_SECONDS
    send: float = SEND_SECONDS


@dataclass(frozen=True, slots=True)
class Pending:
    """The command is durably taken, and its answer is not there yet."""

    id: str


class NoSuchCase(LookupError):
    """Temporal has no running workflow for this case."""


class Gateway:
    """Opens cases, hands commands to them, and starts the rollout of a calendar."""

    def __init__(self, line: TemporalLine, *, task_queue: str, patience: Patience | None = None) -> None:
        self._line, self._task_queue = line, task_queue
        self.patience = patience or Patience()

    async def open(self, start: ApprovalStart, *, summary: str) -> None:
        """Start a project's case; for one that was started before nothing happens.

        Raises:
            TemporalAway: it cannot be known whether it was started; starting it again is harmless.
        """
        await self._start(
            "ProjectApproval",
            start,
            workflow_id=approval_id(start.case.ref),
            summary=summary,
            priority=PROJECTS,
            attributes=first_attributes(start.case),
        )

    async def begin(self, start: HotlineStart, *, summary: str) -> None:
        """Start a request's case, before projects if workers are busy; for one that was started before nothing happens.

        Raises:
            TemporalAway: it cannot be known whether it was started; starting it again is harmless.
        """
        await self._start(
            "HotlineRequest",
            start,
            workflow_id=hotline_id(start.case.ref),
            summary=summary,
            priority=HOTLINE,
            attributes=first_attributes_of(start.case),
        )

    async def begin_legal(self, start: LegalStart, *, summary: str) -> None:
        """Start a case of the legal circle; for one that was started before nothing happens.

        Raises:
            TemporalAway: it cannot be known whether it was started; starting it again is harmless.
        """
        service = service_of(start.case.ref)
        name, priority = _LEGAL[service]
        await self._start(
            name,
            start,
            workflow_id=legal_id(start.case.ref),
            summary=summary,
            priority=priority,
            attributes=first_attributes_of_legal(service, start.case),
        )

    async def roll_out(self, rev: int) -> None:
        """Bring calendar `rev` to every open case; started twice it runs once. Raises `TemporalAway`."""
        summary = f"日历第 {rev} 版"
        await self._start("CalendarRollout", rev, workflow_id=rollout_id(rev), summary=summary, priority=ROLLOUTS)

    async def is_there(self) -> bool:
        """Does Temporal answer at the moment?"""
        return not await self._line.missing()

    async def act(self, workflow_id: str, command: AnyCommand) -> Receipt | Pending:
        """Hand a command to a case and bring back its receipt, or the promise that there will be one.

        Raises:
            Refusal: the case says no, in its own words.
            NoSuchCase: there is no running workflow.
            TemporalAway: the server cannot be reached; the same command may be sent again.
        """
        handle = self._line.client.get_workflow_handle(workflow_id)
        try:
            update = await _within(self.patience.accept, self._offer(handle, command))
            if update is None:
                await self._leave(handle, command)
                return Pending(command.id)
            n = await _within(self.patience.commit, update.result())
        except WorkflowUpdateFailedError as failed:
            raise _refusal(failed) from failed
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            return Pending(command.id)
        except RPCError as fault:
            raise _translated(fault) from fault
        return Pending(command.id) if n is None else Receipt(command.id, n)

    async def _offer(
        self, handle: WorkflowHandle[object, object], command: AnyCommand
    ) -> WorkflowUpdateHandle[int] | None:
        try:
            return await handle.start_update(
                "act",
                replace(command, id=""),
                id=command.id,
                wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                result_type=int,
            )
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            return None
        except RPCError as fault:
            if fault.status in AWAY:  # the signal finds out whether it is the worker or the server that is away
                return None
            raise

    async def _leave(self, handle: WorkflowHandle[object, object], command: AnyCommand) -> None:
        if await _within(self.patience.send, _done(handle.signal("act_later", command))) is None:
            raise TemporalAway()
        log.info("command.left", workflow=handle.id, command=command.id, act=command.act)

    async def _start(
        self,
        name: str,
        argument: object,
        *,
        workflow_id: str,
        summary: str,
        priority: Priority,
        attributes: TypedSearchAttributes | None = None,
    ) -> None:
        starting = self._line.client.start_workflow(
            name,
            argument,
            id=workflow_id,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=attributes,
            static_summary=summary,
            priority=priority,
        )
        try:
            if await _within(self.patience.send, _done(starting)) is None:
                raise TemporalAway()
        except WorkflowAlreadyStartedError:
            return
        except RPCError as fault:
            raise _translated(fault) from fault


async def _within(seconds: float, work: Awaitable[Answer]) -> Answer | None:
    """What `work` answers, or None when it takes longer; then it is given up.

    Not `asyncio.timeout`: the client turns a cancellation into an exception of its own.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
            task.add_done_callback(lambda given_up: given_up.cancelled() or given_up.exception())
    return task.result() if done else None


async def _done(work: Awaitable[object]) -> bool:
    await work
    return True


def _refusal(failed: WorkflowUpdateFailedError) -> Refusal:
    """What the case answered; a cause that is no refusal is a fault of the program and is raised as it is."""
    cause = failed.cause
    if not isinstance(cause, ApplicationError) or not cause.type:
        raise failed
    facts = cause.details[0] if cause.details and isinstance(cause.details[0], dict) else {}
    return refusal_of(cause.type, {str(key): str(value) for key, value in facts.items()})


def _translated(fault: RPCError) -> Exception:
    if fault.status is RPCStatusCode.NOT_FOUND:
        return NoSuchCase()
    return TemporalAway() if fault.status in AWAY else fault
