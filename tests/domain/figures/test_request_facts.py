"""What the record of a request says to the figures: acceptance, who had it, what was promised, and what citizens said."""

from datetime import timedelta

import pytest
from request_desk import moment, place, reported

from domain.figures.facts import Mark, Measure, Subject
from domain.figures.request_facts import Intake, facts_of_request
from domain.hotline.policy import Level
from domain.roles import Act

VILLAGE, TOWN, BANNER, CENTRE = Level
NEW = "Wed 2026-11-25 10:00"


def facts(desk, subject):
    """The facts of a subject, in order."""
    found = facts_of_request(desk.case.ref, Intake("street_lamps", "V1"), desk.events)
    return [fact for fact in found if fact.subject is subject]


def closed(at="Wed 2026-11-25 12:00"):
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.does(Act.REQUEST_SIGN, "Wed 2026-11-25 10:20")
    desk.close(at)
    return desk


def answer(desk, at, *, solved=True, satisfied=5, who="c1"):
    desk.does(Act.REQUEST_ANSWER, at, complainant=who, solved=solved, satisfied=satisfied, way="page")


def test_a_request_that_nobody_has_accepted_is_due_only_when_its_time_is_over():
    desk = reported(NEW)
    desk.wait("Wed 2026-11-25 10:14")
    [waiting] = facts(desk, Subject.REQUEST)
    desk.wait("Wed 2026-11-25 10:16")
    [late] = facts(desk, Subject.REQUEST)

    assert waiting.marks == set()
    assert late.marks == {Mark.DUE, Mark.LATE}
    assert late.created_at == moment(NEW)
    assert late.closed_at is None


@pytest.mark.parametrize(("at", "mark"), [("10:14", Mark.IN_TIME), ("10:16", Mark.LATE)])
def test_acceptance_is_in_time_or_late_and_is_measured(at, mark):
    desk = reported(NEW)
    desk.accept(f"Wed 2026-11-25 {at}")
    [request] = facts(desk, Subject.REQUEST)

    assert request.marks == {Mark.ACCEPTED, Mark.DUE, mark}
    assert request.measures == {Measure.WAIT_SECONDS: (int(at[3:])) * 60}


def test_sending_back_and_reopening_change_nothing_in_the_first_acceptance():  # H17, H20
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.does(Act.REQUEST_RETURN, "Wed 2026-11-25 10:30", reason="not_ours")
    desk.does(Act.REQUEST_DISPATCH, "Wed 2026-11-25 11:30", place=place(TOWN))  # far more than 15 minutes
    desk.close("Wed 2026-11-25 12:00")
    answer(desk, "Wed 2026-11-25 13:00", solved=False, satisfied=1)
    [request] = facts(desk, Subject.REQUEST)

    assert request.marks == {Mark.ACCEPTED, Mark.DUE, Mark.IN_TIME, Mark.RETURNED, Mark.REOPENED}
    assert request.closed_at == moment("Wed 2026-11-25 10:05")


def test_a_leg_is_kept_when_it_is_closed_before_its_end_and_is_not_due_while_it_runs():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    [running] = facts(desk, Subject.LEG)
    desk.close("Wed 2026-11-25 12:00")
    [kept] = facts(desk, Subject.LEG)

    assert running.marks == set()
    assert kept.marks == {Mark.CLOSED, Mark.DUE, Mark.IN_TIME}
    assert (kept.body, kept.person) == ("V1", desk.events[-1].actor)
    assert kept.measures == {Measure.SECONDS: 2 * 3600}


def test_a_leg_that_is_over_is_late_before_it_is_closed_and_after():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.wait("Wed 2026-11-25 22:01")
    [over] = facts(desk, Subject.LEG)
    desk.close("Wed 2026-11-25 23:00")
    [closed_late] = facts(desk, Subject.LEG)

    assert over.marks == {Mark.DUE, Mark.LATE}
    assert closed_late.marks == {Mark.CLOSED, Mark.DUE, Mark.LATE}


def test_what_is_reported_upward_is_a_promise_of_its_own():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05", kind="agent")
    desk.does(Act.REQUEST_ESCALATE, "Wed 2026-11-25 12:00", place=place(BANNER))
    desk.close("Thu 2026-11-26 10:00")
    first, second = facts(desk, Subject.LEG)

    assert first.marks == {Mark.REPORTED_UP, Mark.DUE, Mark.IN_TIME}
    assert second.marks == {Mark.CLOSED, Mark.DUE, Mark.IN_TIME}
    assert (first.part, first.body, second.part, second.body) == ("1.1", "V1", "1.2", "B1")
    assert first.closed_at == second.created_at


def test_each_body_that_had_it_is_a_fact_with_how_it_lost_it():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.does(Act.REQUEST_SIGN, "Wed 2026-11-25 10:20")
    desk.does(Act.REQUEST_RETURN, "Wed 2026-11-25 10:30", reason="not_ours")
    desk.does(Act.REQUEST_DISPATCH, "Wed 2026-11-25 10:40", place=place(TOWN))
    desk.does(Act.REQUEST_ESCALATE, "Wed 2026-11-25 11:00", place=place(BANNER))
    desk.close("Wed 2026-11-25 12:00")
    village, town, banner = facts(desk, Subject.HOLDING)

    assert (village.body, town.body, banner.body) == ("V1", "T1", "B1")
    assert village.marks == {Mark.SIGNED, Mark.SIGNED_IN_TIME, Mark.SIGN_DUE, Mark.RETURNED}
    assert town.marks == {Mark.HANDED_UP, Mark.DUE, Mark.IN_TIME}
    assert banner.marks == {Mark.CLOSED, Mark.DUE, Mark.IN_TIME}
    assert village.measures == {Measure.SECONDS: 25 * 60}


def test_who_is_reminded_before_signing_has_not_signed_in_time_and_who_is_overtaken_was_late():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.wait("Wed 2026-11-25 12:30")  # half of the village's 40 percent of 12 hours is over
    desk.does(Act.REQUEST_SIGN, "Wed 2026-11-25 12:31")
    desk.wait("Wed 2026-11-25 15:00")
    [village, *_] = facts(desk, Subject.HOLDING)

    assert Mark.SIGNED_IN_TIME not in village.marks
    assert {Mark.SIGNED, Mark.WARNED, Mark.DUE, Mark.LATE} <= village.marks


@pytest.mark.parametrize(
    ("satisfied", "marks"),
    [
        (5, {Mark.RATED, Mark.SATISFIED}),
        (4, {Mark.RATED, Mark.SATISFIED}),
        (3, {Mark.RATED, Mark.BASICALLY}),
        (2, {Mark.RATED, Mark.DISSATISFIED}),
        (0, set()),
    ],
)
def test_an_answer_is_a_valid_follow_up_and_counts_as_what_was_said(satisfied, marks):
    desk = closed()
    answer(desk, "Wed 2026-11-25 13:00", satisfied=satisfied)
    [heard] = facts(desk, Subject.FOLLOW_UP)

    assert heard.marks == {Mark.ASKED, Mark.VALID, Mark.SOLVED, Mark.RESPONDED, *marks}
    assert heard.body == "V1"


def test_each_citizen_who_answers_counts_and_an_answer_to_what_came_late_is_no_response():
    desk = reported(NEW, complainants=("c1", "c2"))
    desk.accept("Wed 2026-11-25 10:05")
    desk.close("Wed 2026-11-25 23:00")  # an hour too late
    answer(desk, "Thu 2026-11-26 09:00", who="c1")
    answer(desk, "Thu 2026-11-26 10:00", who="c2", satisfied=3)

    assert [fact.part for fact in facts(desk, Subject.FOLLOW_UP)] == ["1.1", "1.2"]
    assert all(Mark.RESPONDED not in fact.marks for fact in facts(desk, Subject.FOLLOW_UP))
    assert [Mark.ASKED in fact.marks for fact in facts(desk, Subject.FOLLOW_UP)] == [True, False], "one closing"


def test_a_closing_after_which_nobody_answers_is_unreached_and_no_valid_follow_up():
    desk = closed()
    desk.wait(desk.now + timedelta(hours=73))
    [unheard] = facts(desk, Subject.FOLLOW_UP)

    assert unheard.marks == {Mark.ASKED, Mark.UNREACHED, "no_answer"}


def test_each_cycle_is_counted_by_itself_and_a_closed_one_never_changes():  # H16, H19
    desk = closed()
    before = facts(desk, Subject.LEG)
    answer(desk, "Wed 2026-11-25 13:00", solved=False, satisfied=1)
    desk.close("Thu 2026-11-26 11:00")
    answer(desk, "Thu 2026-11-26 12:00")

    assert facts(desk, Subject.LEG)[0] == before[0]
    assert [fact.part for fact in facts(desk, Subject.FOLLOW_UP)] == ["1.1", "2.1"]
    assert [Mark.SOLVED in fact.marks for fact in facts(desk, Subject.FOLLOW_UP)] == [False, True]
    assert [fact.created_at for fact in facts(desk, Subject.LEG)] == [moment(NEW), moment("Wed 2026-11-25 13:00")]


def test_what_is_withdrawn_before_its_end_was_never_due():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, "Wed 2026-11-25 11:00", complainant="c1")
    desk.does(Act.REQUEST_WITHDRAW, "Wed 2026-11-25 11:30")

    assert facts(desk, Subject.LEG)[0].marks == {Mark.WITHDRAWN}
    assert Mark.WITHDRAWN in facts(desk, Subject.REQUEST)[0].marks


def test_what_is_over_and_then_told_another_road_has_ended_late():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.wait("Wed 2026-11-25 22:01")
    [over] = facts(desk, Subject.LEG)
    desk.does(Act.REQUEST_ADVISE, "Thu 2026-11-26 09:00", reason="court")
    [leg], [*_, last] = facts(desk, Subject.LEG), facts(desk, Subject.HOLDING)

    assert leg.marks == {Mark.ADVISED, Mark.DUE, Mark.LATE}
    assert leg.closed_at == last.closed_at == moment("Thu 2026-11-26 09:00")
    assert Mark.ADVISED in last.marks
    assert leg.due_at == over.due_at == moment("Wed 2026-11-25 22:00")
    assert Mark.ADVISED in facts(desk, Subject.REQUEST)[0].marks


def test_what_is_told_another_road_before_its_end_was_never_due():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:05")
    desk.does(Act.REQUEST_ADVISE, "Wed 2026-11-25 11:00", reason="court")
    [leg], [holding] = facts(desk, Subject.LEG), facts(desk, Subject.HOLDING)

    assert leg.marks == holding.marks == {Mark.ADVISED}
    assert leg.due_at is holding.due_at is None


def test_what_is_due_says_since_when_and_nothing_else_does():
    desk = reported(NEW)
    desk.accept("Wed 2026-11-25 10:16")
    desk.wait("Wed 2026-11-25 21:00")
    found = facts_of_request(desk.case.ref, Intake("street_lamps", "V1"), desk.events)

    assert {Mark.DUE in fact.marks for fact in found} == {True, False}
    assert all((Mark.DUE in fact.marks) is (fact.due_at is not None) for fact in found)
    assert found[0].due_at == moment("Wed 2026-11-25 10:15")


def test_every_part_of_the_record_gives_the_facts_that_held_then():
    desk = closed()
    answer(desk, "Wed 2026-11-25 13:00")
    whole = facts_of_request(desk.case.ref, Intake("street_lamps", "V1"), desk.events)
    for many in range(len(desk.events)):
        early = facts_of_request(desk.case.ref, Intake("street_lamps", "V1"), desk.events[:many])
        ended = {(fact.subject, fact.part) for fact in early if fact.closed_at and fact.subject is not Subject.REQUEST}
        now = {(fact.subject, fact.part): fact for fact in whole}

        assert all(now[fact.subject, fact.part] == fact for fact in early if (fact.subject, fact.part) in ended)
