"""What people do about the time of a request: pauses, one extension, parking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.hotline.clocks import goal_at, length_of
from domain.hotline.draft import Draft
from domain.hotline.lines import write_line
from domain.hotline.passing import warn
from domain.hotline.record import Happening, RequestCommand, Step
from domain.hotline.request import Asked, Parking, State
from domain.promise import Extension, Pause
from domain.refusals import (
    ExtendedBefore,
    ExtensionNotAllowed,
    NothingAsked,
    PauseKindNotAllowed,
    PauseTooLate,
    PauseTooLong,
    TermOver,
    TimeNotAllowed,
    WrongState,
)
from domain.roles import Act

_DAY = timedelta(days=1)


def _pause(draft: Draft, command: RequestCommand) -> None:
    case, at, until = draft.case, command.received_at, command.until
    reasons = {reason.id: reason for reason in case.policy.pauses_for(joint=case.is_joint)}
    rule = reasons.get(command.reason)
    if rule is None:
        raise PauseKindNotAllowed(kind=command.reason, allowed=", ".join(reasons))
    end = goal_at(case)
    if case.seeking is not None or (end is not None and at >= end):
        raise PauseTooLate(due_at=end.isoformat() if end else "")
    spent = sum(((p.until or at) - p.since for p in case.pauses if p.kind == rule.id), timedelta(0))
    latest = at + length_of(rule.ceiling) - spent
    if until is None or not at < until <= latest:
        raise PauseTooLong(kind=rule.id, latest=latest.isoformat())
    entry = Pause(rule.id, at, command.actor.id, command.note)
    draft.case = replace(case, state=State.PAUSED, pauses=(*case.pauses, entry), planned_end=until)
    draft.silence("work", "goal")
    write_line(draft, command, Happening.PAUSED, what=rule.id, moved=True)


def _resume(draft: Draft, command: RequestCommand) -> None:
    was = draft.case
    draft.end_pause(command.received_at)
    draft.write(
        Happening.RESUMED,
        at=command.received_at,
        by=command.actor,
        note=command.note,
        acted_at=command.acted_at,
        was=was,
    )
    _say_again(draft)


def _say_again(draft: Draft) -> None:
    """The last warning of the running share holds again: the pause had taken it back."""
    taken = [key for key in draft.case.taken if key.startswith(("half:", "warn:"))]
    mine = [key for key in taken if key.partition(":")[2].partition(".")[0] == str(len(draft.case.custodies))]
    if mine:
        warn(draft, Step.WARNED if mine[-1].startswith("warn:") else Step.HALF, mine[-1])


def _ask_extension(draft: Draft, command: RequestCommand) -> None:
    case, kind, end = draft.case, draft.case.kind, goal_at(draft.case)
    most = kind.extension_hours if kind else 0
    if case.extensions or case.asked:
        raise ExtendedBefore()
    if not 0 < command.hours <= most:
        raise ExtensionNotAllowed(asked=str(command.hours), most=str(most))
    if end is not None and command.received_at >= end:
        raise TermOver(ended=end.isoformat())
    asked = Asked(command.hours, command.actor.id, command.received_at, command.note)
    draft.case = replace(case, asked=asked)
    write_line(draft, command, Happening.EXTENSION_ASKED, what=str(command.hours))
    draft.tell(Step.EXTENSION_ASKED, due_at=end)


def _extend(draft: Draft, command: RequestCommand) -> None:
    was, asked = draft.case, draft.case.asked
    if asked is None:
        raise NothingAsked(act=command.act)
    entry = Extension(asked.hours, command.received_at, command.actor.id, command.note)
    draft.case = replace(was, asked=None, extensions=(*was.extensions, entry))
    draft.silence("work", "goal", "extension")
    draft.write(
        Happening.EXTENDED,
        at=command.received_at,
        by=command.actor,
        note=command.note,
        what=str(asked.hours),
        acted_at=command.acted_at,
        was=was,
    )
    draft.tell(Step.ASSIGNED, f"{len(draft.case.custodies)}.extended", due_at=goal_at(draft.case))


def _deny_extension(draft: Draft, command: RequestCommand) -> None:
    if draft.case.asked is None:
        raise NothingAsked(act=command.act)
    draft.case = replace(draft.case, asked=None)
    draft.silence("extension")
    write_line(draft, command, Happening.EXTENSION_DENIED)
    draft.tell(Step.ASSIGNED, f"{len(draft.case.custodies)}.denied", due_at=goal_at(draft.case))


def _park(draft: Draft, command: RequestCommand) -> None:
    """Named and dated, and counted as before."""
    at, review = command.received_at, command.until
    latest = at + draft.case.policy.parking_days * _DAY
    if review is None or not at < review <= latest:
        raise TimeNotAllowed(earliest=at.isoformat(), latest=latest.isoformat())
    holder = draft.case.holder
    owner = (holder.owner if holder else "") or command.actor.id
    draft.case = replace(draft.case, parking=Parking(owner, command.note, review, at))
    draft.silence("parking")
    write_line(draft, command, Happening.PARKED, what=owner)


def _unpark(draft: Draft, command: RequestCommand) -> None:
    if draft.case.parking is None:
        raise WrongState(state="not parked", act=command.act, allowed="a parked request")
    draft.case = replace(draft.case, parking=None)
    draft.silence("parking")
    write_line(draft, command, Happening.UNPARKED)


DELAYS: dict[Act, Callable[[Draft, RequestCommand], None]] = {
    Act.REQUEST_PAUSE: _pause,
    Act.REQUEST_RESUME: _resume,
    Act.REQUEST_ASK_EXTENSION: _ask_extension,
    Act.REQUEST_EXTEND: _extend,
    Act.REQUEST_DENY_EXTENSION: _deny_extension,
    Act.REQUEST_PARK: _park,
    Act.REQUEST_UNPARK: _unpark,
}
