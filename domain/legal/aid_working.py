"""The work on a case of legal aid: what was done, the closing, and what the applicant says of it."""

from __future__ import annotations

from domain.legal import seeking
from domain.legal.aid_steps import Draft, askers_told, listed, need, settle
from domain.legal.cases import Aid, State
from domain.legal.law import Deeds, comment, end
from domain.legal.record import Happening, LegalCommand, Step
from domain.refusals import NothingAsked, TimeNotAllowed
from domain.roles import Act

SAYINGS = ("thanks", "complaint")


def _work(draft: Draft, command: LegalCommand) -> None:
    """A meeting, a hearing, a mediation, an award, a document: what was done, and when."""
    case, at = draft.case, command.received_at
    need(draft, command, State.APPOINTED, State.RECEIVED, State.INCOMPLETE)
    seeking.check_holder(case, command.actor)
    listed(command.kind, case.rules.works)
    if command.at is not None and not case.received_at <= command.at <= at:
        raise TimeNotAllowed(
            given=command.at.isoformat(), allowed=f"{case.received_at.isoformat()} to {at.isoformat()}"
        )
    draft.update(works=case.works + 1)
    draft.write(Happening.WORKED, at=at, by=command.actor, what=command.kind, note=command.note, acted_at=command.at)


def _close(draft: Draft, command: LegalCommand) -> None:
    """The closing report; the applicant is asked how satisfied they are."""
    need(draft, command, State.APPOINTED)
    seeking.check_holder(draft.case, command.actor)
    at = command.received_at
    draft.write(Happening.FINISHED, at=at, by=command.actor, what=command.outcome, note=command.note)
    seeking.dismiss(draft, at, "done")
    seeking.let_go(draft, at, "done")
    settle(draft)
    draft.update(state=State.ANSWERED, settled_at=at, outcome=command.outcome or "done", seeking=None, left_at=None)
    askers_told(draft, Step.ANSWERED)


def _rate(draft: Draft, command: LegalCommand) -> None:
    if draft.case.state is not State.ANSWERED or not command.satisfied:
        raise NothingAsked()
    draft.update(satisfied=command.satisfied)
    draft.write(
        Happening.RATED, at=command.received_at, by=command.actor, what=f"{command.satisfied}", note=command.note
    )
    end(draft, State.FINISHED, command.received_at)


def _say(draft: Draft, command: LegalCommand) -> None:
    """Thanks or a complaint; a complaint goes to the director."""
    listed(command.kind, SAYINGS)
    draft.write(Happening.SAID, at=command.received_at, by=command.actor, what=command.kind, note=command.note)
    if command.kind == "complaint":
        draft.tell(Step.AID_COMPLAINT, thread="complaint")


DEEDS: Deeds[Aid] = {
    Act.AID_WORK: _work,
    Act.AID_CLOSE: _close,
    Act.LEGAL_RATE: _rate,
    Act.LEGAL_SAY: _say,
    Act.LEGAL_COMMENT: comment,
}
