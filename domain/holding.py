"""Whether what a message says still holds, as the case stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.hotline.draft import TO_CITIZENS
from domain.hotline.record import Step as RequestStep
from domain.hotline.request import ENDED
from domain.hotline.request import State as RequestState
from domain.item import State
from domain.legal.cases import ENDED as LEGAL_ENDED
from domain.legal.cases import State as LegalState
from domain.legal.draft import TO_ASKERS
from domain.legal.programmes import SessionState
from domain.legal.record import Step as LegalStep
from domain.record import Step

_OF_A_RUNNING_CLOCK = frozenset({Step.YELLOW, Step.RED, Step.REDATED})
_OF_AN_OPEN_ITEM = frozenset({Step.BREACHED, Step.WITHHELD})
_OF_ITSELF = TO_CITIZENS | {RequestStep.TAKEN_AWAY}  # it holds whatever became of the request
_OF_ITSELF_LEGAL = TO_ASKERS | {LegalStep.GONE, LegalStep.AID_APPOINTED}


@dataclass(frozen=True, slots=True)
class Present:
    """How an item, a request or a session stands at this moment: its state, the end of its promise, and who works on it."""

    state: State | RequestState | LegalState | SessionState
    due_on: date | None
    over_at: datetime | None
    officer: str


def why_not(step: str, due_on: date | None, due_at: datetime | None, present: Present | None) -> str:
    """Why a message of this step no longer holds; empty when it does.

    `due_on` is the due day that it speaks of, `due_at` the instant where the term is exact. What a request has to say
    holds until the request takes it back or has ended.
    """
    if step in list(RequestStep):
        return _why_not_of_request(step, present)
    if step in list(LegalStep):
        return _why_not_of_legal(step, present)
    if step not in list(Step):
        return ""  # it speaks of no item
    if present is None:
        return "gone"
    if step in _OF_A_RUNNING_CLOCK:
        return _why_not_running(due_on, due_at, present)
    if step == Step.PAUSE_LATE:
        return "" if present.state is State.PAUSED else "resumed"
    if step in _OF_AN_OPEN_ITEM:
        return "" if present.state is State.ACCEPTED else "closed"
    return "" if present.state is State.DEEMED else "revoked"


def _why_not_of_request(step: str, present: Present | None) -> str:
    if present is None:
        return "gone"
    return "ended" if present.state in ENDED and step not in _OF_ITSELF else ""


def _why_not_of_legal(step: str, present: Present | None) -> str:
    """What a case of the legal circle has to say holds until it takes it back or has ended; a reminder while its session is planned."""
    if present is None:
        return "gone"
    if step == LegalStep.PROGRAMME_SOON:
        return "" if present.state is SessionState.PLANNED else str(present.state)
    return "ended" if present.state in LEGAL_ENDED and step not in _OF_ITSELF_LEGAL else ""


def _why_not_running(due_on: date | None, due_at: datetime | None, present: Present) -> str:
    if present.state is State.PAUSED:
        return "paused"
    if present.state is not State.ACCEPTED:
        return "closed"
    same = due_on in (None, present.due_on) and due_at in (None, present.over_at)
    return "" if same else "redated"
