"""How a case moves on: opening it, obeying a command, letting time act, taking a new calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.approval import Approval, Change, Phase
from domain.draft import Draft
from domain.record import Command, Happening
from domain.refusals import CalendarMissing, CaseClosed, Refusal, UnknownItem
from domain.roles import Act, Actor
from domain.workdays import UnknownDay, WorkCalendar


def opened(case: Approval, *, by: Actor, at: datetime, now: datetime) -> Change:
    """The new case with its first events: opened, and ready for every item that waits for nothing.

    All items are written, for a reader takes one without a row for one that the project does not have.
    """
    draft = Draft(case, now)
    draft.write(Happening.OPENED, at=at, by=by)
    draft.settle()
    return replace(draft.change(), items=tuple(item.id for item in case.items))


def act(case: Approval, command: Command, now: datetime) -> Change:
    """The case after a command, as of the instant at which the counter received it.

    What time had done by then is done first. A command on several items is done whole or not at all.

    Raises:
        Refusal: the subclass says why; nothing has changed.
    """
    command = replace(command, received_at=min(command.received_at, now))
    draft = Draft(case, now)
    try:
        draft.advance(until=command.received_at + _verdicts(case, command))
        _obey(draft, command)
    except UnknownDay as missing:
        raise CalendarMissing(day=str(missing)) from missing
    draft.settle()
    return draft.change()


def not_done(case: Approval, command: Command, refusal: Refusal, now: datetime) -> Change:
    """The case with a record of a command that was not obeyed: a late decision, or one that nobody could answer."""
    draft = Draft(case, now)
    known = {item.id for item in case.items}
    for item_id in [item for item in command.items if item in known] or [""]:
        what = f"{command.act}:{refusal.code}"
        draft.write(Happening.NOT_DONE, item_id, at=command.received_at, by=command.actor, note=command.note, what=what)
    return draft.change()


def advance(case: Approval, now: datetime) -> Change:
    """The case after everything that is due at `now`, whatever woke it; unchanged when nothing is."""
    draft = Draft(case, now)
    draft.advance(until=now)
    draft.settle()
    return draft.change()


def recount(case: Approval, calendar: WorkCalendar, now: datetime) -> Change:
    """The case counting with a newer calendar: every open clock moves, ended items stay as they are.

    A calendar that is not newer changes nothing.
    """
    if calendar.rev <= case.calendar.rev:
        return Change(case)
    draft = Draft(replace(case, calendar=calendar), now)
    draft.recount(case)
    return draft.change()


def _verdicts(case: Approval, command: Command) -> timedelta:
    """How far beyond its receipt a command finds time at work: closing leaves no later moment for what silence decided."""
    return case.office.settle if command.act is Act.CLOSE else timedelta(0)


def _obey(draft: Draft, command: Command) -> None:
    phase = draft.case.phase
    if phase is Phase.CLOSED or (phase is Phase.COMPLETE and command.act is Act.CLOSE):
        raise CaseClosed(kind="project", ref=draft.case.ref, phase=phase)
    if command.act is Act.CLOSE:
        draft.close(command)
        return
    if not command.items:
        raise UnknownItem(item="", allowed=", ".join(item.id for item in draft.case.items))
    for item_id in dict.fromkeys(command.items):
        draft.obey(item_id, command)
