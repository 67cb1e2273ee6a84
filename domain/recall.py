"""Rebuilds an item's ledger from the record of its case, so that a reader can ask the same clocks as the workflow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from domain.item import Item, State, received, resumed
from domain.promise import Extension, Pause
from domain.record import Event, Happening


def recalled(item_id: str, events: Iterable[Event]) -> Item:
    """The item as its clocks know it, from the events of its case in their order.

    Round, state, receipt, acceptance, pauses, extensions and end are rebuilt. What no clock asks for is not: officer,
    planned end of a pause, turns taken, and `known_at`, which only delays silence and moves no date.
    """
    item = Item(item_id)
    for event in events:
        if event.item == item_id and (retell := _RETOLD.get(event.kind)):
            item = retell(item, event)
    return item


def _received(item: Item, event: Event) -> Item:
    is_again = item.received_at is not None
    return received(Item(item.id, round=item.round + is_again), _at(event))


def _supplied(item: Item, event: Event) -> Item:
    return replace(item, state=State.RECEIVED, complete_at=_at(event))


def _accepted(item: Item, event: Event) -> Item:
    return replace(item, state=State.ACCEPTED, accepted_at=_at(event))


def _accepted_by_silence(item: Item, _: Event) -> Item:
    return replace(item, state=State.ACCEPTED, accepted_at=item.complete_at)


def _paused(item: Item, event: Event) -> Item:
    pause = Pause(event.what, _at(event), event.actor, event.note)
    return replace(item, state=State.PAUSED, pauses=(*item.pauses, pause))


def _running(item: Item, event: Event) -> Item:
    return resumed(item, _at(event)) if item.state is State.PAUSED else item


def _extended(item: Item, event: Event) -> Item:
    extension = Extension(int(event.what), _at(event), event.actor, event.note)
    return replace(item, extensions=(*item.extensions, extension))


def _ended(state: State) -> Callable[[Item, Event], Item]:
    def end(item: Item, event: Event) -> Item:
        return replace(_running(item, event), state=state, ended_at=_at(event))

    return end


def _at(event: Event) -> datetime:
    assert event.at is not None, "an event of the record has its instant"
    return event.at


def _revoked(item: Item, _: Event) -> Item:
    return replace(item, state=State.ACCEPTED, revoked=True, ended_at=None)


_RETOLD: dict[Happening, Callable[[Item, Event], Item]] = {
    Happening.RECEIVED: _received,
    Happening.CORRECTING: lambda item, _: replace(item, state=State.CORRECTING, corrected=True),
    Happening.SUPPLIED: _supplied,
    Happening.ACCEPTED: _accepted,
    Happening.ACCEPTED_BY_SILENCE: _accepted_by_silence,
    Happening.DECLINED: _ended(State.DECLINED),
    Happening.PAUSED: _paused,
    Happening.RESUMED: _running,
    Happening.RESUMED_AT_CEILING: _running,
    Happening.EXTENDED: _extended,
    Happening.APPROVED: _ended(State.APPROVED),
    Happening.APPROVED_BY_SILENCE: _ended(State.DEEMED),
    Happening.REFUSED: _ended(State.REFUSED),
    Happening.WITHDRAWN: _ended(State.WITHDRAWN),
    Happening.REVOKED: _revoked,
    Happening.REVIEWED: lambda item, _: replace(item, reviewed=True),
}
