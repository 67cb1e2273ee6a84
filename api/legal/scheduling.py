"""Programmes and their Schedules in Temporal: the rows say what is to be, the Schedule follows, and both are compared again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from temporalio.client import (
    Client,
    RPCError,
    ScheduleAlreadyRunningError,
    ScheduleBackfill,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    ScheduleUpdate,
)
from temporalio.service import RPCStatusCode

from api.desk import Desk
from api.gateway import AWAY
from api.refusals import TemporalAway
from domain.legal.programmes import LEAD, Programme, late_session
from store import programmes as store
from store.pool import Connection, Pool
from store.seed_programmes import load_programmes
from workflows.programme_schedule import schedule_id, schedule_of

log = structlog.get_logger(__name__)

_WITHIN = timedelta(seconds=3)  # the server answers
_MOMENT = timedelta(seconds=1)

State = tuple[Programme, frozenset[date]]


async def check_reachable(desk: Desk) -> None:
    """Pass when Temporal answers, so that nothing is written where a Schedule cannot follow. Raises `TemporalAway`."""
    if not await desk.gateway.is_there():
        raise TemporalAway()


async def keep_in_step(desk: Desk, programme: str, now: datetime) -> None:
    """Let the Schedule of a programme say what its rows say, whatever it said before and whoever changes them meanwhile.

    A session whose day before has begun is begun at once; where its workflow runs already, Temporal begins no other.

    Raises:
        TemporalAway: the rows are changed, and it cannot be known whether the Schedule follows; until it does, reminders follow
            the rows. The same again brings both in step.
    """
    state, written = await _state(desk, programme, now), None
    handle = desk.temporal.client.get_schedule_handle(schedule_id(programme))
    try:
        while state != written:
            await _put(desk.temporal.client, handle, state, desk.settings.task_queue)
            state, written = await _state(desk, programme, now), state
        await _begin_late(handle, state, now)
    except RPCError as fault:
        raise TemporalAway() if fault.status in AWAY else fault from fault
    log.info("programme.in_step", programme=programme, paused=state[0].paused, skipped=len(state[1]))


async def open_samples(pool: Pool, client: Client, *, task_queue: str, now: datetime) -> int:
    """Make the sample programmes with their Schedules, and return how many there are; what is there stays as it is.

    A Schedule that is there is not touched: when it is changed, Temporal forgets what it had to make up for.
    """
    async with pool.acquire() as connection:
        samples = await load_programmes(connection, now)
        states = [await _read(connection, sample, now) for sample in samples]
    for state in states:
        schedule = schedule_of(*state, task_queue=task_queue)
        try:
            handle = await client.create_schedule(schedule_id(state[0].id), schedule)
        except ScheduleAlreadyRunningError:
            continue
        await _begin_late(handle, state, now)
    return len(samples)


async def _state(desk: Desk, programme: str, now: datetime) -> State:
    async with desk.postgres.connection() as connection:
        known = await store.find_programme(connection, programme)
        assert known is not None, "programmes are never removed"
        return await _read(connection, known, now)


async def _read(connection: Connection, programme: Programme, now: datetime) -> State:
    skips = await store.skips(connection, [programme.id], programme.day_of(now))
    return programme, frozenset(skip.on_day for skip in skips)


async def _put(client: Client, handle: ScheduleHandle, state: State, task_queue: str) -> None:
    """Make or change the Schedule."""
    schedule = schedule_of(*state, task_queue=task_queue)
    try:
        await handle.update(lambda _: ScheduleUpdate(schedule), rpc_timeout=_WITHIN)
    except RPCError as fault:
        if fault.status is not RPCStatusCode.NOT_FOUND:
            raise
        await client.create_schedule(handle.id, schedule, rpc_timeout=_WITHIN)


async def _begin_late(handle: ScheduleHandle, state: State, now: datetime) -> None:
    """Begin the workflow of the session that comes within a day, as if its day before came now."""
    programme, skipped = state
    starts_at = late_session(programme, skipped, now)
    if starts_at is not None:
        eve = starts_at - LEAD
        window = ScheduleBackfill(eve - _MOMENT, eve, ScheduleOverlapPolicy.ALLOW_ALL)
        await handle.backfill(window, rpc_timeout=_WITHIN)
