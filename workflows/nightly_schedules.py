"""The Temporal Schedules of what is done every day at a time; what was missed is made up for once at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    WorkflowHandle,
)

from workflows.bookkeeping import NightlyRecount
from workflows.publication import NightlyPublication
from workflows.retention import NightlyRetention
from workflows.sealing import NightlySeal
from workflows.silence_ahead import SilenceAhead
from workflows.supervision import NightlySupervision

_CATCH_UP = timedelta(hours=23)  # shorter than a day: of the nights of an outage the last is made up for


@dataclass(frozen=True, slots=True)
class Nightly:
    """Something that is done at this time of each local day."""

    name: str
    minute: int
    run: Any
    summary: str
    hour: int = 0

    def id(self, task_queue: str) -> str:
        """The id of the Schedule whose workflows listen on a task queue."""
        return f"{self.name}/{task_queue}"

    def schedule(self, task_queue: str, zone: str) -> Schedule:
        """The Schedule; its nights are those of the zone with this IANA name."""
        action = ScheduleActionStartWorkflow(
            self.run, id=self.id(task_queue), task_queue=task_queue, static_summary=self.summary
        )
        at = ScheduleCalendarSpec(
            hour=(ScheduleRange(self.hour),),
            minute=(ScheduleRange(self.minute),),
            comment=f"{self.hour}点{self.minute}分",
        )
        spec = ScheduleSpec(calendars=[at], time_zone_name=zone)
        return Schedule(action=action, spec=spec, policy=SchedulePolicy(catchup_window=_CATCH_UP))


SEAL = Nightly("seal", 5, NightlySeal.run, "每夜封存：全部办件记录的总根")
AHEAD = Nightly("silence-ahead", 30, SilenceAhead.run, "每个工作日：三个工作日内将超时默许的事项", hour=8)
RETENTION = Nightly("retention", 20, NightlyRetention.run, "每夜清点：保存期满的个人信息")
RECOUNT = Nightly("recount", 40, NightlyRecount.run, "每夜复核：由事件重算各月指标")
SUPERVISION = Nightly("supervision", 35, NightlySupervision.run, "每夜监督：查找可能的违规线索")
PUBLICATION = Nightly("publication", 50, NightlyPublication.run, "每夜公布：到期的开放数据")
NIGHTS = (SEAL, RETENTION, SUPERVISION, RECOUNT, PUBLICATION, AHEAD)
LOOK_BACK = (SUPERVISION, RECOUNT, PUBLICATION)  # which find something to do in a past that nobody has looked at


async def open_nights(client: Client, *, task_queue: str, zone: str) -> None:
    """Make the Schedules; one that is there stays, for a Schedule that is changed forgets what it had to make up for."""
    for nightly in NIGHTS:
        try:
            await client.create_schedule(nightly.id(task_queue), nightly.schedule(task_queue, zone))
        except ScheduleAlreadyRunningError:
            continue


async def look_back(client: Client, *, task_queue: str) -> list[WorkflowHandle[Any, Any]]:
    """Begin at once what looks back over all that there is, for a history that was made before any night."""
    return [
        await client.start_workflow(
            nightly.run, id=f"{nightly.id(task_queue)}/first", task_queue=task_queue, static_summary=nightly.summary
        )
        for nightly in LOOK_BACK
    ]
