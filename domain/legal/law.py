"""How any case of the legal circle moves on: beginning it, obeying a command, letting time act, calling whom was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from domain.commit import Receipt
from domain.legal.assignment import Assignment, PersonFound
from domain.legal.cases import ENDED, Aid, Checkup, State
from domain.legal.change import Case, LegalChange
from domain.legal.commit import AidRow, CheckupRow, InquiryRow, LegalCommit, VisitRow
from domain.legal.draft import LegalDraft
from domain.legal.record import Happening, LegalCommand, Service
from domain.promise import Due
from domain.refusals import CaseClosed, Refusal, WrongState
from domain.roles import Act, Actor, check
from domain.term import Term
from domain.workdays import WorkCalendar

Deeds = dict[Act, Callable[[LegalDraft[Case], LegalCommand], None]]  # what each act does
Row = InquiryRow | AidRow | VisitRow | CheckupRow
Counted = TypeVar("Counted", Aid, Checkup)  # in days
AGAIN = frozenset({"next", "round", "raised", "unanswered"})  # moments that come again and again, by number


@dataclass(frozen=True, slots=True)
class Wakening:
    """What is due when; `key` is remembered when it was taken, so that it is taken once. `why` begins the key."""

    at: datetime
    key: str

    @property
    def why(self) -> str:
        """Which kind of moment it is."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Law(Generic[Case]):
    """The rules of one service, as functions; all others here are the same for each.

    `begin` writes the first lines, `deeds` do what a command says or raise a `Refusal`, `wakenings` are the moments that lie ahead in
    their order of precedence, `ring` does what one of them calls for, `found` puts in whom was sought, `moments` are the instants before which no act may be entered,
    `row` and `holder` are how it stands, `recount` counts it with a newer calendar (None: it counts no days), `lighten` leaves out what
    is written down and will not be asked for any more. What has ended `is_over` as a rule; until it is, the acts of `after_end` are still heard.
    """

    service: Service
    begin: Callable[[LegalDraft[Case], Actor], None]
    deeds: Deeds[Case]
    wakenings: Callable[[Case], Iterable[Wakening]]
    ring: Callable[[LegalDraft[Case], Wakening], None]
    found: Callable[[LegalDraft[Case], PersonFound, int], None]
    moments: Callable[[Case], Iterable[datetime]]
    row: Callable[[Case], Row]
    holder: Callable[[Case], str]
    recount: Callable[[Case, WorkCalendar, datetime], LegalChange[Case]] | None = None
    lighten: Callable[[Case, tuple[Assignment, ...]], Case] = lambda case, _: case
    is_over: Callable[[Case], bool] = lambda case: case.state in ENDED
    after_end: frozenset[Act] = frozenset()

    def opened(self, case: Case, *, by: Actor, now: datetime) -> LegalChange[Case]:
        """The new case with its first lines."""
        draft = LegalDraft(case, now)
        self.begin(draft, by)
        return draft.change()

    def act(self, case: Case, command: LegalCommand, now: datetime) -> LegalChange[Case]:
        """The case after a command, as of the instant at which the counter received it.

        What time had done by then is done first.

        Raises:
            Refusal: the subclass says why; nothing has changed.
        """
        received = max(min(command.received_at, now), *self.moments(case))
        draft = LegalDraft(case, now)
        self._pass_time(draft, received)
        check(command.actor, command.act)
        command = replace(command, actor=without_conflict(draft.case, command.actor))
        draft.for_holder(command.actor, self.holder(draft.case))
        if draft.case.state in ENDED and (command.act not in self.after_end or self.is_over(draft.case)):
            raise CaseClosed(kind=self.service.value, state=draft.case.state)
        deed = self.deeds.get(command.act)
        if deed is None:
            raise WrongState(act=command.act, state=draft.case.state)
        deed(draft, replace(command, received_at=received))
        return draft.change()

    def advance(self, case: Case, now: datetime) -> LegalChange[Case]:
        """The case after everything that is due at `now`, whatever woke it; unchanged when nothing is."""
        draft = LegalDraft(case, now)
        self._pass_time(draft, now)
        return draft.change()

    def called(self, case: Case, answer: PersonFound, n: int, now: datetime) -> LegalChange[Case]:
        """The case with the answer to the question for assignment `n`, which is not needed any more when somebody acted meanwhile."""
        draft = LegalDraft(case, now)
        self.found(draft, answer, n)
        return draft.change()

    def not_done(self, case: Case, command: LegalCommand, refusal: Refusal, now: datetime) -> LegalChange[Case]:
        """The case with a record of a command that was not obeyed, when nobody was there to be answered."""
        draft = LegalDraft(case, now)
        what = f"{command.act}:{refusal.code}"
        draft.for_holder(without_conflict(case, command.actor), self.holder(case))
        draft.write(Happening.NOT_DONE, at=command.received_at, by=command.actor, note=command.note, what=what)
        return draft.change()

    def next_wakening(self, case: Case) -> Wakening | None:
        """What comes first, or None where nothing will happen by itself."""
        ahead = [wakening for wakening in self.wakenings(case) if wakening.key not in case.taken]
        return min(ahead, key=lambda wakening: wakening.at, default=None)  # of several at one instant the first

    def commit_of(
        self, change: LegalChange[Case], *, seq: int, at: datetime, receipts: tuple[Receipt, ...]
    ) -> LegalCommit:
        """The commit that writes a change down at the instant `at`; its events leave out what the commit says for all."""
        case, wakening = change.case, self.next_wakening(change.case)
        calendar: WorkCalendar | None = getattr(case, "calendar", None)
        fields: dict[str, Any] = {self.service.value: self.row(case)}
        short = (
            replace(event, n=0, entered_at=None, at=None if event.at == at else event.at) for event in change.events
        )
        return LegalCommit(
            ref=case.ref,
            service=self.service,
            at=at,
            seq=seq,
            n=case.n,
            state=case.state,
            holder=self.holder(case),
            ended_at=case.ended_at,
            wakes_at=wakening.at if wakening else None,
            assignments=getattr(case, "assignments", ()),
            findings=getattr(case, "findings", ()),
            events=tuple(short),
            notices=change.notices,
            silenced=change.silenced,
            receipts=receipts,
            calendar_rev=calendar.rev if calendar else 0,
            ruled_out=ruled_out(case),
            **fields,
        )

    def _pass_time(self, draft: LegalDraft[Case], until: datetime) -> None:
        """Take what is due by `until`, one after the other; somebody who must be found first holds nothing up."""
        while (wakening := self.next_wakening(draft.case)) is not None and wakening.at <= until:
            draft.update(taken=_with(draft.case, wakening))
            self.ring(draft, wakening)


def ruled_out(case: Case) -> tuple[str, ...]:
    """Who may have nothing to do with a case: a conflict of interest, the other side, or not wanted by the applicant any more."""
    return tuple(dict.fromkeys((*getattr(case, "ruled_out", ()), *getattr(case, "bars", ()))))


def without_conflict(case: Case, actor: Actor) -> Actor:
    """The actor as far as they may act on this case: whoever is ruled out stands in for nobody there."""
    return replace(actor, stands_in_for=(), stands_in_as=()) if actor.id in ruled_out(case) else actor


def repeats(case: Case, series: str) -> int:
    """The number of the last moment of a series that was taken, as in `raised:1:3`; 0 before the first."""
    keys: tuple[str, ...] = case.taken
    taken = (key.rpartition(":") for key in keys)
    return max((int(number) for prefix, _, number in taken if prefix == series), default=0)


def _with(case: Case, wakening: Wakening) -> tuple[str, ...]:
    """The keys of what was taken; of the moments that come again and again only the last is kept."""
    taken: tuple[str, ...] = case.taken
    if wakening.why in AGAIN:
        series = wakening.key.rpartition(":")[0]
        taken = tuple(key for key in taken if key.rpartition(":")[0] != series)
    return (*taken, wakening.key)


def length(term: Term) -> timedelta:
    """An exact term as a length of time; `ValueError` for one in days."""
    return term.unit.exact(term.value)


def comment(draft: LegalDraft[Case], command: LegalCommand) -> None:
    """A comment moves no clock."""
    draft.write(Happening.COMMENTED, at=command.received_at, by=command.actor, note=command.note)


def recounted(
    case: Counted, calendar: WorkCalendar, now: datetime, *, due: Callable[[Counted], Due | None], runs: bool
) -> LegalChange[Counted]:
    """A case counted with a newer calendar; an older one changes nothing. Where its clock `runs` a moved promise is recorded."""
    draft = LegalDraft(case, now)
    if calendar.rev > case.calendar.rev:
        before = due(case)
        draft.update(calendar=calendar)
        after = due(draft.case)
        if before != after and runs:
            draft.write(
                Happening.REDATED,
                at=now,
                what=f"{calendar.rev}",
                due_before=before.at if before else None,
                due_after=after.at if after else None,
            )
    return draft.change()


def end(draft: LegalDraft[Case], state: State, at: datetime) -> None:
    """Nothing more can happen to the case."""
    draft.update(state=state, ended_at=at)
