"""Deciding an application for legal aid: papers, grant, refusal, the verified pledge, the objection."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.legal import aid_lawyers, seeking
from domain.legal.aid_clocks import row, supply, verification
from domain.legal.aid_steps import Draft, askers_told, desk_told, listed, need, settle
from domain.legal.cases import Aid, State
from domain.legal.law import Deeds, end
from domain.legal.policy import Proof
from domain.legal.record import Happening, LegalCommand, Step
from domain.legal.refusals import PapersToldOnce, ProofWaived, WindowOver
from domain.promise import Pause
from domain.refusals import AlreadyDecided, NothingAsked, WrongState
from domain.roles import Act

FALSE_PLEDGE = "false_pledge"
MEANS = "means"  # the paper about income and property
_PAPERS = "papers"


def _ask_papers(draft: Draft, command: LegalCommand) -> None:
    """Tell what is missing, once and all together; the clocks stand until it comes."""
    case, at = draft.case, command.received_at
    need(draft, command, State.RECEIVED)
    if case.papers_asked:
        raise PapersToldOnce(told=", ".join(case.papers_asked))
    for proof in command.proofs:
        listed(proof, tuple(known.id for known in case.rules.proofs))
        known = case.rules.proof(proof)
        if known is not None and _is_waived(case, known):
            raise ProofWaived(proof=proof)
    if not command.proofs:
        raise NothingAsked()
    pauses = (*case.pauses, Pause(_PAPERS, at, command.actor.id, command.note))
    draft.update(state=State.INCOMPLETE, papers_asked=command.proofs, papers_asked_at=at, pauses=pauses)
    what = " ".join(command.proofs)
    draft.write(Happening.PAPERS_ASKED, at=at, by=command.actor, what=what, note=command.note)
    draft.silence("desk")
    end_at = supply(draft.case)
    askers_told(draft, Step.AID_PAPERS, due_at=end_at.at if end_at else None)


def _is_waived(case: Aid, proof: Proof) -> bool:
    """Does the applicant's pledge replace it, or is their means not looked at (法律援助法 arts. 32, 42)?"""
    is_pledged = case.pledged and (proof.waivable if case.waived is None else proof.id in case.waived)
    return is_pledged or (proof.id == MEANS and any(group.is_spared(case.kind) for group in case.groups))


def _supply(draft: Draft, command: LegalCommand) -> None:
    """What was missing is handed in: the papers that are named, or all; once nothing is missing the clocks run on."""
    at = command.received_at
    need(draft, command, State.INCOMPLETE)
    for proof in command.proofs:
        listed(proof, _missing(draft.case))
    handed = command.proofs or _missing(draft.case)
    draft.update(papers_supplied=(*draft.case.papers_supplied, *handed))
    draft.write(Happening.PAPERS_SUPPLIED, at=at, by=command.actor, what=" ".join(command.proofs), note=command.note)
    if not _missing(draft.case):
        _go_on(draft, at)
        draft.update(state=State.RECEIVED)
        desk_told(draft, Step.AID_SUPPLIED)


def _missing(case: Aid) -> tuple[str, ...]:
    """The papers that were asked for and have not come."""
    return tuple(proof for proof in case.papers_asked if proof not in case.papers_supplied)


def _go_on(draft: Draft, at: datetime) -> None:
    """The clocks run on."""
    if draft.case.state is State.INCOMPLETE:
        last = draft.case.pauses[-1]
        draft.update(pauses=(*draft.case.pauses[:-1], replace(last, until=max(at, last.since))))


def _grant(draft: Draft, command: LegalCommand) -> None:
    """Granted: a lawyer is sought, if there is none yet."""
    case, at = draft.case, command.received_at
    if case.decision:
        raise AlreadyDecided()
    need(draft, command, State.RECEIVED, State.INCOMPLETE)
    _go_on(draft, at)
    draft.update(decided_at=at, decision="granted", appoint_from=case.appoint_from or at, state=State.GRANTED)
    draft.write(Happening.GRANTED, at=at, by=command.actor, note=command.note)
    draft.silence("desk", "statutory")
    askers_told(draft, Step.AID_DECIDED)
    if seeking.holding(draft.case) is not None:
        draft.update(state=State.APPOINTED)
    else:
        aid_lawyers.seek(draft)


def _refuse(draft: Draft, command: LegalCommand) -> None:
    """Refused, with reasons in writing; whoever was appointed because it was urgent is let go."""
    case, at = draft.case, command.received_at
    if case.decision:
        raise AlreadyDecided()
    need(draft, command, State.RECEIVED, State.INCOMPLETE)
    listed(command.reason, case.rules.refusals)
    _go_on(draft, at)
    draft.update(decided_at=at, decision="refused", ground=command.reason, state=State.REFUSED, settled_at=at)
    draft.write(Happening.REFUSED, at=at, by=command.actor, what=command.reason, note=command.note)
    _settled(draft, at, "refused")


def _settled(draft: Draft, at: datetime, ended: str) -> None:
    aid_lawyers.let_lawyers_go(draft, at, ended)
    settle(draft)
    askers_told(draft, Step.AID_DECIDED)


def _verify(draft: Draft, command: LegalCommand) -> None:
    """The pledge was checked, within its window and whatever has become of the case; a false one ends the aid.

    Where there is no aid to end it stays on record, for who pledges again; the applicant is told in writing.
    """
    case, at = draft.case, command.received_at
    if not case.pledged or case.verified is not None or command.yes is None:
        raise NothingAsked()
    end_at = verification(case)
    if end_at is not None and at >= end_at.at:
        raise WindowOver(until=end_at.at.isoformat())
    draft.update(verified=command.yes)
    what = "true" if command.yes else "false"
    draft.write(Happening.VERIFIED, at=at, by=command.actor, what=what, note=command.note)
    draft.silence("verify")
    if command.yes:
        return
    if case.state in (State.GRANTED, State.APPOINTED):
        _end_aid(draft, command, FALSE_PLEDGE)
    elif case.state in (State.RECEIVED, State.INCOMPLETE):
        _refuse(draft, replace(command, reason=FALSE_PLEDGE))
    else:
        askers_told(draft, Step.AID_DECIDED)


def _terminate(draft: Draft, command: LegalCommand) -> None:
    need(draft, command, State.GRANTED, State.APPOINTED)
    listed(command.reason, draft.case.rules.terminations)
    _end_aid(draft, command, command.reason)


def _end_aid(draft: Draft, command: LegalCommand, ground: str) -> None:
    at = command.received_at
    draft.update(was=draft.case.state, state=State.TERMINATED, ground=ground, settled_at=at, outcome="terminated")
    draft.write(Happening.TERMINATED, at=at, by=command.actor, what=ground, note=command.note)
    _settled(draft, at, "terminated")


def _object(draft: Draft, command: LegalCommand) -> None:
    """The applicant objects to a refusal or termination, once and before its window has ended the case; the director decides."""
    case, at = draft.case, command.received_at
    need(draft, command, State.REFUSED, State.TERMINATED)
    if case.objections:
        raise WrongState(act=command.act, state="objected_before")
    draft.update(was=case.state, state=State.OBJECTED, objected_at=at, objections=1)
    draft.write(Happening.OBJECTED, at=at, by=command.actor, note=command.note)
    draft.tell(Step.AID_OBJECTION, thread="objection")


def _decide_objection(draft: Draft, command: LegalCommand) -> None:
    """Upheld, the aid is granted (again) and a lawyer is sought within a promise of its own; else it stays as it was."""
    case, at = draft.case, command.received_at
    need(draft, command, State.OBJECTED)
    if command.yes is None:
        raise NothingAsked()
    what = "upheld" if command.yes else "rejected"
    draft.write(Happening.OBJECTION_DECIDED, at=at, by=command.actor, what=what, note=command.note)
    draft.silence("objection", "statutory")
    if command.yes:
        _promise_anew(draft, at)
        draft.update(state=State.GRANTED, decision="granted", ground="", appoint_from=at, outcome="", settled_at=None)
        aid_lawyers.seek(draft)
    else:
        assert case.was is not None, "it was refused or terminated"
        draft.update(state=case.was, settled_at=at)
    askers_told(draft, Step.AID_DECIDED)


def _promise_anew(draft: Draft, at: datetime) -> None:
    """Nobody was appointed yet: from now on there is a promise again, and a pledge to verify. What was broken stays broken."""
    if draft.case.verified is None and draft.case.decision == "refused":
        draft.update(verify_from=at)
    if draft.case.first_appointed_at is None:
        draft.update(late=row(draft.case).kept is False, promised_from=at)


def _withdraw(draft: Draft, command: LegalCommand) -> None:
    """The applicant takes it back; what was refused, terminated or closed is no application any more."""
    need(draft, command, State.RECEIVED, State.INCOMPLETE, State.GRANTED, State.APPOINTED, State.OBJECTED)
    seeking.withdrawn(draft, command)
    aid_lawyers.let_lawyers_go(draft, command.received_at, "withdrawn")
    end(draft, State.WITHDRAWN, command.received_at)
    settle(draft)


DEEDS: Deeds[Aid] = {
    Act.AID_ASK_PAPERS: _ask_papers,
    Act.AID_SUPPLY: _supply,
    Act.AID_GRANT: _grant,
    Act.AID_REFUSE: _refuse,
    Act.AID_VERIFY: _verify,
    Act.AID_TERMINATE: _terminate,
    Act.AID_OBJECT: _object,
    Act.AID_DECIDE_OBJECTION: _decide_objection,
    Act.LEGAL_WITHDRAW: _withdraw,
}
