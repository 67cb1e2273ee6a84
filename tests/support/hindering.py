"""What stands in the way of a request: a table that is held up, a worker that can be killed, a case that is taken back."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from asyncpg.transaction import Transaction
from bureau import Matter
from seat import Call
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from town import Town

from store.pool import Pool

ROOT = Path(__file__).parents[2]


@dataclass
class HeldUp:
    """A table that nobody can read or write before it is let go."""

    pool: Pool
    table: str
    lock: Transaction
    is_held: bool = True

    async def begun(self) -> None:
        """Wait until somebody waits for it."""
        waiting = "SELECT count(*) FROM pg_locks WHERE relation = $1::text::regclass AND NOT granted"
        async with asyncio.timeout(30):
            while not await self.pool.fetchval(waiting, self.table):
                await asyncio.sleep(0.01)

    async def let_go(self) -> None:
        """Let everybody have it again."""
        if self.is_held:
            self.is_held = False
            await self.lock.rollback()


@asynccontextmanager
async def held_up(pool: Pool, table: str) -> AsyncIterator[HeldUp]:
    """Hold up whoever needs a table, until it is let go or the block ends."""
    async with pool.acquire() as connection:
        held = HeldUp(pool, table, connection.transaction())
        await held.lock.start()
        await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        try:
            yield held
        finally:
            await held.let_go()


async def turnstile(pool: Pool, *kinds: str, table: str = "event", name: str = "turnstile") -> str:
    """A table that everybody needs who commits an event of these kinds, or a new row of another table, when they have said that they commit."""
    named = ", ".join(f"'{kind}'" for kind in kinds)
    condition = f"WHEN (new.kind IN ({named}))" if kinds else ""
    await pool.execute(
        f"""
        CREATE TABLE {name} ();
        CREATE FUNCTION pass_{name}() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN LOCK TABLE {name} IN SHARE MODE; RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER {name} AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW {condition} EXECUTE FUNCTION pass_{name}();
        """
    )
    return name


async def started(town: Town, database_url: str) -> asyncio.subprocess.Process:
    """A worker as a process of its own, which can be killed; it keeps no workflow in memory, so that nobody waits for what it knew."""
    environment = os.environ | {
        "CHENGNUO_DATABASE_URL": database_url,
        "PYTHONPATH": str(ROOT / "tests" / "support"),
        "CHENGNUO_TASK_QUEUE": town.task_queue,
        "TEMPORAL_ADDRESS": town.temporal.client.service_client.config.target_host,
        "TEMPORAL_NAMESPACE": town.temporal.client.namespace,
    }
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "forgetful_worker", cwd=ROOT, env=environment)


async def reset(case: Call | Matter, *, before: int) -> None:
    """Take a case back to the last workflow task before an event."""
    client, history = case.town.temporal.client, await case.handle.fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case.handle.id),
            reason="test",
            request_id=f"reset-{case.ref}-{before}",
            workflow_task_finish_event_id=max(
                e.event_id for e in history.events if e.event_type == done and e.event_id <= before
            ),
            reset_reapply_exclude_types=[
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
            ],
        )
    )
    case.handle = client.get_workflow_handle(case.handle.id, result_type=str)
