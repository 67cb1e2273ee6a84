"""Who shall hold a request: as the dispatcher says it, or as duty list, place and rosters say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.hotline.request_bodies import Placed
from api.library import Library
from api.refusals import NobodyThere, UnknownBody, UnknownPerson, UnknownValue
from domain.hotline.book import Topic
from domain.hotline.off_list import check_conflict, topics_for
from domain.hotline.places import Found
from domain.hotline.policy import Level
from domain.hotline.record import Place
from domain.hotline.request import Source, State
from domain.organisation import BodyKind
from domain.refusals import NoLevelAbove, NotClassified, NotInPolicy
from domain.roles import Role
from store import organisation, people
from store.organisation import find_place
from store.pool import Connection
from store.request_lists import RequestHead

_LEVELS = {
    BodyKind.CENTRE: Level.CENTRE,
    BodyKind.DEPARTMENT: Level.BANNER,
    BodyKind.ENTERPRISE: Level.BANNER,
    BodyKind.TOWN: Level.TOWN,
    BodyKind.VILLAGE: Level.VILLAGE,
}
_OWNERS = frozenset({Role.OFFICER, Role.HEAD, Role.GRID_MEMBER, Role.DISPATCHER, Role.LEADER})
_GUIDES = frozenset({Role.GRID_MEMBER})
_LEADS = "the centre, a department, an enterprise or a town: a village leads no joint task"


@dataclass(frozen=True, slots=True)
class Placing:
    """Who shall hold a request, who helps, and the bodies where nobody was on duty, so that they were passed over."""

    place: Place
    assists: tuple[str, ...] = ()
    guide: str = ""
    topic: str = ""
    passed: tuple[str, ...] = ()

    def said(self) -> dict[str, str]:
        """What of it goes on the record beside the place itself."""
        told = {"topic": self.topic, "passed": ", ".join(self.passed)}
        return {name: text for name, text in told.items() if text}


async def placing_of(
    connection: Connection, library: Library, body: Placed, head: RequestHead, *, at: datetime
) -> Placing:
    """Who shall hold a request, as a dispatcher wishes it; what is not said is found.

    Raises:
        NotClassified: neither a body nor a topic is known.
        NotInPolicy: the rules have no such topic for this request.
        UnknownBody, UnknownPerson: what is named is not there.
        NobodyThere: nobody is on duty where the request belongs.
        BodyComplainedOf: it would go to a body complained of.
        UnknownValue: it is a joint task, and would go to a village.
    """
    topic = await _topic(connection, library, head, body.topic)
    found = await _found(connection, library, body, topic, head, at)
    place = found.place
    if place is None or not place.owner:
        raise NobodyThere(passed=", ".join(found.passed))
    assists = await _assists(connection, library, body, topic, head, at)
    check_conflict(head.barred, place.body, *assists)
    if body.guide:
        await _person(connection, body.guide, at, where="body.guide", roles=_GUIDES)
    return Placing(
        place,
        assists=tuple(helper for helper in assists if helper != place.body),
        guide=body.guide or "",
        topic=topic.id if topic else "",
        passed=found.passed,
    )


async def placing_above(connection: Connection, library: Library, head: RequestHead, *, at: datetime) -> Placing:
    """Who is there on the levels above the one that holds a request now.

    Raises:
        NoLevelAbove: the centre has it.
        NobodyThere: nobody is on duty on any level above.
    """
    above = Level(head.level).above
    if above is None:
        raise NoLevelAbove(level=head.level)
    topic = await _topic(connection, library, head, None)
    lead = topic.lead if topic and topic.lead not in head.barred else ""
    found = await find_place(connection, district=head.district, lead=lead, level=above, at=at)
    if found.place is None or not found.place.owner:
        raise NobodyThere(passed=", ".join(found.passed))
    return Placing(found.place, tuple(head.assists), passed=found.passed)


async def body_on(connection: Connection, library: Library, body: str, at: datetime, *, where: str) -> Level:
    """The level of a body that is there at an instant, or `UnknownBody`."""
    known = await organisation.body(connection, body, library.local(at).date())
    if known is None:
        raise UnknownBody(place=where, body=body)
    return _LEVELS[known.kind]


def check_lead(level: Level, body: str, *, where: str) -> None:
    """Pass when a body of this level may lead a joint task.

    Raises:
        UnknownValue: it is a village, which has no share of its time.
    """
    if level is Level.VILLAGE:
        raise UnknownValue(place=where, value=body, allowed=_LEADS)


async def _topic(connection: Connection, library: Library, head: RequestHead, wanted: str | None) -> Topic | None:
    """The topic as the dispatcher says it, or as it was handed in; None where neither is known.

    That of the demands is no other request's, for its duty list would get what it does not supervise, and a demand has no other.
    """
    name = wanted or head.topic
    if not name:
        return None
    allowed = topics_for(await library.hotline(connection, head.policy_version), head.barred)
    if name not in allowed:
        raise NotInPolicy(what=name, allowed=", ".join(allowed))
    return allowed[name]


async def _assists(
    connection: Connection, library: Library, body: Placed, topic: Topic | None, head: RequestHead, at: datetime
) -> list[str]:
    """Who helps: as said, where each must be there; else who helps already, of those that are there.

    Before a body has it, or by a topic that is said anew, those of the duty list; a joint task keeps its own in any case.
    """
    if body.assists is not None:
        for helper in body.assists:
            await body_on(connection, library, helper, at, where="body.assists")
        return list(dict.fromkeys(body.assists))
    day = library.local(at).date()
    is_placed_anew = body.topic not in (None, head.topic) or head.state != State.HANDLING
    listed = topic.assists if topic and is_placed_anew and head.source != Source.CENTRE else head.assists
    there = [helper for helper in listed if await organisation.body(connection, helper, day) is not None]
    return [helper for helper in there if helper not in head.barred]


async def _found(
    connection: Connection, library: Library, body: Placed, topic: Topic | None, head: RequestHead, at: datetime
) -> Found:
    """The body and the person: both as said, the person of a body, or both by the duty list."""
    owner = await _person(connection, body.owner, at, where="body.owner", roles=_OWNERS) if body.owner else None
    wanted = body.body or (owner or "")
    if wanted:
        check_conflict(head.barred, wanted)
        level = await body_on(connection, library, wanted, at, where="body.body")
        if head.source == Source.CENTRE:
            check_lead(level, wanted, where="body.body" if body.body else "body.owner")
        if body.owner and owner == wanted:
            return Found(Place(level, wanted, body.owner))
        if body.owner:
            raise UnknownPerson(place="body.owner", department=wanted)
        district = wanted if level in (Level.VILLAGE, Level.TOWN) else head.district
        found = await find_place(connection, district=district, lead=wanted, level=level, at=at)
        is_there = found.place is not None and found.place.body == wanted
        return found if is_there else Found(None, (f"{level}:{wanted}",))
    if topic is None or not topic.lead:
        raise NotClassified(missing="body" if topic else "topic or body", road=topic.road if topic else "")
    lead = topic.lead if topic.lead not in head.barred else ""  # then whoever is above it
    start = Level.TOWN if head.source == Source.CENTRE and topic.start is Level.VILLAGE else topic.start
    return await find_place(connection, district=head.district, lead=lead, level=start, at=at)


async def _person(connection: Connection, person: str, at: datetime, *, where: str, roles: frozenset[Role]) -> str:
    """The body of somebody who is there at an instant and has one of these roles, or `UnknownPerson`."""
    known = await people.person_there(connection, person, at)
    if known is None or known.role not in roles or not known.department:
        raise UnknownPerson(place=where)
    return known.department
