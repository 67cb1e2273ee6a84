"""A lawyer for an application: offers one after the other, the appointment, the change of lawyer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.legal import seeking
from domain.legal.aid_clocks import appoint
from domain.legal.aid_steps import Draft, askers_told, desk_told, listed, need
from domain.legal.assignment import How
from domain.legal.cases import Aid, State
from domain.legal.law import Deeds, length
from domain.legal.record import Happening, LegalCommand, Step
from domain.legal.refusals import OfferGone, OtherSide
from domain.refusals import NothingAsked
from domain.roles import SYSTEM, Act, Actor

_OPEN = (State.RECEIVED, State.INCOMPLETE, State.GRANTED, State.APPOINTED)


def seek(draft: Draft) -> None:
    """Seek a lawyer, unless one is sought or asked already."""
    case = draft.case
    if case.seeking is None and not any(entry.is_open for entry in case.assignments):
        seeking.begin_round(draft, How.OFFER)


def seek_next(draft: Draft, at: datetime) -> None:
    """The next one of this round, unless a lawyer has the case to stay; when nobody is left, the director is told."""
    mine = seeking.holding(draft.case)
    if mine is not None and mine.how is not How.PROVISIONAL:
        return
    if not seeking.call_next(draft, How.OFFER, draft.case.rules.offers, at):
        tell_leader(draft)


def tell_leader(draft: Draft) -> None:
    """Nobody is left who could take it."""
    end = appoint(draft.case)
    draft.tell(Step.LEADER, f"{draft.case.round_no}", thread="leader", due_at=end.at if end else None)


def offer(draft: Draft, person: str, how: How, at: datetime) -> None:
    """A lawyer is asked to take the case: by day, but at any hour where it is urgent."""
    n = seeking.add(draft, person, how, at)
    draft.write(Happening.OFFERED, at=at, person=person, what=how)
    if draft.case.urgent:
        due_at = at + length(draft.case.rules.offers.next_after)
        draft.tell(Step.CALL, f"{n}", thread=f"call:{n}", due_at=due_at, owner=person)
    else:
        draft.tell(Step.AID_OFFER, f"{n}", thread=f"call:{n}", owner=person)


def hurry(draft: Draft, at: datetime, *, by: Actor = SYSTEM) -> None:
    """Urgent: a lawyer first, papers later (法律援助法 art. 44); an offer that was to be told by day is made anew at once."""
    draft.write(Happening.MADE_URGENT, at=at, by=by, what=draft.case.urgent)
    if seeking.holding(draft.case) is None:
        seeking.dismiss(draft, at, "replaced")
        seek(draft)


def appoint_for_now(draft: Draft, person: str, at: datetime) -> None:
    """The lawyer on duty has the case until another one is appointed."""
    seeking.add(draft, person, How.PROVISIONAL, at, accepted=True)
    _appointed(draft, person, at, what=How.PROVISIONAL)


def let_lawyers_go(draft: Draft, at: datetime, ended: str) -> None:
    """Whoever was asked or appointed has nothing to do with it any more, and is told so."""
    seeking.dismiss(draft, at, ended)
    seeking.let_go(draft, at, ended, told=True)
    draft.update(seeking=None, left_at=None, change_asked=False)


def _appointed(draft: Draft, person: str, at: datetime, *, what: str, by: Actor = SYSTEM, note: str = "") -> None:
    case = draft.case
    draft.update(
        first_appointed_at=case.first_appointed_at or at,
        state=State.APPOINTED if case.state is State.GRANTED else case.state,
        left_at=None,
    )
    draft.silence("leader")
    draft.write(Happening.APPOINTED, at=at, by=by, person=person, what=what, note=note)
    draft.tell(Step.AID_APPOINTED, f"{seeking.made(draft.case)}", thread="appointed", owner=person)


def _whose(draft: Draft, actor: Actor) -> str:
    """Whose offer or appointment for the time being the actor answers: their own, or that of somebody for whom they stand in."""
    person = seeking.answering(draft, actor)
    if seeking.has(draft.case, actor) and not any(e.is_open and e.person == person for e in draft.case.assignments):
        person = seeking.holder(draft.case)
        draft.for_holder(actor, person)
    return person


def _accept(draft: Draft, command: LegalCommand) -> None:
    """The lawyer who was asked last accepts; one who was appointed for the time being may stay.

    Raises:
        OfferGone: there is no open offer to this person: it lapsed, was declined, or somebody else has the case.
        OtherSide: this person stands on the other side.
    """
    case, at = draft.case, command.received_at
    person = _whose(draft, command.actor)
    need(draft, command, *_OPEN)
    if not {person, command.actor.id}.isdisjoint(case.bars):
        raise OtherSide(person=person)
    mine = seeking.holding(case)
    if mine is not None and mine.person == person and mine.how is How.PROVISIONAL:
        stays = tuple(replace(e, how=How.DESIGNATED) if e is mine else e for e in case.assignments)
        draft.update(assignments=stays, seeking=None)
        seeking.dismiss(draft, at, "taken")
    elif not any(entry.is_open and entry.person == person for entry in case.assignments):
        raise OfferGone()
    else:
        seeking.let_go(draft, at, "changed", told=True)
        seeking.take(draft, person, at)
    _appointed(draft, person, at, what=How.OFFER, by=command.actor, note=command.note)


def _decline(draft: Draft, command: LegalCommand) -> None:
    """Whoever was asked declines; so may whoever was appointed unasked, and another one on duty has it then."""
    case = draft.case
    listed(command.reason, case.rules.declines)
    if not seeking.recuse(draft, command):
        person, mine = _whose(draft, command.actor), seeking.holding(case)
        if mine is not None and mine.person == person and mine.how is How.PROVISIONAL:
            _decline_appointment(draft, command, person)
        else:
            seeking.decline(draft, command)
            seek_next(draft, command.received_at)
    if command.reason == seeking.CONFLICT:
        draft.update(bars=tuple(dict.fromkeys((*draft.case.bars, command.actor.id))))


def _decline_appointment(draft: Draft, command: LegalCommand, person: str) -> None:
    case, at = draft.case, command.received_at
    if command.reason == seeking.CONFLICT:
        seeking.rule_out(draft, person)
    seeking.let_go(draft, at, "declined", reason=command.reason)
    draft.silence("appointed")
    draft.write(Happening.DECLINED, at=at, by=command.actor, person=person, what=command.reason, note=command.note)
    if case.state is State.APPOINTED:
        draft.update(state=State.GRANTED, appoint_from=at)
    if not any(entry.is_open for entry in case.assignments):
        seeking.begin_round(draft, How.PROVISIONAL, keep=1)


def _move(draft: Draft, command: LegalCommand) -> None:
    """Another lawyer is appointed instead of the one who has the case, to stay; or asked instead of the one who was asked."""
    need(draft, command, *_OPEN)
    if not seeking.move(draft, command):
        _assign(draft, command)
        return
    draft.update(change_asked=False)
    draft.silence("change")
    _appointed(draft, command.person, command.received_at, what=How.DESIGNATED, by=command.actor)


def _assign(draft: Draft, command: LegalCommand) -> None:
    """The desk names a lawyer, who is asked at once; any other offer is void."""
    case, at = draft.case, command.received_at
    need(draft, command, *_OPEN)
    if command.person in case.bars:
        raise OtherSide(person=command.person)
    seeking.dismiss(draft, at, "replaced")
    draft.update(seeking=None, left_at=None)
    offer(draft, command.person, How.DESIGNATED, at)


def _hurry(draft: Draft, command: LegalCommand) -> None:
    need(draft, command, State.RECEIVED, State.INCOMPLETE, State.GRANTED)
    listed(command.reason, draft.case.rules.urgencies)
    draft.update(urgent=command.reason)
    hurry(draft, command.received_at, by=command.actor)


def _ask_change(draft: Draft, command: LegalCommand) -> None:
    need(draft, command, State.APPOINTED)
    draft.update(change_asked=True)
    draft.write(Happening.CHANGE_ASKED, at=command.received_at, by=command.actor, note=command.note)
    desk_told(draft, Step.AID_CHANGE, thread="change")


def _grant_change(draft: Draft, command: LegalCommand) -> None:
    """Another lawyer is sought; the former one is let go and not asked again."""
    at = command.received_at
    _need_change(draft, command)
    draft.write(Happening.CHANGE_GRANTED, at=at, by=command.actor, note=command.note)
    seeking.rule_out(draft, seeking.holder(draft.case))
    seeking.let_go(draft, at, "changed", reason=command.reason, told=True)
    draft.update(state=State.GRANTED, appoint_from=at, change_asked=False)
    draft.silence("change")
    seek(draft)


def _deny_change(draft: Draft, command: LegalCommand) -> None:
    _need_change(draft, command)
    draft.update(change_asked=False)
    draft.silence("change")
    draft.write(Happening.CHANGE_DENIED, at=command.received_at, by=command.actor, note=command.note)
    askers_told(draft, Step.AID_DECIDED)


def _need_change(draft: Draft, command: LegalCommand) -> None:
    need(draft, command, State.APPOINTED)
    if not draft.case.change_asked:
        raise NothingAsked()


DEEDS: Deeds[Aid] = {
    Act.AID_ACCEPT: _accept,
    Act.LEGAL_DECLINE: _decline,
    Act.LEGAL_ASSIGN: _assign,
    Act.LEGAL_MOVE: _move,
    Act.AID_HURRY: _hurry,
    Act.AID_ASK_CHANGE: _ask_change,
    Act.AID_GRANT_CHANGE: _grant_change,
    Act.AID_DENY_CHANGE: _deny_change,
}
