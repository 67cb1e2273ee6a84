"""Legal aid: decision and appointment within one working day, the statutory terms beside it, and a lawyer for everybody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from legal_life import ASKER, CLERK, DIRECTOR, aid_at, lawyer, moment

from domain.legal import aid as law
from domain.legal.assignment import PersonFound
from domain.legal.refusals import (
    NotTheHolder,
    OfferGone,
    OtherSide,
    PapersToldOnce,
    ProofWaived,
    WindowOver,
)
from domain.refusals import AlreadyDecided, CaseClosed, NothingAsked, NotInPolicy, TimeNotAllowed, WrongState
from domain.roles import Act

WEDNESDAY = "2026-11-25 10:00"


@pytest.fixture
def life(calendar, office):
    """An application of a Wednesday morning."""
    return aid_at(WEDNESDAY, calendar, office)


@pytest.fixture
def apply(calendar, office):
    """An application that is received at an instant."""
    return lambda at=WEDNESDAY, **more: aid_at(at, calendar, office, **more)


def appointed(life, at="2026-11-25 12:00", by="ann"):
    life.act(Act.AID_GRANT, CLERK, at, note="n")
    life.act(Act.AID_ACCEPT, lawyer(by))
    return life


def test_decided_and_appointed_the_same_day(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    assert life.told("aid_offer") == [(moment("2026-11-25 11:00"), "ann")]
    life.act(Act.AID_ACCEPT, lawyer("ann"), "2026-11-25 11:20")

    row = life.row()
    assert (life.case.state, row.kept, row.same_day, row.provisional) == ("appointed", True, True, False)
    assert life.told("aid_appointed") == [(moment("2026-11-25 11:20"), "ann")]
    assert row.promise_at is None, "it is kept"


@pytest.mark.parametrize(
    ("received", "warned", "over"),
    [
        (WEDNESDAY, ["2026-11-25 15:00", "2026-11-26 08:30"], "2026-11-27 00:00"),
        ("2026-11-25 15:00", ["2026-11-26 08:30"], "2026-11-27 00:00"),
        ("2026-11-25 22:00", ["2026-11-26 08:30"], "2026-11-27 00:00"),
        ("2026-11-27 09:00", ["2026-11-27 15:00", "2026-11-30 08:30"], "2026-12-01 00:00"),  # a Friday
        ("2026-11-28 09:00", ["2026-11-30 08:30"], "2026-12-01 00:00"),  # a Saturday
        ("2026-09-30 10:00", ["2026-09-30 15:00", "2026-10-08 08:30"], "2026-10-09 00:00"),  # before the holiday
        ("2026-10-03 10:00", ["2026-10-08 08:30"], "2026-10-09 00:00"),  # in it
    ],
)
def test_warnings_come_at_three_and_at_opening_and_the_promise_ends_with_the_next_working_day(
    apply, received, warned, over
):
    life = apply(received)

    life.until(moment(over) + timedelta(hours=1))

    assert life.happened("warned") == [moment(at) for at in warned]
    assert life.happened("promise_over") == [moment(over)]
    assert [at for at, _ in life.told("aid_over")] == [moment(over)]
    assert life.row().kept is False


def test_at_the_end_of_the_promise_the_lawyer_on_duty_is_appointed_for_the_time_being(life):
    life.until("2026-11-27 00:00")

    assert life.people == [("ann", "provisional", "")]
    assert (life.case.state, life.row().provisional) == ("received", True), "it is still to be decided"
    assert life.told("aid_appointed") == [(moment("2026-11-27 00:00"), "ann")]

    life.act(Act.AID_GRANT, CLERK, "2026-11-27 09:00", note="n")
    assert life.case.state == "appointed"
    assert life.row().kept is False

    life.act(Act.AID_ACCEPT, lawyer("ann"), "2026-11-27 10:00")
    assert life.row().provisional is False, "the lawyer stays"


def test_an_offer_that_is_open_at_the_end_of_the_promise_is_void_and_its_lawyer_is_told(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-26 23:45", note="n")
    life.pool = ["zoe"]
    life.until("2026-11-27 00:00")

    assert life.people == [("ann", "offer", "lapsed"), ("zoe", "provisional", "")]
    assert [owner for _, owner in life.told("legal_gone")] == ["ann"]
    with pytest.raises(OfferGone):
        life.act(Act.AID_ACCEPT, lawyer("ann"))


def test_another_lawyer_takes_over_from_the_provisional_one(life):
    life.until("2026-11-27 00:00")
    life.act(Act.LEGAL_ASSIGN, CLERK, "2026-11-27 09:00", person="zoe")
    assert life.row().provisional is True, "until the other one accepts"

    life.act(Act.AID_ACCEPT, lawyer("zoe"), "2026-11-27 09:20")

    assert life.people == [("ann", "provisional", "changed"), ("zoe", "designated", "")]
    assert [owner for _, owner in life.told("legal_gone")] == ["ann"]


@pytest.mark.parametrize("answer", ["declines", "says nothing"])
def test_a_lawyer_who_is_named_and_does_not_come_leaves_the_case_with_whoever_has_it(life, answer):
    appointed(life)
    life.act(Act.LEGAL_ASSIGN, CLERK, "2026-11-26 09:00", person="zoe")

    if answer == "declines":
        life.act(Act.LEGAL_DECLINE, lawyer("zoe"), "2026-11-26 09:05", reason="busy")
    life.until("2026-12-10 09:00")

    ended = {"declines": "declined", "says nothing": "lapsed"}[answer]
    assert life.people == [("ann", "offer", ""), ("zoe", "designated", ended)], "nobody else is asked"
    assert (life.case.state, life.case.seeking) == ("appointed", None)


def test_who_has_it_for_the_time_being_is_relieved_though_the_named_lawyer_does_not_come(life):
    life.until("2026-11-27 00:00")
    life.act(Act.LEGAL_ASSIGN, CLERK, "2026-11-27 09:00", person="zoe")

    life.act(Act.LEGAL_DECLINE, lawyer("zoe"), "2026-11-27 09:05", reason="busy")

    assert life.told("aid_offer") == [(moment("2026-11-27 09:05"), "bo")]


def test_when_the_provisional_one_stays_whoever_was_named_beside_can_accept_no_more(life):
    life.until("2026-11-27 00:00")
    life.act(Act.LEGAL_ASSIGN, CLERK, "2026-11-27 09:00", person="zoe")

    life.act(Act.AID_ACCEPT, lawyer("ann"), "2026-11-27 09:20")

    with pytest.raises(OfferGone):
        life.act(Act.AID_ACCEPT, lawyer("zoe"), "2026-11-27 09:20")
    assert life.people == [("ann", "designated", ""), ("zoe", "designated", "taken")]
    assert [owner for _, owner in life.told("legal_gone")] == ["zoe"]


def test_an_offer_that_nobody_answers_goes_to_the_next_after_half_an_hour(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")

    life.until("2026-11-25 12:01")

    assert life.told("aid_offer")[-1] == (moment("2026-11-25 12:00"), "cy")
    assert [ended for *_, ended in life.people] == ["lapsed", "lapsed", ""]
    with pytest.raises(OfferGone):
        life.act(Act.AID_ACCEPT, lawyer("ann"))
    life.act(Act.AID_ACCEPT, lawyer("cy"))
    assert life.case.state == "appointed"


@pytest.mark.parametrize(
    ("granted", "lapses"),
    [
        ("2026-11-25 06:59", "2026-11-25 07:30"),
        ("2026-11-25 07:00", "2026-11-25 07:30"),
        ("2026-11-25 20:59", "2026-11-25 21:29"),
        ("2026-11-25 21:00", "2026-11-26 07:30"),
        ("2026-10-03 23:30", "2026-10-04 07:30"),  # in the national holiday
    ],
)
def test_an_offer_of_the_night_is_told_in_the_morning_and_lasts_from_then_on(apply, granted, lapses):
    life = apply(moment(granted) - timedelta(hours=1))
    life.act(Act.AID_GRANT, CLERK, granted, note="n")

    life.until(lapses)

    assert life.happened("lapsed") == [moment(lapses)]


def test_an_urgent_one_is_told_at_night_too_and_goes_to_the_next_after_half_an_hour(apply):
    life = apply("2026-11-25 23:30", limit_on=date(2026, 11, 27))
    assert (life.told("legal_call"), life.told("aid_offer")) == ([(moment("2026-11-25 23:30"), "ann")], [])

    life.until("2026-11-26 00:00")
    assert life.told("legal_call") == [(moment("2026-11-26 00:00"), "bo")]


def test_what_becomes_urgent_at_night_does_not_wait_for_the_offer_of_the_morning(apply):
    life = apply("2026-11-25 21:00")
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 21:05", note="n")
    life.act(Act.AID_HURRY, CLERK, "2026-11-26 02:00", reason="evidence")

    assert life.told("legal_call") == [(moment("2026-11-26 02:00"), "ann")]
    assert life.people == [("ann", "offer", "replaced"), ("ann", "offer", "")]


def test_two_declines_and_the_third_accepts(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    life.act(Act.LEGAL_DECLINE, lawyer("ann"), "2026-11-25 11:05", reason="busy")
    life.act(Act.LEGAL_DECLINE, lawyer("bo"), "2026-11-25 11:06", reason="conflict")
    with pytest.raises(NotInPolicy):
        life.act(Act.LEGAL_DECLINE, lawyer("cy"), reason="no such reason")
    life.act(Act.AID_ACCEPT, lawyer("cy"), "2026-11-25 11:07")

    assert life.people == [("ann", "offer", "declined"), ("bo", "offer", "declined"), ("cy", "offer", "")]
    assert life.told("aid_offer") == [], "what was offered is not open any more"


def test_when_all_lawyers_decline_the_director_is_told_and_it_begins_again(apply):
    life = apply(pool=["ann", "bo"])
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    for name in ("ann", "bo"):
        life.act(Act.LEGAL_DECLINE, lawyer(name), reason="busy")

    assert [at for at, _ in life.told("legal_leader")] == [moment("2026-11-25 11:00")]
    life.until("2026-11-25 13:00")
    assert life.told("aid_offer") == [(moment("2026-11-25 13:00"), "ann")]
    life.act(Act.AID_ACCEPT, lawyer("ann"))
    assert life.told("legal_leader") == [], "nothing is to be done any more"


def first_working_day_from(calendar, day):
    while not calendar.counts(day):
        day += timedelta(days=1)
    return calendar.end_of(day)


@pytest.mark.parametrize("begins", ["2026-09-24 23:30", "2026-09-26 10:00", "2026-09-28 09:00", "2026-10-02 03:00"])
def test_statutory_terms_run_through_nights_weekends_and_the_national_holiday_and_end_on_a_working_day(
    apply, calendar, begins
):
    start = moment(begins)
    undecided, granted, short, refused = apply(begins), apply(begins, pool=[]), apply(begins), apply(begins)
    granted.act(Act.AID_GRANT, CLERK, note="n")
    short.act(Act.AID_ASK_PAPERS, CLERK, proofs=("identity",), note="n")
    refused.act(Act.AID_REFUSE, CLERK, reason="no_ground", note="n")
    refused.act(Act.AID_OBJECT, ASKER, note="n")

    terms = [
        (undecided, "decide_over", 7),
        (granted, "appoint_over", 3),
        (short, "deemed_withdrawn", 4),
        (refused, "objection_over", 5),
    ]
    for life, happening, days in terms:
        end = first_working_day_from(calendar, calendar.local_day(start) + timedelta(days=days))
        life.until(end - timedelta(microseconds=1))
        assert life.happened(happening) == []
        life.until(end)
        assert life.happened(happening) == [end]


def test_with_an_empty_roster_nothing_is_lost_and_the_statutory_terms_speak(apply):
    life = apply(pool=[])
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")

    life.until("2026-11-29 12:00")

    assert life.happened("promise_over") == [moment("2026-11-27 00:00")]
    assert life.happened("appoint_over") == [], "three natural days end on a Saturday and roll to Monday"
    life.until("2026-12-01 00:00")
    assert life.happened("appoint_over") == [moment("2026-12-01 00:00")]
    life.pool = ["zoe"]
    life.until("2026-12-01 03:00")
    assert life.people[-1] == ("zoe", "provisional", "")


def test_only_one_offer_is_open_so_two_can_never_both_be_accepted(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    life.act(Act.LEGAL_ASSIGN, CLERK, person="zoe")

    assert [person for person, _, ended in life.people if not ended] == ["zoe"]
    life.act(Act.AID_ACCEPT, lawyer("zoe"))
    with pytest.raises(OfferGone):
        life.act(Act.AID_ACCEPT, lawyer("ann"))


def test_nobody_of_the_other_side_is_ever_appointed(apply):
    life = apply(bars=("ann",))
    life.pool = ["bo"]
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")

    with pytest.raises(OtherSide):
        life.act(Act.AID_ACCEPT, lawyer("ann"))
    with pytest.raises(OtherSide):
        life.act(Act.LEGAL_ASSIGN, CLERK, person="ann")


def test_whoever_has_a_conflict_of_interest_is_never_asked_again_nor_appointed_by_time(apply):
    life = apply(pool=["ann", "bo"])
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    life.act(Act.LEGAL_DECLINE, lawyer("ann"), "2026-11-25 11:05", reason="conflict")
    life.act(Act.LEGAL_DECLINE, lawyer("bo"), "2026-11-25 11:06", reason="busy")

    life.until("2026-11-27 00:00")

    assert {person for person, *_ in life.people[1:]} == {"bo"}, "in every round, and at the end of the promise"
    assert life.people[-1] == ("bo", "provisional", "")
    with pytest.raises(OtherSide):
        life.act(Act.LEGAL_ASSIGN, CLERK, person="ann")


def test_who_was_appointed_unasked_can_decline_and_another_one_on_duty_has_it(life):
    life.until("2026-11-27 00:00")
    with pytest.raises(OfferGone):
        life.act(Act.LEGAL_DECLINE, lawyer("bo"), reason="busy")
    life.act(Act.AID_GRANT, CLERK, "2026-11-27 09:00", note="n")
    life.act(Act.LEGAL_DECLINE, lawyer("ann"), "2026-11-27 09:10", reason="conflict")

    assert life.people == [("ann", "provisional", "declined"), ("bo", "provisional", "")]
    assert (life.case.state, life.told("aid_appointed")) == ("appointed", [(moment("2026-11-27 09:10"), "bo")])


def test_who_was_appointed_by_their_own_word_cannot_decline_any_more(life):
    appointed(life)
    with pytest.raises(OfferGone):
        life.act(Act.LEGAL_DECLINE, lawyer("ann"), reason="busy")


def test_when_nobody_else_is_on_duty_a_declined_appointment_is_told_to_the_director_and_the_statutory_term_runs(apply):
    life = apply(pool=["ann"])
    life.until("2026-11-27 00:00")
    life.act(Act.AID_GRANT, CLERK, "2026-11-27 09:00", note="n")
    life.act(Act.LEGAL_DECLINE, lawyer("ann"), "2026-11-27 09:10", reason="conflict")

    assert (life.case.state, len(life.told("legal_leader"))) == ("granted", 1)
    life.until("2026-12-01 00:00")
    assert life.happened("appoint_over") == [moment("2026-12-01 00:00")]


def test_only_the_applicant_and_the_desk_take_it_back_and_only_while_it_is_open(life, apply):
    with pytest.raises(NotTheHolder):
        life.act(Act.LEGAL_WITHDRAW, lawyer("ann"), note="n")
    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")
    with pytest.raises(WrongState):
        life.act(Act.LEGAL_WITHDRAW, CLERK, note="n")

    other = appointed(apply())
    other.act(Act.LEGAL_WITHDRAW, ASKER, note="n")
    assert (other.case.state, other.people) == ("withdrawn", [("ann", "offer", "withdrawn")])
    assert [owner for _, owner in other.told("legal_gone")] == ["ann"]


def test_the_decision_is_due_after_seven_natural_days_and_the_director_is_told(life):
    life.until("2026-12-03 00:00")

    assert life.happened("decide_over") == [moment("2026-12-03 00:00")]
    assert len(life.told("aid_statutory")) == 1
    assert life.row().decide_at == moment("2026-12-03 00:00")


def test_three_days_for_a_lawyer_run_from_the_notice_of_a_court_whenever_it_is_decided(apply):
    life = apply(group="mandated", kind="criminal", pool=[])
    assert life.row().appoint_at == moment("2026-12-01 00:00"), "the third day is a Saturday"
    life.act(Act.AID_GRANT, CLERK, "2026-11-27 09:00", note="n")

    life.until("2026-12-05 00:00")
    assert life.happened("appoint_over") == [moment("2026-12-01 00:00")]
    assert apply(group="poor").row().appoint_at is None, "for others they run from the decision"
    both = apply(group="minor", more_groups=("mandated",), kind="criminal", pool=[])
    assert both.row().appoint_at == moment("2026-12-01 00:00"), "whatever else they are"


def test_missing_papers_are_told_once_all_together_and_the_clocks_stand(life):
    life.act(Act.AID_ASK_PAPERS, CLERK, "2026-11-25 11:00", proofs=("identity", "contract"), note="n")
    row = life.row()
    assert (life.case.state, row.promise_at, row.decide_at) == ("incomplete", None, None)
    assert row.supply_at == moment("2026-12-01 00:00")

    life.act(Act.AID_SUPPLY, ASKER, "2026-11-27 11:00", note="n")
    with pytest.raises(PapersToldOnce):
        life.act(Act.AID_ASK_PAPERS, CLERK, proofs=("identity",))
    assert life.row().promise_at == moment("2026-12-01 00:00"), "the days in between do not count"
    life.until("2026-11-27 14:00")
    assert life.happened("warned") == [], "the afternoon of the first day passed while nothing could be done"
    life.act(Act.AID_GRANT, CLERK, "2026-11-27 15:00", note="n")
    life.act(Act.AID_ACCEPT, lawyer("ann"))
    assert (life.row().kept, life.row().same_day) == (True, False)


def test_papers_come_one_after_the_other_and_the_clocks_stand_until_the_last(life):
    life.act(Act.AID_ASK_PAPERS, CLERK, "2026-11-25 11:00", proofs=("identity", "contract"), note="n")

    life.act(Act.AID_SUPPLY, ASKER, "2026-11-26 11:00", proofs=("contract",))
    assert (life.case.state, life.row().promise_at, life.told("aid_supplied")) == ("incomplete", None, [])
    with pytest.raises(NotInPolicy) as refused:
        life.act(Act.AID_SUPPLY, ASKER, proofs=("contract",))
    life.act(Act.AID_SUPPLY, ASKER, "2026-11-27 11:00", proofs=("identity",))

    assert refused.value.facts == {"given": "contract", "allowed": "identity"}
    assert [event.what for event in life.events if event.kind == "papers_supplied"] == ["contract", "identity"]
    assert (life.case.state, len(life.told("aid_supplied"))) == ("received", 1)
    assert life.row().promise_at == moment("2026-12-01 00:00"), "the days in between do not count"


def test_a_part_of_the_papers_does_not_save_an_application_from_counting_as_withdrawn(life):
    life.act(Act.AID_ASK_PAPERS, CLERK, "2026-11-25 11:00", proofs=("identity", "contract"), note="n")
    life.act(Act.AID_SUPPLY, ASKER, "2026-11-26 11:00", proofs=("contract",))

    life.until("2026-12-01 00:00")

    assert life.case.state == "deemed_withdrawn"


def test_what_is_not_supplied_in_time_counts_as_withdrawn_and_is_told_in_writing(life):
    life.act(Act.AID_ASK_PAPERS, CLERK, "2026-11-25 11:00", proofs=("identity",), note="n")

    life.until("2026-12-01 00:00")

    assert (life.case.state, life.kinds()[-1]) == ("deemed_withdrawn", "deemed_withdrawn")
    assert len(life.told("aid_decided")) == 1
    with pytest.raises(CaseClosed) as closed:
        life.act(Act.AID_SUPPLY, ASKER, note="n")
    assert closed.value.facts["kind"] == "aid"


def test_a_waived_proof_cannot_be_asked_for(apply):  # row 32
    life = apply(pledged=True)

    with pytest.raises(ProofWaived):
        life.act(Act.AID_ASK_PAPERS, CLERK, proofs=("identity", "means"))
    with pytest.raises(NotInPolicy):
        life.act(Act.AID_ASK_PAPERS, CLERK, proofs=("blood_group",))
    life.act(Act.AID_ASK_PAPERS, CLERK, proofs=("identity",), note="n")
    apply().act(Act.AID_ASK_PAPERS, CLERK, proofs=("means",), note="n")
    apply(pledged=True, waived=()).act(Act.AID_ASK_PAPERS, CLERK, proofs=("means",), note="n")


def test_whoevers_means_are_not_looked_at_need_not_prove_them(apply):
    with pytest.raises(ProofWaived):
        apply(group="minor").act(Act.AID_ASK_PAPERS, CLERK, proofs=("means",))
    with pytest.raises(ProofWaived):
        apply(group="worker", kind="wages").act(Act.AID_ASK_PAPERS, CLERK, proofs=("means",))
    apply(group="worker", kind="civil").act(Act.AID_ASK_PAPERS, CLERK, proofs=("means",), note="n")


@pytest.mark.parametrize("groups", [("poor", "minor"), ("minor", "poor"), ("poor", "worker", "minor")])
def test_whoever_belongs_to_several_groups_need_not_prove_means_that_are_not_looked_at_for_one_of_them(apply, groups):
    first, *others = groups
    with pytest.raises(ProofWaived):
        apply(group=first, more_groups=tuple(others)).act(Act.AID_ASK_PAPERS, CLERK, proofs=("means",))
    tested = apply(group="poor", more_groups=("worker",), kind="civil")
    tested.act(Act.AID_ASK_PAPERS, CLERK, proofs=("means",), note="n")


def test_a_pledge_of_somebody_of_several_groups_is_verified_once_for_all_of_them(apply):
    life = appointed(apply(group="poor", more_groups=("worker", "minor"), pledged=True))
    assert life.row().verify_at == moment("2026-12-26 00:00")

    life.act(Act.AID_VERIFY, CLERK, yes=True)

    assert (life.row().verify_at, life.row().verified) == (None, True)
    with pytest.raises(NothingAsked):
        life.act(Act.AID_VERIFY, CLERK, yes=False)


def test_a_false_pledge_ends_the_aid(apply):
    life = appointed(apply(pledged=True))

    life.act(Act.AID_VERIFY, CLERK, "2026-12-10 09:00", yes=False, note="n")

    assert (life.case.state, life.row().ground, life.row().verified) == ("terminated", "false_pledge", False)
    assert [owner for _, owner in life.told("legal_gone")] == ["ann"]


def test_a_pledge_is_verified_within_its_window_only(apply):
    life = appointed(apply(pledged=True))
    life.until("2026-12-29 00:00")

    assert life.happened("verify_over") == [moment("2026-12-26 00:00")]
    with pytest.raises(WindowOver):
        life.act(Act.AID_VERIFY, CLERK, yes=True)
    with pytest.raises(NothingAsked):
        appointed(apply()).act(Act.AID_VERIFY, CLERK, yes=True)


def test_nothing_hangs_on_the_pledge_of_whoever_was_refused_until_an_objection_is_upheld(apply):
    life = apply(pledged=True)
    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")
    assert life.row().verify_at is None
    life.until("2026-12-28 09:00")
    assert life.happened("verify_over") == []

    life.act(Act.AID_OBJECT, ASKER, note="n")
    life.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, "2026-12-28 10:00", yes=True, note="n")
    life.act(Act.AID_VERIFY, CLERK, "2026-12-30 10:00", yes=True, note="n")

    assert (life.happened("verify_over"), life.row().verified) == ([], True)


def test_a_pledge_that_is_found_false_before_the_decision_is_refused_for_that(apply):
    life = apply(pledged=True)

    life.act(Act.AID_VERIFY, CLERK, "2026-11-25 14:00", yes=False, note="n")

    assert (life.case.state, life.row().ground, life.row().kept) == ("refused", "false_pledge", True)


def test_a_withdrawal_before_the_end_of_the_promise_is_no_breach_and_undoes_none(apply):
    early, late = apply(), apply()

    early.act(Act.LEGAL_WITHDRAW, ASKER, "2026-11-26 23:00")
    late.act(Act.LEGAL_WITHDRAW, ASKER, "2026-11-27 00:00")

    assert (early.row().kept, late.row().kept) == (None, False)


def test_urgent_first_papers_later(apply):
    life = apply(limit_on=date(2026, 12, 1))

    assert life.row().urgent == "limitation"
    assert life.told("legal_call") == [(moment(WEDNESDAY), "ann")]
    life.act(Act.AID_ACCEPT, lawyer("ann"), "2026-11-25 10:05")
    life.act(Act.AID_ASK_PAPERS, CLERK, "2026-11-25 11:00", proofs=("identity",), note="n")
    life.act(Act.AID_WORK, lawyer("ann"), kind="document", note="n")
    life.act(Act.AID_SUPPLY, ASKER, "2026-11-25 12:00", note="n")
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 13:00", note="n")

    assert (life.case.state, life.row().same_day) == ("appointed", True)


@pytest.mark.parametrize(("limit", "urgent"), [("2026-12-01", "limitation"), ("2026-12-02", ""), ("2026-12-20", "")])
def test_urgent_is_what_has_less_than_seven_days(apply, limit, urgent):
    assert apply(limit_on=date.fromisoformat(limit)).row().urgent == urgent


def test_the_desk_can_call_it_urgent_with_a_reason_of_the_list(life):
    with pytest.raises(NotInPolicy):
        life.act(Act.AID_HURRY, CLERK, reason="just so")
    life.act(Act.AID_HURRY, CLERK, "2026-11-25 10:30", reason="evidence")

    assert life.told("legal_call") == [(moment("2026-11-25 10:30"), "ann")]


def test_an_urgent_one_that_is_refused_lets_its_lawyer_go(apply):
    life = apply(limit_on=date(2026, 11, 28))
    life.act(Act.AID_ACCEPT, lawyer("ann"))

    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")

    assert (life.case.state, life.row().kept) == ("refused", True)
    assert [owner for _, owner in life.told("legal_gone")] == ["ann"]


def test_a_refusal_needs_a_ground_of_the_list_and_is_final_but_for_an_objection(life):
    with pytest.raises(NotInPolicy):
        life.act(Act.AID_REFUSE, CLERK, reason="bad mood")
    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")
    with pytest.raises(AlreadyDecided):
        life.act(Act.AID_GRANT, CLERK)

    life.act(Act.AID_OBJECT, ASKER, "2026-11-30 09:00", note="n")
    assert life.row().objection_at == moment("2026-12-08 00:00"), "five natural days, rolled from Saturday to Monday"
    life.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, "2026-12-03 09:00", yes=True, note="n")
    assert life.case.state == "granted"
    assert life.told("aid_offer") == [(moment("2026-12-03 09:00"), "ann")]


def test_an_objection_that_is_upheld_begins_the_promise_anew_and_nothing_is_dated_back(life):
    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")
    life.act(Act.AID_OBJECT, ASKER, "2026-11-30 09:00", note="n")
    life.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, "2026-12-03 09:00", yes=True, note="n")

    assert (life.row().kept, life.row().promise_at) == (None, moment("2026-12-05 00:00"))
    life.pool = []
    life.until("2026-12-05 00:00")
    assert life.happened("warned") == [moment("2026-12-03 15:00"), moment("2026-12-04 08:30")]
    assert life.happened("promise_over") == [moment("2026-12-05 00:00")]
    assert [event.at for event in life.events] == sorted(event.at for event in life.events)


@pytest.mark.parametrize(("refused", "kept"), [("2026-11-25 14:00", True), ("2026-11-27 09:00", False)])
def test_who_wins_an_objection_and_gets_a_lawyer_in_time_had_the_promise_kept_unless_the_refusal_was_late(
    life, refused, kept
):
    life.pool = []
    life.act(Act.AID_REFUSE, CLERK, refused, reason="no_ground", note="n")
    life.act(Act.AID_OBJECT, ASKER, "2026-11-30 09:00", note="n")
    life.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, "2026-12-03 09:00", yes=True, note="n")
    life.act(Act.LEGAL_ASSIGN, CLERK, "2026-12-03 10:00", person="zoe")
    life.act(Act.AID_ACCEPT, lawyer("zoe"), "2026-12-03 10:20")

    assert (life.row().kept, life.row().same_day) == (kept, False)
    life.until("2026-12-10 00:00")
    assert life.happened("promise_over") == ([] if kept else [moment("2026-11-27 00:00")])


def test_an_objection_is_heard_once_and_in_its_time(life):
    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")
    life.act(Act.AID_OBJECT, ASKER, "2026-11-30 09:00", note="n")
    life.until("2026-12-08 00:00")
    assert life.happened("objection_over") == [moment("2026-12-08 00:00")]
    life.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, "2026-12-08 10:00", yes=False, note="n")

    assert life.case.state == "refused"
    with pytest.raises(WrongState):
        life.act(Act.AID_OBJECT, ASKER, note="n")
    life.until("2027-03-01 00:00")
    assert life.case.state == "finished"


def test_while_an_objection_to_a_termination_is_looked_at_nothing_is_promised_and_nobody_appointed(apply):
    life = apply(pool=[])
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 11:00", note="n")
    life.act(Act.AID_TERMINATE, CLERK, "2026-11-25 12:00", reason="withdrawn_by_court", note="n")
    life.pool = ["ann"]
    life.act(Act.AID_OBJECT, ASKER, "2026-12-01 09:00", note="n")
    life.until("2026-12-02 09:00")

    assert (life.happened("promise_over"), life.row().promise_at, life.people) == ([], None, [])


def test_after_sixty_days_a_refusal_is_not_objected_to_any_more(life, apply):
    late = apply()
    for one in (life, late):
        one.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")

    life.act(Act.AID_OBJECT, ASKER, moment("2027-01-26 00:00") - timedelta(seconds=1), note="n")
    assert life.case.state == "objected", "the sixtieth day is a Sunday, and the Monday after it counts whole"
    with pytest.raises(CaseClosed):
        late.act(Act.AID_OBJECT, ASKER, "2027-01-26 00:00", note="n")


def test_another_lawyer_is_granted_and_the_former_is_not_asked_again(life):
    appointed(life)
    with pytest.raises(NothingAsked):
        life.act(Act.AID_GRANT_CHANGE, CLERK)
    life.act(Act.AID_ASK_CHANGE, ASKER, "2026-11-26 09:00", note="n")
    life.act(Act.AID_GRANT_CHANGE, CLERK, "2026-11-26 10:00", note="n")

    assert life.case.state == "granted"
    assert life.told("aid_offer") == [(moment("2026-11-26 10:00"), "bo")]
    assert life.row().kept is True, "the promise was kept with the first appointment"
    life.pool = ["ann"]
    life.until("2026-11-27 18:00")
    assert [person for person, *_ in life.people] == ["ann", "bo"], "nor in a later round"


def test_a_change_that_is_denied_changes_nothing(life):
    appointed(life)
    life.act(Act.AID_ASK_CHANGE, ASKER, note="n")
    life.act(Act.AID_DENY_CHANGE, CLERK, note="n")

    assert (life.case.state, life.people) == ("appointed", [("ann", "offer", "")])


def test_work_is_of_the_holder_and_from_the_list_and_in_its_time(life):
    appointed(life)

    with pytest.raises(NotTheHolder):
        life.act(Act.AID_WORK, lawyer("bo"), kind="hearing")
    with pytest.raises(NotInPolicy):
        life.act(Act.AID_WORK, lawyer("ann"), kind="golf")
    with pytest.raises(TimeNotAllowed):
        life.act(Act.AID_WORK, lawyer("ann"), kind="hearing", planned=moment("2026-11-24 09:00"))
    life.act(Act.AID_WORK, lawyer("ann"), kind="hearing", planned=moment("2026-11-25 11:30"))

    assert life.row().works == 1


def test_closed_and_rated(life):
    appointed(life)
    with pytest.raises(NothingAsked):
        life.act(Act.LEGAL_RATE, ASKER, satisfied=5)
    with pytest.raises(NotInPolicy):
        life.act(Act.LEGAL_SAY, ASKER, kind="rumour", note="n")
    with pytest.raises(NotTheHolder):
        life.act(Act.AID_CLOSE, lawyer("bo"), outcome="won", note="n")
    life.act(Act.LEGAL_SAY, ASKER, kind="thanks", note="n")
    life.act(Act.AID_CLOSE, lawyer("ann"), "2026-12-20 09:00", outcome="won", note="n")
    with pytest.raises(NothingAsked):
        life.act(Act.LEGAL_RATE, ASKER, yes=True)
    life.act(Act.LEGAL_RATE, ASKER, "2026-12-21 09:00", satisfied=5)

    assert (life.case.state, life.row().satisfied, life.row().outcome) == ("finished", 5, "won")
    assert life.law.next_wakening(life.case) is None


def test_a_closing_that_nobody_rates_is_finished_after_fifteen_days(life):
    appointed(life)
    life.act(Act.AID_CLOSE, lawyer("ann"), "2026-12-01 09:00", note="n")

    life.until("2026-12-17 00:00")

    assert life.case.state == "finished"


def test_a_termination_can_be_objected_to_and_set_aside(life):
    appointed(life)
    with pytest.raises(NotInPolicy):
        life.act(Act.AID_TERMINATE, CLERK, reason="bad mood", note="n")
    life.act(Act.AID_TERMINATE, CLERK, "2026-12-01 09:00", reason="withdrawn_by_court", note="n")
    assert life.row().outcome == "terminated"
    life.act(Act.AID_OBJECT, ASKER, "2026-12-02 09:00", note="n")
    life.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, "2026-12-03 09:00", yes=True, note="n")

    assert (life.case.state, life.row().outcome) == ("granted", "")


def test_a_complaint_goes_to_the_director_and_thanks_to_nobody(life):
    life.act(Act.LEGAL_SAY, ASKER, kind="thanks", note="n")
    assert life.told("aid_complaint") == []
    life.act(Act.LEGAL_SAY, ASKER, kind="complaint", note="n")
    assert len(life.told("aid_complaint")) == 1


def test_a_new_holiday_moves_the_promise_and_the_record_says_so(life, with_holiday):
    calendar = with_holiday(date(2026, 11, 26))

    change = law.recount(life.case, calendar, moment("2026-11-25 12:00"))

    (event,) = change.events
    assert (event.kind, event.due_before) == ("redated", moment("2026-11-27 00:00"))
    assert event.due_after == moment("2026-11-28 00:00")
    assert law.recount(change.case, replace(calendar, rev=1), moment("2026-11-25 12:00")).events == ()


def test_who_was_found_too_late_is_given_back(life):
    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 14:00", reason="no_ground", note="n")

    change = life.law.called(life.case, PersonFound("ann"), 1, life.now)

    assert [(entry.person, entry.ended) for entry in change.case.assignments] == [("ann", "not_needed")]
