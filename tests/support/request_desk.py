"""A desk at which one request of the hotline is played: small rules, people of a small banner, and words for what they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.hotline import proceedings
from domain.hotline.admission import REQUIRED_NOTES
from domain.hotline.places import Found
from domain.hotline.policy import FollowUp, Goal, Kind, Leg, Level, Paper, PauseReason, Policy, Returns, Waiting
from domain.hotline.record import Happening, Place, RequestCommand, RequestEvent, RequestNotice, Step
from domain.hotline.request import Request, RequestChange, Source, merged
from domain.hotline.turns import Wakening, next_wakening
from domain.refusals import Refusal
from domain.roles import Act, Actor, Role
from domain.term import Term, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DISPATCHER = Actor("p-dispatcher", Role.DISPATCHER, "CENTRE")
CITIZEN = Actor("", Role.VISITOR)
BODIES = {Level.VILLAGE: "V1", Level.TOWN: "T1", Level.BANNER: "B1", Level.CENTRE: "CENTRE"}
OF_THE_CITIZEN = {Act.REQUEST_ANSWER, Act.REQUEST_ASK_WITHDRAWAL}
OF_THE_BODY = {
    *(Act.REQUEST_SIGN, Act.REQUEST_PAUSE, Act.REQUEST_RESUME, Act.REQUEST_ASK_EXTENSION, Act.REQUEST_PARK),
    *(Act.REQUEST_UNPARK, Act.REQUEST_RETURN, Act.REQUEST_ESCALATE, Act.REQUEST_COMMENT, Act.REQUEST_CLOSE),
}
EVIDENCE = ("text", "photo", "document")
POLICY = Policy(
    version="test",
    kinds=(
        Kind("consultation", (Leg(Goal.CLOSE, Term(12, Unit.H), (40, 30, 20)),), ("text",), extension_hours=6),
        Kind("immediate", (Leg(Goal.CLOSE, Term(24, Unit.H), (40, 30, 20)),), ("text", "photo"), extension_hours=12),
        Kind(
            "agent",
            (Leg(Goal.REPORT, Term(12, Unit.H), (40, 30, 20)), Leg(Goal.CLOSE, Term(120, Unit.H), (0, 40, 40))),
            ("text", "document"),
            extension_hours=48,
        ),
        Kind("urgent", (Leg(Goal.CLOSE, Term(2, Unit.H), (50, 30, 20)),), ("text",)),
    ),
    waiting=Waiting(
        warn=Term(10, Unit.MIN),
        accept=Term(15, Unit.MIN),
        up=(Term(25, Unit.MIN), Term(40, Unit.MIN)),
        again=Term(30, Unit.MIN),
    ),
    half=50,
    warn=80,
    neglected=Term(24, Unit.H),
    pauses=(PauseReason("caller_absent", Term(24, Unit.H)), PauseReason("weather", Term(48, Unit.H))),
    returns=Returns(Term(2, Unit.H), 2, ("not_ours", "wrong_place")),
    follow_up=FollowUp(3, Term(72, Unit.H), Term(0, Unit.H)),
    papers=(
        Paper("assignment", (Happening.ACCEPTED,)),
        Paper("reminder", (Happening.WARNED,)),
        Paper("supervision", (Happening.GOAL_OVER,)),
        Paper("letter", (Happening.NEGLECTED,)),
    ),
    parking_days=30,
    roads=("court", "police"),
)


def moment(text: str) -> datetime:
    """Read 'Wed 2026-11-25 10:00' or '… 10:00:30.5' (Shanghai time); refuse a wrong weekday."""
    weekday, day, clock = text.split()
    assert WEEKDAYS[date.fromisoformat(day).weekday()] == weekday, f"{day} is no {weekday}"
    hours, minutes, *seconds = clock.split(":")
    midnight = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    return midnight + timedelta(hours=int(hours), minutes=int(minutes), seconds=float(*seconds or "0"))


def place(level: Level, body: str = "", owner: str = "") -> Place:
    """The body of a level in this banner and who is on duty there, unless others are named."""
    body = body or BODIES[level]
    return Place(level, body, owner or f"o-{body}")


def reported(at: str | datetime = "Wed 2026-11-25 10:00", **fields: object) -> RequestDesk:
    """A request that a citizen has just reported."""
    values: dict[str, object] = {"complainants": ("c1",)} | fields
    policy = values.pop("policy", POLICY)
    case = Request("H20261125-000017", policy, Source.WEB, "V1", _instant(at), **values)  # type: ignore[arg-type]
    return RequestDesk(case)


class RequestDesk:
    """One request as a prompt worker would keep it: everything that happened, and everybody who was told."""

    def __init__(self, case: Request) -> None:
        self.now = self.start = case.reported_at
        self.events: list[RequestEvent] = []
        self.said: list[RequestNotice] = []
        self.standing: dict[tuple[str, str, str], RequestNotice] = {}
        self.papers: list[str] = []
        self.passed_over: tuple[str, ...] = ()
        self.case = case
        self.keep(proceedings.opened(case, by=CITIZEN, now=self.now))

    def keep(self, change: RequestChange) -> RequestChange:
        """Take a change as the new request, and its notices as the store would."""
        self.case = change.case
        self.events += change.events
        self.said += change.notices
        self.papers += [issue.paper for issue in change.papers]
        kept = {key: notice for key, notice in self.standing.items() if notice.thread not in change.silenced}
        self.standing = kept | {(n.thread, n.cycle, n.step): n for n in change.notices}
        return change

    def after(self, **length: float) -> datetime:
        """So long after the report."""
        return self.start + timedelta(**length)

    def does(self, act: Act, at: str | datetime, *, handled: str | datetime = "", **fields: object) -> RequestChange:
        """Somebody does something at `at`, and the worker handles it then or at `handled`; what time did before is kept."""
        self.now = _instant(handled or at)
        command = self.command(act, _instant(at), **fields)
        return self.keep(proceedings.act(self.case, command, self.now))

    def command(self, act: Act, at: datetime, **fields: object) -> RequestCommand:
        """The command that the right person gives with all notes that it needs, unless `fields` says otherwise."""
        values: dict[str, object] = {"actor": self._person(act), "said": (*REQUIRED_NOTES.get(act, ()), *EVIDENCE)}
        values |= {"actor": values["actor"] if fields.get("by") is None else fields.pop("by")} | fields
        values.pop("by", None)
        return RequestCommand(f"k{len(self.events)}", act, received_at=at, **values)  # type: ignore[arg-type]

    def outcome(self, act: Act, at: str | datetime, **fields: object) -> str:
        """The code with which an act is refused, or the state that it would lead to; the request stays as it was."""
        instant = _instant(at)
        try:
            return str(proceedings.act(self.case, self.command(act, instant, **fields), instant).case.state)
        except Refusal as refusal:
            return refusal.code

    def accept(
        self, at: str | datetime, kind: str = "consultation", level: Level = Level.VILLAGE, body: str = ""
    ) -> RequestChange:
        """The dispatcher classifies it and gives it to a body."""
        return self.does(Act.REQUEST_ACCEPT, at, kind=kind, place=place(level, body))

    def dispatch(self, at: str | datetime, level: Level, body: str = "", owner: str = "") -> RequestChange:
        """The dispatcher gives it to another body."""
        return self.does(Act.REQUEST_DISPATCH, at, place=place(level, body, owner))

    def send_back(self, at: str | datetime) -> RequestChange:
        """The body says that it is not its duty."""
        return self.does(Act.REQUEST_RETURN, at, reason="not_ours")

    def escalate(self, at: str | datetime, level: Level, body: str = "") -> RequestChange:
        """The body hands it up."""
        return self.does(Act.REQUEST_ESCALATE, at, place=place(level, body))

    def pause(self, at: str | datetime, until: str | datetime, reason: str = "caller_absent") -> RequestChange:
        """The body stops the clock."""
        return self.does(Act.REQUEST_PAUSE, at, reason=reason, until=_instant(until))

    def extend(self, at: str | datetime, hours: int) -> None:
        """The body asks for more time, and the centre grants it."""
        self.does(Act.REQUEST_ASK_EXTENSION, at, hours=hours)
        self.does(Act.REQUEST_EXTEND, at)

    def close(self, at: str | datetime) -> RequestChange:
        """The body closes it with everything that it must show."""
        return self.does(Act.REQUEST_CLOSE, at)

    def answer(self, at: str | datetime, *, solved: bool, satisfied: int = 3, who: str = "c1") -> RequestChange:
        """A citizen says whether it is solved."""
        return self.does(Act.REQUEST_ANSWER, at, complainant=who, solved=solved, satisfied=satisfied, way="page")

    def next(self) -> Wakening | None:
        """What comes next by itself."""
        return next_wakening(self.case)

    def wakes(self, at: str | datetime) -> RequestChange:
        """The worker wakes once; where a level above is sought, the one next up is there and takes it."""
        self.now = _instant(at)
        change = self.keep(proceedings.advance(self.case, self.now))
        while (level := self.case.seeking) is not None:
            handed = self.keep(proceedings.handed_up(self.case, Found(place(level), self.passed_over), self.now))
            change = merged(merged(change, handed), self.keep(proceedings.advance(self.case, self.now)))
        return change

    def wait(self, until: str | datetime) -> None:
        """The worker is awake until then and takes each turn at its moment."""
        end = _instant(until)
        while (wakening := self.next()) is not None and wakening.at <= end:
            self.wakes(max(wakening.at, self.now))
        self.now = end

    def happened(self, *kinds: Happening) -> list[tuple[str, timedelta]]:
        """The events of these kinds (of all without one), each with how long after the report it took effect."""
        return [(str(e.kind), _at(e) - self.start) for e in self.events if not kinds or e.kind in kinds]

    def told(self, *steps: Step) -> list[RequestNotice]:
        """What was said of these steps."""
        return [notice for notice in self.said if notice.step in steps]

    def still(self) -> set[tuple[str, str]]:
        """What still holds of what was said, as (thread without its number, step)."""
        return {(n.thread.partition(":")[0], str(n.step)) for n in self.standing.values()}

    def _person(self, act: Act) -> Actor:
        if act in OF_THE_CITIZEN:
            return CITIZEN
        if act not in OF_THE_BODY or not self.case.custodies:
            return DISPATCHER
        last = self.case.custodies[-1]
        return Actor(last.owner, Role.OFFICER, last.body)


def with_kind(policy: Policy, kind: Kind) -> Policy:
    """The rules with one more kind."""
    return replace(policy, kinds=(*policy.kinds, kind))


def hours(**length: float) -> timedelta:
    """A length; `hours(h=4.8)` or `hours(h=1, m=30, s=5)`."""
    names = {"h": "hours", "m": "minutes", "s": "seconds"}
    return timedelta(**{names[name]: value for name, value in length.items()})


def _at(event: RequestEvent) -> datetime:
    assert event.at is not None, "an event is dated"
    return event.at


def _instant(at: str | datetime) -> datetime:
    return moment(at) if isinstance(at, str) else at
