"""The banner in which a history happens: who works where, who has a duty at an instant, and how large its villages are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from domain.catalogue import Catalogue
from domain.hotline.book import HotlineBook
from domain.hotline.policy import Level
from domain.hotline.record import Place
from domain.legal.book import LegalBook
from domain.organisation import CENTRE, BodyKind, Organisation, turns_of
from domain.roles import Actor, Role
from domain.workdays import Office, WorkCalendar
from history.chance import Hours, dice
from store import shipped
from store.people import Person, save_people
from store.policies import HOTLINE, LEGAL
from store.pool import Connection
from store.reference import newest_catalogue, work_calendar
from store.seed import unknown_people

OFFICERS = 3  # of a department that decides items, the sample's own one included
_LEVELS = {BodyKind.VILLAGE: Level.VILLAGE, BodyKind.TOWN: Level.TOWN, BodyKind.CENTRE: Level.CENTRE}


@dataclass(frozen=True, slots=True)
class Banner:
    """Everything that a history needs to know of the place, as it is when the history is made."""

    seed: int
    catalogue: Catalogue
    hotline: HotlineBook
    legal: LegalBook
    office: Office
    hours: Hours
    organisation: Organisation
    parents: Mapping[str, str]  # the town of each village
    sizes: Mapping[str, float]  # of villages and towns, as weights
    duties: Mapping[str, tuple[list[str], timedelta]]  # who takes turns in a body, and how long each

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar that counts."""
        return self.hours.calendar

    def place(self, district: str, lead: str, level: Level) -> Place:
        """Who has a request of a district at a level, by name; where there is no such body the next level above."""
        town = self.parents.get(district, district)
        of_level = {Level.VILLAGE: district if district in self.parents else "", Level.TOWN: town, Level.BANNER: lead}
        step: Level | None = level
        while step is not None and not of_level.get(step, CENTRE):
            step = step.above
        step = step or Level.CENTRE
        body = of_level.get(step, CENTRE)
        return Place(step, body, "")

    def on_duty(self, body: str, at: datetime) -> str:
        """The person on duty in a body, as the sample's rosters turn."""
        people, length = self.duties[body]
        start = datetime.combine(self.organisation.shifts_from, time(0), self.hours.zone)
        return next(turns_of(body, people, length=length, start=start, since=at, until=at + length)).person

    def manned(self, place: Place, at: datetime) -> Place:
        """The place with the person on duty."""
        return Place(place.level, place.body, self.on_duty(place.body, at))

    def level_of(self, body: str) -> Level:
        """The level on which a body stands."""
        kind = next(known.kind for known in self.organisation.bodies if known.id == body)
        return _LEVELS.get(kind, Level.BANNER)

    def officer(self, department: str, chance: Random) -> Actor:
        """Somebody who decides items in a department."""
        number = chance.randint(1, OFFICERS)
        name = f"{department.lower()}-officer" + (f"-{number}" if number > 1 else "")
        return Actor(name, Role.OFFICER, department)

    def head(self, department: str) -> Actor:
        """Who leads the department."""
        return Actor(f"{department.lower()}-head", Role.HEAD, department)

    def pace(self, person: str) -> float:
        """How fast somebody works: what others need, times this."""
        return dice(self.seed, "pace", person).uniform(0.6, 1.35)


async def banner_of(connection: Connection, seed: int) -> Banner:
    """The banner of a database that knows the sample organisation; the few people that it lacks are added.

    Raises:
        LookupError: rules, calendar or organisation are not there.
    """
    catalogue, calendar = await newest_catalogue(connection), await work_calendar(connection)
    if catalogue is None or calendar is None:
        raise LookupError("the database does not know its rules")
    hotline = await HOTLINE.load(connection, shipped.hotline_file())
    legal = await LEGAL.load(connection, shipped.legal_file())
    await save_people(connection, await unknown_people(connection, more_officers(catalogue)))
    organisation = shipped.organisation()
    parents = {body.id: body.parent for body in organisation.bodies if body.parent}
    sizes = {
        body.id: dice(seed, "size", body.id).lognormvariate(0, 0.8) * (1 if body.parent else 6)
        for body in organisation.bodies
        if body.kind in (BodyKind.VILLAGE, BodyKind.TOWN)
    }
    hours = Hours(calendar)
    return Banner(
        *(seed, catalogue, hotline, legal, shipped.office()[0], hours, organisation, parents, sizes),
        _duties(organisation),
    )


def more_officers(catalogue: Catalogue) -> list[Person]:
    """Invented colleagues of the sample's officers, so that there are several in each department."""
    return [
        Person(
            f"{name.lower()}-officer-{n}",
            f"{'赵钱孙李周吴郑王冯陈褚'[place]}某",
            Role.OFFICER,
            name,
            f"{name}-{n + 1:02}",
        )
        for place, name in enumerate(catalogue.departments)
        for n in range(2, OFFICERS + 1)
    ]


def _duties(organisation: Organisation) -> dict[str, tuple[list[str], timedelta]]:
    """Of each body the first rota that somebody takes part in; departments of the catalogue have the officer of their own."""
    by_place: dict[tuple[str, Role], list[str]] = {}
    for member in organisation.members:
        by_place.setdefault((member.body, member.role), []).append(member.id)
    found: dict[str, tuple[list[str], timedelta]] = {}
    for rota in organisation.rotas:
        for body in (body for body in organisation.bodies if body.kind is rota.kind and body.id not in found):
            people = by_place.get((body.id, rota.role)) or [f"{body.id.lower()}-officer"]
            found[body.id] = (people, timedelta(hours=rota.hours))
    return found
