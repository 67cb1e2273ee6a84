"""What a case has to say of an item, from when and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.approval import Approval
from domain.item import promised_clock, promised_due
from domain.promise import units_left
from domain.record import Notice, Step
from domain.workdays import UnknownDay

_USEFUL = timedelta(days=3)


def notice_about(case: Approval, index: int, step: Step, *, key: str, until: datetime | None, now: datetime) -> Notice:
    """What is to be said about an item, from the next opening of the office on.

    `key` names the cycle within the item's round; `until` is when it is no longer useful (three days, if not given).
    """
    item, rule = case.items[index], case.rules[index]
    clock, end = promised_clock(item, rule), promised_due(item, rule, case.calendar)
    in_days, zone = rule.promised.unit.in_days, ZoneInfo(case.calendar.zone)
    not_before = _opening(case, now) if in_days else now
    return Notice(
        item=item.id,
        step=step,
        cycle=f"{item.round}:{key}",
        to="",
        not_before=not_before,
        expires_at=until or not_before + _USEFUL,
        due_on=end.on if end else None,
        due_at=end.at.astimezone(zone) if end and not in_days else None,
        left=units_left(clock, case.calendar, now) if clock else 0,
        unit=rule.promised.unit,
        silence=rule.silence,
    )


def _opening(case: Approval, now: datetime) -> datetime:
    """When the office reads its messages next; now where no calendar says, for a message must not be lost."""
    try:
        return case.office.next_open(now, case.calendar)
    except UnknownDay:
        return now
