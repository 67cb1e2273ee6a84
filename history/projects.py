"""The projects of the history: when each is opened, by whom, what it is, and which of its items are handled how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from domain import proceedings
from domain.approval import Approval
from domain.catalogue import ProjectItem
from domain.item import Item, State
from domain.needs import Possession, asked_of
from domain.project_items import project_items
from domain.roles import Actor, Role
from history.banner import Banner
from history.chance import dice, one_of, some_of
from history.course import Course, Plot, name_of
from history.item import ItemPlot, Project
from history.item_abuses import PLOTS, WIDE, MonthEnd, suits
from history.laws import ApprovalLaw
from history.truth import Truth
from history.writer import Start
from store.dossiers import Dossier, add_dossier
from store.people import Person, save_people
from store.pool import Connection
from store.seed import unknown_people

PLANTED = 40  # of each kind, in a whole history
_BY_MONTH = (1, 1, 4, 6, 6, 5, 4, 3, 4, 3, 2, 1)  # the ground is frozen in winter
_TYPES = {"ent_record": 55, "gov": 32, "ent_approval": 13}
_THINGS = (
    "冷链仓储",
    "肉牛养殖",
    "光伏提水灌溉",
    "住宅小区",
    "中学教学楼",
    "农村公路",
    "荞麦加工",
    "污水处理站",
    "物流园",
    "卫生院",
    "粮库",
    "供热管网",
)
_FLAGS = {
    "tender_required": 0.92, "civil_building": 0.92, "soil_erosion_area": 0.92, "eia_required": 0.92, "construction_waste": 0.92,
    "energy_review_required": 0.45, "land_allocation_or_separate_site": 0.61, "farmland_conversion": 0.53, "temporary_land": 0.37,
    "special_fire_works": 0.45, "pipes_affected": 0.37, "river_or_flood_area": 0.29, "water_abstraction": 0.29,
    "forest_land": 0.29, "grassland": 0.37, "heritage_area": 0.18, "lightning_high_risk": 0.15, "hazardous_chemicals": 0.11,
    "major_seismic_works": 0.13, "road_occupation": 0.45, "trees_or_green_land": 0.37,
}  # fmt: skip
_HOLDERS = ("nrb-officer-2", "hub-officer-3")  # who decide at the end of the month


@dataclass(frozen=True, slots=True)
class Approvals:
    """All projects between two instants."""

    banner: Banner
    number: int
    since: datetime
    until: datetime
    truth: Truth = field(default_factory=list)

    async def starts(self, connection: Connection) -> list[Start]:
        """When each begins; the applicants are made first."""
        people = applicants(self.number)
        await save_people(connection, await unknown_people(connection, people))
        owners = [Actor(name, Role.APPLICANT) for name in ("applicant-1", "applicant-2", *(p.id for p in people))]
        planted = self._planted()
        return [
            Start(at, _Opening(self, place, at, owners, planted.get(place, [])).begin)
            for place, at in enumerate(self._openings())
        ]

    def _openings(self) -> list[datetime]:
        """The moments of opening: more in spring; none so late that nothing has happened yet."""
        chance, hours = dice(self.banner.seed, "projects"), self.banner.hours
        days = list(_working_days(self.banner, self.since, self.until - timedelta(days=5)))
        weights = [_BY_MONTH[day.month - 1] for day in days]
        return sorted(hours.on(day, chance) for day in chance.choices(days, weights, k=self.number))

    def _planted(self) -> dict[int, list[type[ItemPlot]]]:
        """Which abuses are planted in which project: spread over those that are old enough to have come far."""
        old = max(1, self.number * 2 // 3)
        each = max(1, round(PLANTED * self.number / 600))
        found: dict[int, list[type[ItemPlot]]] = {}
        for turn, kind in enumerate(kind for _ in range(each) for kind in PLOTS if kind is not MonthEnd):
            found.setdefault(turn * 7 % old, []).append(kind)
        return found


@dataclass(frozen=True, slots=True)
class _Opening:
    approvals: Approvals
    place: int
    at: datetime
    owners: list[Actor]
    kinds: list[type[ItemPlot]]

    async def begin(self, connection: Connection) -> Course:
        """Keep the dossier and open the case."""
        banner, at = self.approvals.banner, self.at
        chance = dice(banner.seed, "project", self.place)
        ref = f"{at.astimezone(banner.hours.zone):%y%m}-150524-04-01-{200001 + self.place:06d}"
        owner = self.owners[min(int(chance.expovariate(4 / len(self.owners))), len(self.owners) - 1)]
        dossier = self._dossier(chance, ref, owner)
        await add_dossier(connection, dossier)
        rules = project_items(
            banner.catalogue,
            project_type=dossier.project_type,
            land_mode=dossier.land_mode,
            flags=dossier.flags,
            rule_set=dossier.rule_set,
            on=at.astimezone(banner.hours.zone).date(),
        )
        case = Approval(ref, rules, banner.calendar, banner.office, tuple(Item(rule.id) for rule in rules))
        opening = proceedings.opened(case, by=owner, at=at, now=at)
        items = _Items(self._project(dossier, owner, rules, chance), rules, self.kinds, chance)
        return Course(ApprovalLaw(), opening, at, (), items.begin)

    def _dossier(self, chance: Random, ref: str, owner: Actor) -> Dossier:
        catalogue = self.approvals.banner.catalogue
        flags = [flag for flag, share in _FLAGS.items() if chance.random() < share]
        flags += some_of(chance, ["eia_report_book"], 0.15) if "eia_required" in flags else []
        thing = chance.choice(_THINGS)
        town = one_of(
            chance,
            {
                body.name_zh: self.approvals.banner.sizes[body.id]
                for body in self.approvals.banner.organisation.bodies
                if body.kind == "town"
            },
        )
        return Dossier(
            ref=ref,
            print=name_of(ref),
            name=f"{town}{thing}项目（{self.place + 1}）",
            site=town,
            project_type=one_of(chance, _TYPES),
            land_mode="allocation" if chance.random() < 0.3 else "grant",
            flags=sorted(flags),
            rule_set=catalogue.default_rule_set,
            catalogue_version=catalogue.version,
            applicant=owner.id,
            helper="helper" if chance.random() < 0.1 else None,
            opened_by=owner.id,
            opened_at=self.at,
        )

    def _project(self, dossier: Dossier, owner: Actor, rules: tuple[ProjectItem, ...], chance: Random) -> Project:
        banner = self.approvals.banner
        officers = {name: banner.officer(name, chance) for name in sorted({rule.department for rule in rules})}
        there = Possession(dossier.project_type, dossier.flags)
        needed = {rule.id: list(asked_of(banner.catalogue, [rule], there)) for rule in rules}
        return Project(banner, dossier.ref, owner, officers, lambda rule: needed[rule.id], self.approvals.truth)


class _Items:
    """Begins what people have in mind with an item when it may be handed in."""

    def __init__(
        self, project: Project, rules: tuple[ProjectItem, ...], kinds: list[type[ItemPlot]], chance: Random
    ) -> None:
        self._project, self._begun = project, set[str]()
        self._plots: dict[str, type[ItemPlot]] = {}
        for kind in kinds:
            suited = [rule for rule in rules if rule.id not in self._plots and suits(kind, rule, project.materials)]
            if suited:
                one = chance.choice(suited)
                also = [rule for rule in suited if kind in WIDE and rule.department == one.department]
                self._plots |= dict.fromkeys((rule.id for rule in (one, *also)), kind)

    def begin(self, case: Approval) -> Iterator[Plot]:
        """The plots of the items that have become ready."""
        for item, rule in zip(case.items, case.rules, strict=True):
            if item.state is State.READY and item.ready_at is not None and item.id not in self._begun:
                self._begun.add(item.id)
                yield self._kind_of(rule)(self._project, rule).plot(item.ready_at)

    def _kind_of(self, rule: ProjectItem) -> type[ItemPlot]:
        is_held = self._project.officers[rule.department].id in _HOLDERS
        return self._plots.get(rule.id, MonthEnd if is_held else ItemPlot)


def applicants(number: int) -> list[Person]:
    """Invented applicants: one for every fifth project."""
    return [
        Person(f"history-applicant-{n:03}", f"申请人{n:03}", Role.APPLICANT, language="zh")
        for n in range(1, max(6, number // 5) + 1)
    ]


def _working_days(banner: Banner, since: datetime, until: datetime) -> Iterator[date]:
    day, last = banner.calendar.local_day(since), banner.calendar.local_day(until)
    while day <= last:
        if banner.calendar.counts(day):
            yield day
        day += timedelta(days=1)
