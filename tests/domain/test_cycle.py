"""How long it took, by item, by stage and in total."""

from datetime import timedelta

import pytest

from domain.cycle import cycle
from domain.roles import Act


def chart(desk):
    """The cycle chart as of the desk's time, its spans by name."""
    found = cycle(desk.events, desk.case.rules, desk.case.calendar, desk.now)
    return {span.id: span for span in (*found.items, *found.stages, *([found.total] if found.total else []))}


def days(span):
    """Gross, counted and excluded days."""
    return span.gross_days, span.counted_days, span.excluded_days


def test_a_project_that_nobody_has_begun_has_no_total(opened):
    assert chart(opened()) == {}


def test_a_weekend_is_neither_counted_nor_excluded(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "PR-05", "Thu 2026-03-05 10:00")
    desk.does(Act.APPROVE, "PR-05", "Mon 2026-03-09 10:00")

    assert days(chart(desk)["PR-05"]) == (4, 2, 0)


def test_a_pause_is_excluded_and_what_does_not_stop_the_promise_is_not(opened):
    desk = opened(profile="pasture_factory_verified")
    desk.does(Act.RECEIVE, "LR-01", "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, "LR-01", "Mon 2026-03-02 11:00")
    desk.does(Act.PAUSE, "LR-01", "Tue 2026-03-03 10:00", kind="expert_review", until=desk.now + timedelta(days=9))
    desk.does(Act.RESUME, "LR-01", "Mon 2026-03-09 10:00")
    desk.does(Act.APPROVE, "LR-01", "Wed 2026-03-11 10:00")

    assert days(chart(desk)["LR-01"]) == (9, 3, 6)


def test_the_applicants_time_is_excluded(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "PR-05", "Mon 2026-03-02 10:00")
    desk.does(Act.CORRECT, "PR-05", "Tue 2026-03-03 10:00")
    desk.does(Act.SUPPLY, "PR-05", "Thu 2026-03-05 10:00")
    desk.does(Act.REFUSE, "PR-05", "Fri 2026-03-06 10:00")
    desk.does(Act.RECEIVE, "PR-05", "Tue 2026-03-10 10:00")
    desk.does(Act.APPROVE, "PR-05", "Wed 2026-03-11 10:00")

    assert days(chart(desk)["PR-05"]) == (9, 3, 6)


def test_side_by_side_days_count_once_and_are_excluded_only_when_nothing_ran(opened):
    desk = opened(profile="residential_social")
    first, second = "LR-03", "PR-05"
    desk.does(Act.RECEIVE, f"{first} {second}", "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, first, "Mon 2026-03-02 11:00")
    desk.does(Act.PAUSE, first, "Mon 2026-03-02 12:00", kind="tender_auction", until=desk.now + timedelta(days=9))
    desk.does(Act.APPROVE, second, "Tue 2026-03-03 10:00")
    desk.does(Act.APPROVE, first, "Fri 2026-03-06 10:00")

    found = chart(desk)

    assert days(found[first]) == (4, 0, 4)
    assert days(found[second]) == (1, 1, 0)
    assert days(found["S1"]) == days(found[""]) == (4, 1, 3)


def test_an_open_item_is_measured_until_now(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "PR-05", "Mon 2026-03-02 10:00")
    desk.now += timedelta(days=2)

    span = chart(desk)["PR-05"]

    assert (days(span), span.ended_at) == ((2, 2, 0), None)


@pytest.mark.parametrize("profile", ["simple_warehouse", "pasture_factory_verified"])
def test_no_group_is_shorter_than_its_longest_part(opened, profile):
    desk = opened(profile=profile)
    for number, rule in enumerate(rule for rule in desk.case.rules if desk.state(rule.id) == "ready"):
        desk.does(Act.RECEIVE, rule.id, desk.now + timedelta(days=number % 3))
        desk.does(Act.APPROVE, rule.id, desk.now + timedelta(days=1))

    found = chart(desk)

    total = found.pop("")
    assert all(
        total.gross_days >= span.gross_days and total.counted_days >= span.counted_days for span in found.values()
    )
