"""What a case writes down at once: the unit that is in memory and in the database wholly, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.approval import Phase
from domain.record import Event, Notice
from domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a command: `n` is the case's last event after it, `code` the refusal's code or empty when obeyed.

    `print` is the command's own, so that a repeated id with another content is noticed.
    """

    id: str
    n: int
    print: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything that one step of a case adds to the record.

    `at` is the case's own time; `seq` grows by one with each commit of a case; `n` is the number of its events after this one. `rows` are whole
    states of the items that changed, never differences. `silenced` names items whose waiting warnings no longer hold.
    """

    ref: str
    at: datetime
    seq: int
    n: int
    phase: Phase
    calendar_rev: int
    completed_at: datetime | None = None
    events: tuple[Event, ...] = ()
    rows: tuple[Standing, ...] = ()
    notices: tuple[Notice, ...] = ()
    silenced: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] = ()
