"""What may be expected of a running project: its days, its critical path, the slack of the others, and who is waited for."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.coming import Road, Took, coming
from domain.figures.expecting import LEAST, Side, Taken, expected
from domain.item import GRANTED, State
from domain.roles import Act
from domain.standing import Standing, standing

STARTED = (State.READY, State.RECEIVED, State.CORRECTING, State.ACCEPTED, State.PAUSED, State.REFUSED, State.APPROVED)
PROJECTS = ("simple_warehouse", "pasture_factory_verified")


@pytest.fixture
def hopes(opened, calendar):
    """Plays a simple warehouse, and tells what may be expected of it."""
    desk = opened()

    def told(taken=()):
        rows = [standing(desk.case, other.id, desk.now) for other in desk.case.items]
        return expected(desk.case.rules, rows, taken, calendar, desk.now)

    desk.told = told
    return desk


@pytest.fixture(scope="session")
def stand(rules_of, moment):
    """A project somewhere on its way: each item whose prerequisites are granted stands as the drawn numbers say."""

    def standing_somewhere(profile, draws):
        rules, now = rules_of(profile), moment("Wed 2026-03-04 11:00")
        found = {}
        for rule, (state, days) in zip(rules, draws, strict=False):
            if any(found[other].state not in GRANTED for other in rule.prerequisites if other in found):
                found[rule.id] = Standing(rule.id, State.WAITING)
                continue
            found[rule.id] = Standing(
                rule.id,
                state,
                due_on=now.date() + timedelta(days=days) if state is State.ACCEPTED else None,
                planned_end=now + timedelta(days=days) if state is State.PAUSED else None,
                left=abs(days) if state is State.PAUSED else None,
            )
        return rules, list(found.values()), now

    return standing_somewhere


draws = st.lists(st.tuples(st.sampled_from(STARTED), st.integers(-10, 30)), min_size=40, max_size=40)
lengths = st.lists(st.integers(0, 25), min_size=40, max_size=40)
profiles = st.sampled_from(PROJECTS)


def took(rules, days):
    return [Taken(rule.id, LEAST, n, n, n, n) for rule, n in zip(rules, days, strict=False)]


def days_of(told):
    return {item.id: item.decided_on for item in told.items}


@given(profiles, draws, lengths, lengths)
@settings(max_examples=60)
def test_no_date_is_earlier_when_items_take_longer(calendar, stand, profile, draw, days, more):
    rules, rows, now = stand(profile, draw)
    before = expected(rules, rows, took(rules, days), calendar, now)
    longer = [n + m for n, m in zip(days, more, strict=True)]
    after = expected(rules, rows, took(rules, longer), calendar, now)

    assert all(days_of(after)[item].p50 >= was.p50 for item, was in days_of(before).items())
    assert after.end.p50 == before.end.p50 is None or after.end.p50 >= before.end.p50


@given(profiles, draws, lengths)
@settings(max_examples=60)
def test_an_item_may_take_its_slack_longer_and_the_end_stays(calendar, stand, profile, draw, days):
    rules, rows, now = stand(profile, draw)
    before = expected(rules, rows, took(rules, days), calendar, now)
    for item in before.items:
        longer = [n + item.slack * (rule.id == item.id) for rule, n in zip(rules, days, strict=False)]

        assert expected(rules, rows, took(rules, longer), calendar, now).end.p50 == before.end.p50


@given(profiles, draws)
@settings(max_examples=100)
def test_who_takes_what_was_promised_is_expected_as_promised(calendar, stand, profile, draw):
    rules, rows, now = stand(profile, draw)
    told = expected(rules, rows, took(rules, [rule.promised.value for rule in rules]), calendar, now)
    arrivals = {one.item: one.expected_on for r in rules for one in coming(rules, rows, r.department, calendar, now)}

    assert all(day.p50 == day.p90 == day.promised for day in (told.end, *days_of(told).values()))
    assert {item.id: item.ready_on.p50 for item in told.items if item.id in arrivals} == arrivals
    assert set(arrivals) <= {item.id for item in told.items}


@given(profiles, draws, lengths)
@settings(max_examples=60)
def test_the_critical_path_ends_with_the_project_and_holds_somebody_who_can_act(calendar, stand, profile, draw, days):
    rules, rows, now = stand(profile, draw)
    told = expected(rules, rows, took(rules, days), calendar, now)
    road = Road.of(rules, rows, calendar, now, {rule.id: Took(n, n) for rule, n in zip(rules, days, strict=False)})

    assert bool(told.critical) == bool(told.items) == bool(told.blocking)
    if told.critical:
        assert road.decided_on(told.critical[-1]) == told.end.p50


def test_an_item_that_takes_longer_than_promised_is_expected_later(hopes, day):
    hopes.does(Act.RECEIVE, "PR-05", "Fri 2026-03-06 10:00")
    hopes.does(Act.ACCEPT, "PR-05", "Mon 2026-03-09 10:00")
    decided = days_of(hopes.told([Taken("PR-05", 8, 3, 6, 3, 6)]))["PR-05"]

    assert decided.promised == day("Tue 2026-03-10")  # one working day
    assert (decided.p50, decided.p90) == (day("Thu 2026-03-12"), day("Tue 2026-03-17"))


def test_what_has_not_begun_is_expected_with_the_pauses_that_it_usually_has(hopes, calendar):
    usual = [Taken("PR-05", 8, 8, 9, 38, 45)]  # eight counted days, and thirty in a pause
    before = days_of(hopes.told(usual))["PR-05"]
    today = calendar.local_day(hopes.now)
    hopes.does(Act.RECEIVE, "PR-05", "Fri 2026-03-06 10:00")
    hopes.does(Act.ACCEPT, "PR-05", "Fri 2026-03-06 11:00")
    begun_on, begun = calendar.local_day(hopes.now), days_of(hopes.told(usual))["PR-05"]

    assert [calendar.working_days(today, day) for day in (before.p50, before.p90)] == [38, 45]
    assert [calendar.working_days(begun_on, day) for day in (begun.p50, begun.p90)] == [38, 45], (
        "no day jumps at the receipt"
    )


def test_what_is_over_its_usual_days_takes_what_is_left_by_its_clock(hopes, day):
    hopes.does(Act.RECEIVE, "PR-05", "Fri 2026-03-06 10:00")
    hopes.does(Act.ACCEPT, "PR-05", "Mon 2026-03-09 10:00")
    decided = days_of(hopes.told([Taken("PR-05", 8, 3, 6, 1, 2)]))["PR-05"]

    assert (decided.p50, decided.p90) == (day("Thu 2026-03-12"), day("Tue 2026-03-17"))


def test_few_rounds_prove_nothing_and_the_promise_stands_in_for_them(hopes):
    few, enough = (next(iter(hopes.told([Taken("PR-05", n, 1, 1, 30, 40)]).items)) for n in (LEAST - 1, LEAST))

    assert (few.id, few.rounds, few.decided_on.p50) == ("PR-05", 0, few.decided_on.promised)
    assert (enough.rounds, enough.decided_on.p50 > enough.decided_on.promised) == (LEAST, True)


def test_whoever_must_act_first_is_waited_for_with_all_who_wait_behind(hopes):
    slow = [Taken("PR-05", LEAST, 60, 60, 60, 60)]
    told = hopes.told(slow)
    applicant = told.blocking[0]
    hopes.does(Act.RECEIVE, "PR-05", "Mon 2026-03-02 10:00")
    office = hopes.told(slow).blocking[0]

    assert (applicant.item, applicant.side) == ("PR-05", Side.APPLICANT)
    assert (office.item, office.side, office.department) == (
        "PR-05",
        Side.DEPARTMENT,
        hopes.case.rule("PR-05").department,
    )
    assert sum(office.behind.values()) == sum("PR-05" in told_by(hopes, item.id) for item in told.items)


def told_by(desk, item):
    """All that an item waits for, near and far."""
    nearest = set(desk.case.rule(item).prerequisites)
    return nearest.union(*(told_by(desk, other) for other in nearest))


def test_in_a_pause_the_procedure_is_waited_for(opened, calendar):
    desk = opened(profile="pasture_factory_verified")
    paused = next(rule for rule in desk.case.rules if rule.pauses and not rule.prerequisites)
    desk.does(Act.RECEIVE, paused.id, "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, paused.id, "Mon 2026-03-02 11:00")
    until = desk.now + timedelta(days=7)
    desk.does(Act.PAUSE, paused.id, "Tue 2026-03-03 10:00", kind=paused.pauses[0].kind, until=until)
    rows = [standing(desk.case, other.id, desk.now) for other in desk.case.items]
    told = expected(desk.case.rules, rows, [Taken(paused.id, LEAST, 200, 200, 200, 200)], calendar, desk.now)

    assert (told.blocking[0].item, told.blocking[0].side) == (paused.id, Side.PROCEDURE)


def test_where_a_calendar_is_missing_no_day_is_told_and_no_slack(hopes):
    told = hopes.told([Taken("PR-05", LEAST, 900, 900, 900, 900)])
    item = told.items[0]

    assert (told.end.p50, item.decided_on.p50, item.slack, told.critical, told.blocking) == (None, None, None, (), ())
    assert told.end.promised is not None


def test_of_a_project_that_is_done_nothing_is_expected(rules_of, calendar, moment):
    rules = rules_of()
    rows = [Standing(rule.id, State.APPROVED) for rule in rules]
    told = expected(rules, rows, [], calendar, moment("Mon 2026-03-02 10:00"))

    assert (told.items, told.critical, told.end.p50, told.end.promised) == ((), (), None, None)
