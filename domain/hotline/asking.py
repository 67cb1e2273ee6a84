"""After closing: the citizens are asked, called, and heard; what is not solved is opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain.hotline.clocks import length_of
from domain.hotline.draft import Draft
from domain.hotline.lines import write_line
from domain.hotline.passing import close_asking, outcome_of
from domain.hotline.record import Happening, Place, RequestCommand, Step
from domain.hotline.request import Answer, Call, Custody, Outcome, Request
from domain.refusals import AnsweredBefore, CalledTooSoon, NotAsked, NotInPolicy, UnknownComplainant
from domain.roles import Act

_UNREACHED = frozenset({Outcome.NOT_REACHED, Outcome.REFUSED, Outcome.NO_ANSWER})
_ANSWERED = frozenset({Outcome.SOLVED, Outcome.UNSOLVED})


def _answer(draft: Draft, command: RequestCommand) -> None:
    """A citizen says whether it is solved; each is heard once a cycle."""
    case = draft.case
    who = command.complainant
    if command.cycle not in (0, case.cycle):
        raise NotAsked(cycle=str(case.cycle))
    if who not in case.complainants:
        raise UnknownComplainant()
    if any(answer.cycle == case.cycle and answer.complainant == who for answer in case.answers):
        raise AnsweredBefore()
    if command.solved is None or not 0 <= command.satisfied <= 5:
        raise NotInPolicy(what="satisfied", allowed="solved with 1 to 5, or 0 for not said")
    answer = Answer(case.cycle, who, command.received_at, command.way, command.solved, command.satisfied)
    draft.case = replace(case, answers=(*case.answers, answer))
    outcome = Outcome.SOLVED if command.solved else Outcome.UNSOLVED
    write_line(draft, command, Happening.ANSWERED, what=f"{outcome}:{command.satisfied}:{command.way}")
    if not command.solved:
        _unsolved(draft, command)
    elif _is_everybody_heard(draft) and not _is_for_the_centre(draft):
        close_asking(draft, command.received_at)


def _unsolved(draft: Draft, command: RequestCommand) -> None:
    """The first time it is opened again by itself; after that the centre decides, while the asking lasts."""
    if draft.case.reopened_by_itself:
        draft.tell(Step.UNSOLVED)
        return
    draft.case = replace(draft.case, reopened_by_itself=True)
    _open_again(draft, command.received_at)
    draft.write(Happening.REOPENED, at=command.received_at, what="by_itself")


def _is_everybody_heard(draft: Draft) -> bool:
    """Has every citizen answered, refused to, or been called as often as the rules say?"""
    return all(_is_heard(draft.case, who) for who in draft.case.complainants)


def _is_heard(case: Request, who: str) -> bool:
    tried = _calls_to(case, who)
    is_called_out = len(tried) >= case.policy.follow_up.calls
    has_answered = any(answer.cycle == case.cycle and answer.complainant == who for answer in case.answers)
    return has_answered or is_called_out or any(call.outcome == Outcome.REFUSED for call in tried)


def _calls_to(case: Request, who: str) -> list[Call]:
    return [call for call in case.calls if call.cycle == case.cycle and call.complainant == who]


def _is_for_the_centre(draft: Draft) -> bool:
    """Has a citizen said that it is not solved? Then the centre may open it again as long as the asking lasts."""
    return outcome_of(draft.case) is Outcome.UNSOLVED


def _call(draft: Draft, command: RequestCommand) -> None:
    """An attempt to reach one of the citizens; an answer on the telephone counts as any other."""
    case = draft.case
    who = command.complainant or (case.complainants[0] if case.complainants else "")
    if who not in case.complainants:
        raise UnknownComplainant()
    is_answered = command.outcome in _ANSWERED
    if not is_answered and command.outcome not in _UNREACHED:
        raise NotInPolicy(what=command.outcome, allowed=", ".join(Outcome))
    if not is_answered:
        _check_hour(draft, command, who)
    entry = Call(case.cycle, command.received_at, command.actor.id, command.outcome, who)
    draft.case = replace(case, calls=(*case.calls, entry))
    if is_answered:
        _answer(draft, replace(command, complainant=who, solved=command.outcome == Outcome.SOLVED, way="call"))
        return
    write_line(draft, command, Happening.CALLED, what=command.outcome)
    if _is_everybody_heard(draft) and not _is_for_the_centre(draft):
        close_asking(draft, command.received_at)


def _check_hour(draft: Draft, command: RequestCommand, who: str) -> None:
    """Attempts to reach one citizen lie apart, so that they are tried at different hours."""
    case = draft.case
    tried = [call.at for call in _calls_to(case, who) if call.outcome in _UNREACHED]
    if tried:
        next_at = tried[-1] + length_of(case.policy.follow_up.gap)
        if command.received_at < next_at:
            raise CalledTooSoon(next_at=next_at.isoformat())


def _reopen(draft: Draft, command: RequestCommand) -> None:
    _open_again(draft, command.received_at)
    write_line(draft, command, Happening.REOPENED, what="by_centre")


def _open_again(draft: Draft, at: datetime) -> None:
    """A new cycle with a clock of its own, with whom it was last; the closed cycle stays as it was.

    It begins with the leg that was closed: what was reported upward is not to be reported again.
    """
    case = draft.case
    last: Custody = case.custodies[-1]
    draft.case = replace(
        case,
        cycle=case.cycle + 1,
        started_at=at,
        pauses=(),
        extensions=(),
        outer_due=None,
        merged_due=None,
        closed_at=None,
    )
    draft.silence("ask", "unsolved", "closing")
    draft.give(Place(last.level, last.body, last.owner), at, designated=last.designated, step=Step.REOPENED)
    draft.tell_helpers()


ASKING: dict[Act, Callable[[Draft, RequestCommand], None]] = {
    Act.REQUEST_ANSWER: _answer,
    Act.REQUEST_CALL: _call,
    Act.REQUEST_REOPEN: _reopen,
}
