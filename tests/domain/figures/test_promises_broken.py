"""Whose a promise is that was broken, what a deadline that was moved does to it, and what each body made of its own share."""

import pytest
from request_desk import moment, place, reported

from domain.figures.facts import Mark, Subject
from domain.figures.request_facts import Intake, facts_of_request
from domain.hotline.policy import Level
from domain.hotline.record import Happening
from domain.organisation import CENTRE
from domain.roles import Act, Actor, Role

VILLAGE, TOWN, BANNER, _ = Level
NEW = "Wed 2026-11-25 10:00"


def facts(desk, subject):
    """The facts of a subject, in order."""
    found = facts_of_request(desk.case.ref, Intake("street_lamps", "V1", desk.case.outer_due), desk.events)
    return [fact for fact in found if fact.subject is subject]


def accepted(kind="consultation", at="Wed 2026-11-25 10:05", **fields):
    desk = reported(NEW, **fields)
    desk.accept(at, kind)
    return desk


def holdings(desk):
    """Each body that had it, with what it made of its share: None where it had none, or where that is not over."""
    return [
        (one.body, next((mark for mark in (Mark.IN_TIME, Mark.LATE) if mark in one.marks), None))
        for one in facts(desk, Subject.HOLDING)
    ]


def test_each_body_that_let_its_share_lapse_is_late_whoever_closes_it():
    desk = accepted()
    desk.wait("Wed 2026-11-25 20:00")  # 4.8 hours of the village, 3.6 of the town
    desk.close("Wed 2026-11-25 20:30")

    assert holdings(desk) == [("V1", Mark.LATE), ("T1", Mark.LATE), ("B1", Mark.IN_TIME)]
    assert [one.due_at is not None for one in facts(desk, Subject.HOLDING)] == [True] * 3


def test_who_gets_it_when_it_is_late_is_not_who_was_late():
    desk = accepted()
    desk.wait("Wed 2026-11-25 22:01")
    [over] = facts(desk, Subject.LEG)
    desk.dispatch("Wed 2026-11-25 22:05", BANNER, "B2")
    [moved] = facts(desk, Subject.LEG)
    desk.close("Wed 2026-11-25 23:00")
    [closed] = facts(desk, Subject.LEG)

    assert over.body == moved.body == closed.body == CENTRE
    assert closed.person == ""
    assert {Mark.DUE, Mark.LATE, Mark.CLOSED} == closed.marks
    assert holdings(desk)[:-1] == [("V1", Mark.LATE), ("T1", Mark.LATE), ("B1", Mark.LATE), (CENTRE, Mark.LATE)]


def test_what_nobody_had_signed_for_when_it_was_late_is_the_bodys_and_nobodys_in_it():
    desk = accepted()
    desk.wait("Wed 2026-11-25 22:01")
    desk.does(Act.REQUEST_SIGN, "Wed 2026-11-25 22:10", by=Actor("later", Role.OFFICER, CENTRE))
    desk.does(Act.REQUEST_CLOSE, "Wed 2026-11-25 22:30", by=Actor("later", Role.OFFICER, CENTRE))
    [leg], [*_, holding] = facts(desk, Subject.LEG), facts(desk, Subject.HOLDING)

    assert Mark.LATE in leg.marks & holding.marks
    assert (leg.body, leg.person) == (holding.body, holding.person) == (CENTRE, "")


def test_who_signs_when_it_is_late_has_it_when_its_deadline_was_moved_and_is_over_again():
    desk = accepted()
    desk.does(Act.REQUEST_ASK_EXTENSION, "Wed 2026-11-25 11:00", hours=6)
    desk.wait("Wed 2026-11-25 22:01")
    desk.does(Act.REQUEST_SIGN, "Wed 2026-11-25 22:10", by=Actor("later", Role.OFFICER, CENTRE))
    desk.does(Act.REQUEST_EXTEND, "Wed 2026-11-25 22:30")
    desk.wait("Thu 2026-11-26 05:00")
    [leg], [*_, holding] = facts(desk, Subject.LEG), facts(desk, Subject.HOLDING)

    assert Mark.LATE in leg.marks & holding.marks
    assert (leg.body, leg.person) == (holding.body, holding.person) == (CENTRE, "later")


def test_who_signed_for_it_answers_for_it_when_another_closes_it_late():
    desk = accepted()
    desk.wait("Wed 2026-11-25 21:00")
    desk.does(Act.REQUEST_SIGN, "Wed 2026-11-25 21:10", by=Actor("first", Role.OFFICER, CENTRE))
    desk.wait("Wed 2026-11-25 22:01")
    desk.does(Act.REQUEST_CLOSE, "Wed 2026-11-25 22:30", by=Actor("second", Role.OFFICER, CENTRE))
    [leg], [*_, holding] = facts(desk, Subject.LEG), facts(desk, Subject.HOLDING)

    assert {Mark.LATE} <= leg.marks & holding.marks
    assert (leg.body, leg.person) == (holding.body, holding.person) == (CENTRE, "first")


@pytest.mark.parametrize("acts", ["extended", "reclassified"])
def test_a_deadline_that_was_moved_is_judged_as_it_is_counted_when_the_promise_ends(acts):
    desk = accepted()
    if acts == "extended":
        desk.does(Act.REQUEST_ASK_EXTENSION, "Wed 2026-11-25 11:00", hours=6)
        desk.wait("Wed 2026-11-25 22:29")
        desk.does(Act.REQUEST_EXTEND, "Wed 2026-11-25 22:30")
    else:
        desk.wait("Wed 2026-11-25 22:59")
        desk.does(Act.REQUEST_RECLASSIFY, "Wed 2026-11-25 23:00", kind="immediate")
    [running] = facts(desk, Subject.LEG)
    desk.close("Thu 2026-11-26 03:00")
    desk.answer("Thu 2026-11-26 09:00", solved=True)
    [leg], [heard] = facts(desk, Subject.LEG), facts(desk, Subject.FOLLOW_UP)

    assert desk.case.results[-1].in_time
    assert (Mark.DUE in running.marks, running.due_at) == (False, None)
    assert {Mark.DUE, Mark.IN_TIME} <= leg.marks
    assert Mark.LATE not in leg.marks
    assert leg.due_at == leg.closed_at
    assert leg.body == next(event.body for event in desk.events if event.kind is Happening.CLOSED)
    assert Mark.RESPONDED in heard.marks
    assert holdings(desk)[-1][1] is not Mark.LATE


def test_a_deadline_that_was_moved_and_is_over_nevertheless_stays_broken_when_it_was():
    desk = accepted()
    desk.does(Act.REQUEST_ASK_EXTENSION, "Wed 2026-11-25 11:00", hours=1)
    desk.does(Act.REQUEST_EXTEND, "Wed 2026-11-25 23:30")
    desk.wait("Wed 2026-11-25 23:40")
    [leg] = facts(desk, Subject.LEG)

    assert {Mark.DUE, Mark.LATE} <= leg.marks
    assert leg.due_at == moment("Wed 2026-11-25 22:00")


def test_what_was_accepted_when_it_was_over_is_the_centres():
    desk = accepted(at="Wed 2026-11-25 22:30")
    desk.wait("Wed 2026-11-25 22:31")
    [leg] = facts(desk, Subject.LEG)

    assert (leg.body, leg.due_at) == (CENTRE, moment("Wed 2026-11-25 22:00"))


def test_an_answer_is_a_response_only_if_every_promise_of_the_cycle_was_kept():
    desk = accepted("agent", at="Wed 2026-11-25 22:30")
    desk.escalate("Wed 2026-11-25 23:00", BANNER)
    desk.close("Thu 2026-11-26 10:00")
    desk.answer("Thu 2026-11-26 11:00", solved=True)
    [heard] = facts(desk, Subject.FOLLOW_UP)

    assert [Mark.LATE in leg.marks for leg in facts(desk, Subject.LEG)] == [True, False]
    assert Mark.RESPONDED not in heard.marks


@pytest.mark.parametrize("at", ["Wed 2026-11-25 12:30", "Wed 2026-11-25 10:05"])
def test_a_deadline_from_outside_holds_before_the_acceptance_and_in_the_next_leg_too(at):
    desk = reported(NEW, outer_due=moment("Wed 2026-11-25 12:00"))
    desk.wait("Wed 2026-11-25 10:05")
    desk.wait(at)
    desk.accept(at, "agent")
    desk.escalate("Wed 2026-11-25 12:40", BANNER)
    desk.close("Wed 2026-11-25 13:00")

    assert [result.in_time for result in desk.case.results] == [False, False]
    assert [Mark.LATE in leg.marks for leg in facts(desk, Subject.LEG)] == [True, True]


def test_signing_is_due_when_it_was_signed_for_or_somebody_had_to_be_reminded():
    quick, idle = accepted(), accepted()
    quick.does(Act.REQUEST_SIGN, "Wed 2026-11-25 10:20")
    closed = accepted()
    closed.close("Wed 2026-11-25 11:00")
    idle.wait("Wed 2026-11-25 12:30")  # half of the village's share is over
    idle.close("Wed 2026-11-25 12:40")
    found = [facts(desk, Subject.HOLDING)[0].marks for desk in (quick, closed, idle)]

    assert [Mark.SIGN_DUE in marks for marks in found] == [True, False, True]
    assert [Mark.SIGNED_IN_TIME in marks for marks in found] == [True, False, False]


def test_a_body_that_was_left_no_share_has_broken_none():
    desk = accepted()
    desk.wait("Wed 2026-11-25 15:00")  # the village's 4.8 hours are over, the town has it
    desk.dispatch("Wed 2026-11-25 15:30", VILLAGE, "V2")
    desk.wait("Wed 2026-11-25 15:35")

    assert [one for one in holdings(desk) if one[0] == "V2"] == [("V2", None)]


def test_the_centre_has_no_share_of_what_was_over_when_it_got_it():
    desk = accepted()
    desk.wait("Wed 2026-11-25 22:01")
    desk.does(Act.REQUEST_DISPATCH, "Wed 2026-11-25 22:05", place=place(BANNER, "B2"))
    desk.does(Act.REQUEST_DISPATCH, "Wed 2026-11-25 22:06", place=place(Level.CENTRE))
    desk.close("Wed 2026-11-25 22:30")

    assert holdings(desk)[-1] == (CENTRE, None)
