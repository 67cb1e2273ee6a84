"""The cases behind a figure from facts that were read from the record as it was at an instant."""

from __future__ import annotations

from collections.abc import Iterable

from domain.figures.definitions import Counted, Length
from domain.figures.facts import Fact, Mark
from domain.figures.grouping import Dimension, Map, group_of, instant_of
from store.facts import CountedCase, Cut, Which


def cases_counted(read: Iterable[Fact], known: Map, figure: Counted, cut: Cut, which: Which) -> list[CountedCase]:
    """The same of these facts as `store.facts.cases_counted` of those that are kept, but that the caller leaves out what `which.hidden_from` may not learn of; the newest first."""
    dimension = Dimension(cut.dimension) if cut.dimension else None
    found = []
    for fact in read:
        at = instant_of(fact, cut.basis)
        if at is None or not (
            cut.begin <= at < cut.end and fact.subject is cut.subject and _counts(fact, figure, cut, which)
        ):
            continue
        if group_of(fact, dimension, at, known, zone=cut.zone, begins=cut.begins) == which.group:
            part = (fact.ref, fact.part, fact.created_at, fact.closed_at, fact.body, fact.matter, fact.kind)
            found.append(CountedCase(*part, sorted(fact.marks), at))
    return sorted(found, key=lambda row: (row.at, row.ref, row.part), reverse=True)


def _counts(fact: Fact, figure: Counted, cut: Cut, which: Which) -> bool:
    """Is it behind the figure, measured if that is a length, has it one of the marks that are asked, and is it of the body that is asked?"""
    is_in = figure.of <= fact.marks and not (figure.but_not | {Mark.EXCLUDED}) & fact.marks
    has_marks = which.only is None or not fact.marks.isdisjoint(which.only)
    is_measured = not isinstance(figure, Length) or figure.measure in fact.measures
    return is_in and is_measured and has_marks and cut.body in (None, fact.body)
