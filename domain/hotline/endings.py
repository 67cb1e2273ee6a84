"""How a request ends otherwise than by closing: another road, a merger, or the wish of the citizen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.hotline.clocks import budget, goal_at
from domain.hotline.draft import Draft
from domain.hotline.lines import write_line
from domain.hotline.record import Happening, RequestCommand, Step
from domain.hotline.request import State
from domain.refusals import KeptAnonymous, NothingAsked, NotInPolicy, SameRequest
from domain.roles import Act


def _advise(draft: Draft, command: RequestCommand) -> None:
    """Not a matter of the hotline: the citizen is told the right road."""
    roads = draft.case.policy.roads
    if command.reason not in roads:
        raise NotInPolicy(what=command.reason, allowed=", ".join(roads))
    draft.case = replace(draft.case, road=command.reason)
    write_line(draft, command, Happening.ADVISED, what=command.reason)
    draft.finish(State.ADVISED, command.received_at)
    draft.tell(Step.ROAD)


def _merge(draft: Draft, command: RequestCommand) -> None:
    """From now on the other request stands for this one too, and tells its citizens so; who joined this one hears only of that."""
    if draft.case.barred:
        raise KeptAnonymous(ref=draft.case.ref)
    if command.other in ("", draft.case.ref, *draft.case.absorbed):  # two that took each other in would both be gone
        raise SameRequest(ref=command.other)
    draft.case = replace(draft.case, merged_into=command.other)
    write_line(draft, command, Happening.MERGED, what=command.other)
    draft.finish(State.MERGED, command.received_at)
    draft.silence(*(f"{Step.JOINED}:{who}" for who in draft.case.complainants))


def _absorb(draft: Draft, command: RequestCommand) -> None:
    """Another request is handled with this one, by the earlier of the two deadlines; its citizens are told and asked too."""
    was = draft.case
    if was.barred:
        raise KeptAnonymous(ref=was.ref)
    if command.other in ("", was.ref):
        raise SameRequest(ref=command.other)
    joined = tuple(who for who in command.complainants if who not in was.complainants)
    draft.case = replace(was, complainants=(*was.complainants, *joined), absorbed=(*was.absorbed, command.other))
    _keep_the_earlier(draft, command)
    draft.silence("goal")
    draft.write(
        Happening.ABSORBED, at=command.received_at, by=command.actor, note=command.note, what=command.other, was=was
    )
    for who in joined:
        draft.tell(Step.JOINED, who, thread=f"{Step.JOINED}:{who}", complainant=who)


def _release(draft: Draft, command: RequestCommand) -> None:
    """The other request was not merged after all: its citizens are its own again. The earlier deadline stays."""
    case = draft.case
    if command.other not in case.absorbed:
        raise NothingAsked(act=command.act)
    theirs = command.complainants
    draft.case = replace(
        case,
        complainants=tuple(who for who in case.complainants if who not in theirs),
        absorbed=tuple(ref for ref in case.absorbed if ref != command.other),
    )
    draft.silence(*(f"{Step.JOINED}:{who}" for who in theirs))
    write_line(draft, command, Happening.RELEASED, what=command.other)


def _keep_the_earlier(draft: Draft, command: RequestCommand) -> None:
    """The other's deadline, if it is earlier: as it has one, or as it would have one by the kind of this request."""
    case, other_due, since = draft.case, command.other_due, command.other_since
    if since is not None and case.waiting_since is not None and case.state is State.REPORTED:
        case = replace(case, waiting_since=min(case.waiting_since, since))
    allowed = budget(case)
    if other_due is None and since is not None and allowed is not None:
        other_due = since + allowed
    mine = goal_at(case) or other_due
    if other_due is not None and mine is not None and other_due <= mine:
        case = replace(case, merged_due=min(other_due, case.merged_due or other_due))
    draft.case = case


def _ask_withdrawal(draft: Draft, command: RequestCommand) -> None:
    """The citizen wants to withdraw; the centre asks back, for the body complained of may have pressed for it."""
    wishes = dict.fromkeys((*draft.case.withdrawing, *filter(None, (command.complainant,))))
    draft.case = replace(draft.case, withdrawal_asked=True, withdrawing=tuple(wishes))
    write_line(draft, command, Happening.WITHDRAWAL_ASKED, what=command.complainant)
    draft.tell(Step.WITHDRAWAL)


def _withdraw(draft: Draft, command: RequestCommand) -> None:
    """Those who wanted to withdraw are out; the request is over when nobody else has reported it."""
    _check_asked(draft, command)
    case = draft.case
    others = tuple(who for who in case.complainants if who not in case.withdrawing)
    if case.withdrawing and others:
        draft.case = replace(case, complainants=others, withdrawing=(), withdrawal_asked=False)
        draft.silence("withdrawal")
        write_line(draft, command, Happening.WITHDRAWAL_GRANTED)
        for who in case.withdrawing:
            draft.tell(Step.ENDED, who, complainant=who)
        return
    write_line(draft, command, Happening.WITHDRAWN)
    draft.finish(State.WITHDRAWN, command.received_at)
    draft.tell(Step.ENDED)


def _deny_withdrawal(draft: Draft, command: RequestCommand) -> None:
    _check_asked(draft, command)
    draft.case = replace(draft.case, withdrawal_asked=False, withdrawing=())
    draft.silence("withdrawal")
    write_line(draft, command, Happening.WITHDRAWAL_DENIED)


def _check_asked(draft: Draft, command: RequestCommand) -> None:
    if not draft.case.withdrawal_asked:
        raise NothingAsked(act=command.act)


ENDINGS: dict[Act, Callable[[Draft, RequestCommand], None]] = {
    Act.REQUEST_ADVISE: _advise,
    Act.REQUEST_MERGE: _merge,
    Act.REQUEST_ABSORB: _absorb,
    Act.REQUEST_RELEASE: _release,
    Act.REQUEST_ASK_WITHDRAWAL: _ask_withdrawal,
    Act.REQUEST_WITHDRAW: _withdraw,
    Act.REQUEST_DENY_WITHDRAWAL: _deny_withdrawal,
}
