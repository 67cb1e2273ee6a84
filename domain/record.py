"""What a case says to the world: commands that come in, events and notices that go out.

No free text and no name stands in any of these values: they travel through the workflow's history. What people wrote
is kept as a note in the database, and `note` is its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.catalogue import Silence
from domain.roles import Act, Actor, Role
from domain.term import Unit


class Happening(StrEnum):
    """The kinds of event in the record of a case."""

    OPENED = "opened"
    READY = "ready"
    REOPENED = "reopened"
    FILED = "filed"
    RECEIVED = "received"
    CORRECTING = "correcting"
    SUPPLIED = "supplied"
    ACCEPTED = "accepted"
    ACCEPTED_BY_SILENCE = "accepted_by_silence"
    DECLINED = "declined"
    PAUSED = "paused"
    PAUSE_LATE = "pause_late"
    RESUMED = "resumed"
    RESUMED_AT_CEILING = "resumed_at_ceiling"
    EXTENDED = "extended"
    REDATED = "redated"
    YELLOW = "yellow"
    RED = "red"
    SKIPPED = "warning_skipped"
    BREACHED = "breached"
    WITHHELD = "silence_withheld"
    STATUTORY_OVER = "statutory_over"
    EXPLAINED = "explained"
    ASSIGNED = "assigned"
    APPROVED = "approved"
    APPROVED_BY_SILENCE = "approved_by_silence"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    REVIEWED = "reviewed"  # an approval by silence was looked at, and stands
    COMPLETED = "completed"
    CLOSED = "closed"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class Command:
    """One act of a person on one or more items of a case.

    `id` makes it safe to repeat; in an Update it is left empty, for there it is the Update's own id.
    `received_at` is stamped by the counter and decides what was in time; `acted_at` is when the person says that it
    was done and decides nothing. `said` names the filled fields of the note. `until` is the planned end of a pause,
    `days` the length of an extension, `kind` the kind of a pause, `officer` the person an item is assigned to;
    `ahead` files an application before its prerequisites are approved.
    """

    id: str
    act: Act
    actor: Actor
    received_at: datetime
    items: tuple[str, ...] = ()
    owns: bool = False
    acted_at: datetime | None = None
    note: str = ""
    said: tuple[str, ...] = ()
    kind: str = ""
    until: datetime | None = None
    days: int = 0
    officer: str = ""
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the record of a case; lines are only ever added.

    `n` numbers the lines of the case from 1. `at` is the instant at which it takes effect (for an approval by silence
    the end of the due day), `entered_at` when it was written, `acted_at` when the person says it was done. `due_before`
    and `due_after` are set when a clock changed; `rev` is the calendar they were counted with. `instead_of` is for whom
    the actor stood in: who had the item and was away ("A for B").
    """

    kind: Happening
    item: str = ""
    at: datetime | None = None
    actor: str = "system"
    role: Role = Role.SYSTEM
    acted_at: datetime | None = None
    note: str = ""
    what: str = ""
    due_before: date | None = None
    due_after: date | None = None
    n: int = 0
    entered_at: datetime | None = None
    rev: int = 0
    instead_of: str = ""


class Step(StrEnum):
    """The messages that a case sends."""

    YELLOW = "yellow"
    RED = "red"
    REDATED = "redated"
    PAUSE_LATE = "pause_late"
    BREACHED = "breached"
    WITHHELD = "withheld"
    DEEMED = "deemed"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a case has to say: about which item, and between which instants it is useful.

    `cycle` and `step` with the item make it unique, so that it can be written twice and goes out once. Who is told, and
    how, is the business of the step's ladder when it is sent; `to` is empty, and an address of version 1 in old
    histories. `left` is counted in `unit`; `due_at` (local) is set besides `due_on` for exact units; `silence` is what
    happens if nobody acts.
    """

    item: str
    step: Step
    cycle: str
    to: str
    not_before: datetime
    expires_at: datetime
    due_on: date | None = None
    due_at: datetime | None = None
    left: int = 0
    unit: Unit = Unit.WD
    silence: Silence = Silence.DEEM_APPROVED
