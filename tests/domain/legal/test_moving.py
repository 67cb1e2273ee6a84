"""What somebody has in hand, or is called for, goes to somebody else, and no clock moves by it."""

from __future__ import annotations

import pytest
from legal_life import CLERK, Life, after, aid_at, inquiry_at, lawyer, moment, visit_at
from legal_rules import CHECKUP

from domain.legal import checkup
from domain.legal.cases import Checkup
from domain.legal.refusals import NothingToMove, NotTheHolder, OtherSide
from domain.refusals import CaseClosed, NotAllowed, WrongState
from domain.roles import Act

START = "2026-11-25 10:00"


def move(life, former="ann", person="zoe", at=None, by=CLERK):
    life.act(Act.LEGAL_MOVE, by, at, former=former, person=person, note="n")


@pytest.fixture
def application(calendar, office):
    life = aid_at(START, calendar, office)
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    return life


@pytest.fixture
def examined(calendar, office):
    case = Checkup("C20261125-000001", CHECKUP, office, calendar, "ann", moment(START))
    return Life(checkup.LAW, case, moment(START))


def test_a_question_that_was_taken_over_is_another_persons_and_its_promise_stays_kept():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))
    before = life.row()

    move(life, at=after(START, minutes=20))

    assert life.row() == before
    assert life.people == [("ann", "call", "moved"), ("zoe", "designated", "")]
    assert (life.events[-1].kind, life.events[-1].person, life.events[-1].what) == ("moved", "zoe", "ann")
    assert [owner for _, owner in life.told("legal_gone")] == ["ann"]
    assert life.told("legal_call")[-1] == (after(START, minutes=20), "zoe")
    with pytest.raises(NotTheHolder):
        life.act(Act.LEGAL_REPLY, lawyer("ann"), note="n")
    life.act(Act.LEGAL_REPLY, lawyer("zoe"), note="n")


def test_the_other_person_is_urged_to_answer_too():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))
    move(life, at=after(START, minutes=5))

    life.until(after(START, hours=24))

    assert {owner for _, owner in life.told("legal_unanswered")} == {"zoe"}


def test_a_call_goes_to_the_other_person_and_the_eight_minutes_run_on():
    life = inquiry_at(START)
    due = life.row().due_at

    move(life, at=after(START, minutes=1))

    assert life.people == [("ann", "call", "moved"), ("zoe", "designated", "")]
    assert (life.case.state, life.row().due_at) == ("waiting", due)
    life.act(Act.LEGAL_TAKE, lawyer("zoe"), after(START, minutes=2))


def test_a_lawyer_is_appointed_in_place_of_the_one_who_has_it(application):
    application.act(Act.AID_ACCEPT, lawyer("ann"))
    application.act(Act.AID_ASK_CHANGE, CLERK, note="n")
    kept = application.row().kept

    move(application, at="2026-11-26 09:00")

    assert application.people == [("ann", "offer", "moved"), ("zoe", "designated", "")]
    assert (application.case.state, application.row().kept) == ("appointed", kept)
    assert application.row().change_asked is False, "it is changed"
    assert application.told("aid_appointed")[-1] == (moment("2026-11-26 09:00"), "zoe"), "the applicant is told too"


def test_who_has_it_for_the_time_being_is_followed_by_a_lawyer_to_stay(application):
    application.until("2026-11-27 00:00")
    assert application.row().provisional is True
    holder = next(entry.person for entry in application.case.assignments if entry.holds)

    move(application, former=holder, at="2026-11-27 09:00")

    assert (application.row().provisional, application.case.seeking) == (False, None)
    assert not [entry for entry in application.case.assignments if entry.is_open]


def test_an_offer_goes_to_the_other_lawyer_who_is_asked(application):
    move(application, at="2026-11-25 11:05")

    assert application.people == [("ann", "offer", "moved"), ("zoe", "designated", "")]
    assert application.told("aid_offer")[-1] == (moment("2026-11-25 11:05"), "zoe")
    application.act(Act.AID_ACCEPT, lawyer("zoe"))


def test_a_visit_keeps_the_time_that_was_agreed():
    life = visit_at(START)
    life.act(Act.VISIT_CONFIRM, lawyer("ann"), planned=after(START, hours=5))
    before = life.row()

    move(life, at=after(START, hours=1))

    assert (life.case.state, life.row().planned_at, life.row().due_at) == (
        "confirmed",
        before.planned_at,
        before.due_at,
    )
    life.act(Act.VISIT_DONE, lawyer("zoe"), after(START, hours=6), outcome="advised", note="n")


def test_a_call_for_a_visit_goes_to_the_other_person():
    life = visit_at(START)

    move(life)

    assert life.people == [("ann", "call", "moved"), ("zoe", "designated", "")]


def test_a_check_up_goes_on_with_the_other_person(examined):
    move(examined)

    assert (examined.case.person, examined.events[-1].kind) == ("zoe", "moved")
    assert examined.told("checkup_new")[-1][1] == "zoe"


def test_nothing_is_moved_from_who_has_nothing_nor_to_where_it_is(application, examined):
    waiting, visited = inquiry_at(START), visit_at(START)
    for life in (waiting, visited, application, examined):
        n = life.case.n
        for former, person in (("bo", "zoe"), ("ann", "ann"), ("", "zoe")):
            with pytest.raises(NothingToMove):
                move(life, former, person)
        assert life.case.n == n


def test_nothing_is_moved_to_the_other_side_nor_to_who_has_a_conflict(calendar, office):
    aid = aid_at(START, calendar, office, bars=("zoe",))
    aid.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    asked = inquiry_at(START, pool=["zoe", "ann"])
    asked.act(Act.LEGAL_DECLINE, lawyer("zoe"), reason="conflict")

    for life in (aid, asked):
        with pytest.raises(OtherSide):
            move(life)


def test_only_the_desk_moves_and_only_what_is_open(application):
    life = inquiry_at(START)
    with pytest.raises(NotAllowed):
        move(life, by=lawyer("ann"))
    life.act(Act.LEGAL_REPLY, lawyer("ann"), note="n")
    with pytest.raises(WrongState):
        move(life)
    application.act(Act.LEGAL_WITHDRAW, CLERK)
    with pytest.raises(CaseClosed):
        move(application)
