"""What time does to a request: warnings, breaches, handing up, the end of a pause and of the asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain.hotline.clocks import accept_at, goal_at, length_of, share
from domain.hotline.draft import Draft
from domain.hotline.record import Happening, Step
from domain.hotline.request import Outcome, Request, State
from domain.hotline.turns import Wake, Wakening, next_wakening, wakenings

_OVERTAKEN_BY = {
    Wake.ACCEPT_SOON: (Wake.ACCEPT_OVER, Wake.ACCEPT_UP),
    Wake.ACCEPT_UP: (Wake.ACCEPT_UP,),
    Wake.HALF: (Wake.WARN, Wake.SHARE, Wake.GOAL),
    Wake.WARN: (Wake.SHARE, Wake.GOAL),
}


def pass_time(draft: Draft, until: datetime) -> None:
    """Take every turn that is due up to an instant, one after the other, each as of its own time."""
    while (wakening := next_wakening(draft.case)) is not None and wakening.at <= until:
        draft.case = replace(draft.case, taken=_with(draft.case, wakening))
        _TURNS[wakening.why](draft, wakening)


def close_asking(draft: Draft, at: datetime) -> None:
    """The asking is over, whatever was answered; the request goes to the archive."""
    outcome = "" if draft.case.is_joint else outcome_of(draft.case)  # nobody was asked
    draft.case = replace(draft.case, state=State.ARCHIVED, outcome=outcome, ended_at=at)
    draft.silence("ask", "unsolved", "closing")
    draft.write(Happening.FOLLOWED_UP, at=at, what=outcome)


def outcome_of(case: Request) -> Outcome:
    """What the asking of this cycle has come to so far: one unsolved answer outweighs all others."""
    answers = [answer for answer in case.answers if answer.cycle == case.cycle]
    if answers:
        return Outcome.SOLVED if all(answer.solved for answer in answers) else Outcome.UNSOLVED
    calls = [call for call in case.calls if call.cycle == case.cycle]
    return Outcome(calls[-1].outcome) if calls else Outcome.NO_ANSWER


def _with(case: Request, wakening: Wakening) -> tuple[str, ...]:
    """The keys of turns taken; of the steps that repeat for ever only the last one is kept."""
    taken = case.taken
    if wakening.why is Wake.ACCEPT_UP:
        taken = tuple(key for key in taken if not _is_repeated(case, key))
    return (*taken, wakening.key)


def _is_repeated(case: Request, key: str) -> bool:
    number = key.rpartition(":")[2]
    return key.startswith("accept_up:") and number.isdecimal() and int(number) > len(case.policy.waiting.up)


def _is_overtaken(draft: Draft, wakening: Wakening) -> bool:
    """Is something later of the same clock due by now too? Then nobody is to be told of this one any more."""
    later = _OVERTAKEN_BY.get(wakening.why, ())
    return any(w.why in later and wakening.at <= w.at <= draft.present for w in wakenings(draft.case))


def _waiting(draft: Draft, wakening: Wakening) -> None:
    """Nobody has accepted yet. The breach is always recorded; what was overtaken is recorded as skipped."""
    is_overtaken = _is_overtaken(draft, wakening)
    if is_overtaken and wakening.why is not Wake.ACCEPT_OVER:
        draft.write(Happening.SKIPPED, at=wakening.at, what=wakening.why)
        return
    draft.write(Happening(wakening.why.value), at=wakening.at)
    end = accept_at(draft.case)
    until = end if wakening.why is Wake.ACCEPT_SOON else draft.present + length_of(draft.case.policy.waiting.again)
    draft.tell(Step(wakening.why.value), wakening.key, until=until, due_at=end)


def _warning(draft: Draft, wakening: Wakening) -> None:
    """Half, or most, of the share is used."""
    if _is_overtaken(draft, wakening):
        draft.write(Happening.SKIPPED, at=wakening.at, what=wakening.why)
        return
    kind, step = (Happening.HALF, Step.HALF) if wakening.why is Wake.HALF else (Happening.WARNED, Step.WARNED)
    draft.write(kind, at=wakening.at)
    warn(draft, step, wakening.key)
    draft.remind_unheard(wakening.key)


def warn(draft: Draft, step: Step, key: str) -> None:
    """Tell who holds the request how long their share still lasts."""
    part = share(draft.case)
    end = (part.over_at if part else None) or goal_at(draft.case)
    draft.tell(step, key, until=end if end and end > draft.present else None, due_at=end)


def _goal(draft: Draft, wakening: Wakening) -> None:
    draft.write(Happening.GOAL_OVER, at=wakening.at)
    draft.tell(Step.GOAL_OVER, wakening.key, due_at=wakening.at)
    draft.remind_unheard(wakening.key)


def _share(draft: Draft, wakening: Wakening) -> None:
    """The level has used up its share: from now on somebody of the level above is sought."""
    holder = draft.case.holder
    assert holder is not None, "only a share that somebody uses can be over"
    draft.write(Happening.SHARE_OVER, at=wakening.at, what=holder.level)
    draft.tell_former(Step.SHARE_OVER, holder, wakening.key, due_at=wakening.at)
    draft.case = replace(draft.case, seeking=holder.level.above)


def _neglected(draft: Draft, wakening: Wakening) -> None:
    draft.write(Happening.NEGLECTED, at=wakening.at)
    draft.tell(Step.NEGLECTED, wakening.key, due_at=goal_at(draft.case))


def _pause_end(draft: Draft, wakening: Wakening) -> None:
    was = draft.case
    draft.end_pause(wakening.at)
    draft.write(Happening.RESUMED_AT_END, at=wakening.at, was=was)
    draft.tell(Step.PAUSE_ENDED, wakening.key, due_at=goal_at(draft.case))


def _review(draft: Draft, wakening: Wakening) -> None:
    draft.write(Happening.REVIEW_DUE, at=wakening.at)
    draft.tell(Step.REVIEW_DUE, wakening.key, due_at=goal_at(draft.case))


def _follow_up_end(draft: Draft, wakening: Wakening) -> None:
    close_asking(draft, wakening.at)


_TURNS: dict[Wake, Callable[[Draft, Wakening], None]] = {
    Wake.PAUSE_END: _pause_end,
    Wake.ACCEPT_SOON: _waiting,
    Wake.ACCEPT_OVER: _waiting,
    Wake.ACCEPT_UP: _waiting,
    Wake.HALF: _warning,
    Wake.WARN: _warning,
    Wake.GOAL: _goal,
    Wake.SHARE: _share,
    Wake.NEGLECTED: _neglected,
    Wake.REVIEW: _review,
    Wake.FOLLOW_UP_END: _follow_up_end,
}
