"""The cases behind a figure as of an instant are those that it counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.figures.definitions import Basis, Service
from domain.figures.facts import Fact, Mark, Measure, Subject
from domain.figures.grouping import Map
from store.cases_as_of import cases_counted
from store.facts import Cut, Which
from store.shipped import figures

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MEASURED, NOT = (
    Fact(Subject.ITEM, ref, "PR-05.1", AT, AT, marks=frozenset({Mark.DECIDED}), measures=measures)
    for ref, measures in (("R1", {Measure.COUNTED_DAYS: 3}), ("R2", {}))
)


@pytest.mark.parametrize(("figure", "refs"), [("counted_days", ["R1"]), ("decided", ["R2", "R1"])])
def test_behind_a_length_stand_those_only_that_were_measured(figure, refs):
    defined = figures().of(Service.APPROVALS, date(2026, 3, 1))[figure]
    cut = Cut(Subject.ITEM, Basis.CLOSED, AT, AT + timedelta(days=1), "", "Asia/Shanghai", 1)

    assert [row.ref for row in cases_counted([MEASURED, NOT], Map({}, {}), defined, cut, Which(""))] == refs
