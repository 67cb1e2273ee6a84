"""The Temporal Schedule of a programme: it begins a session's workflow a day ahead, with what was missed made up for once at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from temporalio.client import (
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from domain.legal.programmes import CATCH_UP, LEAD, Programme
from domain.legal.timetable import Eves
from workflows.messages import ProgrammeStart
from workflows.programme import ProgrammeSession
from workflows.window import CASE_KIND

_LEAP_YEARS = (ScheduleRange(2000, 2096, 4),)  # Temporal's calendars end with 2100
_COMMON_YEARS = tuple(ScheduleRange(first, first + 96, 4) for first in (2001, 2002, 2003))


def schedule_id(programme: str) -> str:
    """The id of a programme's Schedule; its sessions are `programme/<id>-<time at which they were begun>`."""
    return f"programme/{programme}"


def schedule_of(programme: Programme, skipped: Iterable[date], *, task_queue: str) -> Schedule:
    """The Schedule of a programme that leaves out these local days.

    Sessions may overlap, for each of them is another one. Nothing is begun late whose session has begun.
    """
    action = ScheduleActionStartWorkflow(
        ProgrammeSession.run,
        ProgrammeStart(programme.id),
        id=schedule_id(programme.id),
        task_queue=task_queue,
        typed_search_attributes=TypedSearchAttributes([SearchAttributePair(CASE_KIND, "programme")]),
        static_summary=f"法律服务节目 {programme.name_zh}",
    )
    spec = ScheduleSpec(
        calendars=[_calendar(programme, eves) for eves in programme.timetable.eves()],
        skip=[_day(day - LEAD) for day in sorted(skipped)],
        time_zone_name=programme.zone,
    )
    return Schedule(
        action=action,
        spec=spec,
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.ALLOW_ALL, catchup_window=CATCH_UP),
        state=ScheduleState(paused=programme.paused, note="暂停举办" if programme.paused else ""),
    )


def _calendar(programme: Programme, eves: Eves) -> ScheduleCalendarSpec:
    at = programme.timetable.at
    years = {None: (), True: _LEAP_YEARS, False: _COMMON_YEARS}[eves.leap]
    return ScheduleCalendarSpec(
        second=_ranges([0]),
        minute=_ranges([at.minute]),
        hour=_ranges([at.hour]),
        day_of_month=_ranges(eves.days) or (ScheduleRange(1, 31),),
        month=_ranges(eves.months) or (ScheduleRange(1, 12),),
        year=years,
        day_of_week=_ranges(eves.weekdays) or (ScheduleRange(0, 6),),
        comment=f"会前一日 {programme.cron}",
    )


def _day(day: date) -> ScheduleCalendarSpec:
    """All of one day."""
    return ScheduleCalendarSpec(
        second=(ScheduleRange(0, 59),),
        minute=(ScheduleRange(0, 59),),
        hour=(ScheduleRange(0, 23),),
        day_of_month=_ranges([day.day]),
        month=_ranges([day.month]),
        year=_ranges([day.year]),
        day_of_week=(ScheduleRange(0, 6),),
    )


def _ranges(numbers: Iterable[int]) -> tuple[ScheduleRange, ...]:
    return tuple(ScheduleRange(number) for number in numbers)
