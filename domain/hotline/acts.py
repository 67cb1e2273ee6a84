"""What people do to a request while it is handled: each act changes a draft, or refuses and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.hotline.admission import admit
from domain.hotline.asking import ASKING
from domain.hotline.clocks import goal_at, length_of
from domain.hotline.delays import DELAYS
from domain.hotline.draft import Draft
from domain.hotline.endings import ENDINGS
from domain.hotline.lines import write_line
from domain.hotline.off_list import check_conflict, kinds_for
from domain.hotline.policy import Kind, Level
from domain.hotline.record import Happening, Place, RequestCommand, Step
from domain.hotline.request import Custody, State
from domain.organisation import CENTRE
from domain.recurring.refusals import NobodyAssists
from domain.refusals import (
    EvidenceMissing,
    NoLevelAbove,
    NotClassified,
    NotInPolicy,
    ReturnNotAllowed,
    ReturnTooLate,
    WrongState,
)
from domain.roles import Act

_DAY = timedelta(days=1)


def obey(draft: Draft, command: RequestCommand) -> None:
    """Do what a person asks for.

    Raises:
        Refusal: the subclass says why; the draft is then to be thrown away.
    """
    admit(draft.case, command)
    _ACTS[command.act](draft, command)


def _accept(draft: Draft, command: RequestCommand) -> None:
    """Classified, with a body and a named person; the citizen's clock has run since the report."""
    kind, place = _kind(draft, command), _place(draft, command)
    case, at = draft.case, command.received_at
    start = min(case.reported_at, case.waiting_since or case.reported_at)
    draft.case = replace(
        case,
        kind_id=kind.id,
        started_at=start,
        accepted_at=at,
        accepted_by=command.actor.id,
        assists=command.assists,
        guide=command.guide,
    )
    draft.give(place, at)
    write_line(draft, command, Happening.ACCEPTED, what=kind.id)
    draft.tell_helpers()


def _dispatch(draft: Draft, command: RequestCommand) -> None:
    """To another body; after so many returns the centre's choice is binding."""
    place, at, case = _place(draft, command), command.received_at, draft.case
    if case.is_joint and not command.assists:
        raise NobodyAssists()
    former = draft.let_go(at, "dispatched")
    draft.let_helpers_go((*command.assists, place.body))
    draft.case = replace(draft.case, assists=command.assists, guide=command.guide or case.guide)
    draft.give(place, at, designated=case.returns >= case.policy.returns.most)
    write_line(draft, command, Happening.DISPATCHED, what=place.level)
    draft.tell_former(Step.TAKEN_AWAY, former)
    draft.tell_helpers()


def _sign(draft: Draft, command: RequestCommand) -> None:
    holder = _holder(draft)
    if holder.signed_at is not None:
        raise WrongState(state="signed", act=command.act, allowed="a request that nobody has signed for")
    signed = replace(holder, signed_at=command.received_at)
    draft.case = replace(draft.case, custodies=(*draft.case.custodies[:-1], signed))
    write_line(draft, command, Happening.SIGNED)


def _reclassify(draft: Draft, command: RequestCommand) -> None:
    """Only the goal changes: what has passed and what was paused stays."""
    was, kind = draft.case, _kind(draft, command)
    draft.case = replace(was, kind_id=kind.id)
    draft.silence("work", "goal")
    draft.write(
        Happening.RECLASSIFIED,
        at=command.received_at,
        by=command.actor,
        note=command.note,
        what=kind.id,
        acted_at=command.acted_at,
        was=was,
    )
    if draft.case.holder is not None:
        draft.tell(Step.ASSIGNED, f"{len(draft.case.custodies)}.{kind.id}", due_at=goal_at(draft.case))


def _return(draft: Draft, command: RequestCommand) -> None:
    """Back to the centre; the citizen's clock runs on, and the centre has as long as for accepting to dispatch it anew.

    The bodies of a joint task stay with it: they were chosen when it was opened, not by the one that sends it back.
    """
    holder, rule, at = _holder(draft), draft.case.policy.returns, command.received_at
    if holder.designated or holder.level is Level.CENTRE:
        raise ReturnNotAllowed(body=holder.body)
    if command.reason not in rule.reasons:
        raise NotInPolicy(what=command.reason, allowed=", ".join(rule.reasons))
    latest = holder.since + length_of(rule.within)
    if at >= latest:
        raise ReturnTooLate(latest=latest.isoformat())
    draft.let_go(at, "returned")
    case = draft.case
    kept = case.assists if case.is_joint else ()
    draft.let_helpers_go(kept)
    draft.case = replace(case, state=State.RETURNED, assists=kept, guide="", returns=case.returns + 1, waiting_since=at)
    write_line(draft, command, Happening.RETURNED, what=command.reason, body=holder.body)
    draft.tell(Step.SENT_BACK, due_at=goal_at(draft.case))


def _escalate(draft: Draft, command: RequestCommand) -> None:
    holder, place = _holder(draft), _place(draft, command)
    levels = list(Level)
    if levels.index(place.level) <= levels.index(holder.level):
        above = holder.level.above
        raise NoLevelAbove(level=holder.level, allowed=above or "")
    former = draft.move_up(place, command.received_at, "escalated")
    write_line(draft, command, Happening.ESCALATED, what=place.level)
    draft.tell_former(Step.TAKEN_AWAY, former)


def _comment(draft: Draft, command: RequestCommand) -> None:
    """Words never move a clock. On a joint task the line is that of the body that wrote it, which is not reminded any more."""
    if not draft.case.is_joint:
        write_line(draft, command, Happening.COMMENTED, what=command.complainant)
        return
    body = command.actor.department or CENTRE  # whoever works in no body speaks for none of theirs
    draft.case = replace(draft.case, heard=tuple(dict.fromkeys((*draft.case.heard, body))))
    draft.silence(f"assist:{body}")
    write_line(draft, command, Happening.COMMENTED, body=body)


def _close(draft: Draft, command: RequestCommand) -> None:
    """Closing is not solving: the citizens are asked; a joint task has none, and the centre looks."""
    case, at, kind = draft.case, command.received_at, draft.case.kind
    missing = [name for name in (kind.evidence if kind else ()) if name not in command.said]
    if missing:
        allowed = ", ".join(kind.evidence if kind else ())
        raise EvidenceMissing(missing=", ".join(missing), allowed=allowed)
    draft.end_pause(at)
    draft.freeze(at, "closed")
    former = draft.let_go(at, "closed")
    draft.silence(
        "intake",
        "work",
        "goal",
        "parking",
        "extension",
        "withdrawal",
        "guide",
        *(f"assist:{body}" for body in case.assists),
    )
    ended = replace(draft.case, state=State.CLOSED, closed_at=at)
    draft.case = replace(ended, parking=None, asked=None, withdrawal_asked=False)
    write_line(draft, command, Happening.CLOSED, body=former.body if former else "")
    ends = length_of(case.policy.follow_up.ends)
    if case.complainants:
        draft.tell(Step.ASK, until=max(at, draft.present) + ends)
    if case.is_joint:
        draft.tell(Step.CLOSING, until=max(at, draft.present) + ends, due_at=at + ends)


def _kind(draft: Draft, command: RequestCommand) -> Kind:
    case = draft.case
    kind, allowed = case.policy.kind(command.kind), kinds_for(case.policy, case.barred, joint=case.is_joint)
    if kind is None or kind.id not in allowed:
        raise NotInPolicy(what=command.kind, allowed=", ".join(allowed))
    return kind


def _place(draft: Draft, command: RequestCommand) -> Place:
    if command.place is None or not command.place.body or not command.place.owner:
        raise NotClassified(missing="place" if command.place is None else "owner")
    check_conflict(draft.case.barred, command.place.body, *command.assists)
    return command.place


def _holder(draft: Draft) -> Custody:
    holder = draft.case.holder
    assert holder is not None, "a request that is handled is with somebody"
    return holder


_ACTS: dict[Act, Callable[[Draft, RequestCommand], None]] = {
    Act.REQUEST_ACCEPT: _accept,
    Act.REQUEST_DISPATCH: _dispatch,
    Act.REQUEST_SIGN: _sign,
    Act.REQUEST_RECLASSIFY: _reclassify,
    Act.REQUEST_RETURN: _return,
    Act.REQUEST_ESCALATE: _escalate,
    Act.REQUEST_COMMENT: _comment,
    Act.REQUEST_ADD_WORDS: _comment,
    Act.REQUEST_CLOSE: _close,
    **ASKING,
    **DELAYS,
    **ENDINGS,
}
