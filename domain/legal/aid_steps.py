"""Small steps that several acts on an application for legal aid share."""

from __future__ import annotations

from datetime import datetime

from domain.legal.aid_clocks import is_to_verify
from domain.legal.cases import Aid, State
from domain.legal.draft import LegalDraft
from domain.legal.record import LegalCommand, Step
from domain.refusals import NotInPolicy, WrongState

Draft = LegalDraft[Aid]
THREADS = ("desk", "leader", "over", "statutory", "change", "objection")


def desk_told(draft: Draft, step: Step, *, thread: str = "desk", due_at: datetime | None = None) -> None:
    """Tell the desk; what it was told before in this thread is overtaken."""
    draft.tell(step, thread=thread, due_at=due_at)


def askers_told(draft: Draft, step: Step, *, due_at: datetime | None = None) -> None:
    """Tell those who applied, if they can be told."""
    if draft.case.askers:
        draft.tell(step, due_at=due_at)


def settle(draft: Draft) -> None:
    """Nothing that was said to those who work needs to be done any more, but for a pledge that is still to be verified."""
    draft.silence(*THREADS, *([] if is_to_verify(draft.case) else ["verify"]))


def need(draft: Draft, command: LegalCommand, *states: State) -> None:
    """Pass when the application stands in one of these states; else `WrongState`."""
    if draft.case.state not in states:
        raise WrongState(act=command.act, state=draft.case.state, allowed=", ".join(states))


def listed(given: str, allowed: tuple[str, ...]) -> None:
    """Pass when `given` is on a closed list; else `NotInPolicy`."""
    if given not in allowed:
        raise NotInPolicy(given=given, allowed=", ".join(allowed))
