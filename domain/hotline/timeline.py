"""The record of a request as lines for a terminal, and several requests as a short table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from domain.chart import columns, fitted
from domain.hotline.record import Happening
from domain.hotline.request import Result
from domain.roles import Role

_SIGNS: dict[str, str] = {
    Happening.ACCEPT_SOON: "🟡",
    Happening.ACCEPT_OVER: "🔴",
    Happening.ACCEPT_UP: "🔴",
    Happening.ACCEPTED: "🟢",
    Happening.HALF: "🟡",
    Happening.WARNED: "🟠",
    Happening.SHARE_OVER: "🔴",
    Happening.GOAL_OVER: "🔴",
    Happening.OVERTAKEN: "▲",
    Happening.ESCALATED: "▲",
    Happening.RETURNED: "↩",
    Happening.REOPENED: "↻",
    Happening.PAUSED: "⏸",
    Happening.RESUMED: "▶",
    Happening.RESUMED_AT_END: "▶",
    Happening.CLOSED: "✔",
    Happening.FOLLOWED_UP: "★",
}
_WITH_WHAT = frozenset(
    {
        *(Happening.ACCEPTED, Happening.DISPATCHED, Happening.OVERTAKEN, Happening.ESCALATED, Happening.RETURNED),
        *(Happening.REOPENED, Happening.ANSWERED, Happening.CALLED, Happening.FOLLOWED_UP, Happening.SKIPPED),
        *(Happening.REPORTED, Happening.SHARE_OVER, Happening.NOT_DONE),
    }
)
_HEADS = ("request", "kind", "levels", "accepted", "closed", "in time", "outcome", "papers")


class Line(Protocol):
    """A line of the record, as it is told."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def entered_at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def what(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """What came of one request; the instants are None where it did not come so far, `levels` and `papers` are in order."""

    ref: str
    kind: str
    levels: tuple[str, ...]
    reported_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    results: tuple[Result, ...]
    outcome: str
    papers: tuple[str, ...]


def short(ref: str) -> str:
    """The number of a request in six columns: H20261125-000017 is H00017."""
    return f"{ref[:1]}{ref[-5:]}"


def told_line(line: Line, ref: str, name: str, *, zone: tzinfo) -> str:
    """One line about a happening; `name` is what the request is about."""
    what = line.kind.replace("_", " ")
    if line.what and line.kind in _WITH_WHAT:
        what += f" ({line.what})"
    sign = fitted(_SIGNS.get(line.kind, ""), 3)
    clock = f"{line.entered_at.astimezone(zone):%H:%M:%S}"
    about = f"{line.body} {name}".strip()
    return f"{clock}  {short(ref):6}  {sign}{what:38}  {_whom(line):24}  {about}".rstrip()


def table(sheets: Sequence[Sheet]) -> list[str]:
    """The lines of a table of requests: how long each took, and what came of it."""
    rows = [_HEADS, *map(_row, sheets)]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(_HEADS))]
    return ["  ".join(fitted(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(sheet: Sheet) -> tuple[str, ...]:
    return (
        sheet.ref,
        sheet.kind,
        " → ".join(sheet.levels) or "–",
        _after(sheet, sheet.accepted_at),
        _after(sheet, sheet.closed_at),
        _in_time(sheet.results),
        sheet.outcome,
        " ".join(sheet.papers) or "–",
    )


def _after(sheet: Sheet, at: datetime | None) -> str:
    """How long after the report, in seconds or in hours and minutes."""
    if at is None:
        return "–"
    length = at - sheet.reported_at
    if length < timedelta(minutes=5):
        return f"{length.total_seconds():.0f} s"
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60:02} min"


def _in_time(results: Sequence[Result]) -> str:
    if not results:
        return "–"
    return "yes" if all(result.in_time for result in results) else "no"


def _whom(line: Line) -> str:
    if line.role == Role.SYSTEM:
        return "by the clock"
    return "by the citizen" if line.role == Role.VISITOR else f"by {line.actor}"
