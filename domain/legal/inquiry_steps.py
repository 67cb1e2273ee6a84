"""Steps of an inquiry that acts and time share: its promise, the next call, the leader, its end."""

from __future__ import annotations

from datetime import datetime

from domain.legal import seeking
from domain.legal.assignment import How
from domain.legal.cases import Inquiry, State
from domain.legal.draft import LegalDraft
from domain.legal.law import end, length
from domain.legal.record import Happening, Step

Draft = LegalDraft[Inquiry]
WAIT = ("leader", "over")  # threads about nobody's having it


def due_at(case: Inquiry) -> datetime | None:
    """By when somebody must have it; None while somebody has."""
    return case.waits_since + length(case.rules.promise) if case.waits_since else None


def call_next(draft: Draft, at: datetime) -> None:
    """Seek the next person of this round; when nobody is left the leader is called."""
    if not seeking.call_next(draft, How.CALL, draft.case.rules.calling, at):
        call_leader(draft, at)


def call_leader(draft: Draft, at: datetime) -> None:
    """The duty leader is told once for each wait, at the minute that the rules say or as soon as nobody is left."""
    case, key = draft.case, f"leader:{draft.case.wait_no}"
    if f"told:{key}" in case.taken or f"over:{case.wait_no}" in case.taken:
        return
    draft.update(taken=tuple(dict.fromkeys((*case.taken, key, f"told:{key}"))))
    draft.write(Happening.LEADER_CALLED, at=at)
    draft.tell(Step.LEADER, f"{case.wait_no}", thread="leader", due_at=due_at(case))


def close(draft: Draft, state: State, at: datetime) -> None:
    """The inquiry is over: whoever was called or has it is told so, and what was to be said is taken back."""
    due = due_at(draft.case)
    seeking.dismiss(draft, at, state)
    seeking.let_go(draft, at, state, told=True)
    draft.silence(*WAIT, "work")
    draft.update(waits_since=None, seeking=None, left_at=None, kept=draft.case.kept and (due is None or at < due))
    end(draft, state, at)


def finish(draft: Draft, at: datetime) -> None:
    """The asker has said whether it helped, or will not say it any more."""
    draft.write(Happening.FINISHED, at=at, what="helped" if draft.case.helped else "")
    close(draft, State.FINISHED, at)
