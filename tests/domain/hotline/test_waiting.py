"""Nobody acts at all: every rung fires at its time, for days, and is recorded; and nothing fires for what is over."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from request_desk import POLICY, hours, reported

from domain.hotline.policy import Level
from domain.hotline.record import Happening, Step
from domain.hotline.request import State
from domain.hotline.turns import Wake, wakenings
from domain.roles import Act

VILLAGE, TOWN, BANNER, CENTRE = Level
STEPS_BEFORE = (timedelta(milliseconds=1), timedelta(seconds=1), timedelta(minutes=1))
WAITING = (Happening.ACCEPT_SOON, Happening.ACCEPT_OVER, Happening.ACCEPT_UP)
RUNGS = [
    ("half", hours(h=2.4)),
    ("warned", hours(h=3, m=50, s=24)),
    ("share_over", hours(h=4.8)),
    ("overtaken", hours(h=4.8)),
    ("half", hours(h=6.6)),
    ("warned", hours(h=7, m=40, s=48)),
    ("share_over", hours(h=8.4)),
    ("overtaken", hours(h=8.4)),
    ("half", hours(h=9.6)),
    ("warned", hours(h=10, m=19, s=12)),
    ("share_over", hours(h=10.8)),
    ("overtaken", hours(h=10.8)),
    ("half", hours(h=11.4)),
    ("warned", hours(h=11, m=45, s=36)),
    ("goal_over", hours(h=12)),
    ("neglected", hours(h=36)),
]


def desk_before(why, number=0):
    """A request that waits for a step of this kind, and nothing else may come before it."""
    desk = reported()
    if why in (Wake.ACCEPT_SOON, Wake.ACCEPT_OVER, Wake.ACCEPT_UP):
        return _up_to(desk, why, number)
    desk.accept(desk.start, level=CENTRE if why in (Wake.GOAL, Wake.NEGLECTED) else VILLAGE)
    if why is Wake.PAUSE_END:
        desk.pause(desk.after(hours=1), desk.after(hours=5))
    if why is Wake.REVIEW:
        desk.does(Act.REQUEST_PARK, desk.after(minutes=30), until=desk.after(hours=1))
    return _up_to(desk, why, number)


def _up_to(desk, why, number):
    while (wakening := desk.next()).why is not why or number:
        number -= wakening.why is why
        desk.wakes(wakening.at)
    return desk


def test_nobody_accepts_and_every_rung_fires_at_its_time():
    desk = reported()
    desk.wait(desk.after(hours=2))

    assert desk.happened(*WAITING) == [
        ("accept_soon", hours(m=10)),
        ("accept_over", hours(m=15)),
        ("accept_up", hours(m=25)),
        ("accept_up", hours(m=40)),
        ("accept_up", hours(m=70)),
        ("accept_up", hours(m=100)),
    ]
    assert [str(n.step) for n in desk.said if n.step is not Step.CONFIRMED] == [
        kind for kind, _ in desk.happened(*WAITING)
    ]


def test_a_request_that_nobody_accepts_is_never_dropped():
    desk = reported()
    desk.wait(desk.after(days=40))
    steps = [at for _, at in desk.happened(Happening.ACCEPT_UP)]

    assert desk.case.state is State.REPORTED
    assert {later - earlier for earlier, later in pairwise(steps[1:])} == {hours(m=30)}
    assert desk.next().at - desk.now <= hours(m=30)
    assert len(desk.case.taken) == len(POLICY.waiting.up) + 3  # it does not grow with the days


def test_nobody_handles_it_and_every_rung_fires_at_its_time():  # H29
    desk = reported()
    desk.accept(desk.start)
    desk.wait(desk.after(days=60))

    assert desk.happened()[2:] == RUNGS
    assert [event.body for event in desk.events if event.kind is Happening.OVERTAKEN] == ["T1", "B1", "CENTRE"]
    assert desk.next() is None
    assert desk.case.state is State.HANDLING


def test_each_rung_is_told_once_and_at_its_time():
    desk = reported()
    desk.accept(desk.start)
    desk.wait(desk.after(days=60))
    warnings = [n for n in desk.said if n.step in (Step.HALF, Step.WARNED, Step.GOAL_OVER, Step.NEGLECTED)]

    expected = [(kind, at) for kind, at in RUNGS if kind not in ("share_over", "overtaken")]
    assert [(str(n.step), n.not_before - desk.start) for n in warnings] == expected


def test_waiting_again_after_a_return_counts_from_the_return():
    desk = reported()
    desk.accept(desk.start)
    desk.send_back(desk.after(hours=1))
    desk.wait(desk.after(hours=2))

    assert desk.happened(*WAITING) == [
        ("accept_soon", hours(h=1, m=10)),
        ("accept_over", hours(h=1, m=15)),
        ("accept_up", hours(h=1, m=25)),
        ("accept_up", hours(h=1, m=40)),
    ]


def test_a_returned_request_that_nobody_dispatches_misses_the_citizens_deadline():
    desk = reported()
    desk.accept(desk.start)
    desk.send_back(desk.after(hours=1))
    desk.wait(desk.after(hours=40))

    assert desk.happened(Happening.GOAL_OVER, Happening.NEGLECTED) == [
        ("goal_over", hours(h=12)),
        ("neglected", hours(h=36)),
    ]


def test_a_comment_every_hour_postpones_nothing():  # T59
    desk = reported()
    desk.accept(desk.start)
    for hour in range(1, 40):
        desk.wait(desk.after(hours=hour))
        desk.does(Act.REQUEST_COMMENT, desk.now, said=("text", "photo"))

    done = [line for line in desk.happened()[2:] if line[0] != "commented"]
    assert done == RUNGS


def test_a_comment_every_minute_does_not_postpone_the_15_minutes():  # T59
    desk = reported()
    for minute in range(1, 60):
        desk.wait(desk.after(minutes=minute))
        desk.does(Act.REQUEST_COMMENT, desk.now)

    assert [at for _, at in desk.happened(*WAITING)] == [hours(m=m) for m in (10, 15, 25, 40)]


def test_parking_and_signing_postpone_nothing():
    desk = reported()
    desk.accept(desk.start)
    desk.does(Act.REQUEST_SIGN, desk.after(minutes=1))
    desk.does(Act.REQUEST_PARK, desk.after(minutes=2), until=desk.after(days=20))
    desk.wait(desk.after(days=30))

    done = [line for line in desk.happened()[2:] if line[0] not in ("signed", "parked")]
    assert done == [*RUNGS, ("review_due", timedelta(days=20))]


def test_after_an_outage_what_was_overtaken_is_skipped_with_a_record():  # H37
    desk = reported()
    desk.accept(desk.start)
    desk.wakes(desk.after(hours=14))

    assert [(str(e.kind), e.what, e.at - desk.start) for e in desk.events[2:6]] == [
        ("warning_skipped", "half", hours(h=2.4)),
        ("warning_skipped", "warn", hours(h=3, m=50, s=24)),
        ("share_over", "village", hours(h=4.8)),
        ("goal_over", "", hours(h=12)),
    ]
    assert {e.entered_at for e in desk.events[2:]} == {desk.after(hours=14)}
    assert desk.told(Step.HALF, Step.WARNED) == []


def test_the_body_above_does_not_answer_for_an_outage():
    desk = reported()
    desk.accept(desk.start)
    desk.wakes(desk.after(hours=6))
    holder = desk.case.holder

    assert (holder.level, holder.since) == (TOWN, desk.after(hours=6))
    assert desk.next().at > desk.after(hours=6)


def test_after_an_outage_of_days_one_message_speaks_of_the_waiting():
    desk = reported()
    desk.wakes(desk.after(days=3))
    skipped = [e for e in desk.events if e.kind is Happening.SKIPPED]

    assert [str(n.step) for n in desk.said] == ["confirmed", "accept_over", "accept_up"]
    assert desk.happened(Happening.ACCEPT_OVER) == [("accept_over", hours(m=15))]
    assert len(skipped) == 1 + 3 * 48 - 1  # the first warning, and of the steps up all but the last
    assert desk.happened(Happening.ACCEPT_UP) == [("accept_up", timedelta(days=3) - hours(m=20))]


def test_a_short_outage_that_overtakes_nothing_skips_nothing():
    desk = reported()
    desk.accept(desk.start)
    desk.wakes(desk.after(hours=3))

    assert desk.happened()[2:] == [("half", hours(h=2.4))]
    assert desk.told(Step.HALF)[0].left_minutes == 108  # until the share ends, from when it is told


def test_empty_steps_are_passed_over_and_recorded():  # H35
    desk = reported()
    desk.passed_over = ("town:T1",)
    desk.accept(desk.start)
    desk.wait(desk.after(hours=4.8))

    assert desk.events[-1].what == "town town:T1"


@pytest.mark.parametrize("before", STEPS_BEFORE, ids=str)
@pytest.mark.parametrize(
    "why", [w for w in Wake if w not in (Wake.FOLLOW_UP_END, Wake.ACCEPT_SOON, Wake.ACCEPT_OVER, Wake.ACCEPT_UP)]
)
def test_nothing_happens_after_a_closing_shortly_before_it(why, before):  # H26
    desk = desk_before(why)
    events = len(desk.events)
    desk.close(desk.next().at - before)
    desk.wait(desk.after(days=60))

    assert [str(e.kind) for e in desk.events[events:]] == ["closed", "followed_up"]
    assert not {thread for thread, _ in desk.still()} & {"work", "goal", "parking", "intake"}
    assert wakenings(desk.case) == []


@pytest.mark.parametrize("before", STEPS_BEFORE, ids=str)
@pytest.mark.parametrize(
    ("why", "number"), [(Wake.ACCEPT_SOON, 0), (Wake.ACCEPT_OVER, 0), *((Wake.ACCEPT_UP, n) for n in range(5))]
)
def test_nobody_is_called_after_an_acceptance_shortly_before(why, number, before):  # H26
    desk = desk_before(why, number)
    events = len(desk.events)
    desk.accept(desk.next().at - before, kind="immediate")
    desk.wait(desk.after(hours=4))

    assert [str(e.kind) for e in desk.events[events:]] == ["accepted"]
    assert ("intake", str(why)) not in desk.still()


@pytest.mark.parametrize(
    "why", [w for w in Wake if w not in (Wake.FOLLOW_UP_END, Wake.ACCEPT_SOON, Wake.ACCEPT_OVER, Wake.ACCEPT_UP)]
)
def test_a_closing_at_the_very_instant_comes_after_the_step(why):  # T47
    desk = desk_before(why)
    events = len(desk.events)
    desk.close(desk.next().at)

    assert desk.events[events].kind is not Happening.CLOSED
    assert desk.events[-1].kind is Happening.CLOSED


@pytest.mark.parametrize("before", STEPS_BEFORE, ids=str)
def test_a_closing_that_was_received_in_time_is_in_time_though_handled_late(before):  # T13
    desk = reported()
    desk.accept(desk.start, level=CENTRE)
    desk.does(Act.REQUEST_CLOSE, desk.after(hours=12) - before, handled=desk.after(hours=15))

    assert desk.case.results[0].in_time
    assert desk.happened(Happening.GOAL_OVER) == []


def test_a_closing_at_the_deadline_is_late():
    desk = reported()
    desk.accept(desk.start, level=CENTRE)
    desk.close(desk.after(hours=12))

    assert not desk.case.results[0].in_time
    assert desk.case.results[0].due_at == desk.after(hours=12)


def test_the_asking_ends_by_itself():
    desk = reported()
    desk.accept(desk.start)
    desk.close(desk.after(hours=1))
    desk.wait(desk.after(days=30))

    assert desk.happened(Happening.FOLLOWED_UP) == [("followed_up", hours(h=73))]
    assert (desk.case.state, desk.case.outcome) == (State.ARCHIVED, "no_answer")
    assert desk.next() is None


def test_a_late_wakening_and_a_second_one_change_nothing():
    desk = reported()
    desk.accept(desk.start)
    desk.wait(desk.after(hours=14))
    before = desk.case
    desk.wakes(desk.after(hours=14))
    desk.wakes(desk.after(hours=13))

    assert desk.case == before
