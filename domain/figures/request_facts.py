"""The facts of one request, read together from its record: its acceptance, who had it, what was promised, what citizens said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.figures.facts import Fact, Going, Mark, Measure, Subject
from domain.hotline.record import Happening, RequestEvent
from domain.hotline.request import Outcome, Source
from domain.organisation import CENTRE

SYSTEM_ACTOR = "system"
_SATISFIED, _BASICALLY = 4, 3  # of five: 满意 and 非常满意; 基本满意
_TAKES = frozenset(
    {Happening.ACCEPTED, Happening.DISPATCHED, Happening.ESCALATED, Happening.OVERTAKEN, Happening.REOPENED}
)
_UP = frozenset({Happening.ESCALATED, Happening.OVERTAKEN})
_OF_REQUEST = {
    Happening.ACCEPT_OVER: (Mark.DUE, Mark.LATE),
    Happening.RETURNED: (Mark.RETURNED,),
}
_OF_HOLDING = {
    Happening.HALF: (Mark.WARNED, Mark.SIGN_DUE),
    Happening.WARNED: (Mark.WARNED, Mark.SIGN_DUE),
}
_OF_LEG = {
    Happening.PAUSED: (Mark.PAUSED,),
    Happening.EXTENDED: (Mark.EXTENDED,),
}
_ENDS = {
    Happening.WITHDRAWN: Mark.WITHDRAWN,
    Happening.MERGED: Mark.MERGED,
    Happening.ADVISED: Mark.ADVISED,
    Happening.CLOSED: Mark.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Intake:
    """What stands fixed since a request was handed in: its topic (may be empty), the village or town that it is about, and a deadline from outside."""

    topic: str
    place: str
    outer_due: datetime | None = None


def facts_of_request(ref: str, intake: Intake, events: Iterable[RequestEvent]) -> list[Fact]:
    """The facts of a request as far as these lines of its record go; they must begin with its report.

    A joint task has none: no citizen has reported it, and none of what is counted here was promised.
    """
    fold = _Fold(ref, intake)
    for event in events:
        if event.at is not None:
            fold.take(event, event.at)
    return fold.end()


class _Fold:
    """Reads the record line by line."""

    def __init__(self, ref: str, intake: Intake) -> None:
        self._ref, self._intake = ref, intake
        self._facts: list[Fact] = []
        self._request: Going | None = None
        self._accepted_at: datetime | None = None
        self._holding: Going | None = None
        self._signer = ""  # who has signed for it, in time or not
        self._leg: Going | None = None
        self._over_at: datetime | None = None  # since when a deadline was over that nobody had accepted yet
        self._has_share, self._was_late = True, False
        self._kind, self._body, self._closer = "", "", ""
        self._is_in_time = False
        self._cycle, self._holdings, self._legs, self._answers = 1, 0, 0, 0

    def take(self, event: RequestEvent, at: datetime) -> None:
        """One line more."""
        kind = event.kind
        if kind is Happening.REPORTED:
            self._request = None if event.what == Source.CENTRE else Going(at)
        elif self._request is None:
            return
        elif kind in _TAKES:
            self._taken(event, at)
        elif kind in _ENDS:
            self._ended(event, at, _ENDS[kind])
        else:
            self._went_on(event, at)

    def end(self) -> list[Fact]:
        """What is going on is a fact too, and the request itself is the first."""
        self._end_holding(None)
        self._end_leg(None)
        if self._request is not None:
            at = self._accepted_at
            took: dict[str, int] = {Measure.WAIT_SECONDS: self._request.whole_seconds(at)} if at else {}
            self._facts.insert(0, self._fact(Subject.REQUEST, "", self._request, self._accepted_at, took))
        return self._facts

    def _taken(self, event: RequestEvent, at: datetime) -> None:
        """A body has it from now on."""
        assert self._request is not None, "it was reported"
        if event.kind is Happening.ACCEPTED and self._accepted_at is None:
            self._accepted_at, self._kind = at, event.what
            self._request.mark(at, Mark.ACCEPTED, Mark.DUE)
            if Mark.LATE not in self._request.marks:
                self._request.mark(at, Mark.IN_TIME)
            self._leg = Going(self._request.created_at)
            self._goal_over(self._over_at)
        if event.kind is Happening.REOPENED:
            self._unheard(at, "")
            self._cycle, self._answers, self._leg, self._was_late = self._cycle + 1, 0, Going(at), False
            self._request.marks.add(Mark.REOPENED)
        self._end_holding(at, Mark.HANDED_UP if event.kind in _UP else "")
        self._holding, self._body, self._signer = Going(at, event.body), event.body, ""
        is_late = self._leg is not None and Mark.LATE in self._leg.marks
        self._has_share = not (is_late and event.body == CENTRE)  # its share ends with the citizen's deadline

    def _ended(self, event: RequestEvent, at: datetime, mark: Mark) -> None:
        """Nobody has it any more: closed, withdrawn, told another road, or merged into another."""
        if self._request is not None and mark is not Mark.CLOSED:
            self._request.marks.add(mark)
        by = event.actor if event.actor != SYSTEM_ACTOR else ""
        if mark is Mark.CLOSED:
            self._body, self._closer = event.body or self._body, by
        self._end_holding(at, mark, by)
        self._end_leg(at, mark, by)

    def _went_on(self, event: RequestEvent, at: datetime) -> None:
        """A line that changes what is going on, or is none of the figures' business."""
        self._marked(event, at)
        self._timed(event, at)
        match event.kind:
            case Happening.SIGNED:
                self._signed(event)
            case Happening.RETURNED:
                self._end_holding(at, Mark.RETURNED, event.actor)
            case Happening.RECLASSIFIED:
                self._kind = event.what
            case Happening.LEG_DONE:
                self._end_leg(at, Mark.REPORTED_UP)
                self._leg = Going(at)
                outer = self._intake.outer_due if self._cycle == 1 else None
                self._goal_over(at if outer and outer <= at else None)  # it is said once, whichever leg runs then
            case Happening.ANSWERED:
                self._answered(event, at)
            case Happening.FOLLOWED_UP:
                self._unheard(at, event.what)

    def _marked(self, event: RequestEvent, at: datetime) -> None:
        """What the line alone says of the request, of who has it, and of what was promised."""
        kind = event.kind
        if (
            kind is not Happening.ACCEPT_OVER or self._accepted_at is None
        ):  # sent back and waiting again is no new promise
            _mark(self._request, at, *_OF_REQUEST.get(kind, ()))
        _mark(self._holding, at, *_OF_HOLDING.get(kind, ()))
        _mark(self._leg, at, *_OF_LEG.get(kind, ()))
        if kind is Happening.PAUSED:
            _mark(self._leg, at, f"{Mark.PAUSED}_{event.what}")

    def _timed(self, event: RequestEvent, at: datetime) -> None:
        """What the line says of deadlines: one is over, or moved."""
        if event.kind is Happening.SHARE_OVER:
            self._share_over(at)
        elif event.kind is Happening.GOAL_OVER:
            self._goal_over(at)
        elif event.due_after is not None and event.due_after > at:
            self._moved()

    def _goal_over(self, at: datetime | None) -> None:
        """The promise is broken; whoever has it then answers for it, and the centre where nobody does."""
        leg, holding = self._leg, self._holding
        if at is None:
            return
        if leg is None:
            self._over_at = at
            return
        if Mark.LATE not in leg.marks:
            had = holding is not None and holding.created_at <= at
            leg.body, leg.person = (holding.body, holding.person) if holding is not None and had else (CENTRE, "")
        leg.mark(at, Mark.DUE, Mark.LATE)
        if holding is not None and holding.body == CENTRE and self._has_share:
            holding.mark(at, Mark.DUE, Mark.LATE, Mark.SIGN_DUE)

    def _share_over(self, at: datetime) -> None:
        """Whoever has it has used up its share; one that was left nothing had none."""
        if self._holding is not None and at > self._holding.created_at:
            self._holding.mark(at, Mark.DUE, Mark.LATE, Mark.SIGN_DUE)
        else:
            self._has_share = False

    def _moved(self) -> None:
        """The deadline is a later one and not over: nothing is broken yet. A share that was over is over, for the request went on from there."""
        if self._leg is not None:
            self._leg.take_back()
        if self._holding is not None and self._holding.body == CENTRE:
            self._holding.take_back()
            self._holding.person = self._signer

    def _signed(self, event: RequestEvent) -> None:
        """Signed for; in time where nobody had to be reminded before."""
        self._signer = event.actor
        if self._holding is not None:
            if Mark.LATE not in self._holding.marks:
                self._holding.person = event.actor
            warned = self._holding.marks & {Mark.WARNED, Mark.LATE}
            self._holding.marks |= {Mark.SIGNED, Mark.SIGN_DUE, *(() if warned else (Mark.SIGNED_IN_TIME,))}

    def _answered(self, event: RequestEvent, at: datetime) -> None:
        """`what` is outcome, satisfaction from 1 to 5 (0: not said) and way."""
        outcome, _, rest = event.what.partition(":")
        said = rest.partition(":")[0]
        satisfied = int(said) if said.isdecimal() else 0
        self._answers += 1
        answer = Going(at, self._body)
        answer.person = self._closer
        answer.marks = {Mark.VALID, *_satisfaction(satisfied)}
        answer.marks |= {Mark.ASKED} if self._answers == 1 else set()
        answer.marks |= {Mark.SOLVED} if outcome == Outcome.SOLVED else set()
        answer.marks |= {Mark.RESPONDED} if self._is_in_time else set()
        self._facts.append(self._fact(Subject.FOLLOW_UP, f"{self._cycle}.{self._answers}", answer, at, {}))

    def _unheard(self, at: datetime, outcome: str) -> None:
        """A closed cycle is over, and nobody has answered."""
        if not self._answers:
            silence = Going(at, self._body)
            silence.person = self._closer
            silence.marks = {Mark.ASKED, Mark.UNREACHED, *((outcome,) if outcome else ())}
            self._facts.append(self._fact(Subject.FOLLOW_UP, f"{self._cycle}.0", silence, at, {}))

    def _end_holding(self, at: datetime | None, mark: str = "", by: str = "") -> None:
        going, self._holding = self._holding, None
        if going is not None:
            self._holdings += 1
            if at is not None:
                _settle(going, at, mark, due=self._has_share and mark in (Mark.CLOSED, Mark.HANDED_UP))
            if by and Mark.LATE not in going.marks:
                going.person = by
            self._keep(Subject.HOLDING, str(self._holdings), going, at)

    def _end_leg(self, at: datetime | None, mark: str = "", by: str = "") -> None:
        going, self._leg = self._leg, None
        if going is not None:
            self._legs += 1
            if at is not None:
                _settle(going, at, mark, due=mark in (Mark.CLOSED, Mark.REPORTED_UP))
            is_late = Mark.LATE in going.marks
            self._was_late = self._was_late or is_late
            if not is_late:
                going.body, going.person = self._body, by
            self._is_in_time = mark == Mark.CLOSED and not self._was_late
            self._keep(Subject.LEG, f"{self._cycle}.{self._legs}", going, at)

    def _keep(self, subject: Subject, part: str, going: Going, at: datetime | None) -> None:
        took: dict[str, int] = {Measure.SECONDS: going.whole_seconds(at)} if at else {}
        self._facts.append(self._fact(subject, part, going, at, took))

    def _fact(
        self, subject: Subject, part: str, going: Going, closed_at: datetime | None, took: Mapping[str, int]
    ) -> Fact:
        return Fact(
            subject=subject,
            ref=self._ref,
            part=part,
            created_at=going.created_at,
            closed_at=closed_at,
            body=going.body,
            person=going.person,
            matter=self._intake.topic,
            kind=self._kind,
            place=self._intake.place,
            marks=frozenset(map(str, going.marks)),
            measures=took,
            due_at=going.due_at,
        )


def _mark(going: Going | None, at: datetime, *marks: str) -> None:
    if going is not None:
        going.mark(at, *marks)


def _settle(going: Going, at: datetime, mark: str, *, due: bool) -> None:
    """It has come to an end, by what `mark` says; it was due if it was done, or if its time had come."""
    going.mark(at, *((mark,) if mark else ()), *((Mark.DUE,) if due else ()))
    if Mark.DUE in going.marks and Mark.LATE not in going.marks:
        going.mark(at, Mark.IN_TIME)


def _satisfaction(satisfied: int) -> tuple[str, ...]:
    """What an answer from 1 to 5 counts as; 0 is not said."""
    if not satisfied:
        return ()
    if satisfied >= _SATISFIED:
        return (Mark.RATED, Mark.SATISFIED)
    return (Mark.RATED, Mark.BASICALLY if satisfied == _BASICALLY else Mark.DISSATISFIED)
