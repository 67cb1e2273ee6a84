"""Giving a command to a case as a counter does that does not let itself be put off."""

from __future__ import annotations

from typing import Any

from temporalio.client import WorkflowHandle, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode


async def ask(handle: WorkflowHandle[Any, Any], command: Any) -> int:
    """Give a command and wait until it is written down, asking again when a worker dies over it."""
    while True:
        try:
            return int(await handle.execute_update("act", command, id=command.id, result_type=int))
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            continue
        except RPCError as fault:
            if fault.status is not RPCStatusCode.UNAVAILABLE:
                raise
