"""What a person can do to one item: each act is a function from the item to the item, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.admission import Matter, admit
from domain.item import (
    ENDED,
    Item,
    Round,
    State,
    latest_pause_end,
    promised_due,
    ran_out,
    received,
    resumed,
    revocable_until,
    withdrawn,
)
from domain.promise import Extension, Pause
from domain.record import Happening
from domain.refusals import (
    AlreadyDecided,
    CorrectionsToldOnce,
    ExtendedBefore,
    ExtensionNotAllowed,
    PauseKindNotAllowed,
    PauseTooLate,
    PauseTooLong,
    PrerequisiteOpen,
    TermOver,
    WrongState,
)
from domain.roles import Act, Role

HAPPENINGS: dict[Act, Happening] = {
    Act.RECEIVE: Happening.RECEIVED,
    Act.CORRECT: Happening.CORRECTING,
    Act.SUPPLY: Happening.SUPPLIED,
    Act.ACCEPT: Happening.ACCEPTED,
    Act.DECLINE: Happening.DECLINED,
    Act.PAUSE: Happening.PAUSED,
    Act.RESUME: Happening.RESUMED,
    Act.EXTEND: Happening.EXTENDED,
    Act.APPROVE: Happening.APPROVED,
    Act.REFUSE: Happening.REFUSED,
    Act.WITHDRAW: Happening.WITHDRAWN,
    Act.EXPLAIN: Happening.EXPLAINED,
    Act.ASSIGN: Happening.ASSIGNED,
    Act.REVOKE: Happening.REVOKED,
    Act.REVIEW: Happening.REVIEWED,
}


def perform(item: Item, matter: Matter) -> Item:
    """The item after the act.

    Raises:
        Refusal: the subclass says why; nothing has changed.
        UnknownDay: a day must be counted that no calendar covers.
    """
    admit(item, matter)
    return _ACTS[matter.command.act](item, matter)


def _receive(item: Item, matter: Matter) -> Item:
    at = matter.command.received_at
    if item.state is State.WAITING:
        return replace(item, filed=True)
    if item.state in ENDED:
        if matter.prerequisites_open:
            raise PrerequisiteOpen(item=item.id, open=", ".join(matter.prerequisites_open))
        earlier = Round(item.round, item.state, item.received_at, item.ended_at)
        item = Item(
            item.id,
            round=item.round + 1,
            officer=item.officer,
            ready_at=item.ready_at,
            lineage=(*item.lineage, earlier),
        )
    return received(item, at)


def _correct(item: Item, _: Matter) -> Item:
    if item.corrected:
        raise CorrectionsToldOnce(item=item.id)
    return replace(item, state=State.CORRECTING, corrected=True)


def _supply(item: Item, matter: Matter) -> Item:
    return replace(item, state=State.RECEIVED, complete_at=matter.command.received_at)


def _accept(item: Item, matter: Matter) -> Item:
    at = matter.command.received_at
    return replace(item, state=State.ACCEPTED, accepted_at=at, known_at=at, officer=_officer(item, matter))


def _decline(item: Item, matter: Matter) -> Item:
    return replace(item, state=State.DECLINED, ended_at=matter.command.received_at)


def _pause(item: Item, matter: Matter) -> Item:
    command, calendar = matter.command, matter.calendar
    rule = next((rule for rule in matter.rule.pauses if rule.kind == command.kind), None)
    if rule is None:
        allowed = ", ".join(rule.kind for rule in matter.rule.pauses)
        raise PauseKindNotAllowed(item=item.id, kind=command.kind, allowed=allowed)
    end = promised_due(item, matter.rule, calendar)
    in_days = matter.rule.promised.unit.in_days
    if end and command.received_at >= (calendar.start_of(end.on) if in_days else end.at):
        raise PauseTooLate(item=item.id, due_on=end.on.isoformat())
    latest = latest_pause_end(item, rule, command.received_at, calendar)
    if command.until is None or not command.received_at < command.until <= latest:
        raise PauseTooLong(item=item.id, kind=rule.kind, latest=latest.isoformat())
    entry = Pause(rule.kind, command.received_at, command.actor.id, command.note)
    return replace(item, state=State.PAUSED, pauses=(*item.pauses, entry), planned_end=command.until)


def _resume(item: Item, matter: Matter) -> Item:
    return resumed(item, matter.command.received_at)


def _extend(item: Item, matter: Matter) -> Item:
    command, most = matter.command, matter.rule.extension_max
    if item.extensions:
        raise ExtendedBefore(item=item.id)
    if most is None or not 0 < command.days <= most:
        raise ExtensionNotAllowed(item=item.id, asked=str(command.days), most=str(most or 0))
    end = promised_due(item, matter.rule, matter.calendar)
    if end and command.received_at >= end.at:
        raise TermOver(item=item.id, ended=end.at.isoformat())
    entry = Extension(command.days, command.received_at, command.actor.id, command.note)
    return replace(item, extensions=(entry,))


def _decide(item: Item, matter: Matter) -> Item:
    command = matter.command
    if matter.prerequisites_open:
        raise PrerequisiteOpen(item=item.id, open=", ".join(matter.prerequisites_open))
    at = command.received_at
    if item.state is State.PAUSED:
        item = resumed(item, at)
    if item.state is State.RECEIVED:
        item = replace(item, accepted_at=at, known_at=at)
    state = State.APPROVED if command.act is Act.APPROVE else State.REFUSED
    return replace(item, state=state, ended_at=at, officer=_officer(item, matter))


def _withdraw(item: Item, matter: Matter) -> Item:
    if item.filed:
        return replace(item, filed=False)
    return withdrawn(item, matter.command.received_at)


def _explain(item: Item, matter: Matter) -> Item:
    if item.state is not State.DEEMED and not ran_out(item, matter.rule, matter.calendar):
        raise WrongState(item=item.id, state=item.state, act=Act.EXPLAIN, allowed="an item whose term ran out")
    return replace(item, explained=True)


def _assign(item: Item, matter: Matter) -> Item:
    return replace(item, officer=matter.command.officer)


def _revoke(item: Item, matter: Matter) -> Item:
    until = revocable_until(item, matter.office, matter.calendar)
    if until and matter.command.received_at >= until:
        raise TermOver(item=item.id, ended=until.isoformat())
    return replace(item, state=State.ACCEPTED, revoked=True, ended_at=None)


def _review(item: Item, matter: Matter) -> Item:
    if item.reviewed:
        raise AlreadyDecided(item=item.id, state=item.state, act=matter.command.act)
    return replace(item, reviewed=True)


def _officer(item: Item, matter: Matter) -> str:
    actor = matter.command.actor
    return item.officer or (actor.id if actor.role in (Role.OFFICER, Role.HEAD) else "")


_ACTS: dict[Act, Callable[[Item, Matter], Item]] = {
    Act.RECEIVE: _receive,
    Act.CORRECT: _correct,
    Act.SUPPLY: _supply,
    Act.ACCEPT: _accept,
    Act.DECLINE: _decline,
    Act.PAUSE: _pause,
    Act.RESUME: _resume,
    Act.EXTEND: _extend,
    Act.APPROVE: _decide,
    Act.REFUSE: _decide,
    Act.WITHDRAW: _withdraw,
    Act.EXPLAIN: _explain,
    Act.ASSIGN: _assign,
    Act.REVOKE: _revoke,
    Act.REVIEW: _review,
}
