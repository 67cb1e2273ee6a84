"""A change to a request while it is being put together: it changes hands, lines are written, notices are said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.hotline.clocks import counted, goal_at
from domain.hotline.policy import Goal
from domain.hotline.record import Happening, Issue, Place, RequestEvent, RequestNotice, Step
from domain.hotline.request import AT_WORK, Custody, Request, RequestChange, Result, State
from domain.organisation import CENTRE
from domain.roles import SYSTEM, Actor

_USEFUL = timedelta(hours=24)
_ASKED = timedelta(hours=72)
_OF_THE_WORK = ("intake", "work", "goal", "parking", "withdrawal", "extension")
TO_CITIZENS = frozenset({Step.CONFIRMED, Step.ROAD, Step.ASK, Step.JOINED, Step.ENDED})
_BY_THREAD = {
    Step.ACCEPT_SOON: "intake",
    Step.ACCEPT_OVER: "intake",
    Step.ACCEPT_UP: "intake",
    Step.SENT_BACK: "intake",
    Step.ASSIGNED: "work",
    Step.HALF: "work",
    Step.WARNED: "work",
    Step.PAUSE_ENDED: "work",
    Step.REOPENED: "work",
    Step.GOAL_OVER: "goal",
    Step.NEGLECTED: "goal",
    Step.REVIEW_DUE: "parking",
    Step.WITHDRAWAL: "withdrawal",
    Step.EXTENSION_ASKED: "extension",
    Step.ASK: "ask",
    Step.UNSOLVED: "unsolved",
    Step.CLOSING: "closing",
}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told and does not hold the request now: a body and (if known) a person, in a thread of their own."""

    thread: str
    body: str
    owner: str = ""


class Draft:
    """A change being put together and never kept; `case` is how the request stands with what was done so far."""

    def __init__(self, case: Request, now: datetime) -> None:
        self._was, self.case, self.present = case, case, now
        self._events: list[RequestEvent] = []
        self._notices: list[RequestNotice] = []
        self._silenced: dict[str, None] = {}
        self._papers: list[Issue] = []

    def change(self) -> RequestChange:
        """Everything that was done, as one change."""
        case = replace(self.case, n=self._n)
        return RequestChange(
            case, tuple(self._events), tuple(self._notices), tuple(self._silenced), tuple(self._papers)
        )

    @property
    def _n(self) -> int:
        return self._was.n + len(self._events)

    def write(
        self,
        kind: Happening,
        *,
        at: datetime,
        by: Actor = SYSTEM,
        body: str = "",
        note: str = "",
        what: str = "",
        acted_at: datetime | None = None,
        was: Request | None = None,
    ) -> None:
        """Add one line to the record; `was` is the request before, so that it shows how the citizen's deadline moved.

        A happening that issues a paper has it numbered with the same commit.
        """
        holder, after = self.case.holder, goal_at(self.case)
        before = goal_at(was) if was else after
        self._events.append(
            RequestEvent(
                kind=kind,
                body=body or (holder.body if holder else ""),
                at=at,
                actor=by.id,
                role=by.role,
                acted_at=acted_at,
                note=note,
                what=what,
                due_before=before if before != after else None,
                due_after=after if before != after else None,
                n=self._n + 1,
                entered_at=self.present,
                instead_of=by.instead_of(self._was.holder.owner if self._was.holder else ""),
            )
        )
        self._papers += [
            Issue(paper.id, self.case.cycle, at, self._events[-1].body or CENTRE, after)
            for paper in self.case.policy.papers
            if kind in paper.on
        ]

    def tell(
        self,
        step: Step,
        key: str = "",
        *,
        until: datetime | None = None,
        due_at: datetime | None = None,
        to: Addressee | None = None,
        thread: str = "",
        complainant: str = "",
    ) -> None:
        """Say something: to those who hold it now, to somebody else `to`, or to one of the citizens.

        `key` names what it speaks of, so that the same is said once; without one it is this line of the record. `until` is
        when it is of no more use, `thread` another thread than that of the step.
        """
        key = key or str(self._n)
        left = max(timedelta(0), due_at - self.present) if due_at else timedelta(0)
        self._notices.append(
            RequestNotice(
                thread=thread or (to.thread if to else _BY_THREAD.get(step, f"{step}:{self._n}")),
                step=step,
                cycle=f"{self.case.cycle}:{key}",
                not_before=self.present,
                expires_at=until or self.present + (_ASKED if step in TO_CITIZENS else _USEFUL),
                due_at=due_at,
                left_minutes=int(left.total_seconds() // 60),
                body=to.body if to else "",
                owner=to.owner if to else "",
                complainant=complainant,
            )
        )

    def silence(self, *threads: str) -> None:
        """Take back what was said in these threads, here and before."""
        self._notices = [notice for notice in self._notices if notice.thread not in threads]
        self._silenced |= dict.fromkeys(threads)

    def let_go(self, at: datetime, ended: str) -> Custody | None:
        """The body that holds the request holds it no more; what was to be said to it is taken back."""
        holder = self.case.holder
        if holder is not None:
            before = self.case.custodies[:-1]
            self.case = replace(self.case, custodies=(*before, replace(holder, until=at, ended=ended)))
        self.case = replace(self.case, seeking=None)
        self.silence("work")
        return holder

    def give(self, place: Place, at: datetime, *, designated: bool = False, step: Step = Step.ASSIGNED) -> None:
        """A body gets the request, and its named person is told; who holds it does not help with it."""
        start = self.case.started_at
        assert start is not None, "it is classified"
        custody = Custody(place.level, place.body, place.owner, at, start, designated=designated)
        self.case = replace(
            self.case,
            state=State.HANDLING,
            waiting_since=None,
            custodies=(*self.case.custodies, custody),
            assists=tuple(helper for helper in self.case.assists if helper != place.body),
            parking=self.case.parking and replace(self.case.parking, owner=place.owner),
        )
        self.silence("intake", f"assist:{place.body}")
        self.tell(step, f"{len(self.case.custodies)}", due_at=goal_at(self.case))

    def freeze(self, at: datetime, ended: str) -> None:
        """The running leg is over: what came of it never changes again."""
        case, end = self.case, goal_at(self._timed(at))
        if case.started_at is None or end is None:
            return
        passed = counted(case, case.started_at, at)
        paused = max(timedelta(0), at - case.started_at) - passed
        result = Result(
            cycle=case.cycle,
            leg=case.leg_no,
            kind=case.kind_id,
            started_at=case.started_at,
            ended_at=at,
            due_at=end,
            counted_seconds=passed.total_seconds(),
            paused_seconds=paused.total_seconds(),
            in_time=at < end,
            ended=ended,
        )
        self.case = replace(case, results=(*case.results, result))

    def _timed(self, at: datetime) -> Request:
        """The request with an open pause ended, for a clock that stands has no deadline to be judged by."""
        pauses = tuple(p if p.until else replace(p, until=at) for p in self.case.pauses)
        return replace(self.case, pauses=pauses)

    def move_up(self, place: Place, at: datetime, ended: str) -> Custody | None:
        """The request goes to the level above; where that was the goal of the leg, the next leg begins."""
        leg = self.case.leg
        former = self.let_go(at, ended)
        if leg is not None and leg.goal is Goal.REPORT:
            self.freeze(at, ended)
            self.silence("goal")
            self.write(Happening.LEG_DONE, at=at, what=str(self.case.leg_no))
            self.case = replace(
                self.case,
                leg_no=self.case.leg_no + 1,
                started_at=at,
                merged_due=None,
                extensions=(),
                asked=None,
            )
        self.give(place, at)
        return former

    def finish(self, state: State, at: datetime) -> None:
        """Nothing more is to be done: whoever held it is told so, and everything that waits to be said is taken back."""
        if self.case.state in AT_WORK:
            self.freeze(at, state)
        former = self.let_go(at, state)
        self.silence(*_OF_THE_WORK, "guide", *(f"assist:{body}" for body in self.case.assists))
        self.case = replace(
            self.case, state=state, waiting_since=None, parking=None, planned_end=None, asked=None, ended_at=at
        )
        self.tell_former(Step.TAKEN_AWAY, former)

    def tell_former(self, step: Step, former: Custody | None, key: str = "", *, due_at: datetime | None = None) -> None:
        """Say something to the body that held the request, if there was one."""
        if former is not None:
            self.tell(step, key, due_at=due_at, to=Addressee(f"former:{self._n}", former.body, former.owner))

    def let_helpers_go(self, kept: tuple[str, ...] = ()) -> None:
        """Bodies that assisted and the guide are needed no more, but for those that are `kept`; they are told so."""
        case = self.case
        for body in (body for body in case.assists if body not in kept):
            self.silence(f"assist:{body}")
            self.tell(Step.TAKEN_AWAY, to=Addressee(f"former:{body}:{self._n}", body))
        self.silence("guide")

    def tell_helpers(self) -> None:
        """Tell the bodies that assist, and the guide, that they are needed."""
        case, due = self.case, goal_at(self.case)
        for body in case.assists:
            self.tell(Step.ASSIGNED, f"assist:{len(case.custodies)}", due_at=due, to=Addressee(f"assist:{body}", body))
        if case.guide and case.holder:
            to = Addressee("guide", case.holder.body, case.guide)
            self.tell(Step.ASSIGNED, f"guide:{len(case.custodies)}", due_at=due, to=to)

    def remind_unheard(self, key: str) -> None:
        """Remind the bodies that assist with a joint task of which nothing stands in its record; `key` is the turn of its clock."""
        case = self.case
        for body in case.assists if case.is_joint else ():
            if body not in case.heard:
                self.tell(Step.UNHEARD, key, due_at=goal_at(case), to=Addressee(f"assist:{body}", body))

    def end_pause(self, at: datetime) -> None:
        """The clock runs on."""
        if self.case.state is State.PAUSED:
            last = self.case.pauses[-1]
            pauses = (*self.case.pauses[:-1], replace(last, until=max(at, last.since)))
            self.case = replace(self.case, state=State.HANDLING, pauses=pauses, planned_end=None)
