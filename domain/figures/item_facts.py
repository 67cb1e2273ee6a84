"""The facts of one project, read together from its record: each round of each item, with the days that were whose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.catalogue import ProjectItem
from domain.figures.definitions import Lag
from domain.figures.facts import Fact, Going, Mark, Measure, Subject
from domain.record import Event, Happening
from domain.roles import Role
from domain.term import Unit
from domain.workdays import UnknownDay, WorkCalendar, days_between

_SYSTEM = "system"
_FOR_THE_CALENDAR = "calendar"  # silence waits until it is known on which day the term ends: it is not over yet
_DECIDES = {
    Happening.APPROVED: Mark.APPROVED,
    Happening.REFUSED: Mark.REFUSED,
    Happening.APPROVED_BY_SILENCE: Mark.BY_SILENCE,
}
# By which somebody has had an item that nobody was assigned; `lapses_made` (store/watching.sql) asks the same.
_TAKES = (
    *(Happening.CORRECTING, Happening.ACCEPTED, Happening.PAUSED, Happening.RESUMED),
    *(Happening.APPROVED, Happening.REFUSED),
)
_ENDS = {**_DECIDES, Happening.WITHDRAWN: Mark.WITHDRAWN, Happening.DECLINED: Mark.DECLINED}
_MARKS = {
    Happening.ACCEPTED: (Mark.ACCEPTED,),
    Happening.ACCEPTED_BY_SILENCE: (Mark.ACCEPTED, Mark.ACCEPTED_BY_SILENCE),
    Happening.CORRECTING: (Mark.CORRECTED,),
    Happening.PAUSED: (Mark.PAUSED,),
    Happening.EXTENDED: (Mark.EXTENDED,),
    Happening.BREACHED: (Mark.DUE, Mark.LATE),
    Happening.STATUTORY_OVER: (Mark.STATUTORY_OVER,),
}
_RUN, _PAUSED, _SUPPLYING, _NOBODY = "run", "paused", "supplying", "nobody"
_TURNS = {
    Happening.RECEIVED: _RUN,
    Happening.SUPPLIED: _RUN,
    Happening.RESUMED: _RUN,
    Happening.RESUMED_AT_CEILING: _RUN,
    Happening.REVOKED: _RUN,
    Happening.CORRECTING: _SUPPLYING,
}


@dataclass(frozen=True, slots=True)
class Project:
    """What stands fixed since a project was opened: its type, its items, and from when on an act counts as entered later."""

    kind: str
    rules: Sequence[ProjectItem]
    backfilled: Sequence[Lag]  # by their days


def facts_of_project(ref: str, project: Project, events: Iterable[Event], calendar: WorkCalendar) -> list[Fact]:
    """The facts of a project as far as these lines of its record go; days that no calendar covers are not measured."""
    folds = {rule.id: _Fold(ref, project, rule, calendar) for rule in project.rules}
    for event in events:
        if event.item in folds and event.at is not None:
            folds[event.item].take(event, event.at)
    return [fact for fold in folds.values() for fact in fold.facts()]


class _Round(Going):
    """One round of an item, while it is read; `days` are those of each turn, and `turn` whose it is since `since`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.since, self.turn = at, _RUN
        self.ended_at: datetime | None = None
        self.days: dict[str, set[date]] = {turn: set() for turn in (_RUN, _PAUSED, _SUPPLYING, _NOBODY)}


class _Fold:
    """Reads the lines of one item."""

    def __init__(self, ref: str, project: Project, rule: ProjectItem, calendar: WorkCalendar) -> None:
        self._ref, self._project, self._rule, self._calendar = ref, project, rule, calendar
        self._stopping = {pause.kind for pause in rule.pauses if pause.stops_promised}
        self._rounds: list[_Round] = []
        self._officer = ""  # who has it: to whom it was assigned, else who first did something about it

    def take(self, event: Event, at: datetime) -> None:
        """One line more."""
        self._officer = self._officer_by(event)
        if event.kind is Happening.RECEIVED:
            self._rounds.append(_Round(at))
            return
        if not self._rounds:
            return
        now = self._rounds[-1]
        self._marked(now, event, at)
        if event.kind is Happening.REVOKED:
            now.marks -= {Mark.BY_SILENCE, Mark.DECIDED}
            now.mark(at, Mark.REVOKED, Mark.DUE, Mark.LATE)
            now.ended_at = None
        if event.kind in _ENDS:
            self._end(now, event, at)
        elif (turn := self._turn(event)) is not None:
            self._pass(now, at)
            now.turn = turn
        elif event.due_after is not None and event.due_after >= self._calendar.local_day(at):
            self._moved(now)

    def _marked(self, now: _Round, event: Event, at: datetime) -> None:
        """What the line alone says of the round; whoever has the item when it is over answers for that."""
        was_late = Mark.LATE in now.marks
        now.mark(at, *_MARKS.get(event.kind, ()))
        if event.kind is Happening.PAUSED:
            now.mark(at, f"{Mark.PAUSED}_{event.what}")
        if event.kind is Happening.WITHHELD and event.what != _FOR_THE_CALENDAR:
            now.mark(at, Mark.DUE, Mark.LATE)
        if Mark.LATE in now.marks and not was_late:
            now.person = self._officer

    def facts(self) -> list[Fact]:
        """A fact for each round; one that goes on has no measures yet."""
        return [self._fact(number, each) for number, each in enumerate(self._rounds, start=1)]

    def _turn(self, event: Event) -> str | None:
        """Whose days follow; a pause that does not stop the promise changes nothing."""
        if event.kind is Happening.PAUSED:
            return _PAUSED if event.what in self._stopping else None
        return _TURNS.get(event.kind)

    def _officer_by(self, event: Event) -> str:
        if event.kind is Happening.ASSIGNED:
            return event.what
        takes = event.kind in _TAKES and event.role in (Role.OFFICER, Role.HEAD)
        return self._officer or (event.actor if takes else "")

    def _moved(self, now: _Round) -> None:
        """The promise ends on a day that is not over: nothing is broken yet. What silence had approved stays late, for nobody had decided."""
        if Mark.REVOKED not in now.marks and Mark.LATE in now.marks:
            now.take_back()
            now.person = ""

    def _pass(self, now: _Round, at: datetime) -> None:
        local = self._calendar.local_day
        now.days[now.turn].update(days_between(local(now.since), local(at)))
        now.since = at

    def _end(self, now: _Round, event: Event, at: datetime) -> None:
        """The round is over, and its days are nobody's until a silent approval of it is revoked."""
        self._pass(now, at)
        now.ended_at, now.turn = at, _NOBODY
        now.mark(at, _ENDS[event.kind])
        if event.kind is Happening.APPROVED_BY_SILENCE:
            now.person = now.person or self._officer
        elif event.kind is not Happening.WITHDRAWN and Mark.LATE not in now.marks:  # that is the applicant's own act
            now.person = now.person or (event.actor if event.actor != _SYSTEM else "")
        if event.kind not in _DECIDES:
            return
        now.mark(at, Mark.DECIDED, Mark.DUE, *((Mark.LATE,) if event.kind is Happening.APPROVED_BY_SILENCE else ()))
        is_late, is_backfilled = Mark.LATE in now.marks, self._is_backfilled(event, at)
        if is_backfilled:
            now.mark(at, Mark.BACKFILLED)
        if not is_late:
            now.mark(at, Mark.BACKFILLED_IN_TIME if is_backfilled else Mark.IN_TIME)

    def _is_backfilled(self, event: Event, at: datetime) -> bool:
        entered_at = event.entered_at or at
        if event.acted_at is None:
            return False
        day = self._calendar.local_day(at)
        lag = next((one for one in reversed(self._project.backfilled) if one.since <= day), None)
        return lag is not None and entered_at - event.acted_at >= lag.after

    def _fact(self, number: int, one: _Round) -> Fact:
        rule = self._rule
        return Fact(
            subject=Subject.ITEM,
            ref=self._ref,
            part=f"{rule.id}.{number}",
            created_at=one.created_at,
            closed_at=one.ended_at,
            body=rule.department,
            person=one.person,
            matter=rule.id,
            stage=rule.stage,
            kind=self._project.kind,
            marks=frozenset(map(str, one.marks)),
            measures={} if one.ended_at is None else self._measures(one, one.ended_at),
            due_at=one.due_at,
        )

    def _measures(self, one: _Round, ended_at: datetime) -> dict[str, int]:
        """Days as sets, as in the cycle chart: a day on which the office's clock ran is no other's."""
        local, ran = self._calendar.local_day, one.days[_RUN]
        paused = one.days[_PAUSED] - ran
        try:
            counted = sum(self._calendar.counts(day) for day in ran)
            passed = self._calendar.working_days(local(one.created_at), local(ended_at))
        except UnknownDay:
            return {}
        promised = self._rule.promised
        return {
            Measure.GROSS_DAYS: (local(ended_at) - local(one.created_at)).days,
            Measure.COUNTED_DAYS: counted,
            Measure.PASSED_DAYS: passed,
            Measure.EXCLUDED_DAYS: len(paused),
            Measure.APPLICANT_DAYS: len(one.days[_SUPPLYING] - ran - paused),
            **({Measure.PROMISED_DAYS: promised.value} if promised.unit is Unit.WD else {}),
        }
