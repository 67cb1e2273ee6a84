"""Seeking somebody who takes a case: one after the other is called, until one accepts or nobody is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from domain.legal.assignment import Assignment, How, PersonFound, PersonQuestion
from domain.legal.cases import Aid, Inquiry, Visit
from domain.legal.change import Case
from domain.legal.draft import LegalDraft
from domain.legal.law import Wakening, length, ruled_out
from domain.legal.policy import Calling
from domain.legal.record import Happening, LegalCommand, Step
from domain.legal.refusals import NothingToMove, NotTheHolder, OfferGone, OtherSide
from domain.roles import Actor, Role

Sought = TypeVar("Sought", Inquiry, Aid, Visit)
DESK = frozenset({Role.CLERK, Role.DIRECTOR})
CONFLICT = "conflict"  # the reason of a decline after which nobody is asked again


def question(case: Inquiry | Aid | Visit) -> PersonQuestion:
    """Who shall be called next?"""
    assert case.seeking is not None, "somebody is sought"
    return PersonQuestion(case.ref, made(case) + 1, case.seeking, _passed(case))


def made(case: Inquiry | Aid | Visit) -> int:
    """How many assignments were made so far; the last one is always kept."""
    return case.assignments[-1].n if case.assignments else 0


def lightened(case: Sought, written: tuple[Assignment, ...]) -> Sought:
    """The case without what came to nothing in earlier rounds, as far as it is written down: nobody asks for it any more.

    However long nobody takes a case over, it does not grow.
    """
    entries: tuple[Assignment, ...] = case.assignments
    old, known = min(case.round_from, len(entries) - 1), frozenset(written)
    gone = {e for e in entries[: max(0, old)] if e.until is not None and e.accepted_at is None and e in known}
    kept = tuple(entry for entry in entries if entry not in gone)
    return replace(case, assignments=kept, round_from=case.round_from - len(gone)) if gone else case


def begin_round(draft: LegalDraft[Sought], how: How, *, keep: int = 0) -> None:
    """Begin to seek; whoever had it in the last `keep` assignments is not called again in this round."""
    case = draft.case
    draft.update(seeking=how, left_at=None, round_no=case.round_no + 1, round_from=len(case.assignments) - keep)


def call_next(draft: LegalDraft[Sought], how: How, rule: Calling, at: datetime) -> bool:
    """Seek the next one of this round; False when as many as allowed were called, and nobody is left."""
    if len(draft.case.assignments) - draft.case.round_from >= rule.most:
        leave(draft, at)
        return False
    draft.update(seeking=how)
    return True


def leave(draft: LegalDraft[Sought], at: datetime, *, skipped: tuple[str, ...] = ()) -> None:
    """Nobody is left in this round."""
    draft.update(seeking=None, left_at=at)
    draft.write(Happening.NOBODY_LEFT, at=at, what=" ".join(skipped))


def add(draft: LegalDraft[Sought], person: str, how: How, at: datetime, *, accepted: bool = False) -> int:
    """A further assignment, in place of an earlier one that this person has not accepted yet; its number."""
    for place, former in enumerate(draft.case.assignments):
        if former.is_open and former.person == person:
            _change(draft, place, until=at, ended="called_again")
            draft.silence(f"call:{former.n}")
    entry = Assignment(person, how, at, accepted_at=at if accepted else None, n=made(draft.case) + 1)
    draft.update(seeking=None, assignments=(*draft.case.assignments, entry))
    return entry.n


def release(draft: LegalDraft[Sought], answer: PersonFound, n: int) -> None:
    """Somebody was found who is not needed any more: the place that was kept for them is given back."""
    if answer.person and made(draft.case) < n:
        at = draft.present
        entry = Assignment(answer.person, How.CALL, at, until=at, ended="not_needed", n=n)
        draft.update(assignments=(*draft.case.assignments, entry))


def call(draft: LegalDraft[Sought], person: str, how: How, at: datetime, *, due_at: datetime | None) -> None:
    """Somebody is called, and may take the case over."""
    n = add(draft, person, how, at)
    draft.write(Happening.CALLED, at=at, person=person, what=how)
    draft.tell(Step.CALL, f"{n}", thread=f"call:{n}", due_at=due_at, owner=person)


def next_call(case: Inquiry | Aid | Visit, rule: Calling) -> Iterator[Wakening]:
    """When the next one is called, or a new round begins."""
    if case.seeking is not None:
        return
    if case.left_at is not None:
        yield Wakening(case.left_at + length(rule.again), f"round:{case.round_no}")
        return
    last = case.assignments[-1] if case.assignments else None
    if last is not None and last.is_open:
        yield Wakening(last.since + length(rule.next_after), f"next:{last.n}")


def take(draft: LegalDraft[Sought], person: str, at: datetime) -> None:
    """This person has the case from now on; everybody else who was called is told that nothing is to be done any more."""
    case = draft.case
    mine = _place_of_call(case, person)
    if mine is None:
        add(draft, person, How.VOLUNTEER, at)
        mine = len(draft.case.assignments) - 1
    dismiss(draft, at, "taken", but=mine)
    entry = draft.case.assignments[mine]
    draft.silence(f"call:{entry.n}")
    _change(draft, mine, accepted_at=at, since=min(at, entry.since))
    draft.update(seeking=None, left_at=None)


def dismiss(draft: LegalDraft[Sought], at: datetime, ended: str, *, but: int | None = None) -> None:
    """Whoever was called and has not accepted is not needed any more, and is told so."""
    for place, entry in enumerate(draft.case.assignments):
        if entry.is_open and place != but:
            _end_call(draft, place, at, ended)


def let_go(draft: LegalDraft[Sought], at: datetime, ended: str, *, reason: str = "", told: bool = False) -> None:
    """Whoever has the case has it no more."""
    entries: tuple[Assignment, ...] = draft.case.assignments
    for place, entry in enumerate(entries):
        if entry.holds:
            _change(draft, place, until=at, ended=ended, reason=reason)
            if told:
                _tell_gone(draft, entry)


def lapse(draft: LegalDraft[Sought], at: datetime) -> None:
    """The last one was not accepted in time."""
    entry = draft.case.assignments[-1]
    _change(draft, -1, until=at, ended="lapsed")
    draft.silence(f"call:{entry.n}")
    draft.write(Happening.LAPSED, at=at, person=entry.person)


def answering(draft: LegalDraft[Sought], actor: Actor) -> str:
    """Who answers a call when this actor does: the actor, or somebody who was called, is away, and for whom they stand in."""
    called = [entry.person for entry in draft.case.assignments if entry.is_open]
    person = next((one for one in (actor.id, *actor.stands_in_for) if one in called), actor.id)
    draft.for_holder(actor, person)
    return person


def decline(draft: LegalDraft[Sought], command: LegalCommand) -> None:
    """Somebody who was called declines, with a reason. A conflict is always that of whoever declines.

    Raises:
        OfferGone: nothing is open for this person.
    """
    actor, at = command.actor, command.received_at
    person = answering(draft, actor)
    mine = _place_of_call(draft.case, person)
    if mine is None:
        raise OfferGone()
    _change(draft, mine, until=at, ended="declined", reason=reason_of(person, command))
    draft.silence(f"call:{draft.case.assignments[mine].n}")
    _write_declined(draft, command, person)


def recuse(draft: LegalDraft[Sought], command: LegalCommand) -> bool:
    """A stand-in has a conflict in what somebody else has in hand: it stays there, and the leader sees to it. Else False."""
    person = holder(draft.case)
    actor: Actor = command.actor
    if command.reason != CONFLICT or not actor.instead_of(person):
        return False
    if any(entry.is_open and entry.person in (actor.id, *actor.stands_in_for) for entry in draft.case.assignments):
        return False
    _write_declined(draft, command, person)
    draft.tell(Step.LEADER, thread="leader")
    return True


def reason_of(person: str, command: LegalCommand) -> str:
    """Why this person has it no more; a conflict of their stand-in is none of theirs."""
    return "" if command.reason == CONFLICT and command.actor.id != person else command.reason


def move(draft: LegalDraft[Sought], command: LegalCommand) -> bool:
    """What somebody has in hand is another person's from now on, and no clock moves; False if it was a call, which is void.

    Raises:
        NothingToMove: they have nothing to do with it, or it would go where it is.
        OtherSide: the other person is ruled out.
    """
    case, at, mine = draft.case, command.received_at, holding(draft.case)
    called = _place_of_call(case, command.former)
    is_held = mine is not None and mine.person == command.former
    if command.person == command.former or not (is_held or called is not None):
        raise NothingToMove(person=command.former)
    if command.person in ruled_out(case):
        raise OtherSide(person=command.person)
    draft.write(Happening.MOVED, at=at, by=command.actor, person=command.person, what=command.former, note=command.note)
    if is_held:
        let_go(draft, at, "moved", told=True)
        add(draft, command.person, How.DESIGNATED, at, accepted=True)
        dismiss(draft, at, "taken")
        draft.update(left_at=None)
    elif called is not None:
        _end_call(draft, called, at, "moved")
    return is_held


def holding(case: Inquiry | Aid | Visit) -> Assignment | None:
    """The assignment of whoever has the case."""
    return next((entry for entry in case.assignments if entry.holds), None)


def holder(case: Inquiry | Aid | Visit) -> str:
    """Who has the case; empty when nobody has."""
    entry = holding(case)
    return entry.person if entry else ""


def check_holder(case: Inquiry | Aid | Visit, actor: Actor) -> None:
    """Pass when the actor has the case, stands in for whoever has it, or is of the desk; else `NotTheHolder`."""
    if actor.role not in DESK and not has(case, actor):
        raise NotTheHolder()


def has(case: Inquiry | Aid | Visit, actor: Actor) -> bool:
    """Has the actor the case, or somebody for whom they stand in?"""
    return holder(case) in (actor.id, *actor.stands_in_for)


def withdrawn(draft: LegalDraft[Case], command: LegalCommand) -> None:
    """Whoever asked takes it back, or the desk for them; else `NotTheHolder`."""
    if command.actor.role not in (*DESK, Role.VISITOR):
        raise NotTheHolder()
    draft.write(Happening.WITHDRAWN, at=command.received_at, by=command.actor, note=command.note)


def rule_out(draft: LegalDraft[Sought], person: str) -> None:
    """This person is not sought any more, in no round."""
    draft.update(ruled_out=tuple(dict.fromkeys((*draft.case.ruled_out, person))))


def _passed(case: Inquiry | Aid | Visit) -> tuple[str, ...]:
    asked = (entry.person for entry in case.assignments[case.round_from :])
    return tuple(dict.fromkeys((*case.ruled_out, *asked)))


def _place_of_call(case: Inquiry | Aid | Visit, person: str) -> int | None:
    """Where the open call of this person stands, or None."""
    return next((place for place, a in enumerate(case.assignments) if a.is_open and a.person == person), None)


def _write_declined(draft: LegalDraft[Sought], command: LegalCommand, person: str) -> None:
    """Who declines for a conflict of their own is named, and ruled out; else whoever was called."""
    whose = command.actor.id if command.reason == CONFLICT else person
    draft.write(
        Happening.DECLINED,
        at=command.received_at,
        by=command.actor,
        person=whose,
        what=command.reason,
        note=command.note,
    )
    if command.reason == CONFLICT:
        rule_out(draft, whose)


def _end_call(draft: LegalDraft[Sought], place: int, at: datetime, ended: str) -> None:
    """A call is void, and whoever was called is told so."""
    entry = draft.case.assignments[place]
    _change(draft, place, until=at, ended=ended)
    draft.silence(f"call:{entry.n}")
    _tell_gone(draft, entry)


def _tell_gone(draft: LegalDraft[Sought], entry: Assignment) -> None:
    draft.tell(Step.GONE, f"{entry.n}", thread=f"gone:{entry.n}", owner=entry.person)


def _change(draft: LegalDraft[Sought], place: int, **fields: Any) -> None:
    entries = list(draft.case.assignments)
    entries[place] = replace(entries[place], **fields)
    draft.update(assignments=tuple(entries))
