"""The abuses that are planted in requests: each is an honest plot with one part of it changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.hotline.book import Topic
from domain.hotline.policy import Level
from domain.hotline.request import Request, State
from domain.roles import Act
from history.request import RequestPlot
from history.request_parts import Part
from history.truth import Abuse

_MINUTE = timedelta(minutes=1)


class PlantedPlot(RequestPlot):
    """A plot with something in it that a detector looks for."""

    series = 1  # requests about the same within two weeks

    @staticmethod
    def suits(topic: Topic) -> bool:
        """Can it be planted in a request about this?"""
        return not topic.road and topic.kind == "immediate"


class EmptyAcceptance(PlantedPlot):
    """Accepted in the last minute, without a word to anybody; then nothing happens."""

    abuse = Abuse.EMPTY_ACCEPTANCE

    def acceptance_at(self) -> datetime:
        """Just before the fifteen minutes are over."""
        return self.now + _MINUTE * self.chance.uniform(13.2, 14.9)

    def words_of_acceptance(self) -> dict[str, str]:
        """None."""
        self.plant()
        return {}

    def handle(self, case: Request) -> Part:
        """It lies for more than half a day, whatever time does meanwhile."""
        if not self.has_lain:
            self.has_lain = True
            return (yield from self.until(self.awake(self.now + timedelta(hours=self.chance.uniform(13, 20)))))
        return (yield from super().handle(case))

    has_lain = False


class SignedAway(EmptyAcceptance):
    """As empty, but signed for by a click; then nothing happens for more than a day."""

    def handle(self, case: Request) -> Part:
        """It lies until after the citizen's deadline."""
        if not self.has_lain and case.state is State.HANDLING and case.holder and not case.holder.signed_at:
            case = yield from self.until(self.now + _MINUTE * self.chance.uniform(2, 9))
            yield from self.do(Act.REQUEST_SIGN, self.holder(case))
            self.has_lain = True
            return (yield from self.until(self.awake(self.now + timedelta(hours=self.chance.uniform(25, 40)))))
        return (yield from super().handle(case))


class ClosedUnanswered(PlantedPlot):
    """Closed within hours by a formula, with nothing done; the same caller comes again."""

    abuse = Abuse.CLOSED_UNANSWERED
    formulas: tuple[str, ...] = ("已办结。", "已处理。", "已阅。", "按规定办理。")

    def work(self, case: Request) -> Part:
        """Closed at once."""
        case = yield from self.until(self.awake(self.now + _MINUTE * self.chance.uniform(20, 150)))
        return (yield from self.close(case)) if case.state is State.HANDLING else case

    def close(self, case: Request) -> Part:
        """The evidence says nothing."""
        if self.round == 0:
            self.plant()
        said = {"text": self.chance.choice(self.formulas), "photo": "无", "place": "旗内", "time": self.now.isoformat()}
        return (yield from self.do(Act.REQUEST_CLOSE, self.holder(case), said=said))

    def ask(self, _: Request) -> Part:
        """Nobody is asked."""
        self.round += 1
        return (yield from self.until(self.now + timedelta(hours=80)))


class ClosedByRote(ClosedUnanswered):
    """Closed by one person with the same long phrase, whatever was reported."""

    formulas = ("经核实，已按规定处理完毕。",)
    series = 8

    @staticmethod
    def suits(topic: Topic) -> bool:
        """One person of a department has them all."""
        return not topic.road and topic.start is Level.BANNER and topic.kind == "immediate"


class ReturnRing(PlantedPlot):
    """From one body to another, and back to the first."""

    abuse = Abuse.RETURN_RING

    @staticmethod
    def suits(topic: Topic) -> bool:
        """Two bodies of the banner are needed."""
        return not topic.road and topic.start is Level.BANNER and topic.kind == "immediate" and bool(topic.assists)

    def sign(self, case: Request) -> Part:
        """Sent back while that is possible."""
        holder = case.holder
        if case.state is not State.HANDLING or holder is None or case.returns >= len(_TWICE):
            if case.returns >= len(_TWICE) and self.abuse and not self.is_planted:
                self.is_planted = True
                self.plant()
            return (yield from super().sign(case))
        other = self.told.topic.assists[0] if holder.body == self.told.topic.lead else self.told.topic.lead
        return (yield from self.send_back(other))

    def awake(self, at: datetime) -> datetime:
        """Within the two hours in which it may be sent back."""
        return min(super().awake(at), self.now + _MINUTE * 100)

    is_planted = False


_TWICE = (1, 2)
PLOTS: tuple[type[PlantedPlot], ...] = (EmptyAcceptance, SignedAway, ClosedUnanswered, ClosedByRote, ReturnRing)
REPORTED_AGAIN = frozenset({ClosedUnanswered, ClosedByRote})
