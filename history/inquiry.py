"""What happens to one inquiry: taken over within eight minutes, mostly; answered, rated, now and then handed on."""

from __future__ import annotations

from domain.legal.cases import Inquiry, State
from domain.roles import Act
from history.chance import one_of
from history.course import Plot
from history.legal_parts import HOUR, MINUTE, LegalParts, Part

_STARS = {5: 58, 4: 28, 3: 10, 2: 2, 1: 2}
_ANSWER = "已告知适用的法律规定、应当准备的材料和期限。"


class InquiryPlot(LegalParts):
    """What people have in mind with one inquiry."""

    def plot(self) -> Plot:
        """From the question until it was rated."""
        case: Inquiry = yield from self.until(self.now + MINUTE * self._wait())
        for _ in range(8):
            if case.state is State.WAITING:
                case = yield from self._take()
            elif case.state is State.TAKEN:
                case = yield from self._answer(case)
            elif case.state is State.ANSWERED:
                case = yield from self._rate()
            else:
                return

    def _wait(self) -> float:
        """How long until somebody picks up: seldom more than the eight minutes, at night more often."""
        return min(90.0, self.chance.lognormvariate(1.25 if self.is_night else 0.75, 0.6))

    def _take(self) -> Part:
        case = yield from self.until(self.now)
        called = self.called(case)
        if case.state is not State.WAITING:
            return case
        if called is None:
            return (yield from self.until(self.now + MINUTE * 2))
        who = self.lawyer(called.person)
        if self.chance.random() < 0.04:
            yield from self.do(Act.LEGAL_DECLINE, who, reason=self.chance.choice(("busy", "other_field")))
            return (yield from self.until(self.now + MINUTE * self._wait()))
        if self.chance.random() < 0.3:
            return (yield from self.do(Act.LEGAL_REPLY, who, _ANSWER))
        return (yield from self.do(Act.LEGAL_TAKE, who))

    def _answer(self, case: Inquiry) -> Part:
        who = self.holder(case)
        if self.chance.random() < 0.05 and who is not None:
            yield from self.until(self.now + MINUTE * self.chance.uniform(3, 20))
            yield from self.do(Act.LEGAL_REFER, who, reason="other_field")
            return (yield from self.until(self.now + MINUTE * self._wait()))
        case = yield from self.until(self.now + MINUTE * min(600, self.chance.lognormvariate(3.4, 0.9)))
        if case.state is not State.TAKEN or (who := self.holder(case)) is None:
            return case
        return (yield from self.do(Act.LEGAL_REPLY, who, _ANSWER))

    def _rate(self) -> Part:
        case = yield from self.until(self.now + HOUR * self.chance.expovariate(1 / 12))
        if case.state is not State.ANSWERED or self.chance.random() > 0.6:
            return (yield from self.until(self.now + HOUR * 24 * 40))
        helped = self.chance.random() < 0.88
        stars = one_of(self.chance, _STARS) if helped else self.chance.randint(1, 3)
        case = yield from self.say(Act.LEGAL_RATE, yes=helped, satisfied=stars)
        return (yield from self.until(self.now + MINUTE * self._wait())) if case.state is State.WAITING else case
