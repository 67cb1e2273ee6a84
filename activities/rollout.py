"""Brings a newly published calendar to every open case."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from domain.workdays import WorkCalendar
from store import cases
from store.pool import Pool
from store.reference import work_calendar

_PAGE = 100


class Rollout:
    """Sends calendars to cases. Safe to run twice: a case drops a calendar that is not newer than its own."""

    def __init__(self, pool: Pool, client: Client, *, case_id: Callable[[str], str], per_second: float = 20) -> None:
        """Send over `client`, at most `per_second`; `case_id` makes a workflow id of a case's ref."""
        self._pool, self._client, self._case_id, self._pause = pool, client, case_id, 1 / per_second

    @activity.defn
    async def roll_out(self, rev: int) -> int:
        """Send the newest calendar to all open cases that are behind `rev`; return how many that were.

        It goes through the cases once, about twenty a second, and goes on where it stopped when it is repeated.
        """
        async with self._pool.acquire() as connection:
            calendar = await work_calendar(connection)
        assert calendar is not None, "a calendar is published before it is rolled out"
        details = activity.info().heartbeat_details
        after, sent = (str(details[0]), int(details[1])) if details else ("", 0)
        while refs := await self._behind(rev, after):
            for ref in refs:
                after, sent = ref, sent + await self._send(ref, calendar)
                activity.heartbeat(after, sent)
                await asyncio.sleep(self._pause)
        return sent

    async def _behind(self, rev: int, after: str) -> list[str]:
        async with self._pool.acquire() as connection:
            return await cases.behind(connection, rev, after=after, most=_PAGE)

    async def _send(self, ref: str, calendar: WorkCalendar) -> bool:
        """Send it to one case; False when its workflow has ended, though its row says open."""
        handle: WorkflowHandle[object, object] = self._client.get_workflow_handle(self._case_id(ref))
        try:
            await handle.signal("recount", calendar)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            activity.logger.warning("calendar.case_not_running", extra={"ref": ref})
            return False
        return True
