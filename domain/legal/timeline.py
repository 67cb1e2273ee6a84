"""The record of a case of the legal circle as lines for a terminal."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Protocol

from domain.chart import fitted
from domain.hotline.timeline import short
from domain.legal.record import Happening
from domain.roles import Role

_SIGNS: dict[str, str] = {
    Happening.CALLED: "☎",
    Happening.OFFERED: "☎",
    Happening.TAKEN: "🟢",
    Happening.APPOINTED: "🟢",
    Happening.CONFIRMED: "🟢",
    Happening.LEADER_CALLED: "🟠",
    Happening.WARNED: "🟡",
    Happening.PROMISE_OVER: "🔴",
    Happening.DECLINED: "↩",
    Happening.REPLIED: "✔",
    Happening.GRANTED: "✔",
    Happening.VISITED: "✔",
    Happening.BECAME: "▲",
    Happening.FINISHED: "★",
    Happening.DEEMED_WITHDRAWN: "★",
}
_WITH_WHAT = frozenset(
    {
        *(Happening.ASKED, Happening.APPLIED, Happening.APPOINTED, Happening.DECLINED, Happening.BECAME),
        *(Happening.VISITED, Happening.FINISHED, Happening.MADE_URGENT, Happening.PAPERS_ASKED, Happening.NOT_DONE),
        *(Happening.WORKED, Happening.RATED),
    }
)


_PROGRAMME_SIGNS = {"made": "▶", "held": "★"}


class Line(Protocol):
    """A line of the record, as it is told."""

    @property
    def kind(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def entered_at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def what(self) -> str: ...


def told_legal(line: Line, ref: str, name: str, *, zone: tzinfo) -> str:
    """One line about a happening; `name` is what the case is."""
    what = line.kind.replace("_", " ")
    if line.what and line.kind in _WITH_WHAT:
        what += f" ({line.what})"
    sign = fitted(_SIGNS.get(line.kind, ""), 3)
    clock = f"{line.entered_at.astimezone(zone):%H:%M:%S}"
    about = " ".join(part for part in (line.person, name) if part)
    return f"{clock}  {short(ref):6}  {sign}{what:38}  {_whom(line):24}  {about}".rstrip()


def told_programme(what: str, key: str, name: str, *, by: str, at: datetime, more: str = "") -> str:
    """One line about a programme at a local instant; `more` is told behind what happened."""
    told = f"{what} ({more})" if more else what
    return f"{at:%H:%M:%S}  {key[:6]:6}  {fitted(_PROGRAMME_SIGNS.get(what, ''), 3)}{told:38}  {f'by {by}':24}  {name}"


def _whom(line: Line) -> str:
    if line.role == Role.SYSTEM:
        return "by the clock"
    return "by the asker" if line.role == Role.VISITOR else f"by {line.actor}"
