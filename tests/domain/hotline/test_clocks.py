"""The two tiers of a request's clock, worked out by hand: the citizen's deadline, and the share of it that a level may use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from request_desk import POLICY, hours, moment, reported, with_kind

from domain.hotline.clocks import accept_at, goal_at, share, used
from domain.hotline.policy import Goal, Kind, Leg, Level
from domain.hotline.record import Happening
from domain.hotline.standing import row_of
from domain.roles import Act
from domain.term import Term, Unit

VILLAGE, TOWN, BANNER, CENTRE = Level
REPORT = "Wed 2026-11-25 10:00"


def instants(desk):
    """Half, warning and end of the running share, counted from the report."""
    part = share(desk.case)
    return tuple(at and at - desk.start for at in (part.half_at, part.warn_at, part.over_at))


def goal(desk):
    return goal_at(desk.case) - desk.start


def test_each_level_has_its_share_of_the_citizens_deadline():
    desk = reported(REPORT)
    desk.accept(REPORT)  # 12 h: village 4 h 48, town 3 h 36, banner 2 h 24, centre 1 h 12

    assert instants(desk) == (hours(h=2.4), hours(h=3, m=50, s=24), hours(h=4.8))
    desk.wait(desk.after(hours=4.8))
    assert instants(desk) == (hours(h=6.6), hours(h=7, m=40, s=48), hours(h=8.4))
    desk.wait(desk.after(hours=8.4))
    assert instants(desk) == (hours(h=9.6), hours(h=10, m=19, s=12), hours(h=10.8))
    desk.wait(desk.after(hours=10.8))
    assert instants(desk) == (hours(h=11.4), hours(h=11, m=45, s=36), hours(h=12))
    assert goal(desk) == hours(h=12)


@pytest.mark.parametrize(("level", "length"), [(VILLAGE, 4.8), (TOWN, 8.4), (BANNER, 10.8), (CENTRE, 12)], ids=str)
def test_who_begins_higher_up_has_the_shares_of_those_below_too(level, length):
    desk = reported(REPORT)
    desk.accept(REPORT, level=level)

    assert share(desk.case).length == hours(h=length)


def test_an_early_hand_up_leaves_the_rest_to_the_level_above():
    desk = reported(REPORT)
    desk.accept(REPORT)
    desk.escalate("Wed 2026-11-25 11:00", TOWN)

    assert share(desk.case).length == hours(h=7.4)  # its own 3 h 36 and the 3 h 48 that the village left
    assert instants(desk)[2] == hours(h=8.4)


def test_two_bodies_of_one_level_use_one_share():
    desk = reported(REPORT)
    desk.accept(REPORT, level=TOWN)
    desk.dispatch("Wed 2026-11-25 13:00", TOWN, "T2")  # 3 h of 8 h 24

    assert share(desk.case).length == hours(h=5.4)
    assert used(desk.case, TOWN, desk.now) == hours(h=3)


def test_a_level_that_has_used_its_share_gets_nothing_when_it_comes_back():
    desk = reported(REPORT)
    desk.accept(REPORT)
    desk.wait(desk.after(hours=5))
    desk.dispatch(desk.after(hours=5), VILLAGE, "V2")

    assert share(desk.case).length == timedelta(0)
    desk.wait(desk.after(hours=5))
    assert desk.case.holder.level is TOWN
    assert desk.happened(Happening.SHARE_OVER, Happening.OVERTAKEN)[-2:] == [
        ("share_over", hours(h=5)),
        ("overtaken", hours(h=5)),
    ]


def test_the_clock_runs_on_while_a_returned_request_waits():
    desk = reported(REPORT)
    desk.accept(REPORT, level=BANNER)
    desk.send_back("Wed 2026-11-25 11:00")

    assert goal(desk) == hours(h=12)
    assert share(desk.case) is None
    desk.dispatch("Wed 2026-11-25 12:00", TOWN)
    assert used(desk.case, BANNER, desk.now) == hours(h=1)
    assert share(desk.case).length == hours(h=6.4)  # 70 % are 8 h 24, and 2 h have passed


def test_after_a_late_acceptance_a_level_has_no_more_than_is_left():
    desk = reported(REPORT)
    desk.accept("Wed 2026-11-25 20:00")

    assert share(desk.case).length == hours(h=2)
    assert instants(desk) == (hours(h=11), hours(h=11.6), hours(h=12))
    desk.wait(desk.after(hours=12))
    assert desk.happened(Happening.GOAL_OVER, Happening.SHARE_OVER) == [
        ("goal_over", hours(h=12)),
        ("share_over", hours(h=12)),
    ]


def test_the_waiting_for_acceptance_counts_for_the_citizen():
    desk = reported(REPORT)
    desk.accept("Wed 2026-11-25 10:14:59")

    assert goal(desk) == hours(h=12)
    assert accept_at(desk.case) is None


def test_after_the_deadline_a_level_has_its_own_share_still_and_the_centre_none():
    desk = reported(REPORT)
    desk.accept("Thu 2026-11-26 09:00")

    assert share(desk.case).length == hours(h=4.8)
    desk.dispatch("Thu 2026-11-26 09:00", CENTRE)
    assert share(desk.case) is None


def test_a_pause_moves_the_deadline_and_the_share_by_its_length():
    desk = reported(REPORT)
    desk.accept(REPORT)
    desk.pause("Wed 2026-11-25 11:00", "Thu 2026-11-26 11:00")

    assert goal_at(desk.case) is None
    assert instants(desk) == (None, None, None)
    desk.does(Act.REQUEST_RESUME, "Wed 2026-11-25 13:30:30")
    assert goal(desk) == hours(h=14, m=30, s=30)
    assert instants(desk)[2] == hours(h=4.8) + hours(h=2, m=30, s=30)


def test_changing_the_kind_keeps_what_has_passed_and_what_was_paused():  # H13
    desk = reported(REPORT)
    desk.accept(REPORT)
    desk.pause("Wed 2026-11-25 13:00", "Fri 2026-11-27 13:00", "weather")
    desk.does(Act.REQUEST_RECLASSIFY, "Thu 2026-11-26 09:00", kind="immediate")
    desk.does(Act.REQUEST_RESUME, "Fri 2026-11-27 11:00")

    assert goal_at(desk.case) == moment("Sat 2026-11-28 08:00")  # 3 h had passed, 21 h were left
    assert used(desk.case, VILLAGE, desk.now) == hours(h=3)


def test_changing_to_another_kind_and_back_while_paused_changes_nothing():  # T44
    desk = reported(REPORT)
    desk.accept(REPORT)
    desk.pause("Wed 2026-11-25 13:00", "Fri 2026-11-27 13:00", "weather")
    before = desk.case
    for kind in ("agent", "consultation"):
        desk.does(Act.REQUEST_RECLASSIFY, "Thu 2026-11-26 09:00", kind=kind)

    assert replace(desk.case, n=before.n) == before


def test_an_extension_lengthens_the_deadline_and_every_share():
    desk = reported(REPORT)
    desk.accept(REPORT)
    desk.extend("Wed 2026-11-25 11:00", 6)

    assert goal(desk) == hours(h=18)
    assert instants(desk)[2] == hours(h=7.2)


def test_the_citys_deadline_cuts_the_term_and_every_share():
    desk = reported(REPORT, outer_due=moment("Wed 2026-11-25 18:00"))
    desk.accept(REPORT)

    assert goal(desk) == hours(h=8)
    assert instants(desk)[2] == hours(h=3.2)
    desk.extend("Wed 2026-11-25 11:00", 6)
    assert goal(desk) == hours(h=8)


def test_a_later_deadline_of_the_city_changes_nothing():
    desk = reported(REPORT, outer_due=moment("Thu 2026-11-26 10:00"))
    desk.accept(REPORT)

    assert goal(desk) == hours(h=12)
    assert instants(desk)[2] == hours(h=4.8)


def test_no_pause_moves_the_citys_deadline():
    desk = reported(REPORT, outer_due=moment("Thu 2026-11-26 02:00"))  # 16 h
    desk.accept(REPORT)
    desk.pause("Wed 2026-11-25 13:00", "Thu 2026-11-26 09:00")

    assert goal(desk) == hours(h=16)
    assert instants(desk)[2] is None
    assert row_of(desk.case).goal_at == desk.case.outer_due
    desk.wait("Thu 2026-11-26 08:00")
    assert desk.happened(Happening.GOAL_OVER) == [("goal_over", hours(h=16))]
    desk.wait("Thu 2026-11-26 09:30")
    assert goal(desk) == hours(h=16)


def test_a_pause_that_leaves_less_than_the_city_does_moves_the_own_deadline_only_so_far():
    desk = reported(REPORT, outer_due=moment("Thu 2026-11-26 02:00"))  # 16 h
    desk.accept(REPORT)
    desk.pause("Wed 2026-11-25 13:00", "Thu 2026-11-26 09:00")
    desk.does(Act.REQUEST_RESUME, "Wed 2026-11-25 15:00")
    assert goal(desk) == hours(h=14)
    desk.pause("Wed 2026-11-25 15:30", "Thu 2026-11-26 09:00")
    desk.does(Act.REQUEST_RESUME, "Wed 2026-11-25 21:00")

    assert goal(desk) == hours(h=16)
    assert desk.happened(Happening.GOAL_OVER) == []


def test_the_citys_deadline_that_passed_while_nobody_accepted_is_recorded_at_its_instant():
    desk = reported(REPORT, outer_due=moment("Wed 2026-11-25 10:30"))
    desk.accept("Wed 2026-11-25 11:00")
    desk.wait("Wed 2026-11-25 11:00")

    assert desk.happened(Happening.GOAL_OVER) == [("goal_over", hours(m=30))]


def test_agent_services_begin_a_new_clock_when_they_are_reported_upward():
    desk = reported(REPORT)
    desk.accept(REPORT, kind="agent")
    desk.escalate("Wed 2026-11-25 13:00", BANNER)

    assert goal_at(desk.case) == moment("Mon 2026-11-30 13:00")  # 120 h
    assert share(desk.case).length == hours(h=96)
    assert [c.ended for c in desk.case.custodies] == ["escalated", ""]
    assert [(r.leg, r.in_time, r.counted_seconds, r.ended) for r in desk.case.results] == [
        (0, True, 3 * 3600, "escalated")
    ]


def test_time_held_before_the_new_clock_uses_nothing_of_it():
    desk = reported(REPORT)
    desk.accept(REPORT, kind="agent", level=TOWN)
    desk.escalate("Wed 2026-11-25 18:00", BANNER)
    desk.dispatch("Wed 2026-11-25 19:00", TOWN)

    assert used(desk.case, TOWN, desk.now) == timedelta(0)
    assert share(desk.case).length == hours(h=48)


@given(minute=st.integers(0, 400 * 24 * 60), second=st.integers(0, 59))
@settings(max_examples=300)
def test_a_day_is_24_hours_exactly_from_any_minute(minute, second):  # H02
    start = moment("Sun 2026-11-01 00:00") + timedelta(minutes=minute, seconds=second)
    desk = reported(start)
    desk.accept(start, kind="immediate")

    assert (goal_at(desk.case) - start).total_seconds() == 86_400
    assert instants(desk)[2] == hours(h=9.6)


def test_an_hour_that_a_zone_leaves_out_or_doubles_does_not_count():  # T28
    for start in (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)):
        desk = reported(start)
        desk.accept(start)

        assert goal_at(desk.case) - start == hours(h=12)


def test_a_share_of_nothing_is_over_at_once_and_warns_nobody():
    policy = with_kind(POLICY, Kind("direct", (Leg(Goal.CLOSE, Term(10, Unit.H), (0, 0, 50)),), ("text",)))
    desk = reported(REPORT, policy=policy)
    desk.accept(REPORT, kind="direct")
    desk.wait(REPORT)

    assert desk.case.holder.level is BANNER
    assert desk.happened(Happening.HALF, Happening.WARNED) == []
    assert [level for kind, level in ((c.ended, c.level) for c in desk.case.custodies) if kind] == [VILLAGE, TOWN]


def test_clocks_never_depend_on_the_zone_in_which_an_instant_is_written():  # T23
    start = moment(REPORT)
    ours, theirs = reported(start), reported(start.astimezone(UTC))
    for desk in (ours, theirs):
        desk.accept(desk.start)
        desk.wait(desk.after(hours=13))

    assert ours.happened() == theirs.happened()
