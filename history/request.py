"""What happens to one request: the centre, the bodies and the citizen, honest as most are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.hotline.clocks import share
from domain.hotline.policy import Goal, Level
from domain.hotline.record import Place
from domain.hotline.request import AT_WORK, Request, State
from domain.roles import ANYONE, Act
from history.chance import one_of
from history.course import Plot
from history.request_parts import Part, RequestParts

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_ANSWERS = (
    "已到现场处理，问题解决。",
    "已向诉求人当面说明政策。",
    "已联系施工单位修复。",
    "已协调两户达成一致，签了协议。",
)
_OUTCOMES = {"solved": 80, "unsolved": 8, "not_reached": 9, "refused": 3}
_STARS = {5: 55, 4: 28, 3: 12, 2: 3, 1: 2}
_LOW_STARS = {1: 40, 2: 30, 3: 25, 4: 5}


class RequestPlot(RequestParts):
    """What people have in mind with one request; abuses change parts of it."""

    sent_to = ""

    def plot(self) -> Plot:
        """From the report until the citizen has been asked."""
        case = yield from self.until(self.acceptance_at())
        if case.state is State.REPORTED:
            case = yield from self.receive(case)
        for _ in range(5):
            for _ in range(12):
                if case.state not in AT_WORK:
                    break
                case = yield from self.handle(case)
            if case.state is not State.CLOSED:
                return
            case = yield from self.ask(case)

    # ---- parts, each of which an abuse may change

    def acceptance_at(self) -> datetime:
        """Within the fifteen minutes, as a rule; at night later."""
        if self.told.goes_with is not None:
            return self.now + _MINUTE * 7
        is_night = not 6 <= self.now.astimezone(self.banner.hours.zone).hour < 23
        return self.now + _MINUTE * min(70, self.chance.lognormvariate(1.6, 0.62) * (1.5 if is_night else 1))

    def receive(self, case: Request) -> Part:
        """Classified and given to a body, or told another road; now and then another report about the same is taken in."""
        if self.told.goes_with is not None and self.told.goes_with.merged:
            return (yield from self.do(Act.REQUEST_MERGE, self.centre(), other=self.told.goes_with.ref))
        if self.chance.random() < 0.015:
            roads = case.policy.roads
            return (yield from self.do(Act.REQUEST_ADVISE, self.centre(), reason=self.chance.choice(roads)))
        place = self.first_place()
        assists = tuple(name for name in self.told.topic.assists if name != place.body)
        said = {"topic": self.told.topic.id, **self.words_of_acceptance()}
        fields = {"kind": self.told.topic.kind, "place": place, "assists": assists}
        return (yield from self.do(Act.REQUEST_ACCEPT, self.centre(), said=said, **fields))

    def first_place(self) -> Place:
        """Who has the duty by the list."""
        return self.place(self.told.topic.start)

    def words_of_acceptance(self) -> dict[str, str]:
        """What the dispatcher has asked the caller."""
        return {"remarks": "已电话核实地点和联系方式。"} if self.chance.random() < 0.9 else {}

    def handle(self, case: Request) -> Part:
        """What comes next with whoever has it."""
        if case.state is State.RETURNED:
            return (yield from self.dispatch(case))
        holder = case.holder
        if holder is None:
            return case
        if holder.level is Level.CENTRE:
            return (yield from self.coordinate(case))
        if holder.signed_at is None:
            case = yield from self.until(
                self.awake(holder.since + _MINUTE * min(300, self.chance.lognormvariate(3.2, 0.9)))
            )
            case = yield from self.sign(case)
        if case.state is State.HANDLING and case.holder is not None and case.holder.body == holder.body:
            case = yield from self.work(case)
        return case

    def coordinate(self, case: Request) -> Part:
        """The centre answers itself what is its own, and what came up to it; all else it gives to the body that leads."""
        yield from self.until(self.awake(self.now + _MINUTE * self.chance.uniform(5, 60)))
        is_report = case.leg is not None and case.leg.goal is Goal.REPORT
        has_had_it = any(custody.body == self.told.topic.lead for custody in case.custodies)
        if not has_had_it and case.state is State.HANDLING:
            return (yield from self.dispatch(case))
        return (yield from self.until(self.now + 3 * _HOUR)) if is_report else (yield from self.finish(case))

    def sign(self, case: Request) -> Part:
        """Taken notice of, or sent back at once."""
        if case.state is not State.HANDLING or case.holder is None or case.holder.signed_at is not None:
            return case
        if self.returns(case):
            return (yield from self.send_back(self.proposed(case)))
        return (yield from self.do(Act.REQUEST_SIGN, self.holder(case)))

    def returns(self, case: Request) -> bool:
        """Is it sent back? Seldom, and only for a reason."""
        is_young = case.holder is not None and self.now < case.holder.since + 1.9 * _HOUR
        may = case.holder is not None and not case.holder.designated and case.holder.level is not Level.CENTRE
        return is_young and may and self.chance.random() < 0.03

    def proposed(self, case: Request) -> str:
        """The body that has the duty, as whoever sends it back sees it."""
        body = case.holder.body if case.holder else ""
        others = [name for name in (*self.told.topic.assists, self.told.topic.lead) if name != body]
        return others[0] if others else "UMB"

    def send_back(self, proposed: str) -> Part:
        """Back to the centre, with who should have it."""
        said = {"proposed": proposed, "text": "经核实不属于本单位职责。"}
        self.sent_to = proposed
        case = yield from self.until(self.now)
        return (yield from self.do(Act.REQUEST_RETURN, self.holder(case), said=said, reason="not_our_duty"))

    def dispatch(self, case: Request) -> Part:
        """The centre gives it to the body that was proposed."""
        yield from self.until(self.now + _MINUTE * self.chance.uniform(3, 14))
        body = self.sent_to if case.state is State.RETURNED else self.told.topic.lead
        place = Place(self.banner.level_of(body), body, self.banner.on_duty(body, self.now))
        return (yield from self.do(Act.REQUEST_DISPATCH, self.centre(), place=place, assists=()))

    def work(self, case: Request) -> Part:
        """Report it upward where that is to be done, else do it; sometimes the clock stands or is extended."""
        if case.leg is not None and case.leg.goal is Goal.REPORT:
            return (yield from self.report_up(case))
        luck = self.chance.random()
        if luck < 0.02:
            case = yield from self.pause(case)
        elif luck < 0.035:
            case = yield from self.extend(case)
        elif luck < 0.12:
            yield from self.until(self.awake(self.now + _HOUR * self.chance.uniform(0.3, 3)))
            case = yield from self.do(Act.REQUEST_COMMENT, self.centre(), said={"text": "诉求人来电催办。"})
        return (yield from self.finish(case)) if case.state is State.HANDLING else case

    def report_up(self, case: Request) -> Part:
        """Handed to the level above within the hours of the first leg."""
        holder = case.holder
        case = yield from self.until(self.awake(self.now + _HOUR * self.chance.uniform(0.5, 8)))
        if case.state is not State.HANDLING or holder is None or (case.holder != holder and case.leg_no > 0):
            return case
        holder = case.holder
        above = holder.level.above if holder else None
        if above is None:
            return (yield from self.dispatch(case))
        said = {"reason": "需上级单位办理，情况已核实。"}
        return (yield from self.do(Act.REQUEST_ESCALATE, self.holder(case), said=said, place=self.place(above)))

    def pause(self, case: Request) -> Part:
        """The clock stands for a reason of the list, with a document."""
        reason = self.chance.choice(("evidence_from_applicant", "third_party", "applicant_asked_to_wait"))
        until = self.now + _HOUR * self.chance.uniform(20, 100)
        said = {"document": f"情况说明{self.chance.randint(1, 99)}号"}
        case = yield from self.do(Act.REQUEST_PAUSE, self.holder(case), said=said, reason=reason, until=until)
        if case.state is not State.PAUSED:
            return case
        case = yield from self.until(self.awake(self.now + (until - self.now) * self.chance.uniform(0.5, 1.05)))
        return (yield from self.do(Act.REQUEST_RESUME, self.holder(case))) if case.state is State.PAUSED else case

    def extend(self, case: Request) -> Part:
        """More time is asked for, and mostly granted."""
        hours = case.kind.extension_hours if case.kind else 0
        said = {"reason": "配件需从通辽调运。"}
        case = yield from self.do(Act.REQUEST_ASK_EXTENSION, self.holder(case), said=said, hours=hours)
        if case.asked is None:
            return case
        case = yield from self.until(self.awake(self.now + _MINUTE * self.chance.uniform(10, 90)))
        if case.asked is None or case.state not in AT_WORK:
            return case
        if self.chance.random() < 0.8:
            return (yield from self.do(Act.REQUEST_EXTEND, self.centre()))
        return (yield from self.do(Act.REQUEST_DENY_EXTENSION, self.centre(), said={"reason": "理由不充分。"}))

    def finish(self, case: Request) -> Part:
        """Done within the share of the level, mostly; else time hands it up, and the next one does it."""
        holder, part = case.holder, share(case)
        hours = part.length / _HOUR if part is not None else 6
        slow = self.banner.pace(holder.owner) if holder else 1
        used = min(1.3, self.chance.lognormvariate(-1.0, 0.5) * slow)
        done_at = max(self.now + 5 * _MINUTE, (holder.since if holder else self.now) + _HOUR * hours * used)
        case = yield from self.until(self.awake(done_at))
        if case.state is not State.HANDLING or case.holder is None or (holder and case.holder.body != holder.body):
            return case
        return (yield from self.close(case))

    def close(self, case: Request) -> Part:
        """With the evidence that the kind demands."""
        answer, day = self.chance.choice(_ANSWERS), self.now.astimezone(self.banner.hours.zone)
        is_phrase = self.chance.random() < 0.05  # mostly people say when
        evidence = {
            "text": answer if is_phrase else f"{day.month}月{day.day}日{answer}",
            "photo": f"sha256:{self.chance.getrandbits(64):016x}",
            "place": "诉求所在地",
            "time": self.now.isoformat(),
            "document": f"办结单{self.chance.randint(1, 999)}号",
        }
        wanted = case.kind.evidence if case.kind else ()
        said = {name: evidence[name] for name in evidence if name in wanted}
        return (yield from self.do(Act.REQUEST_CLOSE, self.holder(case), said=said))

    def ask(self, case: Request) -> Part:
        """The citizen answers on the page, is called, or says nothing."""
        self.round += 1
        luck = self.chance.random()
        if luck < 0.25:
            case = yield from self.until(self.now + _HOUR * self.chance.expovariate(1 / 9))
            way = self.chance.choice(("page", "sms"))
            return (yield from self.answer(case, way)) if case.state is State.CLOSED else case
        for _ in range(3 if luck < 0.93 else 0):
            case = yield from self.until(self.waking(self.now + _HOUR * self.chance.uniform(2.2, 14)))
            if case.state is not State.CLOSED:
                return case
            case = yield from self.call()
            if case.state is not State.CLOSED:
                return case
        return (yield from self.until(self.now + 80 * _HOUR))

    def call(self) -> Part:
        """One call by the centre."""
        outcome = one_of(self.chance, _OUTCOMES)
        fields: dict[str, Any] = {"outcome": outcome, "complainant": self.told.caller, "way": "call"}
        if outcome in ("solved", "unsolved"):
            fields |= self.opinion(solved=outcome == "solved")
        return (yield from self.do(Act.REQUEST_CALL, self.centre(), **fields))

    def answer(self, case: Request, way: str) -> Part:
        """An answer of the citizen's own."""
        fields = self.opinion(solved=self.chance.random() < 0.88) | {"cycle": case.cycle, "way": way}
        return (yield from self.do(Act.REQUEST_ANSWER, ANYONE, complainant=self.told.caller, **fields))

    def opinion(self, *, solved: bool) -> dict[str, Any]:
        """Solved or not, and how satisfied."""
        return {"solved": solved, "satisfied": one_of(self.chance, _STARS if solved else _LOW_STARS)}

    def take_in(self, at: datetime) -> Plot:
        """Another report about the same comes, and is handled with this one where it is being handled."""
        case = yield from self.until(at + _MINUTE * 6)
        for other in self.told.takes_in:
            if case.state is State.HANDLING:
                others: dict[str, Any] = {
                    "other": other.ref,
                    "other_since": other.reported_at,
                    "complainants": (other.caller,),
                }
                case = yield from self.do(Act.REQUEST_ABSORB, self.centre(), **others)
                self.told.merged = other.ref in case.absorbed
