"""Old requests as lines of JSON: each is read strictly, and every fault is told with its line and what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from api.bodies import Id, Instant
from api.hotline.report_bodies import OuterNumber, Told
from api.hotline.report_refusals import RowsRefused
from api.intake import check_json
from api.refusals import BadInput, BadJson
from domain.hotline.book import HotlineBook
from domain.hotline.off_list import kinds_for, topics_for
from domain.hotline.request import Outcome, Source

MOST_LINES = 50_000
MOST_FAULTS = 50


class OldLine(Told):
    """A request that was over before this service began: it gets no clock, and nobody is told anything."""

    no: OuterNumber = Field(description="Its number where it comes from: with `source` it is kept once.")
    source: Literal[Source.WEB, Source.MINI_PROGRAM, Source.HOTLINE, Source.GRID, Source.CITY]
    state: Literal["archived", "advised", "withdrawn"] = Field(description="Only what is over can be taken over.")
    reported_at: Instant
    accepted_at: Instant | None = None
    closed_at: Instant
    kind: Id | None = None
    outcome: Outcome | None = None
    road: Id | None = None
    complainants: Annotated[int, Field(strict=True, ge=0, le=9999)] = 1


@dataclass(frozen=True, slots=True)
class Allowed:
    """The ids that a line may name."""

    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    roads: tuple[str, ...]
    districts: frozenset[str]

    @classmethod
    def by(cls, book: HotlineBook, districts: Iterable[str]) -> Allowed:
        """What these rules and this organisation know; no demands outside the catalogue, for no line can say of whom it complains."""
        return cls(kinds_for(book.policy), tuple(topics_for(book)), book.policy.roads, frozenset(districts))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line."""

    line: int
    field: str
    reason: str


def read_lines(body: bytes, allowed: Allowed, now: datetime) -> list[OldLine]:
    """The requests in these lines; blank lines count, but say nothing.

    Raises:
        RowsRefused: some lines have faults; the first 50 are told.
        BadJson, BadInput: there are no lines, or too many.
    """
    lines = _lines(body)
    rows: list[OldLine] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in lines:
        found = _row(line)
        if isinstance(found, OldLine):
            rows.append(found)
            faults += [Fault(number, *told) for told in _faults(found, allowed, now)]
            first = seen.setdefault((found.source, found.no), number)
            if first != number:
                faults.append(Fault(number, "no", f"Line {first} has this number too."))
        else:
            faults += [Fault(number, *told) for told in found]
        if len(faults) > MOST_FAULTS:
            break
    if faults:
        raise _refused(faults[:MOST_FAULTS], allowed)
    return rows


def _lines(body: bytes) -> list[tuple[int, bytes]]:
    """The lines that say something, with their numbers."""
    lines = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    if not lines:
        raise BadJson([{"place": "body", "reason": "There is no line."}])
    if len(lines) > MOST_LINES:
        raise BadInput([{"place": "body", "reason": f"There are more than {MOST_LINES} lines."}])
    return lines


def _row(line: bytes) -> OldLine | list[tuple[str, str]]:
    """The request in a line, or its faults as fields and reasons; values are not repeated, for they may be personal."""
    try:
        check_json(line)
        return OldLine.model_validate(json.loads(line))
    except BadInput as bad:
        return [
            (problem["place"].removeprefix("body").removeprefix("."), problem["reason"]) for problem in bad.problems
        ]
    except ValidationError as bad:
        return [(".".join(map(str, fault["loc"])), str(fault["msg"])[:300]) for fault in bad.errors()]


def _faults(row: OldLine, allowed: Allowed, now: datetime) -> Iterator[tuple[str, str]]:
    for field, value, ids in (
        ("kind", row.kind, allowed.kinds),
        ("topic", row.topic, allowed.topics),
        ("road", row.road, allowed.roads),
    ):
        if value is not None and value not in ids:
            yield field, f"This must be one of {', '.join(ids)}."
    if row.district not in allowed.districts:
        yield "district", "This must be a village, community or town of the organisation; see allowed_district."
    if not row.reported_at <= (row.accepted_at or row.reported_at) <= row.closed_at <= now:
        yield "closed_at", "The times must follow one another: reported_at, accepted_at, closed_at, now."


def _refused(faults: list[Fault], allowed: Allowed) -> RowsRefused:
    told = [
        {"place": f"line {fault.line}{'.' if fault.field else ''}{fault.field}"[:200], "reason": fault.reason}
        for fault in faults
    ]
    facts: Mapping[str, Any] = {}
    if any(fault.field == "district" for fault in faults):
        facts = {"allowed_district": ", ".join(sorted(allowed.districts))}
    return RowsRefused(told, **facts)
