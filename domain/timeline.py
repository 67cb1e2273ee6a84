"""The record of a case as lines for a terminal: when, which item, what, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from domain.chart import fitted
from domain.record import Event, Happening
from domain.roles import Role

_SIGNS = {
    Happening.ACCEPTED: "🟢",
    Happening.ACCEPTED_BY_SILENCE: "🟢",
    Happening.YELLOW: "🟡",
    Happening.RED: "🔴",
    Happening.PAUSED: "⏸",
    Happening.RESUMED: "▶",
    Happening.RESUMED_AT_CEILING: "▶",
    Happening.APPROVED: "✔",
    Happening.APPROVED_BY_SILENCE: "✔",
    Happening.REFUSED: "✘",
    Happening.COMPLETED: "★",
}


def told(event: Event, name: str, *, zone: tzinfo) -> str:
    """One line about an event; `name` is its item's."""
    sign = fitted(_SIGNS.get(event.kind, ""), 3)
    what = f"{event.kind.replace('_', ' ')} {_more(event, zone)}".strip()
    return f"{_clock(event.entered_at, zone)}  {event.item:6}  {sign}{what:38}  {_whom(event):24}  {name}".rstrip()


def told_message(item: str, recipients: Iterable[str], text: str) -> str:
    """Two lines about a message: to whom it goes, and its text."""
    return f"{'':8}  {item:6}  ✉  to {', '.join(recipients)}\n{'':21}{text}"


def _more(event: Event, zone: tzinfo) -> str:
    match event.kind:
        case Happening.APPROVED_BY_SILENCE:
            return f"(as of {_clock(event.at, zone)})"
        case Happening.PAUSED | Happening.EXTENDED | Happening.SKIPPED | Happening.WITHHELD | Happening.NOT_DONE:
            return f"({event.what})" if event.what else ""
    return ""


def _whom(event: Event) -> str:
    if event.kind is Happening.APPROVED_BY_SILENCE:
        return "by nobody's decision"
    return "by the clock" if event.role is Role.SYSTEM else f"by {event.actor}"


def _clock(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M:%S}" if at else " " * 8
