"""What somebody may do with an item now: each act is tried with the least that it asks for, so that the law is asked and not told twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.acts import perform
from domain.admission import ALLOWED, REQUIRED_NOTES, Matter
from domain.item import Item, State, deemed_from, last_act_at, latest_pause_end, promised_clock, promised_due
from domain.promise import Turn, due_key
from domain.recall import recalled
from domain.record import Event, Happening
from domain.refusals import Refusal
from domain.roles import Act, check
from domain.workdays import UnknownDay

_A_MOMENT = timedelta(microseconds=1)
_NEW_START = frozenset({Happening.ACCEPTED, Happening.ACCEPTED_BY_SILENCE, Happening.REDATED})


class Row(Protocol):
    """An item's row, as far as the record does not say it: `breached` is that its promise ran out undecided."""

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def breached(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Possible:
    """The acts that are possible; of a pause its kinds, each with the latest planned end."""

    acts: frozenset[Act] = frozenset()
    pauses: Mapping[str, datetime] = field(default_factory=dict)


def item_of(row: Row, matter: Matter, events: Iterable[Event]) -> Item:
    """The item as acts are judged by it, from its row and the record; who has it is left out, for no act asks.

    When its start became known is told by the record a little late at most, so silence is never taken to have come too soon.
    """
    own = [event for event in events if event.item == row.id]
    item = replace(recalled(row.id, own), state=State(row.state))
    known_at = [event.entered_at for event in own if event.kind in _NEW_START]
    filing = [event.kind for event in own if event.kind in (Happening.FILED, Happening.RECEIVED, Happening.WITHDRAWN)]
    item = replace(item, known_at=known_at[-1] if known_at else None, filed=filing[-1:] == [Happening.FILED])
    clock, end = promised_clock(item, matter.rule), promised_due(item, matter.rule, matter.calendar)
    return replace(item, taken=(f"{Turn.OVER}:{due_key(clock, end)}",)) if row.breached and clock and end else item


def possible(item: Item, matter: Matter) -> Possible:
    """What whoever gives the command of `matter` may do with the item at its time; the command's act is not looked at."""
    pauses = {
        rule.kind: latest_pause_end(item, rule, matter.command.received_at, matter.calendar)
        for rule in matter.rule.pauses
        if _is_possible(item, matter, Act.PAUSE, kind=rule.kind, until=_soon(matter))
    }
    others = (act for act in ALLOWED if act is not Act.PAUSE and _is_possible(item, matter, act, **_LEAST.get(act, {})))
    return Possible(frozenset((*others, *([Act.PAUSE] if pauses else []))), pauses)


def silent_from(item: Item, matter: Matter) -> datetime | None:
    """From when silence approves the item; None where it never does, or waits for another item."""
    return None if matter.prerequisites_open else deemed_from(item, matter.rule, matter.calendar)


_LEAST: dict[Act, dict[str, Any]] = {Act.EXTEND: {"days": 1}, Act.RECEIVE: {"ahead": True}}


def _is_possible(item: Item, matter: Matter, act: Act, **least: Any) -> bool:
    given = matter.command
    at = max(given.received_at, last_act_at(item) or given.received_at)
    said = REQUIRED_NOTES.get(act, ())
    command = replace(given, act=act, actor=given.actor.deputy(act), received_at=at, said=said, **least)
    try:
        check(command.actor, act, department=matter.rule.department, owns=command.owns)
        perform(item, replace(matter, command=command))
    except (Refusal, UnknownDay):
        return False
    return True


def _soon(matter: Matter) -> datetime:
    return matter.command.received_at + _A_MOMENT
