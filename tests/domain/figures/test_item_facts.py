"""What the record of a project says to the figures: each round of each item, and whose days they were."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.figures.facts import Mark, Measure
from domain.figures.item_facts import Project, facts_of_project
from domain.record import Happening
from domain.roles import Act

ITEM = "PR-05"


@pytest.fixture
def facts():
    def found(desk, item=ITEM, events=None):
        project = Project("ent_filing", desk.case.rules, timedelta(hours=24))
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
    assert fact.marks == {Mark.ACCEPTED, Mark.APPROVED, Mark.DUE, Mark.IN_TIME}
    assert (fact.part, fact.body, fact.person) == (f"{ITEM}.1", "DRC", "o-DRC")
    assert fact.measures[Measure.GROSS_DAYS] == fact.measures[Measure.COUNTED_DAYS] == 1
    assert fact.measures[Measure.PROMISED_DAYS] == desk.case.rule(ITEM).promised.value


def test_an_approval_by_silence_is_late_and_nobodys(opened, facts):
    desk = opened()
    desk.does(Act.RECEIVE, ITEM, "Thu 2026-03-05 10:00")
    desk.does(Act.ACCEPT, ITEM, "Thu 2026-03-05 11:00")
    desk.wait("Thu 2026-03-12 12:00")
    [fact] = facts(desk)

    assert desk.happened(Happening.APPROVED_BY_SILENCE, ITEM)
    assert {Mark.BY_SILENCE, Mark.DUE, Mark.LATE} <= fact.marks
    assert Mark.IN_TIME not in fact.marks
    assert fact.person == ""


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
    assert Mark.BY_SILENCE not in open_again.marks
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

    assert first.marks == {Mark.ACCEPTED, Mark.WITHDRAWN}
    assert second.marks == {Mark.REFUSED, Mark.DUE, Mark.IN_TIME, *({Mark.ACCEPTED} & second.marks)}
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
