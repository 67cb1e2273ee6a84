"""The requests of the history: who reports what, when and where; and what grows, comes again, or is abused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from domain.hotline import proceedings
from domain.hotline.book import Topic
from domain.hotline.off_list import topics_for
from domain.hotline.places import Found, PlaceQuestion
from domain.hotline.request import Request, Source
from domain.organisation import CENTRE
from domain.roles import ANYONE, Actor, Role
from history.banner import Banner
from history.chance import code_of, dice, one_of
from history.course import Course, name_of
from history.laws import RequestLaw
from history.request import RequestPlot
from history.request_abuses import PLOTS, REPORTED_AGAIN, PlantedPlot
from history.request_parts import Told
from history.truth import Abuse, Planted, Truth
from history.writer import Start
from store.pool import Connection
from store.reports import Complainant, Report, add_complainant, add_report, new_number

PLANTED = 120  # of each kind, in a whole history
_WHOLE = 60_000
_LEAST = 60  # requests, among which something can be planted
_SOURCES = {Source.HOTLINE: 55, Source.WEB: 18, Source.MINI_PROGRAM: 12, Source.GRID: 10, Source.CITY: 5}
_WINTER, _SPRING, _SUMMER = (11, 12, 1, 2, 3), (3, 4, 5), (6, 7, 8)
_SEASONS = {  # how many times as often as else, in which months
    "heating": (14, _WINTER), "farm_inputs": (6, _SPRING), "farm_subsidy": (4, _SPRING), "irrigation": (5, (5, 6, 7, 8)),
    "rural_water": (2, _SUMMER), "grassland": (4, (4, 5, 6, 9)), "power": (2, _SUMMER), "wages": (4, (12, 1, 2)),
    "livestock": (2, _WINTER), "rural_roads": (3, (7, 8)), "schools": (4, (6, 7, 8)), "boundary": (3, (4, 5)),
    "noise": (3, _SUMMER), "street_trade": (2, _SUMMER),
}  # fmt: skip
_CALM = 0.15  # of a topic with a season, out of it
_OFTEN = {"heating": 2, "social_aid": 3, "rubbish": 3, "land_lease": 2, "policy": 3, "pensions": 2, "power": 2}
_SURNAMES = "白包张王李刘赵孟吴陈韩杨"


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who reports: invented, with a number that no network hands out."""

    number: int
    home: str

    @property
    def phone(self) -> str:
        """A telephone number of their own."""
        return f"+86154{10_000_000 + self.number:08d}"

    @property
    def name(self) -> str:
        """A surname."""
        return f"{_SURNAMES[self.number % len(_SURNAMES)]}某"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report to be made: by whom, what about, where, and how it is handled; `truth` is of what it is a part."""

    at: datetime
    citizen: Citizen
    topic: str
    district: str
    plot: type[RequestPlot] = RequestPlot
    truth: Abuse | None = None  # a problem that comes again
    twin: int = 0  # of two reports about the same, which are merged
    twin_at: datetime | None = None  # when the second one comes


@dataclass(slots=True)
class Requests:
    """All requests between two instants."""

    banner: Banner
    number: int
    since: datetime
    until: datetime
    truth: Truth = field(default_factory=list)
    _told: dict[str, Told] = field(default_factory=dict)
    _twins: dict[int, Told] = field(default_factory=dict)

    def starts(self) -> list[Start]:
        """When each is reported, in order."""
        wanted = sorted(self._wanted(), key=lambda one: (one.at, one.citizen.number))
        return [Start(one.at, _Opening(self, place, one).begin) for place, one in enumerate(wanted)]

    async def find(self, _: Connection, question: PlaceQuestion, at: datetime) -> Found:
        """Who takes a request that time hands up."""
        told = self._told[question.ref]
        return Found(self.banner.manned(self.banner.place(told.district, told.topic.lead, question.level), at))

    def told(self, ref: str, told: Told, twin: int) -> None:
        """Remember what was reported; of two about the same the later one goes with the earlier."""
        self._told[ref] = told
        if twin and (first := self._twins.setdefault(twin, told)) is not told:
            first.takes_in.append(told)
            told.goes_with = first

    def _wanted(self) -> Iterator[Wanted]:
        chance = dice(self.banner.seed, "requests")
        citizens = self._citizens(chance)
        is_large = self.number >= _LEAST
        special = [*self._abused(citizens, chance), *self._growing(citizens, chance)] if is_large else []
        yield from special
        left = self.number - len(special)
        while left > 0:
            at, citizen = self._moment(chance), citizens[int(len(citizens) * chance.random() ** 1.6)]
            topic, district = self._topic(at, chance), self._where(citizen, chance)
            later = min(at + timedelta(minutes=chance.uniform(20, 200)), self.until)
            twin = left if left > 1 and chance.random() < 0.012 else 0
            yield Wanted(at, citizen, topic, district, twin=twin, twin_at=later if twin else None)
            if twin:
                yield Wanted(later, chance.choice(citizens), topic, district, twin=twin)
            left -= 2 if twin else 1

    def _citizens(self, chance: Random) -> list[Citizen]:
        homes = chance.choices(list(self.banner.sizes), list(self.banner.sizes.values()), k=max(60, self.number // 4))
        return [Citizen(number, home) for number, home in enumerate(homes)]

    def _where(self, citizen: Citizen, chance: Random) -> str:
        return citizen.home if chance.random() < 0.85 else one_of(chance, self.banner.sizes)

    def _moment(self, chance: Random) -> datetime:
        day = self.since + (self.until - timedelta(hours=6) - self.since) * chance.random()
        at = self.banner.hours.any_hour(self.banner.calendar.local_day(day), chance)
        return min(max(at, self.since), self.until - timedelta(minutes=1))

    @property
    def topics(self) -> Mapping[str, Topic]:
        """What citizens of this history report; a demand outside the catalogue is reported in a way of its own."""
        return topics_for(self.banner.hotline)

    def _topic(self, at: datetime, chance: Random) -> str:
        month = at.astimezone(self.banner.hours.zone).month
        return one_of(chance, {name: self._weight(topic, month) for name, topic in self.topics.items()})

    def _weight(self, topic: Topic, month: int) -> float:
        if topic.road:
            return 0.25
        times, months = _SEASONS.get(topic.id, (1, ()))
        return _OFTEN.get(topic.id, 1) * (times if month in months else _CALM if months else 1)

    def _abused(self, citizens: list[Citizen], chance: Random) -> Iterator[Wanted]:
        """Requests in which an abuse is planted; after some the caller comes again."""
        for kind in PLOTS:
            each = max(2, round(PLANTED * self.number / _WHOLE))
            for _ in range(max(1, each // kind.series)):
                yield from self._series(kind, citizens, chance)

    def _series(self, kind: type[PlantedPlot], citizens: list[Citizen], chance: Random) -> Iterator[Wanted]:
        """Requests about the same within two weeks, of different citizens; mostly it is one."""
        at, topic = self.until, ""
        for _ in range(kind.series):
            citizen = chance.choice(citizens)
            if not topic:
                at = self._moment(chance)
                at -= timedelta(days=40 if at > self.until - timedelta(days=40) else 0)
                topic = chance.choice([name for name, t in self.topics.items() if kind.suits(t)])
            yield Wanted(at, citizen, topic, citizen.home, kind)
            if kind in REPORTED_AGAIN:
                yield Wanted(at + timedelta(days=chance.uniform(3, 26)), citizen, topic, citizen.home)
            at += timedelta(days=chance.uniform(1, 2))

    def _growing(self, citizens: list[Citizen], chance: Random) -> Iterator[Wanted]:
        """A boundary quarrel that grows from month to month, and citizens who call again and again."""
        village = max(self.banner.parents, key=lambda name: self.banner.sizes[name])
        months = max(1, (self.until - self.since).days // 30)
        many = max(5, self.number // 250)
        for _ in range(many):
            month = one_of(chance, {n: (n + 1) ** 2 for n in range(months)})
            day = self.since + timedelta(days=30 * month + chance.uniform(0, 29))
            at = min(day, self.until - timedelta(hours=8))
            yield Wanted(at, chance.choice(citizens), "boundary", village, truth=Abuse.RECURRING)
        for _ in range(max(1, self.number // 6_000)):
            citizen, topic = chance.choice(citizens), chance.choice(("noise", "rubbish", "social_aid"))
            for _ in range(chance.randint(9, 18)):
                yield Wanted(self._moment(chance), citizen, topic, citizen.home, truth=Abuse.REPEAT_CALLER)


@dataclass(frozen=True, slots=True)
class _Opening:
    requests: Requests
    place: int
    wanted: Wanted

    async def begin(self, connection: Connection) -> Course:
        """Keep the report and its citizen, and begin the case."""
        all_of_them, wanted = self.requests, self.wanted
        banner, at = all_of_them.banner, wanted.at
        chance = dice(banner.seed, "request", self.place)
        ref = await new_number(connection, at)
        report = self._report(ref, chance)
        await add_report(connection, report)
        who = (wanted.citizen.name, wanted.citizen.phone, None, report.language, code_of(chance), at)
        await add_complainant(connection, Complainant(f"{ref}-1", ref, ref, *who))
        topic = banner.hotline.topics[wanted.topic]
        told = Told(banner, ref, f"{ref}-1", wanted.district, topic, at, all_of_them.truth)
        all_of_them.told(ref, told, wanted.twin)
        if wanted.truth is not None:
            part = f"{topic.id}@{wanted.district}" if wanted.truth is Abuse.RECURRING else wanted.citizen.phone
            all_of_them.truth.append(Planted(wanted.truth, ref, part))
        source, due = Source(report.source), report.outer_due
        case = Request(
            ref,
            banner.hotline.policy,
            source,
            wanted.district,
            at,
            complainants=(told.caller,),
            outer_due=due,
            road=topic.road,
        )
        by = Actor(report.taken_by, Role.DISPATCHER, CENTRE) if report.taken_by else ANYONE
        plots = [wanted.plot(told).plot()]
        plots += [wanted.plot(told).take_in(wanted.twin_at)] if wanted.twin_at else []
        return Course(RequestLaw(), proceedings.opened(case, by=by, now=at), at, plots)

    def _report(self, ref: str, chance: Random) -> Report:
        banner, wanted = self.requests.banner, self.wanted
        source = one_of(chance, _SOURCES)
        topic = banner.hotline.topics[wanted.topic]
        is_city = source is Source.CITY
        return Report(
            ref=ref,
            print=name_of(ref),
            key=None,
            source=source,
            external_no=f"TL{self.place:07d}" if is_city else None,
            topic=wanted.topic,
            text=f"{topic.names['zh']}：请尽快处理。",
            district=wanted.district,
            address="",
            lat=None,
            lon=None,
            language="mn" if chance.random() < 0.12 else "zh",
            outer_due=wanted.at + timedelta(hours=72) if is_city else None,
            policy_version=banner.hotline.policy.version,
            taken_by=banner.on_duty(CENTRE, wanted.at) if source is Source.HOTLINE else None,
            reported_at=wanted.at,
        )
