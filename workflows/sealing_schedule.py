"""The Temporal Schedule that seals the record: five minutes after each local midnight, and what was missed once at most."""

from __future__ import annotations

from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)

from workflows.sealing import NightlySeal

_CATCH_UP = timedelta(hours=23)  # shorter than a day: of the nights of an outage the last is sealed


def sealing_id(task_queue: str) -> str:
    """The id of the Schedule whose workflows listen on a task queue."""
    return f"seal/{task_queue}"


def sealing_schedule(task_queue: str, zone: str) -> Schedule:
    """The Schedule; its nights are those of the zone with this IANA name."""
    action = ScheduleActionStartWorkflow(
        NightlySeal.run, id=sealing_id(task_queue), task_queue=task_queue, static_summary="每夜封存：全部办件记录的总根"
    )
    midnight = ScheduleCalendarSpec(hour=(ScheduleRange(0),), minute=(ScheduleRange(5),), comment="零点过五分")
    spec = ScheduleSpec(calendars=[midnight], time_zone_name=zone)
    return Schedule(action=action, spec=spec, policy=SchedulePolicy(catchup_window=_CATCH_UP))


async def open_sealing(client: Client, *, task_queue: str, zone: str) -> None:
    """Make the Schedule; one that is there stays, for a Schedule that is changed forgets what it had to make up for."""
    try:
        await client.create_schedule(sealing_id(task_queue), sealing_schedule(task_queue, zone))
    except ScheduleAlreadyRunningError:
        return
