"""Whether an act is admitted at all: who does it, the state of the request, the words that go with it, and its time."""

from __future__ import annotations

from domain.hotline.record import RequestCommand
from domain.hotline.request import AT_WORK, ENDED, OPEN, Request, State
from domain.recurring.refusals import JointTask
from domain.refusals import (
    AlreadyAccepted,
    NotAllowed,
    NotAsked,
    NoteMissing,
    NotYours,
    Refusal,
    RequestEnded,
    TimeNotAllowed,
    WrongState,
)
from domain.roles import Act, check

_HANDLED = frozenset({State.HANDLING, State.PAUSED})
ALLOWED: dict[Act, frozenset[State]] = {
    Act.REQUEST_ADVISE: OPEN,
    Act.REQUEST_ACCEPT: frozenset({State.REPORTED}),
    Act.REQUEST_DISPATCH: frozenset({State.HANDLING, State.RETURNED}),
    Act.REQUEST_SIGN: _HANDLED,
    Act.REQUEST_RECLASSIFY: AT_WORK,
    Act.REQUEST_PAUSE: frozenset({State.HANDLING}),
    Act.REQUEST_RESUME: frozenset({State.PAUSED}),
    Act.REQUEST_ASK_EXTENSION: _HANDLED,
    Act.REQUEST_EXTEND: AT_WORK,
    Act.REQUEST_DENY_EXTENSION: AT_WORK,
    Act.REQUEST_PARK: _HANDLED,
    Act.REQUEST_UNPARK: _HANDLED,
    Act.REQUEST_RETURN: frozenset({State.HANDLING}),
    Act.REQUEST_ESCALATE: frozenset({State.HANDLING}),
    Act.REQUEST_COMMENT: OPEN | {State.CLOSED},
    Act.REQUEST_ADD_WORDS: OPEN | {State.CLOSED},
    Act.REQUEST_CLOSE: _HANDLED,
    Act.REQUEST_CALL: frozenset({State.CLOSED}),
    Act.REQUEST_ANSWER: frozenset({State.CLOSED}),
    Act.REQUEST_REOPEN: frozenset({State.CLOSED}),
    Act.REQUEST_MERGE: OPEN,
    Act.REQUEST_ABSORB: OPEN,
    Act.REQUEST_RELEASE: OPEN | {State.CLOSED},
    Act.REQUEST_ASK_WITHDRAWAL: OPEN,
    Act.REQUEST_WITHDRAW: OPEN,
    Act.REQUEST_DENY_WITHDRAWAL: OPEN,
}

REQUIRED_NOTES: dict[Act, tuple[str, ...]] = {
    Act.REQUEST_RECLASSIFY: ("reason",),
    Act.REQUEST_PAUSE: ("document",),
    Act.REQUEST_ASK_EXTENSION: ("reason",),
    Act.REQUEST_DENY_EXTENSION: ("reason",),
    Act.REQUEST_PARK: ("reason",),
    Act.REQUEST_RETURN: ("proposed", "text"),
    Act.REQUEST_ESCALATE: ("reason",),
    Act.REQUEST_COMMENT: ("text",),
    Act.REQUEST_ADD_WORDS: ("text",),
    Act.REQUEST_REOPEN: ("reason",),
    Act.REQUEST_ASK_WITHDRAWAL: ("reason",),
    Act.REQUEST_DENY_WITHDRAWAL: ("reason",),
}
# What is done for a citizen, with one, or to one request for another; a joint task has nobody behind it.
FOR_CITIZENS = frozenset(
    {
        *(Act.REQUEST_ADVISE, Act.REQUEST_RECLASSIFY, Act.REQUEST_CALL, Act.REQUEST_ANSWER, Act.REQUEST_ADD_WORDS),
        *(Act.REQUEST_MERGE, Act.REQUEST_ABSORB, Act.REQUEST_RELEASE),
        *(Act.REQUEST_ASK_WITHDRAWAL, Act.REQUEST_WITHDRAW, Act.REQUEST_DENY_WITHDRAWAL),
    }
)


def admit(case: Request, command: RequestCommand) -> None:
    """Pass when the act may be tried on the request as it stands.

    Raises:
        Refusal: the subclass says what stands against it.
    """
    act = command.act
    if act not in ALLOWED:
        raise NotAllowed(act=act, allowed=", ".join(sorted(ALLOWED)))
    check(command.actor, act, department=_department(case, command))
    if command.actor.department in case.barred:
        raise NotYours(act=act, department=command.actor.department)
    if case.is_joint and act in FOR_CITIZENS:
        raise JointTask(act=act)
    if case.state not in ALLOWED[act]:
        raise _wrong_state(case, act)
    _check_note(command)
    _check_time(case, command)


def _department(case: Request, command: RequestCommand) -> str:
    """The body that may act: who holds the request or held it last; to say something, also one that assists."""
    if command.act is Act.REQUEST_COMMENT and command.actor.department in case.assists:
        return command.actor.department
    return case.custodies[-1].body if case.custodies else ""


def _wrong_state(case: Request, act: Act) -> Refusal:
    if act is Act.REQUEST_ANSWER:
        return NotAsked(state=case.state)
    if case.state in ENDED:
        return RequestEnded(state=case.state, act=act, into=case.merged_into)
    if act is Act.REQUEST_ACCEPT:
        at = case.accepted_at.isoformat() if case.accepted_at else ""
        return AlreadyAccepted(by=case.accepted_by, at=at, state=case.state)
    return WrongState(state=case.state, act=act, allowed=", ".join(sorted(ALLOWED[act])))


def _check_note(command: RequestCommand) -> None:
    missing = [name for name in REQUIRED_NOTES.get(command.act, ()) if name not in command.said]
    if missing:
        raise NoteMissing(act=command.act, missing=", ".join(missing))


def _check_time(case: Request, command: RequestCommand) -> None:
    acted_at = command.acted_at
    if acted_at is not None and not case.reported_at <= acted_at <= command.received_at:
        raise TimeNotAllowed(
            acted_at=acted_at.isoformat(),
            earliest=case.reported_at.isoformat(),
            latest=command.received_at.isoformat(),
        )
