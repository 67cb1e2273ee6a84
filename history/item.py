"""What happens to one item of a project: what people have in mind with it, honest as most are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from domain.approval import Approval
from domain.catalogue import ProjectItem
from domain.item import Item, State, latest_pause_end, promised_due
from domain.needs import Defect
from domain.roles import Act, Actor, Role
from history.banner import Banner
from history.chance import dice
from history.course import Deed, Demand, Plot
from history.truth import Abuse, Planted, Truth

Part = Generator["datetime | Deed", Any, Item]  # a part of a plot, which returns the item as it stands then
REMEDIES = "可在六十日内申请行政复议，或者在六个月内提起行政诉讼。"
_OPINIONS = ("材料齐全，符合条件。", "经审查符合规定。", "同意。", "符合规划要求，准予办理。")
_FAULTS = ("设计深度不足，请按导则补充。", "附图缺少坐标，请补充。", "申请表未加盖公章。", "说明书与图纸不一致。")
_MINUTE = timedelta(minutes=1)
_WHY_LATE = ("专家论证未能按期完成。", "经办人同时承担防汛任务。", "现场踏勘因大雪推迟。", "与林草部门会商时间较长。")


@dataclass(slots=True)
class Project:
    """One project of the history: its people, and what has been handed in."""

    banner: Banner
    ref: str
    applicant: Actor
    officers: dict[str, Actor]
    materials: Callable[[ProjectItem], list[str]]  # the documents that an item needs
    truth: Truth
    handed: set[str] = field(default_factory=set)

    def chance(self, *names: object) -> Random:
        """Chance of the project's own."""
        return dice(self.banner.seed, self.ref, *names)


class ItemPlot:
    """What people have in mind with one item; abuses change parts of it."""

    abuse: Abuse | None = None

    def __init__(self, project: Project, rule: ProjectItem) -> None:
        self.project, self.rule = project, rule
        self.chance = project.chance(rule.id)
        self.hours, self.calendar = project.banner.hours, project.banner.calendar
        self.applicant, self.officer = project.applicant, project.officers[rule.department]
        self.head = project.banner.head(rule.department)
        self.pace = project.banner.pace(self.officer.id)
        self.missing: list[str] = []
        self.named: set[str] = set()  # what was asked for in a correction
        self._now = self._handed_at = datetime.min.replace(tzinfo=UTC)

    def plot(self, ready_at: datetime) -> Plot:
        """From the moment at which it may be handed in until it is decided."""
        item = yield from self.until(self.hand_in_at(ready_at))
        item = yield from self.hand_in()
        if item.state is State.RECEIVED:
            item = yield from self.take_in(item)
        if item.state is State.ACCEPTED:
            item = yield from self.work(item)
        if item.state is State.ACCEPTED:
            item = yield from self.decide(item)
        yield from self.afterwards(item)

    # ---- parts, each of which an abuse may change

    def hand_in_at(self, ready_at: datetime) -> datetime:
        """When the applicant comes: within days, sometimes weeks."""
        return self.hours.days_later(ready_at, min(60, int(self.chance.lognormvariate(0.9, 0.9))), self.chance)

    def hand_in(self) -> Part:
        """The application with its papers; not all have them all."""
        wanted = [name for name in self.project.materials(self.rule) if name not in self.project.handed]
        self.missing = [name for name in wanted if self.chance.random() < 0.05]
        papers = tuple(name for name in wanted if name not in self.missing)
        self.project.handed |= set(papers)
        return (yield from self.do(Act.RECEIVE, self.applicant, papers=papers, said=self.contact()))

    def contact(self) -> dict[str, str]:
        """What the counter notes of an earlier contact: now and then a day or two before."""
        if self.chance.random() > 0.1:
            return {}
        day = self.hours.before(self.calendar.local_day(self.now), self.chance.randint(0, 2))
        return {"first_contact_on": day.isoformat()}

    def take_in(self, item: Item) -> Part:
        """The counter: accepted, told what is missing, now and then declined or left lying."""
        luck = self.chance.random()
        if luck < 0.012:  # nobody looks: silence accepts
            return (yield from self.until(self.hours.days_later(self.now, 7, self.chance)))
        yield from self.until(self.soon_or_later(1.2))
        if self.missing or luck < 0.06:
            item = yield from self.correct(item)
        elif luck < 0.07:
            item = yield from self.decline()
        return (yield from self.accept()) if item.state is State.RECEIVED else item

    def correct(self, item: Item) -> Part:
        """What is missing is told once and all together, and comes."""
        there = [name for name in self.project.materials(self.rule) if name in self.project.handed]
        wanted = dict.fromkeys(self.missing, "")
        if not wanted and there:
            wanted = {self.chance.choice(there): self.chance.choice(list(Defect)).value}
        if not wanted:
            return item
        yield from self.demand(wanted)
        yield from self.until(self.hours.days_later(self.now, self.chance.randint(1, 9), self.chance))
        self.project.handed |= set(wanted)
        item = yield from self.do(Act.SUPPLY, self.applicant, papers=tuple(wanted))
        yield from self.until(self.soon_or_later(1))
        return item

    def demand(self, wanted: dict[str, str]) -> Part:
        """The demand itself."""
        self.named |= set(wanted)
        asked = Demand(self.rule.id, self.rule.department, wanted)
        said = {"remarks": self.chance.choice(_FAULTS)}
        return (yield from self.do(Act.CORRECT, self.officer, said=said, demand=asked))

    def decline(self) -> Part:
        """Not admitted, and handed in again when it is another application."""
        said = {"reason": "申请事项不属于本机关职权范围或者主体不适格。", "remedies": REMEDIES}
        yield from self.do(Act.DECLINE, self.officer, said=said)
        yield from self.until(self.hours.days_later(self.now, self.chance.randint(8, 25), self.chance))
        yield from self.do(Act.RECEIVE, self.applicant, papers=tuple(self.project.materials(self.rule)[:1]))
        return (yield from self.until(self.soon_or_later(1)))

    def accept(self) -> Part:
        """The promise starts."""
        said = {"remarks": self.chance.choice(_OPINIONS)} if self.chance.random() < 0.4 else {}
        return (yield from self.do(Act.ACCEPT, self.officer, said=said, **self.entered_late()))

    def work(self, item: Item) -> Part:
        """Before the decision: sometimes the clock stands, sometimes it is extended."""
        luck, value = self.chance.random(), self.rule.promised.value
        if luck < 0.14 and self.rule.pauses and value >= 2:
            item = yield from self.pause()
        elif luck < 0.17 and self.rule.extension_max and value >= 3:
            yield from self.until(self.within(item, 0.6))
            days = self.chance.randint(1, min(5, self.rule.extension_max))
            item = yield from self.do(Act.EXTEND, self.head, said={"reason": self.chance.choice(_WHY_LATE)}, days=days)
        return item

    def pause(self) -> Part:
        """The clock stands, with a document; it runs again when what was waited for is there."""
        item = yield from self.until(self.soon_or_later(0.4))
        item = yield from self.stop(self.chance.randint(4, 16), document=self.document())
        if item.planned_end is None:
            return item
        yield from self.until(self.end_of_pause(item.planned_end))
        return (yield from self.resume())

    def end_of_pause(self, planned: datetime) -> datetime:
        """When it ends: mostly before it was to end; seldom a day or two later."""
        day = self.calendar.local_day(planned)
        if self.chance.random() < 0.03:
            return self.hours.days_later(planned, self.chance.randint(1, 2), self.chance)
        return self.hours.on(self.hours.before(day, self.chance.randint(1, 3)), self.chance)

    def stop(self, days: int, *, document: str) -> Part:
        """Stop the clock for so many days, as far as the rules allow."""
        kind = self.chance.choice(self.rule.pauses)
        item = yield from self.until(self.now)
        latest = latest_pause_end(item, kind, self.now, self.calendar)
        until = min(self.hours.at(self.hours.workday(self.calendar.local_day(self.now), days), 17 * 60 + 30), latest)
        return (yield from self.do(Act.PAUSE, self.officer, said={"document": document}, kind=kind.kind, until=until))

    def resume(self) -> Part:
        """The clock runs again, unless it ran out by itself."""
        item = yield from self.until(self.now)
        return (yield from self.do(Act.RESUME, self.officer)) if item.state is State.PAUSED else item

    def decide(self, item: Item) -> Part:
        """In time, as a rule; some items lapse."""
        if self.chance.random() < 0.012 * self.pace:
            return (yield from self.lapse(item))
        yield from self.until(self.decision_at(item))
        if self.chance.random() < 0.02:
            return (yield from self.refuse_and_return())
        return (yield from self.approve())

    def decision_at(self, item: Item) -> datetime:
        """Some way into what is left of the term, by the officer's pace."""
        return self.within(item, min(0.97, self.chance.betavariate(2.2, 1.8) * self.pace))

    def lapse(self, item: Item) -> Part:
        """Nobody decides; the term ends."""
        due = promised_due(item, self.rule, self.calendar)
        end = due.at if due else self.now
        return (yield from self.until(self.hours.days_later(end, 0, self.chance)))

    def approve(self, **more: Any) -> Part:
        """Approved, with a numbered document of the day."""
        late = more or self.entered_late()
        return (yield from self.do(Act.APPROVE, self.officer, said=self.paper(), **late))

    def refuse_and_return(self) -> Part:
        """Refused with reasons; weeks later filed again, reworked, and decided."""
        said = {"reason": "方案不符合控制性详细规划。", "remedies": REMEDIES}
        yield from self.do(Act.REFUSE, self.officer, said=said)
        yield from self.until(self.hours.days_later(self.now, self.chance.randint(15, 45), self.chance))
        papers = tuple(self.project.materials(self.rule)[:2])
        yield from self.do(Act.RECEIVE, self.applicant, papers=papers)
        yield from self.until(self.soon_or_later(1))
        item = yield from self.accept()
        if item.state is not State.ACCEPTED:
            return item
        yield from self.until(self.decision_at(item))
        return (yield from self.approve())

    def afterwards(self, item: Item) -> Part:
        """What ran out is explained, mostly."""
        if item.state is State.DEEMED and self.chance.random() < 0.7:
            yield from self.until(self.hours.days_later(self.now, self.chance.randint(0, 6), self.chance))
            item = yield from self.do(Act.EXPLAIN, self.officer, said={"reason": self.chance.choice(_WHY_LATE)})
        elif item.state is State.ACCEPTED:  # silence could not approve it: it is decided late
            yield from self.until(self.hours.days_later(self.now, self.chance.randint(1, 4), self.chance))
            yield from self.do(Act.EXPLAIN, self.officer, said={"reason": self.chance.choice(_WHY_LATE)})
            item = yield from self.approve()
        return item

    # ---- what all parts use

    @property
    def now(self) -> datetime:
        """When this plot acts."""
        return self._now

    def until(self, at: datetime) -> Part:
        """Time passes until then."""
        self._now = max(at, self._now)
        case: Approval = yield self._now
        return case.item(self.rule.id)

    def do(
        self,
        act: Act,
        actor: Actor,
        *,
        said: dict[str, str] | None = None,
        papers: tuple[str, ...] = (),
        demand: Demand | None = None,
        **fields: Any,
    ) -> Part:
        """Somebody does something now; an item that has gone another way meanwhile is left alone."""
        if act is Act.RECEIVE:
            self._handed_at = self._now
        owns = {"owns": True} if actor.role is Role.APPLICANT else {}
        about = {"items": (self.rule.id,), **owns, **fields}
        case: Approval = yield Deed(act, actor, said or {}, about, papers, demand)
        return case.item(self.rule.id)

    def plant(self) -> None:
        """It has been done: that is the truth."""
        if self.abuse is not None:
            self.project.truth.append(Planted(self.abuse, self.project.ref, self.rule.id))

    def soon_or_later(self, days: float) -> datetime:
        """About so many working days later, by the officer's pace; often the same day."""
        later = int(self.chance.expovariate(1 / (days * self.pace)))
        if later == 0:
            return self.hours.soon(self.now, self.chance.uniform(10, 200))
        return self.hours.days_later(self.now, min(later, 4), self.chance)

    def within(self, item: Item, share: float) -> datetime:
        """When this share of the working days that are left of the term has passed."""
        due = promised_due(item, self.rule, self.calendar)
        if due is None:
            return self.hours.soon(self.now, 60)
        today = self.calendar.local_day(self.now)
        days = round(self.calendar.working_days(today, due.on) * share)
        return self.hours.days_later(self.now, days, self.chance) if days else self.hours.soon(self.now, 45)

    def entered_late(self) -> dict[str, Any]:
        """Now and then an act is entered an hour after it was done, seldom the next morning."""
        if self.chance.random() > 0.05:
            return {}
        return {"acted_at": self.now - min((self.now - self._handed_at) / 2, self.chance.uniform(5, 80) * _MINUTE)}

    def document(self) -> str:
        """The number of a document of the department."""
        year = self.calendar.local_day(self.now).year
        return f"库{self.rule.department}〔{year}〕{self.chance.randint(1, 400)}号"

    def paper(self, days_before: int = 0) -> dict[str, str]:
        """A decision document, of the day or of some working days before."""
        day = self.hours.before(self.calendar.local_day(self.now), days_before)
        said = {"document": self.document(), "document_on": day.isoformat()}
        return said | ({"remarks": self.chance.choice(_OPINIONS)} if self.chance.random() < 0.3 else {})
