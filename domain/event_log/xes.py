"""A log as XES (IEEE 1849): a trace for each case, piece by piece, so that no log is ever whole in memory.

The activity of a project's event is its item, and the standard lifecycle says what happened to it; the activity of all
other events is the event itself. `kind` is our own word for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape

from domain.event_log.entries import Entry, Log, Trace
from domain.record import Happening

_TRANSITIONS = {
    Happening.READY: "schedule",
    Happening.ASSIGNED: "assign",
    Happening.ACCEPTED: "start",
    Happening.ACCEPTED_BY_SILENCE: "start",
    Happening.PAUSED: "suspend",
    Happening.RESUMED: "resume",
    Happening.RESUMED_AT_CEILING: "resume",
    Happening.APPROVED: "complete",
    Happening.APPROVED_BY_SILENCE: "complete",
    Happening.REFUSED: "ate_abort",
    Happening.DECLINED: "ate_abort",
    Happening.WITHDRAWN: "withdraw",
}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
<string key="org:role" value=""/>
<string key="kind" value=""/>
</global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
"""
TAIL = "</log>\n"


def head(log: Log) -> str:
    """With what the file begins: the extensions, and what each trace and event has."""
    return f"{_HEAD}{_string('concept:name', log)}{_string('lifecycle:model', 'standard')}"


def trace(case: Trace) -> str:
    """One case."""
    events = "".join(f"<event>\n{''.join(_event(entry))}</event>\n" for entry in case.entries)
    return f"<trace>\n{_string('concept:name', case.ref)}{events}</trace>\n"


def _event(entry: Entry) -> Iterator[str]:
    yield _string("concept:name", entry.item or entry.kind)
    yield _string("lifecycle:transition", _transition(entry))
    yield _date("time:timestamp", entry.at)
    yield _string("org:role", entry.role)
    yield _string("kind", entry.kind)
    yield _date("entered_at", entry.entered_at)
    if entry.acted_at is not None:
        yield _date("acted_at", entry.acted_at)
    if entry.body:
        yield _string("org:group", entry.body)
    if entry.who:
        yield _string("org:resource", entry.who)


def _transition(entry: Entry) -> str:
    return _TRANSITIONS.get(Happening(entry.kind), "unknown") if entry.item else "complete"


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value="{escape(value)}"/>\n'


def _date(key: str, at: datetime) -> str:
    return f'<date key="{key}" value="{at.astimezone(UTC).isoformat(timespec="milliseconds")}"/>\n'
