"""Who stands in does in the legal circle what whoever is away may, as done for them; a conflict rules the stand-in out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from legal_life import CLERK, DIRECTOR, Life, after, aid_at, inquiry_at, lawyer, moment, visit_at
from legal_rules import CHECKUP

from domain.legal import checkup
from domain.legal.cases import Checkup
from domain.legal.change import LegalChange
from domain.legal.refusals import NotTheHolder, OfferGone, OtherSide, TakenBefore
from domain.roles import Act, Role

START = "2026-11-25 10:00"
ZOE = replace(lawyer("zoe"), stands_in_for=("ann",), stands_in_as=(Role.LAWYER,))  # ann is away
ZOE_LATER = lawyer("zoe")  # ann is back


def recorded(life, kind):
    """By whom, for whom and of whom the last event of a kind was."""
    event = [event for event in life.events if event.kind == kind][-1]
    return event.actor, event.instead_of, event.person


def taken():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))
    return life


def granted(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    return life


@pytest.fixture
def application(calendar, office):
    """An application that is offered to ann."""
    return granted(aid_at(START, calendar, office))


@pytest.fixture
def examined(calendar, office):
    """A check-up that ann makes."""
    case = Checkup("C20261125-000001", CHECKUP, office, calendar, "ann", moment(START))
    return Life(checkup.LAW, case, moment(START))


# ---- what is done for somebody who is away


def test_a_call_is_taken_for_whoever_was_called_and_the_promise_is_kept():
    life = inquiry_at(START)

    life.act(Act.LEGAL_TAKE, ZOE, after(START, minutes=1))

    assert life.people == [("ann", "call", "")]
    assert recorded(life, "taken") == ("zoe", "ann", "ann")
    assert life.row().kept is True


def test_what_is_in_hand_is_answered_for_whoever_has_it():
    life = taken()

    life.act(Act.LEGAL_REPLY, ZOE, after(START, minutes=30), note="n")

    assert life.case.state == "answered"
    assert recorded(life, "replied") == ("zoe", "ann", "ann")


def test_who_is_back_has_it_again_and_the_stand_in_nothing_more():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, ZOE, after(START, minutes=1))

    with pytest.raises(NotTheHolder):
        life.act(Act.LEGAL_REPLY, ZOE_LATER, after(START, minutes=20), note="n")
    life.act(Act.LEGAL_REPLY, lawyer("ann"), note="n")

    assert recorded(life, "replied") == ("ann", "", "ann")


def test_an_own_call_comes_first():
    life = inquiry_at(START, pool=["ann", "zoe"])
    life.until(after(START, minutes=3))  # both are called

    life.act(Act.LEGAL_TAKE, ZOE)

    assert life.people == [("ann", "call", "taken"), ("zoe", "call", "")]
    assert recorded(life, "taken") == ("zoe", "", "zoe")


def test_a_stand_in_hands_on_declines_and_comments_as_whoever_is_away_could():
    life = taken()
    life.act(Act.LEGAL_COMMENT, ZOE, note="n")
    life.act(Act.LEGAL_REFER, ZOE, reason="other_field")
    assert recorded(life, "commented")[:2] == recorded(life, "referred")[:2] == ("zoe", "ann")

    life = inquiry_at(START)
    life.act(Act.LEGAL_DECLINE, ZOE, reason="busy")
    assert recorded(life, "declined") == ("zoe", "ann", "ann")
    assert life.people == [("ann", "call", "declined"), ("bo", "call", "")]


def test_an_offer_is_accepted_for_whoever_was_asked_who_is_appointed(application):
    life = application

    life.act(Act.AID_ACCEPT, ZOE)
    life.act(Act.AID_WORK, ZOE, kind="meeting", note="n")
    life.act(Act.AID_CLOSE, ZOE, note="n")

    assert recorded(life, "appointed") == ("zoe", "ann", "ann")
    assert recorded(life, "worked")[:2] == recorded(life, "finished")[:2] == ("zoe", "ann")


def test_an_appointment_for_the_time_being_is_kept_or_given_back_for_whoever_has_it(application, calendar, office):
    kept, given_back = application, granted(aid_at(START, calendar, office))
    for life in (kept, given_back):
        life.until("2026-11-27 00:00")
        assert [entry.how for entry in life.case.assignments if entry.holds] == ["provisional"]
        assert life.case.assignments[-1].person == "ann"

    kept.act(Act.AID_ACCEPT, ZOE, "2026-11-27 09:00")
    given_back.act(Act.LEGAL_DECLINE, ZOE, "2026-11-27 09:00", reason="busy")

    assert kept.row().provisional is False
    assert recorded(given_back, "declined") == ("zoe", "ann", "ann")


def test_a_visit_is_confirmed_and_done_for_whoever_was_called():
    life = visit_at(START)

    life.act(Act.VISIT_CONFIRM, ZOE, planned=after(START, hours=3))
    life.act(Act.VISIT_CONFIRM, ZOE, planned=after(START, hours=4))
    life.act(Act.VISIT_DONE, ZOE, after(START, hours=5), outcome="advised", note="n")

    assert recorded(life, "confirmed") == recorded(life, "visited") == ("zoe", "ann", "ann")


def test_a_visit_that_somebody_has_who_is_back_is_not_agreed_anew_by_the_stand_in():
    life = visit_at(START)
    life.act(Act.VISIT_CONFIRM, lawyer("ann"), planned=after(START, hours=3))

    with pytest.raises(TakenBefore):
        life.act(Act.VISIT_CONFIRM, ZOE_LATER, planned=after(START, hours=4))


def test_a_check_up_is_made_for_whoever_makes_it(examined):
    examined.act(Act.CHECKUP_FIND, ZOE, kind="low", field="labour", note="n")
    examined.act(Act.CHECKUP_REPORT, ZOE, note="n")
    examined.act(Act.CHECKUP_FOLLOW, ZOE, "2026-12-05 10:00", finding=1, outcome="mended")

    assert [recorded(examined, kind) for kind in ("found", "checkup_reported", "followed_up")] == [
        ("zoe", "ann", "ann")
    ] * 3


def test_a_check_up_of_somebody_who_is_back_is_none_of_the_stand_ins(examined):
    with pytest.raises(NotTheHolder):
        examined.act(Act.CHECKUP_REPORT, ZOE_LATER, note="n")


def test_the_desk_is_recorded_as_acting_for_one_of_them_who_has_the_question():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, CLERK)

    life.act(Act.LEGAL_REPLY, replace(DIRECTOR, stands_in_for=("clerk",)), note="n")

    assert recorded(life, "replied") == ("director", "clerk", "clerk")


def test_a_deputy_decides_an_objection_for_the_director(application):
    life, decider = application, replace(CLERK, role=Role.DIRECTOR, acts_for="director")
    life.act(Act.AID_TERMINATE, CLERK, reason="withdrawn_by_court", note="n")
    life.act(Act.AID_OBJECT, CLERK, note="n")

    life.act(Act.AID_DECIDE_OBJECTION, decider, yes=True, note="n")

    event = life.events[[event.kind for event in life.events].index("objection_decided")]
    assert (event.actor, event.role, event.instead_of) == ("clerk", "director", "director")


# ---- a conflict of interest of the stand-in


def test_a_stand_in_with_a_conflict_is_ruled_out_and_whoever_is_away_is_not():
    life = inquiry_at(START, pool=["ann", "zoe", "cy"])

    life.act(Act.LEGAL_DECLINE, ZOE, after(START, minutes=1), reason="conflict")

    assert recorded(life, "declined") == ("zoe", "ann", "zoe")
    assert life.case.ruled_out == ("zoe",)
    assert [(entry.person, entry.reason) for entry in life.case.assignments] == [("ann", ""), ("cy", "")]
    life.until(after(START, hours=1))
    assert {owner for _, owner in life.told("legal_call")} <= {"ann", "cy"}, "nobody calls zoe in any round"
    with pytest.raises(OfferGone):
        life.act(Act.LEGAL_DECLINE, ZOE, reason="busy")


def test_who_was_ruled_out_before_stands_in_for_nobody():
    life = inquiry_at(START, pool=["zoe", "ann"])
    life.act(Act.LEGAL_DECLINE, lawyer("zoe"), after(START, seconds=30), reason="conflict")
    life.act(Act.LEGAL_TAKE, lawyer("ann"))

    for act in (Act.LEGAL_REPLY, Act.LEGAL_REFER, Act.LEGAL_BECOME):
        with pytest.raises(NotTheHolder):
            life.act(act, ZOE, note="n", reason="busy", other="V20261125-000001")


def test_a_stand_in_with_a_conflict_leaves_what_is_in_hand_where_it_is_and_the_leader_is_told():
    life = taken()

    life.act(Act.LEGAL_DECLINE, ZOE, after(START, minutes=20), reason="conflict")

    assert (life.case.state, life.people) == ("taken", [("ann", "call", "")])
    assert life.told("legal_leader") == [(after(START, minutes=20), "")]
    with pytest.raises(NotTheHolder):
        life.act(Act.LEGAL_REPLY, ZOE, note="n")
    life.act(Act.LEGAL_REPLY, lawyer("ann"), note="n")


def test_who_stands_on_the_other_side_cannot_act_for_the_lawyer(calendar, office):
    life = granted(aid_at(START, calendar, office, bars=("zoe",)))

    with pytest.raises(OtherSide):
        life.act(Act.AID_ACCEPT, ZOE)
    life.act(Act.AID_ACCEPT, lawyer("ann"))
    with pytest.raises(NotTheHolder):
        life.act(Act.AID_WORK, ZOE, kind="meeting", note="n")

    commit = life.law.commit_of(LegalChange(life.case), seq=1, at=life.now, receipts=())
    assert commit.ruled_out == ("zoe",)


def test_a_stand_in_with_a_conflict_in_an_offer_is_barred_and_the_next_lawyer_is_asked(application):
    application.act(Act.LEGAL_DECLINE, ZOE, reason="conflict")

    assert application.case.bars == ("zoe",)
    assert application.people == [("ann", "offer", "declined"), ("bo", "offer", "")]


def test_a_visit_with_a_conflict_of_the_stand_in_stays_with_whoever_has_confirmed():
    life = visit_at(START)
    life.act(Act.VISIT_CONFIRM, lawyer("ann"), planned=after(START, hours=3))

    life.act(Act.LEGAL_DECLINE, ZOE, reason="conflict")

    assert (life.case.state, life.case.ruled_out) == ("confirmed", ("zoe",))
    assert [owner for _, owner in life.told("legal_leader")] == [""]
