"""Counter: the record of a service as a log for process mining, case by case, with pseudonyms instead of people."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from api.desk import Desk, TheActor, TheDesk, present
from api.periods import From, Until, check_period
from api.problems import responses
from api.refusals import BadInput, PostgresAway, TokenMissing, TokenUnknown
from api.wordbook import N_
from domain.event_log import ocel, xes
from domain.event_log.entries import Log, Trace
from domain.refusals import NotAllowed, PeriodNotAllowed
from domain.roles import RULES, Act, Actor, check
from store.event_log import Wanted, traces

router = APIRouter(prefix="/api/v1/logs", tags=["record"])

LOGS = {Log.APPROVALS: N_("项目审批"), Log.HOTLINE: N_("热线诉求"), Log.LEGAL: N_("法律服务")}
_RIGHTS = {Log.LEGAL: Act.READ_LEGAL}  # besides that to read logs: the numbers and times of these cases are told to few
_CASES_AT_ONCE = 100
_KEY_BYTES = 32
_ABOUT = "The cases that began from the first local day until before the last, with all their events as they stand now, case by case. Instead of people stand pseudonyms, the same throughout the file and others in every file; no name, no words. A file without its end is incomplete. The log of legal services is for those only who may read its cases."
_WRONG = responses(BadInput, NotAllowed, PeriodNotAllowed, PostgresAway, TokenMissing, TokenUnknown)


class XesFile(StreamingResponse):
    """An event log as XES."""

    media_type = "application/xml"


class OcelFile(StreamingResponse):
    """An event log as OCEL 2.0 in JSON."""

    media_type = "application/json"


@router.get(
    "/{log}.xes",
    name="get_xes",
    operation_id="get_xes",
    response_class=XesFile,
    summary="The record of a service as XES",
    description=f"{_ABOUT} XES (IEEE 1849): a project's activities are its items, with the transitions of the standard lifecycle; those of other cases are their events.",
    responses=_WRONG,
)
async def get_xes(log: Log, desk: TheDesk, actor: TheActor, from_on: From, until_on: Until) -> XesFile:
    """Hand out the log."""
    wanted = _wanted(desk, actor, log, from_on, until_on)
    return XesFile(_xes(desk, wanted), headers=_headers(f"{log}-{from_on}.xes"))


@router.get(
    "/{log}.ocel.json",
    name="get_ocel",
    operation_id="get_ocel",
    response_class=OcelFile,
    summary="The record of a service as OCEL 2.0",
    description=f"{_ABOUT} OCEL 2.0 in JSON: each event with the case, the item and the department or body that it concerns.",
    responses=_WRONG,
)
async def get_ocel(log: Log, desk: TheDesk, actor: TheActor, from_on: From, until_on: Until) -> OcelFile:
    """Hand out the log."""
    wanted = _wanted(desk, actor, log, from_on, until_on)
    return OcelFile(_ocel(desk, wanted), headers=_headers(f"{log}-{from_on}.ocel.json"))


def logs_for(desk: Desk, actor: Actor) -> dict[str, object]:
    """What a page needs to lead to the logs of this year and the last, of those that somebody may read."""
    year = desk.library.local(present()).year
    logs = {log: word for log, word in LOGS.items() if all(actor.role in RULES[act] for act in _acts(log))}
    return {"logs": logs, "log_years": (year, year - 1)}


def _acts(log: Log) -> tuple[Act, ...]:
    """What somebody must be allowed to do who reads a log."""
    return (Act.READ_LOG, _RIGHTS[log]) if log in _RIGHTS else (Act.READ_LOG,)


def _wanted(desk: Desk, actor: Actor, log: Log, from_on: date, until_on: date) -> Wanted:
    """What is asked for, checked.

    Raises:
        NotAllowed: somebody may read logs, but not this one.
        PeriodNotAllowed: the period is empty, turned round or too long.
    """
    for act in _acts(log):
        check(actor, act)
    check_period(from_on, until_on)
    begin, end = (datetime.combine(day, time(0), ZoneInfo(desk.library.zone)) for day in (from_on, until_on))
    return Wanted(log, begin, end, present(), secrets.token_bytes(_KEY_BYTES), actor.department)


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


async def _xes(desk: Desk, wanted: Wanted) -> AsyncIterator[str]:
    yield xes.head(wanted.log)
    async for case in _cases(desk, wanted):
        yield xes.trace(case)
    yield xes.TAIL


async def _ocel(desk: Desk, wanted: Wanted) -> AsyncIterator[str]:
    """The cases are read twice, for the objects follow the events and neither is kept meanwhile."""
    bodies: set[str] = set()
    yield ocel.head(wanted.log)
    between = ""
    async for case in _cases(desk, wanted):
        bodies.update(entry.body for entry in case.entries if entry.body)
        if case.entries:
            yield between + _listed(ocel.events(case))
            between = ",\n"
    yield ocel.OBJECTS_FOLLOW + _listed(ocel.departments(bodies))
    between = ",\n" if bodies else ""
    async for case in _cases(desk, wanted):
        yield between + _listed(ocel.objects(wanted.log, case))
        between = ",\n"
    yield ocel.TAIL


def _listed(told: Iterable[str]) -> str:
    return ",\n".join(told)


async def _cases(desk: Desk, wanted: Wanted) -> AsyncIterator[Trace]:
    """The cases, some at a time with a connection of their own, so that a slow reader holds none."""
    after = ""
    while True:
        async with desk.postgres.connection() as connection:
            found = await traces(connection, wanted, after=after, most=_CASES_AT_ONCE)
        for case in found:
            yield case
        if len(found) < _CASES_AT_ONCE:
            return
        after = found[-1].ref
