"""A log as OCEL 2.0 in JSON: events that concern several objects at once: the case, its item, the department.

It is told piece by piece: first the events, then the objects. Values are texts, as the standard's schema asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from domain.event_log.entries import CASES, KINDS, Entry, Log, Trace

_OBJECTS = ("item", "department")
_ATTRIBUTES = {"role": "string", "resource": "string", "entered_at": "time", "acted_at": "time"}
OBJECTS_FOLLOW = '],\n"objects": ['
TAIL = "]}\n"


def head(log: Log) -> str:
    """With what the file begins: the types of objects and of events, and then the events."""
    has = [{"name": name, "type": form} for name, form in _ATTRIBUTES.items()]
    objects = [{"name": name, "attributes": []} for name in (CASES[log], *_OBJECTS)]
    events = [{"name": kind, "attributes": has} for kind in KINDS[log]]
    return f'{{"objectTypes": {json.dumps(objects)},\n"eventTypes": {json.dumps(events)},\n"events": ['


def events(case: Trace) -> Iterator[str]:
    """The events of one case."""
    for entry in case.entries:
        said = {
            "role": entry.role,
            "resource": entry.who,
            "entered_at": _instant(entry.entered_at),
            "acted_at": _instant(entry.acted_at),
        }
        yield json.dumps(
            {
                "id": f"{case.ref}:{entry.n}",
                "type": entry.kind,
                "time": _instant(entry.at),
                "attributes": [{"name": name, "value": value} for name, value in said.items() if value],
                "relationships": list(_concerned(case.ref, entry)),
            }
        )


def objects(log: Log, case: Trace) -> Iterator[str]:
    """One case and its items, each of which says to which case and department it belongs."""
    yield _object(case.ref, CASES[log])
    of = {entry.item: entry.body for entry in case.entries if entry.item}
    for item, body in of.items():
        belongs = [_related(case.ref, "part of"), _related(_department(body), "decided by")]
        yield _object(_item(case.ref, item), "item", *belongs)


def departments(bodies: set[str]) -> Iterator[str]:
    """The departments and bodies that the events name."""
    return (_object(_department(body), "department") for body in sorted(bodies))


def _concerned(ref: str, entry: Entry) -> Iterator[dict[str, str]]:
    yield _related(ref, "case")
    if entry.item:
        yield _related(_item(ref, entry.item), "item")
    if entry.body:
        yield _related(_department(entry.body), "department")


def _object(name: str, kind: str, *related: dict[str, str]) -> str:
    return json.dumps({"id": name, "type": kind, "attributes": [], "relationships": list(related)})


def _related(to: str, how: str) -> dict[str, str]:
    return {"objectId": to, "qualifier": how}


def _item(ref: str, item: str) -> str:
    return f"{ref}/{item}"


def _department(body: str) -> str:
    return f"department/{body}"


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else ""
