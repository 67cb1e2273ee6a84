"""What happens to one application for legal aid: decided within a day mostly, a lawyer appointed, worked on, closed, verified."""

from __future__ import annotations

from datetime import datetime

from domain.legal.aid_clocks import is_verifiable, verification
from domain.legal.cases import Aid, State
from domain.roles import Act
from history.chance import one_of
from history.course import Plot
from history.legal_parts import MINUTE, LegalParts, Part

_STARS = {5: 60, 4: 27, 3: 9, 2: 2, 1: 2}
_GROUNDS = ("not_in_scope", "means_above", "no_ground", "helped_before")
_WORKS = ("meeting", "file", "mediation", "hearing", "document")
_UNDECIDED = frozenset({State.RECEIVED, State.INCOMPLETE})


class AidPlot(LegalParts):
    """What people have in mind with one application."""

    def plot(self) -> Plot:
        """From the application until the applicant has rated the help."""
        case: Aid = yield from self.until(self._soon(15, 240))
        case = yield from self._decide(case)
        for _ in range(12):
            if case.state is not State.GRANTED:
                break
            case = yield from self._appoint()
        if case.state is State.APPOINTED:
            case = yield from self._work(case)
        if case.state is State.REFUSED:
            yield from self._object()
        elif case.state is State.ANSWERED and self.chance.random() < 0.5:
            case = yield from self.until(self._days(self.chance.randint(0, 10)))
            if case.state is State.ANSWERED:
                yield from self.say(Act.LEGAL_RATE, satisfied=one_of(self.chance, _STARS))

    def verify(self) -> Plot:
        """The desk looks whether a pledge is true: most of them, before the time for it is over."""
        case: Aid = yield self.now + MINUTE
        due = verification(case)
        if due is None:
            return
        day = self.banner.hours.before(due.on, self.chance.randint(1, 9))
        is_done, is_true = self.chance.random() < 0.85, self.chance.random() < 0.97
        case = yield self.banner.hours.on(day, self.chance)
        if is_done and is_verifiable(case):
            yield from self.do(Act.AID_VERIFY, self.clerk(), "已向民政部门核对收入情况。", yes=is_true)

    def _decide(self, case: Aid) -> Part:
        """Granted, mostly on the day; a few lack papers, a few are refused or decided late."""
        luck = self.chance.random()
        if luck < 0.06:
            yield from self.do(Act.AID_ASK_PAPERS, self.clerk(), proofs=(self._proof(case),))
            case = yield from self.until(self._days(self.chance.randint(1, 7)))
            if case.state is not State.INCOMPLETE:
                return case
            yield from self.say(Act.AID_SUPPLY)
            case = yield from self.until(self._soon(20, 120))
        elif luck < 0.11:
            case = yield from self.until(self._days(self.chance.randint(1, 3)))
        if case.state not in _UNDECIDED:
            return case
        if self.chance.random() < 0.1:
            ground = self.chance.choice(_GROUNDS)
            return (yield from self.do(Act.AID_REFUSE, self.clerk(), "理由已书面告知。", reason=ground))
        return (yield from self.do(Act.AID_GRANT, self.clerk()))

    def _proof(self, case: Aid) -> str:
        """A paper that may be asked for: none that the pledge replaces."""
        waived = case.waived or ()
        return next(proof.id for proof in case.rules.proofs if proof.id not in (*waived, "means"))

    def _appoint(self) -> Part:
        """Whoever is asked accepts within minutes, declines, or lets the offer lapse."""
        case = yield from self.until(self.now + MINUTE * self.chance.uniform(3, 24))
        called = self.called(case)
        if case.state is not State.GRANTED or called is None:
            return (yield from self.until(self.now + MINUTE * 20)) if case.state is State.GRANTED else case
        luck = self.chance.random()
        if luck < 0.78:
            return (yield from self.do(Act.AID_ACCEPT, self.lawyer(called.person)))
        if luck < 0.9:
            return (yield from self.do(Act.LEGAL_DECLINE, self.lawyer(called.person), reason="busy"))
        return (yield from self.until(self.now + MINUTE * 31))

    def _work(self, case: Aid) -> Part:
        """Weeks of work, then the report; some end before."""
        for kind in self.chance.sample(_WORKS, self.chance.randint(1, 4)):
            case = yield from self.until(self._days(self.chance.randint(3, 25)))
            who = self.holder(case)
            if case.state is not State.APPOINTED or who is None:
                return case
            case = yield from self.do(Act.AID_WORK, who, "已办理，材料附卷。", kind=kind)
        case = yield from self.until(self._days(self.chance.randint(2, 15)))
        if case.state is not State.APPOINTED or (who := self.holder(case)) is None:
            return case
        if self.chance.random() < 0.03:
            return (yield from self.do(Act.AID_TERMINATE, self.clerk(), "受援人要求终止。", reason="asked_to_end"))
        return (yield from self.do(Act.AID_CLOSE, who, "结案报告已归档。"))

    def _object(self) -> Part:
        """Some object; the director decides within days."""
        if self.chance.random() < 0.2:
            yield from self.until(self._days(self.chance.randint(2, 20)))
            yield from self.say(Act.AID_OBJECT)
            case = yield from self.until(self._days(self.chance.randint(0, 2)))
            if case.state is State.OBJECTED:
                yield from self.do(Act.AID_DECIDE_OBJECTION, self.director(), "维持原决定。", yes=False)

    def _soon(self, least: float, most: float) -> datetime:
        return self.banner.hours.soon(self.now, self.chance.uniform(least, most))

    def _days(self, days: int) -> datetime:
        return self.banner.hours.days_later(self.now, days, self.chance)
