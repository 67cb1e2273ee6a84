"""The days of a legal check-up: by when the findings are reported, and when each of them is followed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.legal.cases import Checkup, State
from domain.legal.commit import CheckupRow
from domain.legal.law import Wakening
from domain.promise import Clock, Due, known_due
from domain.workdays import UnknownDay


def findings_due(case: Checkup) -> Due | None:
    """By when the findings must be reported; None where the calendar does not know."""
    return known_due(Clock(case.rules.findings, case.asked_at), case.calendar)


def next_follow_up(case: Checkup) -> date | None:
    """The day of the next follow-up; None when every finding has its result."""
    return min((finding.follow_up_on for finding in case.findings if not finding.result), default=None)


def row(case: Checkup) -> CheckupRow:
    """The check-up as its row shows it."""
    due = findings_due(case) if case.state is State.WAITING else None
    return CheckupRow(
        due_on=due.on if due else None,
        reported_at=case.reported_at,
        next_on=next_follow_up(case) if case.ended_at is None else None,
        outcome=case.outcome,
    )


def wakenings(case: Checkup) -> Iterator[Wakening]:
    """The moments at which a check-up acts by itself."""
    if case.ended_at is not None:
        return
    due = findings_due(case)
    if case.state is State.WAITING and due is not None:
        opens = datetime.combine(due.on, case.office.opens, ZoneInfo(case.calendar.zone))
        yield Wakening(opens, f"findings:{due.on.isoformat()}")
        yield Wakening(due.at, f"over:{due.on.isoformat()}")
    for n, finding in enumerate(case.findings, start=1):
        opens_at = None if finding.result else _opening(case, finding.follow_up_on)
        if opens_at is not None:
            yield Wakening(opens_at, f"follow:{n}")


def _opening(case: Checkup, day: date) -> datetime | None:
    """When the office opens on a day, or on the next working day; None where the calendar does not know."""
    try:
        return case.office.next_open(case.calendar.start_of(day), case.calendar)
    except UnknownDay:
        return None
