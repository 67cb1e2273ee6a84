"""A problem is opened as a joint task: it is counted, its bodies are found, it is kept once, and its case is begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from api.bodies import Id, Text
from api.commands import short_hash
from api.desk import Desk
from api.hotline.reporting import begin_kept
from api.hotline.request_bodies import MOST_ASSISTS
from api.hotline.request_placing import body_on, check_lead
from api.hotline.task_start import joint_kind
from api.legal.activity_bodies import PlainDay
from api.public.sheets import MOST_ROWS
from api.recurring.counted import Counted, counted, span_of
from api.refusals import NobodyThere, TemporalAway
from domain.hotline.book import HotlineBook
from domain.hotline.clocks import length_of
from domain.hotline.off_list import kinds_for, topics_for
from domain.hotline.policy import Level
from domain.hotline.record import Place
from domain.hotline.request import Source
from domain.organisation import CENTRE
from domain.recurring.problems import By, Key
from domain.recurring.refusals import JointTaskOpen, NoSuchProblem
from domain.refusals import KeyReused, NotInPolicy
from domain.roles import Actor
from store import joint_tasks, recurring
from store.joint_tasks import JointTask
from store.organisation import find_place
from store.pool import Connection
from store.recurring import Sieve
from store.reports import Report, add_report, kept_under, new_number


class JointTaskBody(BaseModel):
    """A problem is opened as a joint task: which one, counted from when until when, who leads, who assists, what is to be reached."""

    model_config = ConfigDict(extra="forbid")

    topic: Id | None = Field(default=None, description="Of which topic; of any if absent.", examples=["land_title"])
    place: Id | None = Field(default=None, description="From which village or town; from anywhere if absent.")
    from_on: PlainDay = Field(description="The first local day of the period in which it was counted.")
    until_on: PlainDay = Field(description="The first local day after.")
    lead: Id = Field(description="The body that leads and closes it.", examples=["NRB"])
    assists: list[Id] = Field(min_length=1, max_length=MOST_ASSISTS, description="The bodies that assist.")
    text: Text = Field(description="What is to be reached; no names.", examples=["办完积压的确权登记。"])

    @field_validator("assists")
    @classmethod
    def _without_the_lead(cls, assists: list[str], info: ValidationInfo) -> list[str]:
        if info.data.get("lead") in assists:
            raise PydanticCustomError("lead_assists", "The body that leads does not assist too.")
        return list(dict.fromkeys(assists))

    @property
    def key(self) -> Key:
        """The problem."""
        return Key(self.topic or "", self.place or "")


@dataclass(frozen=True, slots=True)
class Opened:
    """A joint task that is kept, and by when it is to be closed if its clock never stands."""

    ref: str
    opened_at: datetime
    due_at: datetime


def grouping(key: Key, found: Counted) -> By:
    """What makes two reports the same problem, for a problem."""
    is_town = key.place in found.places and found.places[key.place].kind == "town"
    if not key.place:
        return By.TOPIC
    if key.topic:
        return By.TOPIC_TOWN if is_town else By.TOPIC_DISTRICT
    return By.TOWN if is_town else By.DISTRICT


async def open_task(desk: Desk, actor: Actor, at: datetime, key: str, body: JointTaskBody) -> Opened:
    """Open a joint task on a problem, once under a key.

    Raises:
        TemporalAway: nobody can begin a case at the moment; the same again under the same key goes on where it stood.
        KeyReused: the key stands for another task.
        NoSuchProblem, PeriodNotAllowed: nothing was reported of it, or not in a period that can be counted.
        JointTaskOpen: another one on the same problem is not over.
        UnknownBody, UnknownValue, NobodyThere: a body is not there, cannot lead, or nobody of it is.
        NotInPolicy: the rules of today are from before joint tasks, or have no such topic for all: demands are looked into by one body alone.
    """
    if not await desk.gateway.is_there():
        raise TemporalAway()
    key, mark = short_hash("joint task", actor.id, key), short_hash("joint task", body.model_dump_json())
    async with desk.postgres.connection() as connection:
        report = await kept_under(connection, key)
        if report is None:
            report = await _kept(connection, desk, actor, at, key, mark, body)
        if report.print != mark:
            raise KeyReused()
        book = await desk.library.hotline(connection, report.policy_version)
    await begin_kept(desk, report)
    return Opened(report.ref, report.reported_at, due_at(book, report.reported_at))


def due_at(book: HotlineBook, opened_at: datetime) -> datetime:
    """By when a joint task of these rules is to be closed that was opened then; pauses and extensions left out."""
    kind = book.policy.kind(joint_kind(book))
    assert kind is not None, "it was opened by these rules"
    return opened_at + length_of(kind.legs[0].term)


async def _kept(
    connection: Connection, desk: Desk, actor: Actor, at: datetime, key: str, mark: str, body: JointTaskBody
) -> Report:
    """Keep a task with the requests behind its problem; what somebody has kept under the key meanwhile stays."""
    book = await desk.library.newest_hotline(connection)
    if not joint_kind(book):
        raise NotInPolicy(what="joint_task", allowed=", ".join(kinds_for(book.policy)))
    span = span_of(body.from_on, body.until_on, desk.library.local(at).date())
    found = await counted(desk, connection, span, body.key, at, hidden_from=actor.department)
    sieve = Sieve(span.instants(desk.library.zone), body.key)
    behind = await recurring.cases(connection, sieve, after=(None, ""), most=MOST_ROWS, hidden_from=actor.department)
    is_on_map = not body.key.place or body.key.place in {one.id for one in await recurring.places(connection)}
    if (not body.key.topic and not body.key.place) or not is_on_map or not behind:
        raise NoSuchProblem(topic=body.key.topic, place=body.key.place, of=f"{span.from_on} to {span.until_on}")
    if body.key.topic and body.key.topic not in (topics := topics_for(book)):
        raise NotInPolicy(what=body.key.topic, allowed=", ".join(topics))
    place = await _lead(connection, desk, body, at)
    async with connection.transaction():
        await joint_tasks.lock_problem(connection, body.key.topic, body.key.place)
        if (known := await kept_under(connection, key)) is not None:
            return known
        if (other := await joint_tasks.open_on(connection, body.key.topic, body.key.place)) is not None:
            raise JointTaskOpen(ref=other)
        report = await add_report(connection, await _report(connection, at, key, mark, body, book, actor))
        task = _task(report, body, found, place, actor)
        await joint_tasks.add(connection, task, [row.ref for row in behind])
    return report


async def _lead(connection: Connection, desk: Desk, body: JointTaskBody, at: datetime) -> Place:
    """Who of the body that leads is on duty; that the others stand today is checked too."""
    level = await body_on(connection, desk.library, body.lead, at, where="body.lead")
    check_lead(level, body.lead, where="body.lead")
    for helper in body.assists:
        await body_on(connection, desk.library, helper, at, where="body.assists")
    district = body.lead if level is Level.TOWN else CENTRE
    found = await find_place(connection, district=district, lead=body.lead, level=level, at=at)
    if found.place is None or found.place.body != body.lead or not found.place.owner:
        raise NobodyThere(passed=f"{level}:{body.lead}")
    return found.place


async def _report(
    connection: Connection, at: datetime, key: str, mark: str, body: JointTaskBody, book: HotlineBook, actor: Actor
) -> Report:
    """Its request: what is to be reached stands where a citizen's own words stand in others, and nobody has handed it in."""
    return Report(
        ref=await new_number(connection, at),
        print=mark,
        key=key,
        source=Source.CENTRE,
        external_no=None,
        topic=body.key.topic,
        text=body.text,
        district=body.key.place or CENTRE,
        address="",
        lat=None,
        lon=None,
        language="zh",
        outer_due=None,
        policy_version=book.policy.version,
        taken_by=actor.id,
        reported_at=at,
    )


def _task(report: Report, body: JointTaskBody, found: Counted, place: Place, actor: Actor) -> JointTask:
    return JointTask(
        ref=report.ref,
        topic=body.key.topic,
        place=body.key.place,
        counted_by=grouping(body.key, found),
        from_on=body.from_on,
        until_on=body.until_on,
        requests=sum(row.requests for row in found.now),
        reports=sum(row.reports for row in found.now),
        lead=place.body,
        level=place.level,
        owner=place.owner,
        assists=body.assists,
        opened_by=actor.id,
        opened_for=actor.acts_for,
        opened_at=report.reported_at,
    )
