"""A department is told early what is coming to it, and when at the earliest."""

from datetime import timedelta

import pytest

from domain.coming import coming
from domain.roles import Act
from domain.standing import standing


@pytest.fixture
def arrivals(opened, calendar):
    """Plays a simple warehouse, and tells what is coming to the department of an item."""
    desk = opened()

    def told(item):
        rows = [standing(desk.case, other.id, desk.now) for other in desk.case.items]
        department = desk.case.rule(item).department
        return {one.item: one for one in coming(desk.case.rules, rows, department, calendar, desk.now)}

    desk.told = told
    return desk


def follower(desk):
    """An item that waits for PR-05 and for nothing else."""
    return next(rule.id for rule in desk.case.rules if rule.prerequisites == ("PR-05",))


def test_nothing_comes_before_somebody_works_on_what_it_waits_for(arrivals):
    assert follower(arrivals) not in arrivals.told(follower(arrivals))


def test_what_waits_for_one_item_is_expected_when_that_has_promised_to_be_done(arrivals, day):
    arrivals.does(Act.RECEIVE, "PR-05", "Fri 2026-03-06 10:00")
    assert arrivals.told(follower(arrivals))[follower(arrivals)].expected_on == day("Mon 2026-03-09")  # one working day
    arrivals.does(Act.ACCEPT, "PR-05", "Mon 2026-03-09 10:00")
    one = arrivals.told(follower(arrivals))[follower(arrivals)]

    assert (one.waits_for, one.expected_on) == (("PR-05",), day("Tue 2026-03-10"))


def test_what_is_ready_is_there_at_once(arrivals):
    arrivals.grants("PR-05", "Mon 2026-03-09 10:00")
    one = arrivals.told(follower(arrivals))[follower(arrivals)]

    assert (one.waits_for, one.expected_on) == ((), arrivals.now.date())


def test_a_pause_moves_what_waits_behind_it(opened, calendar):
    desk = opened(profile="pasture_factory_verified")
    paused = next(rule for rule in desk.case.rules if rule.pauses and not rule.prerequisites)
    behind = next(rule for rule in desk.case.rules if paused.id in rule.prerequisites)
    desk.does(Act.RECEIVE, paused.id, "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, paused.id, "Mon 2026-03-02 11:00")

    def expected():
        rows = [standing(desk.case, other.id, desk.now) for other in desk.case.items]
        told = coming(desk.case.rules, rows, behind.department, calendar, desk.now)
        return next(one.expected_on for one in told if one.item == behind.id)

    before, until = expected(), desk.now + timedelta(days=7)
    desk.does(Act.PAUSE, paused.id, "Tue 2026-03-03 10:00", kind=paused.pauses[0].kind, until=until)

    assert expected() > before
