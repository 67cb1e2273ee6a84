"""Taking reports in: what was handed in is checked and kept once, and its case is begun from what was kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta

from api.commands import short_hash
from api.desk import Desk
from api.hotline.report_bodies import Told
from api.hotline.task_start import task_start
from api.library import Library
from api.refusals import TemporalAway, UnknownValue
from domain.hotline.advice import roads_of
from domain.hotline.book import HotlineBook, Road
from domain.hotline.clocks import accept_at
from domain.hotline.off_list import topics_for
from domain.hotline.request import Request, Source
from domain.organisation import BodyKind
from domain.refusals import KeyReused
from domain.roles import ANYONE, Actor
from store import off_list, organisation, people
from store.off_list import OffListDemand
from store.pool import Connection
from store.reports import Complainant, Report, add_complainant, add_report, find_complainant, new_code, new_number
from store.request_readers import Likeness, duplicates
from workflows.messages import HotlineStart

LIKE_SINCE = timedelta(days=30)
MOST_LIKE = 10
_PLACES = (BodyKind.VILLAGE, BodyKind.TOWN)
_PLACES_OF_TODAY = "a village, community or town that stands today"
_AT_ONCE = 20  # cases that are begun side by side


@dataclass(frozen=True, slots=True)
class Handed:
    """A report as a counter took it in: what it says, through what it came, whose it is, and what makes it unique.

    `key` names who handed it in and their own key; for the city `external_no` does the same. `code` is a query code that the
    citizen has already, from another case. `demand` is what it complains of, already checked; its topic and place are ours.
    """

    told: Told
    source: Source
    actor: Actor
    received_at: datetime
    key: str | None = None
    external_no: str | None = None
    outer_due: datetime | None = None
    code: str = ""
    demand: OffListDemand | None = None

    @property
    def print(self) -> str:
        """What tells a repetition from another report under the same key."""
        more = astuple(self.demand) if self.demand else ()
        return short_hash("report", self.source, self.told.model_dump_json(), *more)


@dataclass(frozen=True, slots=True)
class Begun:
    """A report that is kept and whose case is begun: with its citizen, its first deadline, and other roads that it points to.

    `is_new` is False for what was kept before.
    """

    report: Report
    complainant: Complainant
    accept_at: datetime | None
    roads: tuple[Road, ...]
    is_new: bool


async def take_in(desk: Desk, handed: Sequence[Handed]) -> list[Begun]:
    """Keep these reports, all or none, and begin their cases; those that are kept already are begun if they were not.

    Raises:
        TemporalAway: nobody can begin a case at the moment. Nothing is kept, or it is not known whether the cases were
            begun: handing the same in again goes on where it stood.
        KeyReused: a key stands for another report.
        UnknownValue: a topic or a place is not known.
    """
    if not await desk.gateway.is_there():
        raise TemporalAway()
    async with desk.postgres.connection() as connection:
        book = await desk.library.newest_hotline(connection)
        await check_choices(connection, desk.library, book, handed)
        async with connection.transaction():
            kept = [await _kept(connection, book, one) for one in handed]
        begun = [await _begun(connection, desk.library, *one) for one in kept]
        starts = [await _start(connection, desk.library, report) for report, _ in kept]
    await _begin(desk, starts)
    return begun


async def begin_kept(desk: Desk, report: Report) -> None:
    """Begin the case of a report that was kept and never begun.

    Raises:
        TemporalAway: nobody can begin a case at the moment.
    """
    async with desk.postgres.connection() as connection:
        start = await _start(connection, desk.library, report)
    await _begin(desk, [start])


async def alike(desk: Desk, begun: Begun) -> list[Likeness]:
    """Requests of the last 30 days that may be the same as one that was taken in, by place and topic, or by caller."""
    report = begun.report
    async with desk.postgres.connection() as connection:
        return await duplicates(
            connection,
            district=report.district,
            topic=report.topic,
            phone=begun.complainant.phone,
            since=report.reported_at - LIKE_SINCE,
            most=MOST_LIKE,
            but=report.ref,
        )


async def check_choices(connection: Connection, library: Library, book: HotlineBook, handed: Sequence[Handed]) -> None:
    """Pass when topics and places of these reports are known today; the first that is not is refused.

    Raises:
        UnknownValue: with its place in the body, and with what is allowed.
    """
    for fault in await unknown_choices(connection, library, book, handed):
        raise fault


async def unknown_choices(
    connection: Connection, library: Library, book: HotlineBook, handed: Sequence[Handed]
) -> list[UnknownValue]:
    """What these reports name and nobody knows today, in their order; several have a row as their place."""
    places = {one.told.district: library.local(one.received_at).date() for one in handed}
    bodies = {name: await organisation.body(connection, name, day) for name, day in places.items()}
    found = []
    topics = topics_for(book)
    for row, one in enumerate(handed):
        if one.demand is not None:
            continue
        where = f"body.rows[{row}]" if one.external_no else "body"
        topic, body = one.told.topic, bodies[one.told.district]
        if topic is not None and topic not in topics:
            found.append(UnknownValue(place=f"{where}.topic", value=topic, allowed=", ".join(topics)))
        if body is None or body.kind not in _PLACES:
            found.append(UnknownValue(place=f"{where}.district", value=one.told.district, allowed=_PLACES_OF_TODAY))
    return found


async def _kept(connection: Connection, book: HotlineBook, handed: Handed) -> tuple[Report, bool]:
    """Keep a report and its citizen; under a known key what came first, and other data than that is refused."""
    told, at = handed.told, handed.received_at
    report = Report(
        ref=await new_number(connection, at),
        print=handed.print,
        key=handed.key,
        source=handed.source,
        external_no=handed.external_no,
        topic=told.topic or "",
        text=told.text,
        district=told.district,
        address=told.address or "",
        lat=told.lat,
        lon=told.lon,
        language=told.language,
        outer_due=handed.outer_due,
        policy_version=book.policy.version,
        taken_by=handed.actor.id or None,
        reported_at=at,
    )
    kept = await add_report(connection, report)
    if kept.print != report.print and handed.key is not None:
        raise KeyReused()
    is_new = kept.ref == report.ref
    if is_new:
        who = (told.name or "", told.phone, told.mail, told.language, handed.code or new_code(), at)
        await add_complainant(connection, Complainant(_caller_of(kept.ref), kept.ref, kept.ref, *who))
    if is_new and handed.demand is not None:
        await off_list.add_demand(connection, kept.ref, handed.demand, by=f"caller:{_caller_of(kept.ref)}", at=at)
    return kept, is_new


async def _begun(connection: Connection, library: Library, report: Report, is_new: bool) -> Begun:
    book = await library.hotline(connection, report.policy_version)
    complainant = await find_complainant(connection, _caller_of(report.ref))
    assert complainant is not None, "it is kept together with the report"
    roads = roads_of(book, topic=report.topic, text=report.text)
    case = replace(case_of(report, book), waiting_since=report.reported_at)
    return Begun(report, complainant, None if case.road else accept_at(case), roads, is_new)


async def _start(connection: Connection, library: Library, report: Report) -> tuple[HotlineStart, str]:
    """The start of a case from what is kept, and its one line in the Temporal UI."""
    book = await library.hotline(connection, report.policy_version)
    if report.source == Source.CENTRE:
        return await task_start(connection, report, book)
    by = await people.actor(connection, report.taken_by) if report.taken_by else ANYONE
    topic = book.topics.get(report.topic)
    named = topic.names["zh"] if topic else book.names["request"]["zh"]
    barred = tuple((await off_list.accused_in(connection, [report.ref])).values())
    case = replace(case_of(report, book), barred=barred)
    return HotlineStart(case, opened_by=by or ANYONE), f"{report.ref} {named}"


def case_of(report: Report, book: HotlineBook) -> Request:
    """The case of a report as it begins."""
    topic = book.topics.get(report.topic)
    return Request(
        ref=report.ref,
        policy=book.policy,
        source=Source(report.source),
        district=report.district,
        reported_at=report.reported_at,
        complainants=(_caller_of(report.ref),),
        outer_due=report.outer_due,
        road=topic.road if topic else "",
    )


async def _begin(desk: Desk, starts: Sequence[tuple[HotlineStart, str]]) -> None:
    """Begin cases, a few side by side; one that was begun before goes on as it is."""
    for first in range(0, len(starts), _AT_ONCE):
        part = starts[first : first + _AT_ONCE]
        await asyncio.gather(*(desk.gateway.begin(start, summary=summary) for start, summary in part))


def _caller_of(ref: str) -> str:
    """The id of the citizen who began a request."""
    return f"{ref}-1"
