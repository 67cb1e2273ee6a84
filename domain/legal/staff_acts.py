"""What somebody who works on a case may do with it as it stands: the forms that a page shows them; the law still has the last word."""

from __future__ import annotations

from dataclasses import dataclass

from domain.legal.cases import ENDED, State
from domain.legal.record import Service
from domain.legal.seeking import DESK
from domain.roles import RULES, Act, Actor

_UNDECIDED = frozenset({State.RECEIVED, State.INCOMPLETE})
_OPEN_AID = _UNDECIDED | {State.GRANTED, State.APPOINTED}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands, as far as it decides what may be done with it.

    `called` are those who can still accept it; `provisional` says that its lawyer has it for the time being only, `verifiable` that
    its pledge is still to be verified; `to_follow` findings of a check-up have no result yet.
    """

    service: Service
    state: State
    holder: str = ""
    called: tuple[str, ...] = ()
    provisional: bool = False
    urgent: bool = False
    papers_asked: bool = False
    change_asked: bool = False
    objections: int = 0
    verifiable: bool = False
    to_follow: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """What ties somebody to a case: `mine` has it, or somebody for whom they stand in; `called` likewise; the desk acts for all."""

    mine: bool
    called: bool
    desk: bool

    @property
    def works(self) -> bool:
        """May they work on what somebody has in hand?"""
        return self.mine or self.desk


def open_to_staff(case: Standing, actor: Actor) -> tuple[Act, ...]:
    """The acts in the order in which they are offered: first what is waited for, last the withdrawal.

    What the law would allow and helps nobody is not offered: to hurry what is urgent, to ask for a change twice.
    """
    people = {actor.id, *actor.stands_in_for}
    place = _Place(case.holder in people, not people.isdisjoint(case.called), actor.role in DESK)
    offered = _OFFERS[case.service](case, place) | {Act.LEGAL_COMMENT: True, Act.LEGAL_WITHDRAW: _can_withdraw(case)}
    is_over = case.state in ENDED
    return tuple(
        act
        for act, is_open in offered.items()
        if is_open and _may(actor, act, place) and (not is_over or act is Act.AID_VERIFY)
    )


def may_recuse(case: Standing, actor: Actor) -> bool:
    """May somebody say that they cannot stand in here, for a conflict of interest? It stays with whoever is away."""
    return (
        case.service is not Service.CHECKUP
        and case.state in (State.TAKEN, State.APPOINTED, State.CONFIRMED)
        and case.holder in actor.stands_in_for
        and {actor.id, *actor.stands_in_for}.isdisjoint(case.called)
    )


def _may(actor: Actor, act: Act, place: _Place) -> bool:
    """May this role do it here, or whoever they are the deputy of? What whoever asked says is entered by the desk only."""
    return actor.deputy(act).role in RULES[act] and (place.desk or act is not Act.LEGAL_WITHDRAW)


def _inquiry(case: Standing, place: _Place) -> dict[Act, bool]:
    is_waiting, is_taken = case.state is State.WAITING, case.state is State.TAKEN
    is_theirs = is_waiting or (is_taken and place.works)
    return {
        Act.LEGAL_TAKE: is_waiting,
        Act.LEGAL_REPLY: is_theirs,
        Act.LEGAL_DECLINE: place.called,
        Act.LEGAL_REFER: is_taken and place.works,
        Act.LEGAL_BECOME: is_theirs or case.state is State.ANSWERED,
        Act.LEGAL_ASSIGN: is_waiting,
        Act.LEGAL_MOVE: (is_waiting or is_taken) and _is_with_somebody(case),
    }


def _aid(case: Standing, place: _Place) -> dict[Act, bool]:
    state = case.state
    is_asked = place.called or (place.mine and case.provisional)
    is_appointed, is_undecided = state is State.APPOINTED, state in _UNDECIDED
    return {
        Act.AID_ACCEPT: is_asked and state in _OPEN_AID,
        Act.LEGAL_DECLINE: is_asked,
        Act.AID_DECIDE_OBJECTION: state is State.OBJECTED,
        Act.AID_GRANT_CHANGE: is_appointed and case.change_asked,
        Act.AID_DENY_CHANGE: is_appointed and case.change_asked,
        Act.AID_SUPPLY: state is State.INCOMPLETE and place.desk,
        Act.AID_GRANT: is_undecided,
        Act.AID_REFUSE: is_undecided,
        Act.AID_ASK_PAPERS: state is State.RECEIVED and not case.papers_asked,
        Act.AID_HURRY: (is_undecided or state is State.GRANTED) and not case.urgent,
        Act.AID_WORK: place.works and (is_appointed or (place.mine and is_undecided)),
        Act.AID_CLOSE: is_appointed and place.works,
        Act.AID_VERIFY: case.verifiable,
        Act.LEGAL_ASSIGN: state in _OPEN_AID,
        Act.LEGAL_MOVE: state in _OPEN_AID and _is_with_somebody(case),
        Act.AID_ASK_CHANGE: is_appointed and not case.change_asked and place.desk,
        Act.AID_OBJECT: state in (State.REFUSED, State.TERMINATED) and not case.objections and place.desk,
        Act.AID_TERMINATE: state in (State.GRANTED, State.APPOINTED),
    }


def _visit(case: Standing, place: _Place) -> dict[Act, bool]:
    is_waiting, is_confirmed = case.state is State.WAITING, case.state is State.CONFIRMED
    return {
        Act.VISIT_DONE: is_confirmed and place.works,
        Act.VISIT_CONFIRM: (is_waiting and not place.desk) or (is_confirmed and place.mine),
        Act.LEGAL_DECLINE: place.called or (is_confirmed and place.mine),
        Act.LEGAL_ASSIGN: is_waiting or is_confirmed,
        Act.LEGAL_MOVE: (is_waiting or is_confirmed) and _is_with_somebody(case),
    }


def _checkup(case: Standing, place: _Place) -> dict[Act, bool]:
    is_looking = case.state is State.WAITING and place.works
    return {
        Act.CHECKUP_FIND: is_looking,
        Act.CHECKUP_REPORT: is_looking,
        Act.CHECKUP_FOLLOW: case.state is State.FOLLOWING and place.works and case.to_follow > 0,
        Act.LEGAL_ASSIGN: True,
    }


def _is_with_somebody(case: Standing) -> bool:
    return bool(case.holder or case.called)


def _can_withdraw(case: Standing) -> bool:
    """Is it still open? What is decided or answered is not withdrawn any more."""
    return (
        case.state
        in {
            Service.INQUIRY: {State.WAITING, State.TAKEN},
            Service.AID: _OPEN_AID,
            Service.VISIT: {State.WAITING, State.CONFIRMED},
            Service.CHECKUP: {State.WAITING, State.FOLLOWING},
        }[case.service]
    )


_OFFERS = {Service.INQUIRY: _inquiry, Service.AID: _aid, Service.VISIT: _visit, Service.CHECKUP: _checkup}
