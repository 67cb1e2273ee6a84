"""The abuses that are planted in items: each is an honest plot with one part of it changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.catalogue import ProjectItem, Silence
from domain.documents.refusals import NotInCatalogue
from domain.item import Item, State, promised_due
from domain.needs import Defect
from domain.roles import Act
from history.course import Deed, Demand
from history.item import REMEDIES, ItemPlot, Part
from history.truth import Abuse

_NO_DOCUMENTS = ("口头通知", "待补", "见附件", "无")
_INVENTED = ("village_consent", "meeting_minutes", "deposit_receipt", "neighbour_statement")


class _Unworked(ItemPlot):
    def work(self, item: Item) -> Part:
        """Nothing."""
        yield from ()
        return item


class Backfilled(_Unworked):
    """Done on paper, and entered weeks later; accepted and approved within a day."""

    abuse = Abuse.BACKFILLED

    def hand_in(self) -> Part:
        """The department itself enters what came to it long ago."""
        days = self.chance.randint(8, 22)
        acted_at = self.hours.on(self.hours.before(self.calendar.local_day(self.now), days), self.chance)
        papers = tuple(self.project.materials(self.rule))
        self.project.handed |= set(papers)
        item = yield from self.do(Act.RECEIVE, self.officer, papers=papers, acted_at=acted_at)
        self.plant()
        return item

    def take_in(self, _: Item) -> Part:
        """At once."""
        yield from self.until(self.hours.soon(self.now, self.chance.uniform(30, 120)))
        return (yield from self.accept())

    def decision_at(self, _: Item) -> datetime:
        """Some hours later."""
        return self.hours.soon(self.now, self.chance.uniform(60, 240))


class DatedBefore(ItemPlot):
    """The decision document bears a day before the acceptance."""

    abuse = Abuse.DATED_BEFORE

    def paper(self, days_before: int = 0) -> dict[str, str]:
        """Older than the application was accepted."""
        since = self.calendar.working_days(
            self.calendar.local_day(self._accepted_at), self.calendar.local_day(self.now)
        )
        self.plant()
        return super().paper(days_before + since + self.chance.randint(2, 7))

    def decide(self, item: Item) -> Part:
        """Approved; it neither lapses nor is refused."""
        self._accepted_at = item.accepted_at or self.now
        yield from self.until(self.decision_at(item))
        return (yield from self.approve())


class OneHand(_Unworked):
    """One person receives, accepts and approves within minutes."""

    abuse = Abuse.ONE_HAND

    def hand_in(self) -> Part:
        """By the officer."""
        papers = tuple(self.project.materials(self.rule))
        self.project.handed |= set(papers)
        return (yield from self.do(Act.RECEIVE, self.officer, papers=papers))

    def take_in(self, _: Item) -> Part:
        """Two minutes later."""
        yield from self.until(self.now + timedelta(seconds=self.chance.randint(40, 160)))
        return (yield from self.do(Act.ACCEPT, self.officer))

    def decide(self, _: Item) -> Part:
        """Two more."""
        yield from self.until(self.now + timedelta(seconds=self.chance.randint(50, 200)))
        item = yield from self.do(Act.APPROVE, self.officer, said=self.paper())
        self.plant()
        return item


class MonthEnd(ItemPlot):
    """What could be decided any day is decided on the last ones of the month; whoever comes is told to come late in it."""

    abuse = Abuse.MONTH_END

    def hand_in_at(self, ready_at: datetime) -> datetime:
        """So late in the month that the term reaches to its end."""
        at = super().hand_in_at(ready_at)
        last = (self.calendar.local_day(at).replace(day=1) + timedelta(days=32)).replace(day=1)
        day = self.hours.before(last, max(3, min(8, self.rule.promised.value)))
        return max(at, self.hours.on(day, self.chance))

    def decide(self, item: Item) -> Part:
        """Held until the end of the month where the term allows it."""
        due, today = promised_due(item, self.rule, self.calendar), self.calendar.local_day(self.now)
        last = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        day = self.hours.before(last, self.chance.randint(1, 2))
        if due is None or not today < day <= due.on:
            return (yield from super().decide(item))
        yield from self.until(self.hours.at(day, self.chance.uniform(15 * 60, 17 * 60 + 20)))
        item = yield from self.approve()
        self.plant()
        return item


class ReviewBefore(ItemPlot):
    """It is looked at for weeks before it is received, and then approved in a day."""

    abuse = Abuse.REVIEW_BEFORE

    def contact(self) -> dict[str, str]:
        """The first contact lies weeks back."""
        self.plant()
        day = self.hours.before(self.calendar.local_day(self.now), self.chance.randint(12, 40))
        return {"first_contact_on": day.isoformat()}

    def decision_at(self, _: Item) -> datetime:
        """Some hours later."""
        return self.hours.soon(self.now, self.chance.uniform(60, 240))


class OffList(ItemPlot):
    """Something is asked for that is not in the catalogue."""

    abuse = Abuse.OFF_LIST

    def take_in(self, item: Item) -> Part:
        """The counter refuses the demand, which is on record all the same."""
        yield from self.until(self.soon_or_later(0.6))
        wanted = self.chance.choice(_INVENTED)
        asked = Demand(self.rule.id, self.rule.department, {wanted: ""}, {wanted: NotInCatalogue.code})
        yield Deed(Act.CORRECT, self.officer, demand=asked, is_tried=False)
        self.plant()
        return (yield from super().take_in(item))


class _Pausing(ItemPlot):
    def work(self, _: Item) -> Part:
        """The clock stands."""
        item = yield from self.pause()
        if item.pauses:
            self.plant()
        return item


class PauseAtEnd(_Pausing):
    """Paused in the last days of the term."""

    abuse = Abuse.PAUSE_AT_END

    def work(self, item: Item) -> Part:
        """On the last day on which it may be."""
        due = promised_due(item, self.rule, self.calendar)
        if due is not None:
            day = self.hours.before(due.on, 1)
            yield from self.until(self.hours.at(day, self.chance.uniform(14 * 60 + 40, 17 * 60)))
        item = yield from self.stop(self.chance.randint(5, 12), document=self.document())
        if item.planned_end is None:
            return item
        self.plant()
        yield from self.until(self.end_of_pause(item.planned_end))
        return (yield from self.resume())


class PauseOverlong(_Pausing):
    """The clock stands much longer than was declared."""

    abuse = Abuse.PAUSE_OVERLONG

    def end_of_pause(self, planned: datetime) -> datetime:
        """Weeks later."""
        return self.hours.days_later(planned, self.chance.randint(7, 14), self.chance)


class PauseUndocumented(_Pausing):
    """Words stand where a document should be named."""

    abuse = Abuse.PAUSE_UNDOCUMENTED

    def pause(self) -> Part:
        """No document, but otherwise like any pause."""
        item = yield from self.until(self.soon_or_later(0.4))
        item = yield from self.stop(self.chance.randint(4, 16), document=self.chance.choice(_NO_DOCUMENTS))
        if item.planned_end is None:
            return item
        yield from self.until(self.end_of_pause(item.planned_end))
        return (yield from self.resume())


class PauseUntilCalled(_Pausing):
    """It ends only when somebody was told that it lasts too long."""

    abuse = Abuse.PAUSE_UNTIL_CALLED

    def end_of_pause(self, planned: datetime) -> datetime:
        """Some hours after the message."""
        return self.hours.soon(planned + timedelta(minutes=5), self.chance.uniform(10, 120))


class SecondCorrection(ItemPlot):
    """A second time something is asked for that was there at the first."""

    abuse = Abuse.SECOND_CORRECTION

    def take_in(self, item: Item) -> Part:
        """Told, supplied, and told again; the case refuses the second time, but it was asked."""
        there = [name for name in self.project.materials(self.rule) if name in self.project.handed]
        yield from self.until(self.soon_or_later(0.5))
        item = yield from self.correct(item)
        there = [name for name in there if name not in self.named]
        if there and item.state is State.RECEIVED:
            yield from self.demand({self.chance.choice(there): self.chance.choice(list(Defect)).value})
            self.plant()
            yield from self.until(self.hours.days_later(self.now, self.chance.randint(1, 3), self.chance))
        return (yield from self.accept()) if item.state is State.RECEIVED else item


class Refiled(ItemPlot):
    """Refused when the term ends, filed again unchanged, so that the clock begins anew."""

    abuse = Abuse.REFILED

    def decide(self, item: Item) -> Part:
        """No earlier than it must be."""
        yield from self.until(self.within(item, 0.95))
        yield from self.do(Act.REFUSE, self.officer, said={"reason": "请重新申报。", "remedies": REMEDIES})
        yield from self.until(self.hours.days_later(self.now, self.chance.randint(0, 2), self.chance))
        item = yield from self.do(Act.RECEIVE, self.applicant)
        if item.round < 2:
            return item
        self.plant()
        yield from self.until(self.soon_or_later(0.5))
        item = yield from self.accept()
        if item.state is not State.ACCEPTED:
            return item
        yield from self.until(self.decision_at(item))
        return (yield from self.approve())


class LapseCluster(ItemPlot):
    """One officer lets what one applicant has applied for lapse."""

    abuse = Abuse.LAPSE_CLUSTER

    def decide(self, item: Item) -> Part:
        """Nobody does."""
        item = yield from self.lapse(item)
        if item.state is State.DEEMED:
            self.plant()
        return item


class LapseUntouched(_Unworked, LapseCluster):
    """Nobody touches it at all: silence accepts it, and silence approves it."""

    def take_in(self, _: Item) -> Part:
        """Nobody does."""
        return (yield from self.until(self.hours.days_later(self.now, 7, self.chance)))


PLOTS: tuple[type[ItemPlot], ...] = (
    *(Backfilled, DatedBefore, OneHand, MonthEnd, ReviewBefore, OffList, PauseAtEnd, PauseOverlong),
    *(PauseUndocumented, PauseUntilCalled, SecondCorrection, Refiled, LapseCluster, LapseUntouched),
)
WIDE = frozenset({OneHand, LapseCluster, LapseUntouched})  # planted in all items of one department in a project


def suits(plot: type[ItemPlot], rule: ProjectItem, materials: Callable[[ProjectItem], list[str]]) -> bool:
    """Can this abuse be planted in an item?"""
    if issubclass(plot, _Pausing):  # of a term of a few days every day is at the end
        return bool(rule.pauses) and rule.promised.value >= (6 if plot is PauseAtEnd else 3)
    if plot is SecondCorrection:
        return len(materials(rule)) > 0
    if issubclass(plot, LapseCluster):
        return rule.silence is Silence.DEEM_APPROVED
    return plot is not MonthEnd
