"""Whether an act is admitted at all: the state of the item, the note that goes with it, and its time."""

from __future__ import annotations

from dataclasses import dataclass

from domain.catalogue import ProjectItem
from domain.item import (
    ENDED,
    GRANTED,
    OPEN,
    Item,
    State,
    deemed_from,
)
from domain.record import Command
from domain.refusals import (
    AlreadyDecided,
    AlreadyDeemed,
    AlreadyReceived,
    CorrectionOpen,
    NotAllowed,
    NoteMissing,
    NotReceived,
    PrerequisiteOpen,
    Refusal,
    TimeNotAllowed,
    WrongState,
)
from domain.roles import Act
from domain.workdays import Office, WorkCalendar


@dataclass(frozen=True, slots=True)
class Matter:
    """What an act is judged by: the item's rule, calendar and office, the open prerequisites, and the command itself."""

    rule: ProjectItem
    calendar: WorkCalendar
    office: Office
    prerequisites_open: tuple[str, ...]
    command: Command


ALLOWED: dict[Act, frozenset[State]] = {
    Act.RECEIVE: frozenset({State.READY}) | ENDED,
    Act.CORRECT: frozenset({State.RECEIVED}),
    Act.SUPPLY: frozenset({State.CORRECTING}),
    Act.ACCEPT: frozenset({State.RECEIVED}),
    Act.DECLINE: frozenset({State.RECEIVED}),
    Act.PAUSE: frozenset({State.ACCEPTED}),
    Act.RESUME: frozenset({State.PAUSED}),
    Act.EXTEND: frozenset({State.ACCEPTED, State.PAUSED}),
    Act.APPROVE: frozenset({State.RECEIVED, State.ACCEPTED, State.PAUSED}),
    Act.REFUSE: frozenset({State.RECEIVED, State.ACCEPTED, State.PAUSED}),
    Act.WITHDRAW: OPEN,
    Act.EXPLAIN: OPEN | GRANTED | ENDED,
    Act.ASSIGN: frozenset({State.WAITING, State.READY}) | OPEN,
    Act.REVOKE: frozenset({State.DEEMED}),
    Act.REVIEW: frozenset({State.DEEMED}),
}

REQUIRED_NOTES: dict[Act, tuple[str, ...]] = {
    Act.CORRECT: ("remarks",),
    Act.DECLINE: ("reason", "remedies"),
    Act.PAUSE: ("document",),
    Act.EXTEND: ("reason",),
    Act.REFUSE: ("reason", "remedies"),
    Act.WITHDRAW: ("reason",),
    Act.EXPLAIN: ("reason",),
    Act.REVOKE: ("reason",),
    Act.REVIEW: ("reason",),
}


def admit(item: Item, matter: Matter) -> None:
    """Pass when the act may be tried on the item as it stands.

    Raises:
        Refusal: the subclass says what stands against it.
    """
    act = matter.command.act
    if act not in ALLOWED:
        raise NotAllowed(act=act, allowed=", ".join(sorted(ALLOWED)))
    if item.state not in ALLOWED[act] and not _may_file_or_unfile(item, matter.command):
        raise _wrong_state(item, matter)
    _refuse_the_late(item, matter)
    _check_note(matter.command)
    _check_time(item, matter.command)


def _may_file_or_unfile(item: Item, command: Command) -> bool:
    if item.state is not State.WAITING:
        return False
    return (
        item.filed if command.act is Act.WITHDRAW else command.act is Act.RECEIVE and command.ahead and not item.filed
    )


def _wrong_state(item: Item, matter: Matter) -> Refusal:
    act = matter.command.act
    facts = {"item": item.id, "state": item.state, "act": act}
    if item.state is State.DEEMED:
        return AlreadyDeemed(**facts)
    if item.state in GRANTED | ENDED:
        return AlreadyDecided(**facts)
    if act is Act.RECEIVE and (item.filed or item.state is not State.WAITING):
        return AlreadyReceived(**facts)
    if item.state is State.WAITING:
        return PrerequisiteOpen(**facts, open=", ".join(matter.prerequisites_open))
    if item.state is State.READY:
        return NotReceived(**facts)
    if item.state is State.CORRECTING and act is not Act.SUPPLY:
        return CorrectionOpen(**facts)
    return WrongState(**facts, allowed=", ".join(sorted(ALLOWED[act])))


def _refuse_the_late(item: Item, matter: Matter) -> None:
    deemed = None if matter.prerequisites_open else deemed_from(item, matter.rule, matter.calendar)
    if deemed is not None and matter.command.received_at >= deemed and matter.command.act is not Act.ASSIGN:
        raise AlreadyDeemed(item=item.id, act=matter.command.act, since=deemed.isoformat())


def _check_note(command: Command) -> None:
    missing = [name for name in REQUIRED_NOTES.get(command.act, ()) if name not in command.said]
    if missing:
        raise NoteMissing(act=command.act, missing=", ".join(missing))


def _check_time(item: Item, command: Command) -> None:
    if command.acted_at is None:
        return
    earliest = item.received_at if command.act is not Act.RECEIVE else None
    if command.acted_at > command.received_at or (earliest is not None and command.acted_at < earliest):
        raise TimeNotAllowed(
            acted_at=command.acted_at.isoformat(),
            earliest=earliest.isoformat() if earliest else "",
            latest=command.received_at.isoformat(),
        )
