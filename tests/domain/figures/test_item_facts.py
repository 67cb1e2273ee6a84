"""What the record of a project says to the figures: each round of each item, and whose days they were."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.cycle import cycle
from domain.figures.definitions import Lag
from domain.figures.facts import Mark, Measure
from domain.figures.item_facts import Project, facts_of_project
from domain.record import Happening
from domain.roles import Act, Actor, Role

ITEM = "PR-05"
DAY = Lag(date(2020, 1, 1), timedelta(hours=24))


@pytest.fixture
def facts():
    def found(desk, item=ITEM, events=None, lags=(DAY,)):
        project = Project("ent_filing", desk.case.rules, lags)
        all_of_them = facts_of_project(desk.case.ref, project, events or desk.events, desk.case.calendar)
        return [fact for fact in all_of_them if fact.matter == item]

    return found


def test_what_nobody_has_handed_in_is_no_fact(opened, facts):
    assert facts(opened()) == []


def test_an_item_decided_in_its_time_is_due_and_in_time_with_its_days(opened, facts):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    desk.does(Act.ACCEPT, ITEM, "Thu 2026-03-05 11:00")
    [running] = facts(desk)
    desk.does(Act.APPROVE, ITEM, "Fri 2026-03-06 10:00")
    [fact] = facts(desk)

    assert (running.marks, running.closed_at, running.measures) == ({Mark.ACCEPTED}, None, {})
    assert fact.marks == {Mark.ACCEPTED, Mark.DECIDED, Mark.APPROVED, Mark.DUE, Mark.IN_TIME}
    assert fact.due_at == fact.closed_at
    assert (fact.part, fact.body, fact.person) == (f"{ITEM}.1", "DRC", "o-DRC")
    assert fact.measures[Measure.GROSS_DAYS] == fact.measures[Measure.COUNTED_DAYS] == 1
    assert fact.measures[Measure.PROMISED_DAYS] == desk.case.rule(ITEM).promised.value


@pytest.mark.parametrize(("act", "person"), [(Act.ACCEPT, "o-DRC"), (None, ""), (Act.ASSIGN, "o-lapse")])
def test_an_approval_by_silence_is_late_and_its_officers_or_nobodys(opened, facts, act, person):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    if act is not None:
        desk.does(act, ITEM, "Thu 2026-03-05 11:00", officer="o-lapse")
    desk.wait("Fri 2026-03-27 12:00")
    [fact] = facts(desk)

    assert desk.happened(Happening.APPROVED_BY_SILENCE, ITEM)
    assert {Mark.BY_SILENCE, Mark.DUE, Mark.LATE} <= fact.marks
    assert Mark.IN_TIME not in fact.marks
    assert fact.person == person


def test_a_revoked_approval_goes_on_and_stays_late(opened, facts):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    desk.does(Act.ACCEPT, ITEM, "Thu 2026-03-05 11:00")
    desk.wait("Thu 2026-03-12 12:00")
    desk.does(Act.REVOKE, ITEM, "Fri 2026-03-13 10:00")
    [open_again] = facts(desk)
    desk.does(Act.APPROVE, ITEM, "Fri 2026-03-13 15:00")
    [fact] = facts(desk)

    assert open_again.closed_at is None
    assert not {Mark.BY_SILENCE, Mark.DECIDED} & open_again.marks
    assert {Mark.REVOKED, Mark.APPROVED, Mark.DUE, Mark.LATE} <= fact.marks
    assert Mark.IN_TIME not in fact.marks


def test_days_are_the_offices_the_pauses_or_the_applicants(opened, facts):
    desk = opened(profile="pasture_factory_verified")
    item = "LR-01"
    desk.does(Act.RECEIVE, item, "Mon 2026-03-02 10:00")
    desk.does(Act.CORRECT, item, "Tue 2026-03-03 10:00")
    desk.does(Act.SUPPLY, item, "Thu 2026-03-05 10:00")
    desk.does(Act.ACCEPT, item, "Thu 2026-03-05 11:00")
    desk.does(Act.PAUSE, item, "Fri 2026-03-06 10:00", kind="expert_review", until=desk.now + timedelta(days=9))
    desk.does(Act.RESUME, item, "Tue 2026-03-10 10:00")
    desk.does(Act.APPROVE, item, "Wed 2026-03-11 10:00")
    [fact] = facts(desk, item)

    assert {Mark.CORRECTED, Mark.PAUSED, "paused_expert_review"} <= fact.marks
    assert fact.measures == {
        Measure.GROSS_DAYS: 9,
        Measure.COUNTED_DAYS: 3,  # Tuesday 3rd, Friday 6th, Wednesday 11th
        Measure.PASSED_DAYS: 7,  # without the weekend
        Measure.EXCLUDED_DAYS: 4,  # 7th to 10th
        Measure.APPLICANT_DAYS: 2,  # 4th and 5th
        Measure.PROMISED_DAYS: desk.case.rule(item).promised.value,
    }


def test_each_round_is_a_fact_and_one_withdrawn_in_time_was_not_due(opened, facts):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, ITEM, "Mon 2026-03-02 11:00")
    desk.does(Act.WITHDRAW, ITEM, "Mon 2026-03-02 12:00")
    desk.does(Act.RECEIVE, ITEM, "Tue 2026-03-03 10:00")
    desk.does(Act.REFUSE, ITEM, "Tue 2026-03-03 15:00")
    first, second = facts(desk)

    assert (first.marks, first.due_at) == ({Mark.ACCEPTED, Mark.WITHDRAWN}, None)
    assert second.marks == {Mark.DECIDED, Mark.REFUSED, Mark.DUE, Mark.IN_TIME, *({Mark.ACCEPTED} & second.marks)}
    assert (first.part, second.part) == (f"{ITEM}.1", f"{ITEM}.2")


@pytest.mark.parametrize(("hours", "is_backfilled"), [(23.9, False), (24, True)])
def test_what_was_done_outside_and_entered_later_is_marked(opened, facts, hours, is_backfilled):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    desk.does(Act.APPROVE, ITEM, "Fri 2026-03-06 10:00")
    last = next(event for event in desk.events if event.kind is Happening.APPROVED)
    events = [
        replace(event, acted_at=last.entered_at - timedelta(hours=hours)) if event is last else event
        for event in desk.events
    ]
    [fact] = facts(desk, events=events)

    assert (Mark.BACKFILLED in fact.marks) is is_backfilled
    assert (Mark.IN_TIME in fact.marks) is not is_backfilled
    assert (Mark.BACKFILLED_IN_TIME in fact.marks) is is_backfilled


@pytest.mark.parametrize(("since", "is_backfilled"), [(date(2026, 3, 1), False), (date(2026, 4, 1), True)])
def test_a_lag_of_later_months_changes_no_earlier_one(opened, facts, since, is_backfilled):  # T85
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    desk.does(Act.APPROVE, ITEM, "Mon 2026-03-09 10:00")
    events = [replace(one, acted_at=one.entered_at - timedelta(hours=30)) for one in desk.events]

    [fact] = facts(desk, events=events, lags=(DAY, Lag(since, timedelta(hours=48))))

    assert (Mark.BACKFILLED in fact.marks) is is_backfilled


OVER = "Mon 2026-03-16 09:00"


@pytest.fixture
def over(opened):
    """An item whose promise is over, and nobody has decided it."""
    desk = opened(profile="pasture_factory_verified", rule_set="lawful")
    desk.does(Act.RECEIVE, "LR-01", "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, "LR-01", "Mon 2026-03-02 11:00")
    desk.wait(OVER)
    return desk


def test_what_is_over_and_never_decided_is_due_since_its_promise_was_broken(over, facts):
    [fact] = facts(over, "LR-01")

    assert {Mark.DUE, Mark.LATE} <= fact.marks
    assert Mark.DECIDED not in fact.marks
    assert (fact.closed_at, fact.due_at) == (None, over.happened(Happening.BREACHED, "LR-01")[0].at)


def test_a_decision_moves_no_broken_promise_to_its_own_month(over, facts):
    [before] = facts(over, "LR-01")
    over.does(Act.APPROVE, "LR-01", "Wed 2026-04-01 10:00")
    [fact] = facts(over, "LR-01")

    assert {Mark.DUE, Mark.LATE, Mark.DECIDED} <= fact.marks
    assert fact.due_at == before.due_at < fact.closed_at


def test_a_late_decision_stays_late_when_its_officer_enters_an_earlier_act(over, facts, moment):
    over.does(Act.APPROVE, "LR-01", "Fri 2026-03-20 10:00", acted_at=moment("Thu 2026-03-19 09:00"))
    [fact] = facts(over, "LR-01")

    assert {Mark.LATE, Mark.BACKFILLED} <= fact.marks
    assert not {Mark.IN_TIME, Mark.BACKFILLED_IN_TIME} & fact.marks


def test_what_is_withdrawn_when_it_is_over_is_no_decision_and_was_over_with_its_officer(over, facts):
    over.does(Act.WITHDRAW, "LR-01", "Tue 2026-03-17 10:00")
    [fact] = facts(over, "LR-01")

    assert {Mark.WITHDRAWN, Mark.DUE, Mark.LATE} <= fact.marks
    assert Mark.DECIDED not in fact.marks
    assert fact.person == "o-NRB"


def test_days_between_a_silent_approval_and_its_revocation_are_nobodys(opened, facts):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    desk.does(Act.ACCEPT, ITEM, "Thu 2026-03-05 11:00")
    desk.wait("Thu 2026-03-12 12:00")
    desk.does(Act.REVOKE, ITEM, "Wed 2026-04-08 10:00")
    desk.does(Act.APPROVE, ITEM, "Fri 2026-04-10 10:00")
    [fact] = facts(desk)
    [span] = cycle(desk.events, desk.case.rules, desk.case.calendar, desk.now).items

    assert (
        fact.measures[Measure.COUNTED_DAYS] == span.counted_days == 3
    )  # Friday 6 March; Thursday 9 and Friday 10 April
    assert fact.measures[Measure.GROSS_DAYS] == span.gross_days == 36
    assert fact.measures[Measure.EXCLUDED_DAYS] == fact.measures[Measure.APPLICANT_DAYS] == 0


def test_who_gets_what_is_over_is_not_who_let_it_lapse(over, facts):
    over.does(Act.ASSIGN, "LR-01", "Tue 2026-03-17 10:00", officer="o-next")
    [open_still] = facts(over, "LR-01")
    over.does(Act.APPROVE, "LR-01", "Wed 2026-03-18 10:00", by=Actor("o-next", Role.OFFICER, "NRB"))
    [decided] = facts(over, "LR-01")

    assert open_still.person == decided.person == "o-NRB"


@pytest.mark.parametrize("kind", [Happening.CORRECTING, Happening.PAUSED, Happening.RESUMED])
def test_who_did_something_about_an_item_has_had_it_when_it_lapses(opened, facts, kind):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    desk.wait("Fri 2026-03-27 12:00")
    [taken] = desk.happened(Happening.ACCEPTED_BY_SILENCE, ITEM)
    place = desk.events.index(taken) + 1
    by = [replace(taken, kind=kind, actor=actor, role=Role.OFFICER) for actor in ("o-first", "o-second")]

    [fact] = facts(desk, events=[*desk.events[:place], *by, *desk.events[place:]])

    assert (Mark.BY_SILENCE in fact.marks, fact.person) == (True, "o-first")


def test_what_nobody_had_when_it_was_over_stays_nobodys_whoever_decides_it(opened, facts):
    desk = opened(profile="pasture_factory_verified", rule_set="lawful")
    desk.does(Act.RECEIVE, "LR-01", "Mon 2026-03-02 10:00")
    desk.wait("Tue 2026-03-31 09:00")
    desk.does(Act.ASSIGN, "LR-01", "Tue 2026-03-31 10:00", officer="o-next")
    desk.does(Act.APPROVE, "LR-01", "Tue 2026-03-31 11:00", by=Actor("o-next", Role.OFFICER, "NRB"))
    [fact] = facts(desk, "LR-01")

    assert {Mark.LATE, Mark.APPROVED, Mark.ACCEPTED_BY_SILENCE} <= fact.marks
    assert (fact.body, fact.person) == ("NRB", "")


def test_a_term_that_was_moved_is_judged_as_it_is_counted_when_it_ends(over, facts, with_holiday):
    over.learns(with_holiday(*(date(2026, 3, day) for day in (3, 4, 5, 6, 9, 10, 11, 12, 13))), OVER)
    [moved] = facts(over, "LR-01")
    over.does(Act.APPROVE, "LR-01", "Tue 2026-03-17 10:00")
    [decided] = facts(over, "LR-01")

    assert over.happened(Happening.BREACHED, "LR-01")
    assert not {Mark.DUE, Mark.LATE} & moved.marks
    assert {Mark.DUE, Mark.IN_TIME} <= decided.marks
    assert (decided.due_at, decided.person) == (decided.closed_at, "o-NRB")


def test_what_silence_waits_for_the_calendar_with_is_not_over(opened, facts):
    desk = opened("Thu 2026-12-31 09:00")
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-12-31 10:00")
    desk.does(Act.ACCEPT, ITEM, "Thu 2026-12-31 11:00")
    desk.wait("Tue 2027-01-12 09:00")
    [waiting] = facts(desk)
    desk.does(Act.APPROVE, ITEM, "Tue 2027-01-12 10:00")
    [decided] = facts(desk)

    assert [event.what for event in desk.happened(Happening.WITHHELD, ITEM)] == ["calendar"]
    assert Mark.LATE not in waiting.marks
    assert {Mark.DUE, Mark.IN_TIME} <= decided.marks
