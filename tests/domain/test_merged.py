"""Two changes of a case that are written down together."""

from datetime import UTC, datetime

import pytest

from domain.approval import Change, merged
from domain.record import Event, Happening, Notice, Step
from domain.roles import Act

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WARNINGS = (Step.YELLOW, Step.RED, Step.REDATED, Step.PAUSE_LATE)


def notice(item: str, step: Step) -> Notice:
    return Notice(item, step, "1:k", "department:DRC", AT, AT)


@pytest.mark.parametrize("step", Step)
def test_only_warnings_of_a_silenced_item_are_taken_back(opened, step):
    case = opened().case
    held = Change(case, notices=(notice("A", step), notice("B", step)))

    both = merged(held, Change(case, silenced=("A",)))

    assert [n.item for n in both.notices] == (["B"] if step in WARNINGS else ["A", "B"])


@pytest.mark.parametrize("step", Step)
def test_what_the_later_change_says_itself_is_never_taken_back(opened, step):
    case = opened().case
    held = Change(case, silenced=("A",))

    both = merged(held, Change(case, notices=(notice("A", step),), silenced=("A", "B")))

    assert both.notices == (notice("A", step),)
    assert both.silenced == ("A", "B")


def test_everything_is_kept_in_its_order_and_each_row_is_written_once(opened):
    desk = opened()
    events = [Event(kind, "A") for kind in (Happening.RECEIVED, Happening.ACCEPTED, Happening.APPROVED)]
    later = opened("Tue 2026-03-03 09:00").case

    both = merged(
        Change(desk.case, events=tuple(events[:2]), notices=(notice("B", Step.RED),), items=("A", "B")),
        Change(later, events=(events[2],), notices=(notice("A", Step.DEEMED),), items=("C", "A")),
    )

    assert both.case is later
    assert both.events == tuple(events)
    assert [n.item for n in both.notices] == ["B", "A"]
    assert both.items == ("A", "B", "C")


def test_a_decision_in_the_same_step_takes_back_the_warning_that_was_not_written_yet(opened):
    desk = opened()
    desk.grants("PR-05", "Mon 2026-03-02 09:30")
    for act in (Act.RECEIVE, Act.ACCEPT):
        desk.does(act, "LR-03", "Mon 2026-03-02 10:00")
    held = desk.wakes("Wed 2026-03-04 09:00")
    assert {n.step for n in held.notices if n.item == "LR-03"}, "it was warned"

    both = merged(held, desk.does(Act.APPROVE, "LR-03", "Wed 2026-03-04 09:00"))

    assert [n for n in both.notices if n.item == "LR-03"] == []
    assert desk.state("LR-03") == "approved"
