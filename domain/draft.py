"""A change to a case while it is being put together: items move, lines are written, notices are addressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.acts import HAPPENINGS, perform
from domain.addressing import notice_about
from domain.admission import Matter
from domain.approval import Approval, Change, Phase
from domain.catalogue import Silence
from domain.item import (
    GRANTED,
    OPEN,
    State,
    intake_clock,
    last_act_at,
    promised_clock,
    promised_due,
    received,
    resumed,
    withdrawn,
)
from domain.promise import Due, Light, due_key, known_due, light, silent_at
from domain.record import Command, Event, Happening, Notice, Step
from domain.roles import SYSTEM, Act, Actor, check
from domain.turns import Wake, Wakening, soonest, wakenings

_STOPS_WARNINGS = frozenset(
    {
        Happening.APPROVED,
        Happening.APPROVED_BY_SILENCE,
        Happening.REFUSED,
        Happening.WITHDRAWN,
        Happening.PAUSED,
        Happening.EXTENDED,
        Happening.REDATED,
    }
)


class Draft:
    """A change being put together and never kept; `case` is how the case stands with what was done so far."""

    def __init__(self, case: Approval, now: datetime) -> None:
        self._case, self._now = case, now
        self._items = list(case.items)
        self._events: list[Event] = []
        self._notices: list[Notice] = []
        self._touched: dict[str, None] = {}

    @property
    def case(self) -> Approval:
        """The case as it stands now."""
        return replace(self._case, items=tuple(self._items))

    def change(self) -> Change:
        """Everything that was done, as one change."""
        case = replace(self.case, n=self._case.n + len(self._events))
        silenced = dict.fromkeys(event.item for event in self._events if event.kind in _STOPS_WARNINGS)
        return Change(case, tuple(self._events), tuple(self._notices), tuple(self._touched), tuple(silenced))

    def write(
        self,
        kind: Happening,
        item_id: str = "",
        *,
        at: datetime,
        by: Actor = SYSTEM,
        note: str = "",
        what: str = "",
        acted_at: datetime | None = None,
        moved: tuple[date | None, date | None] = (None, None),
    ) -> None:
        """Add one line to the record; `moved` is the due day before and after."""
        before, after = moved if moved[0] != moved[1] else (None, None)
        self._events.append(
            Event(
                n=self._case.n + len(self._events) + 1,
                kind=kind,
                at=at,
                entered_at=self._now,
                item=item_id,
                actor=by.id,
                role=by.role,
                acted_at=acted_at,
                note=note,
                what=what,
                due_before=before,
                due_after=after,
                rev=self._case.calendar.rev,
                instead_of=by.instead_of(self._case.items[self._case.index(item_id)].officer if item_id else ""),
            )
        )
        if item_id:
            self._touched[item_id] = None

    def obey(self, item_id: str, command: Command) -> None:
        """Do what a person asks for one item, or refuse."""
        index = self._case.index(item_id)
        check(command.actor, command.act, department=self._case.rules[index].department, owns=command.owns)
        self._accept_what_silence_accepted(index, command.received_at)
        was, before = self._items[index], self._due_on(index)
        command = replace(command, received_at=max(command.received_at, last_act_at(was) or command.received_at))
        case = self.case
        matter = Matter(case.rules[index], case.calendar, case.office, case.prerequisites_open(index), command)
        item = self._items[index] = perform(was, matter)
        if was.accepted_at is None and item.accepted_at is not None and command.act is not Act.ACCEPT:
            moved, before = (before, self._due_on(index)), self._due_on(index)
            self.write(Happening.ACCEPTED, item_id, at=command.received_at, by=command.actor, moved=moved)
        self.write(
            Happening.FILED if item.filed and not was.filed else HAPPENINGS[command.act],
            item_id,
            at=command.received_at,
            by=command.actor,
            note=command.note,
            what=command.kind or command.officer or (str(command.days) if command.days else ""),
            acted_at=command.acted_at,
            moved=(before, self._due_on(index)),
        )
        self._correct_what_was_told(index)
        is_uncorrected = self._items[index].told == was.told
        if command.act is Act.ASSIGN or (command.act is Act.RESUME and is_uncorrected):
            self._tell_again(index)

    def close(self, command: Command) -> None:
        """Withdraw the whole project."""
        check(command.actor, Act.CLOSE, owns=command.owns)
        at = command.received_at
        for index, item in enumerate(self._items):
            if item.state in OPEN:
                self._items[index] = withdrawn(item, at)
                self.write(Happening.WITHDRAWN, item.id, at=at, by=command.actor, note=command.note)
        self._case = replace(self._case, phase=Phase.CLOSED, completed_at=at)
        self.write(Happening.CLOSED, at=at, by=command.actor, note=command.note)

    def advance(self, until: datetime) -> None:
        """Let time act: take every turn that is due by `until`, in order."""
        while self._case.phase is Phase.OPEN and (wakening := self._next_due(until)):
            self._take(wakening)
            self.settle()

    def settle(self) -> None:
        """Let readiness and completion follow from what has been decided."""
        case = self.case
        for index, item in enumerate(case.items):
            is_ready = not case.prerequisites_open(index)
            if item.state is State.WAITING and is_ready:
                self._items[index] = replace(item, state=State.READY, ready_at=self._now)
                self.write(Happening.READY, item.id, at=self._now)
                if item.filed:
                    self._items[index] = received(self._items[index], self._now)
                    self.write(Happening.RECEIVED, item.id, at=self._now)
            elif item.state is State.READY and not is_ready:
                self._items[index] = replace(item, state=State.WAITING, ready_at=None)
                self.write(Happening.REOPENED, item.id, at=self._now)
        self._settle_phase()

    def recount(self, before: Approval) -> None:
        """Count every open item again; `before` is the case with the calendar that it was counted with."""
        for index, item in enumerate(self._items):
            if item.state not in OPEN:
                continue
            self._touched[item.id] = None
            was, now = _due(before, index), _due(self.case, index)
            if now == was:
                continue
            if now is not None and (was is None or now.at < was.at or was.provisional):
                self._items[index] = replace(item, known_at=self._now)
            days = (was.on if was else None, now.on if now else None)
            self.write(Happening.REDATED, item.id, at=self._now, moved=days)
            self._correct_what_was_told(index)

    def _settle_phase(self) -> None:
        all_granted = all(item.state in GRANTED for item in self._items)
        if self._case.phase is Phase.OPEN and all_granted:
            at = max((item.ended_at for item in self._items if item.ended_at), default=self._now)
            self._case = replace(self._case, phase=Phase.COMPLETE, completed_at=at)
            self.write(Happening.COMPLETED, at=at)
        elif self._case.phase is Phase.COMPLETE and not all_granted:
            self._case = replace(self._case, phase=Phase.OPEN, completed_at=None)

    def _next_due(self, until: datetime) -> Wakening | None:
        case = self.case
        return soonest(w for index in range(len(self._items)) for w in wakenings(case, index) if w.at <= until)

    def _due_on(self, index: int) -> date | None:
        end = _due(self.case, index)
        return end.on if end else None

    def _take(self, wakening: Wakening) -> None:
        index, item, at = wakening.index, self._items[wakening.index], wakening.at
        if wakening.key:
            self._items[index] = replace(item, taken=(*item.taken, wakening.key))
        match wakening.why:
            case Wake.INTAKE:
                self._accept_by_silence(index, at=at - self._case.office.settle)
            case Wake.CEILING:
                self._items[index] = resumed(item, at)
                self.write(Happening.RESUMED_AT_CEILING, item.id, at=at, moved=(None, self._due_on(index)))
                self._correct_what_was_told(index)
            case Wake.PAUSE_LATE:
                self.write(Happening.PAUSE_LATE, item.id, at=at)
                self._tell(index, Step.PAUSE_LATE, wakening.key)
            case Wake.YELLOW | Wake.RED:
                self._warn(index, wakening)
            case Wake.OVER:
                self._end_term(index, wakening)
            case Wake.STATUTORY:
                self.write(Happening.STATUTORY_OVER, item.id, at=at)

    def _accept_what_silence_accepted(self, index: int, at: datetime) -> None:
        end = known_due(intake_clock(self._items[index], self._case.office), self._case.calendar)
        if end and not end.provisional and at >= end.at:
            self._accept_by_silence(index, at=end.at)

    def _accept_by_silence(self, index: int, *, at: datetime) -> None:
        item = self._items[index]
        self._items[index] = replace(item, state=State.ACCEPTED, accepted_at=item.complete_at, known_at=self._now)
        self.write(Happening.ACCEPTED_BY_SILENCE, item.id, at=at, moved=(None, self._due_on(index)))

    def _warn(self, index: int, wakening: Wakening) -> None:
        """Send a warning, unless a later turn of the same term has overtaken it."""
        item, rule = self._items[index], self._case.rules[index]
        clock, end = promised_clock(item, rule), _due(self.case, index)
        last = silent_at(clock, self._case.calendar) if clock else None
        if clock is None or end is None or last is None:
            return
        if self._now >= last or (wakening.why is Wake.YELLOW and self._is_due(index, Wake.RED)):
            self.write(Happening.SKIPPED, item.id, at=wakening.at, what=wakening.why)
            return
        self._items[index] = replace(item, told=due_key(clock, end))
        self.write(Happening(wakening.why.value), item.id, at=wakening.at)
        self._tell(index, Step(wakening.why.value), wakening.key, until=last)

    def _is_due(self, index: int, why: Wake) -> bool:
        return any(w.why is why and w.at <= self._now for w in wakenings(self.case, index))

    def _end_term(self, index: int, wakening: Wakening) -> None:
        """The end of the term: silence approves, or it is withheld, or the breach is escalated."""
        item, silence = self._items[index], self._case.rules[index].silence
        at = wakening.at - self._case.office.settle
        if wakening.key.endswith(":provisional"):
            self._withhold(index, wakening, what="calendar")
        elif silence is Silence.DEEM_APPROVED and self.case.prerequisites_open(index):
            self._withhold(index, wakening, what="prerequisites")
        elif silence is Silence.DEEM_APPROVED:
            self._items[index] = replace(item, state=State.DEEMED, ended_at=at)
            self.write(Happening.APPROVED_BY_SILENCE, item.id, at=at)
            self._tell(index, Step.DEEMED, wakening.key)
        else:
            self.write(Happening.BREACHED, item.id, at=at)
            if silence is Silence.ESCALATE:
                self._tell(index, Step.BREACHED, wakening.key)

    def _withhold(self, index: int, wakening: Wakening, *, what: str) -> None:
        at = wakening.at - self._case.office.settle
        self.write(Happening.WITHHELD, self._items[index].id, at=at, what=what)
        self._tell(index, Step.WITHHELD, wakening.key)

    def _correct_what_was_told(self, index: int) -> None:
        """One correction when people were told of a due day that no longer holds.

        It stands for the yellow of the new day, if that is yellow now; a red that is due says the new day itself.
        """
        item, rule = self._items[index], self._case.rules[index]
        clock, end = promised_clock(item, rule), _due(self.case, index)
        if item.state is not State.ACCEPTED or clock is None or end is None:
            return
        key = due_key(clock, end)
        if item.told in ("", key) or self._is_due(index, Wake.RED):
            return
        is_yellow = light(clock, self._case.calendar, self._now) is Light.YELLOW
        taken = (*item.taken, f"{Wake.YELLOW}:{key}") if is_yellow else item.taken
        self._items[index] = replace(item, told=key, taken=taken)
        self._tell(index, Step.REDATED, f"{key}:{self._case.n + len(self._events)}", until=end.at)

    def _tell_again(self, index: int) -> None:
        """Say the last warning of the running clock once more: who knows it is not told twice, a new officer is.

        A pause ends the warnings; one that moved no due day lets them go on.
        """
        item, rule = self._items[index], self._case.rules[index]
        clock, end = promised_clock(item, rule), _due(self.case, index)
        if item.state is not State.ACCEPTED or clock is None or end is None:
            return
        for wake in (Wake.RED, Wake.YELLOW):
            key = f"{wake}:{due_key(clock, end)}"
            if key in item.taken and self._now < end.at:
                self._tell(index, Step(wake.value), key, until=end.at)
                return

    def _tell(self, index: int, step: Step, key: str, until: datetime | None = None) -> None:
        self._notices.append(notice_about(self.case, index, step, key=key, until=until, now=self._now))


def _due(case: Approval, index: int) -> Due | None:
    return promised_due(case.items[index], case.rules[index], case.calendar)
