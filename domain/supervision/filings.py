"""What is asked for, and filed again: demands outside the catalogue, second corrections, refusals that restart the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby, pairwise

from domain.documents.refusals import DemandUnnamed, NotInCatalogue
from domain.record import Happening
from domain.supervision.detectors import Detector
from domain.supervision.record import Asked, Evidence, Finding, Line, Look, Record, look
from domain.workdays import WorkCalendar

_OFF_LIST = frozenset({NotInCatalogue.code, DemandUnnamed.code})
_TURNED_DOWN = frozenset({Happening.REFUSED, Happening.DECLINED})


def off_list(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Demands of what is not in the catalogue; whoever asks for the right thing instead within minutes has made a slip."""
    wait = timedelta(minutes=detector.thresholds["mended"])
    for demand in _demands(record):
        first = demand[0]
        things = sum(1 for one in demand if one.refused in _OFF_LIST)
        is_mended = any(
            (one.part, one.asked_by, one.refused) == (first.part, first.asked_by, "")
            and first.asked_at < one.asked_at < first.asked_at + wait
            for one in record.asked
        )
        evidence: Evidence | None = {"things": things, "asked_by": first.asked_by} if things and not is_mended else None
        yield _look(detector, record, first, evidence, wait)


def second_correction(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Later corrections of a round that name what was there at the first one, and was not named then.

    A demand that was wholly refused reached no applicant, so it is no first one.
    """
    firsts: dict[str, Sequence[Asked]] = {}
    for demand in _demands(record):
        first = firsts.get(demand[0].part)
        if first is None or _filed_between(record, first[0], demand[0]):
            firsts.pop(demand[0].part, None)
            if not all(one.refused for one in demand):
                firsts[demand[0].part] = demand
            continue
        named = {one.material for one in first}
        there = [
            one
            for one in demand
            if one.material not in named and one.there_since is not None and one.there_since <= first[0].asked_at
        ]
        days = (demand[0].asked_at - first[0].asked_at).days
        evidence: Evidence | None = (
            {"things": len(there), "days": days, "asked_by": demand[0].asked_by} if there else None
        )
        yield _look(detector, record, demand[0], evidence)


def refiled(detector: Detector, record: Record, _: WorkCalendar) -> Iterator[Look]:
    """Items filed again soon after they were turned down, although nothing that they need was handed in between."""
    within = timedelta(days=detector.thresholds["within"])
    for before, after in pairwise(record.rounds):
        down, again = _turned_down(before), after[0]
        if down is None or again.part != down.part or again.kind != Happening.RECEIVED:
            continue
        is_new = any(down.at < one.at <= again.at and one.is_for(down.part) for one in record.handed)
        took = again.at - down.at
        evidence: Evidence = {"turned_down_at": down.at.isoformat(), "days": took.days}
        yield look(detector, again, evidence if took < within and not is_new else None)


def _filed_between(record: Record, first: Asked, later: Asked) -> bool:
    """Has a new round of the item begun between two demands?"""
    return any(
        line.part == first.part and line.kind == Happening.RECEIVED and first.asked_at < line.at <= later.asked_at
        for line in record.lines
    )


def _turned_down(lines: Sequence[Line]) -> Line | None:
    return next((line for line in reversed(lines) if line.kind in _TURNED_DOWN), None)


def _demands(record: Record) -> list[list[Asked]]:
    """What was demanded, by the act that demanded it, in the order of time."""
    asked = sorted(record.asked, key=lambda one: (one.asked_at, one.command))
    return [list(group) for _, group in groupby(asked, key=lambda one: one.command)]


def _look(
    detector: Detector, record: Record, asked: Asked, found: Evidence | None, wait: timedelta = timedelta(0)
) -> Look:
    if found is None:
        return Look(asked.asked_at + wait)
    ref = record.lines[0].ref
    finding = Finding(detector.id, detector.version, ref, asked.part, asked.asked_at, asked.body, found)
    return Look(asked.asked_at + wait, finding)
