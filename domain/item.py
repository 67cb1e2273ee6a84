"""One item of a project: its state, its ledger, and the clocks that are derived from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.catalogue import CountedFrom, PauseRule, ProjectItem, Silence
from domain.promise import Clock, Due, Extension, Pause, Turn, due_key, known_due, silent_at
from domain.term import Term, Unit
from domain.workdays import ONE_DAY, Office, WorkCalendar, days_between


class State(StrEnum):
    """Where an item stands in its life."""

    WAITING = "waiting"
    READY = "ready"
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    PAUSED = "paused"
    APPROVED = "approved"
    DEEMED = "approved_by_silence"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    NOT_APPLICABLE = "not_applicable"


GRANTED = frozenset({State.APPROVED, State.DEEMED})
ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.DECLINED})
OPEN = frozenset({State.RECEIVED, State.CORRECTING, State.ACCEPTED, State.PAUSED})


@dataclass(frozen=True, slots=True)
class Round:
    """An earlier round of the same item, kept when it is filed again."""

    round: int
    state: State
    received_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """What happened to one item so far (all instants aware).

    `complete_at` is the last hand-in (receipt or corrections): the silence at intake counts from it. `accepted_at` is
    when the promise starts, `known_at` when that became known (later, if silence accepted it). `ended_at` is the
    instant of the decision's effect. `taken` holds the turns that were taken, each with the due moment that it was for,
    and `told` the due moment that people were last told of. `filed` marks an application that waits for its
    prerequisites. `revoked` ends approval by silence for this round; `reviewed` says that it was looked at and stands.
    """

    id: str
    state: State = State.WAITING
    round: int = 1
    officer: str = ""
    ready_at: datetime | None = None
    filed: bool = False
    received_at: datetime | None = None
    complete_at: datetime | None = None
    corrected: bool = False
    accepted_at: datetime | None = None
    known_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    planned_end: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    taken: tuple[str, ...] = ()
    told: str = ""
    ended_at: datetime | None = None
    revoked: bool = False
    explained: bool = False
    lineage: tuple[Round, ...] = ()
    reviewed: bool = False


def promised_clock(item: Item, rule: ProjectItem) -> Clock | None:
    """The clock of the promise, or None before acceptance."""
    if item.accepted_at is None:
        return None
    stopping = {pause.kind for pause in rule.pauses if pause.stops_promised}
    return Clock(
        rule.promised,
        item.accepted_at,
        yellow_left=rule.warn,
        red_left=rule.red,
        pauses=tuple(pause for pause in item.pauses if pause.kind in stopping),
        extensions=item.extensions,
        known_at=item.known_at,
    )


def statutory_clock(item: Item, rule: ProjectItem) -> Clock | None:
    """The clock of the law, which runs beside the promise and never approves; None where the law sets no term.

    The head's extension is the law's own (行政许可法 art. 42), so it moves this clock too, where both count in one unit.
    """
    started_at = item.received_at if rule.statutory_from is CountedFrom.RECEIPT else item.accepted_at
    if rule.statutory is None or started_at is None or item.accepted_at is None:
        return None
    stopping = {pause.kind for pause in rule.pauses if pause.stops_statutory}
    return Clock(
        rule.statutory,
        started_at,
        pauses=tuple(pause for pause in item.pauses if pause.kind in stopping),
        extensions=item.extensions if rule.statutory.unit is rule.promised.unit else (),
    )


def promised_due(item: Item, rule: ProjectItem, calendar: WorkCalendar) -> Due | None:
    """The due moment of the promise; None before acceptance, in a pause, and where the calendar lacks a day."""
    return known_due(promised_clock(item, rule), calendar)


def intake_clock(item: Item, office: Office) -> Clock | None:
    """The clock of the counter: silence for this long after the hand-in is acceptance. None once it is answered.

    Source: 行政许可法 art. 32(4), 82.
    """
    if item.state is not State.RECEIVED or item.complete_at is None:
        return None
    return Clock(Term(office.intake_silence_days, Unit.WD), item.complete_at)


def may_be_deemed(item: Item, rule: ProjectItem) -> bool:
    """Does silence approve this item, by its rule and its history?"""
    return rule.silence is Silence.DEEM_APPROVED and item.state is State.ACCEPTED and not item.revoked


def ran_out(item: Item, rule: ProjectItem, calendar: WorkCalendar) -> bool:
    """Did the promise run out, as it is counted now, with nobody deciding and silence not approving?"""
    clock, end = promised_clock(item, rule), promised_due(item, rule, calendar)
    if clock is None or end is None or item.state is State.DEEMED:
        return False
    return f"{Turn.OVER}:{due_key(clock, end)}" in item.taken


def deemed_from(item: Item, rule: ProjectItem, calendar: WorkCalendar) -> datetime | None:
    """The instant from which the item counts as approved by silence; None where silence does not act.

    Silence acts once for each due moment, so what it was withheld from then is left to people; and it never acts on a
    term that leans on a day whose official calendar is not published.
    """
    clock, end = promised_clock(item, rule), promised_due(item, rule, calendar)
    if clock is None or end is None or end.provisional or not may_be_deemed(item, rule):
        return None
    return None if ran_out(item, rule, calendar) else silent_at(clock, calendar)


def revocable_until(item: Item, office: Office, calendar: WorkCalendar) -> datetime | None:
    """Until when this approval by silence can be revoked; None where there is none.

    Source: 行政复议法 art. 20 (60 days); domain/data/office.toml.
    """
    if item.state is not State.DEEMED or item.ended_at is None:
        return None
    return calendar.end_of(calendar.local_day(item.ended_at) + timedelta(days=office.revocable_days))


def ceiling_at(item: Item, rule: PauseRule, since: datetime, calendar: WorkCalendar) -> datetime:
    """When a pause that began at `since` ends by itself.

    The ceiling holds for all pauses of a kind in one round together, so that pausing again and again gains nothing.
    In days the answer is 00:00 of the last day that may be removed, which counts the same as any later hour of it.
    """
    unit, spans = rule.ceiling.unit, _ended_pauses(item, rule.kind)
    if not unit.in_days:
        spent = sum((until - since for since, until in spans), timedelta(0))
        return since + max(timedelta(0), unit.exact(rule.ceiling.value) - spent)
    days = (days_between(calendar.local_day(since), calendar.local_day(until)) for since, until in spans)
    left = rule.ceiling.value - sum(_takes_away(day, unit, calendar) for span in days for day in span)
    day = calendar.local_day(since)
    while left > 0:
        day += ONE_DAY
        left -= _takes_away(day, unit, calendar)
    return calendar.start_of(day)


def latest_pause_end(item: Item, rule: PauseRule, since: datetime, calendar: WorkCalendar) -> datetime:
    """The latest planned end of a pause that begins at `since`; in days, any hour of its last day counts the same."""
    latest = ceiling_at(item, rule, since, calendar)
    return calendar.end_of(calendar.local_day(latest)) if rule.ceiling.unit.in_days else latest


def _ended_pauses(item: Item, kind: str) -> list[tuple[datetime, datetime]]:
    return [(pause.since, pause.until) for pause in item.pauses if pause.kind == kind and pause.until]


def _takes_away(day: date, unit: Unit, calendar: WorkCalendar) -> bool:
    return unit is Unit.D or calendar.counts(day)


def last_act_at(item: Item) -> datetime | None:
    """The instant of the newest act on this round of the item; what is done next is not done before it."""
    instants = [item.received_at, item.complete_at, item.accepted_at, item.ended_at]
    instants += [instant for pause in item.pauses for instant in (pause.since, pause.until)]
    return max((instant for instant in instants if instant), default=None)


def received(item: Item, at: datetime) -> Item:
    """The item with its application handed in at `at`."""
    return replace(item, state=State.RECEIVED, received_at=at, complete_at=at, filed=False)


def withdrawn(item: Item, at: datetime) -> Item:
    """The open item taken back at `at`; a pause ends with it."""
    item = resumed(item, at) if item.state is State.PAUSED else item
    return replace(item, state=State.WITHDRAWN, ended_at=at)


def resumed(item: Item, at: datetime) -> Item:
    """The item with its clock running again; it must be paused."""
    *earlier, last = item.pauses
    pauses = (*earlier, replace(last, until=max(at, last.since)))
    return replace(item, state=State.ACCEPTED, pauses=pauses, planned_end=None)
