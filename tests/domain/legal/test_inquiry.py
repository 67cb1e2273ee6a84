"""An inquiry is answered or taken over within eight minutes, and goes on until somebody does."""

from datetime import timedelta

import pytest
from legal_life import ASKER, CLERK, DIRECTOR, after, inquiry_at, lawyer, moment

from domain.legal.refusals import NotTheHolder, OfferGone, TakenBefore
from domain.refusals import CaseClosed, NothingAsked, Refusal, WrongState
from domain.roles import Act

START = "2026-11-25 10:00"
NIGHT = "2026-10-03 02:30"  # in the national holiday


def test_the_first_on_duty_is_called_at_once_and_the_next_every_two_minutes():
    life = inquiry_at(START)

    life.until(after(START, minutes=5, seconds=59))

    assert life.told("legal_call") == [
        (moment(START), "ann"),
        (after(START, minutes=2), "bo"),
        (after(START, minutes=4), "cy"),
    ]
    assert life.told("legal_leader") == []


def test_the_leader_is_called_at_minute_six_and_the_breach_is_at_eight():
    life = inquiry_at(START)

    life.until(after(START, minutes=8))

    assert life.happened("leader_called") == [after(START, minutes=6)]
    assert life.happened("promise_over") == [after(START, minutes=8)]
    assert [at for at, _ in life.told("legal_over")] == [after(START, minutes=8)]
    assert life.row().kept is False
    assert life.case.state == "waiting", "it goes on until somebody has it"


def test_it_goes_on_until_somebody_takes_it():
    life = inquiry_at(START, pool=["ann"])

    life.until(after(START, hours=2))

    assert life.happened("raised") == [after(START, minutes=8 + 10 * number) for number in range(1, 12)]
    calls = life.happened("called")
    assert calls[0] == moment(START)
    assert calls[-1] > after(START, hours=1, minutes=50), "the only one is called again and again"


@pytest.mark.parametrize("start", [START, NIGHT, "2026-11-28 23:58", "2026-02-17 12:00"])
def test_nights_weekends_and_holidays_change_nothing(start):
    life = inquiry_at(start)

    life.until(after(start, minutes=8))

    assert life.happened("promise_over") == [after(start, minutes=8)]


def test_a_taking_stops_the_clock_and_relieves_whoever_else_was_called():
    life = inquiry_at(START)

    life.act(Act.LEGAL_TAKE, lawyer("bo"), after(START, minutes=3))
    life.until(after(START, minutes=29))

    assert life.row().kept is True
    assert life.row().taken_at == after(START, minutes=3)
    assert life.people == [("ann", "call", "taken"), ("bo", "call", "")]
    assert [owner for _, owner in life.told("legal_gone")] == ["ann"]
    assert life.happened("promise_over") == []


def test_one_second_decides():
    early, late = inquiry_at(START), inquiry_at(START)

    early.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=7, seconds=59))
    late.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=8))

    assert (early.row().kept, late.row().kept) == (True, False)


def test_what_was_received_in_time_is_in_time_whenever_it_is_read():
    life = inquiry_at(START)
    life.until(after(START, minutes=8, seconds=1))

    life.late(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=7, seconds=59))

    assert life.row().kept is True


def test_only_one_can_take_it():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))

    with pytest.raises(TakenBefore):
        life.act(Act.LEGAL_TAKE, lawyer("bo"))


def test_an_empty_step_is_passed_at_once():  # H35
    life = inquiry_at(START, pool=[])

    assert life.kinds() == ["asked", "nobody_left", "leader_called"]
    assert life.happened("leader_called") == [moment(START)]

    life.until(after(START, minutes=8))
    assert life.happened("leader_called") == [moment(START)], "told once"
    assert life.happened("promise_over") == [after(START, minutes=8)]


def test_when_the_whole_roster_is_empty_it_is_looked_at_again_and_again():
    life = inquiry_at(START, pool=[])
    life.until(after(START, minutes=10))

    life.pool = ["zoe"]
    life.until(after(START, minutes=13))

    assert life.people == [("zoe", "call", "")]
    assert life.happened("called") == [after(START, minutes=12)], "a round is four minutes after the last"


def test_a_decline_calls_the_next_at_once():
    life = inquiry_at(START)

    life.act(Act.LEGAL_DECLINE, lawyer("ann"), after(START, seconds=20), reason="busy")

    assert life.told("legal_call")[-1] == (after(START, seconds=20), "bo")
    with pytest.raises(OfferGone):
        life.act(Act.LEGAL_DECLINE, lawyer("ann"), reason="busy")


def test_when_everybody_declines_the_leader_is_called_at_once():
    life = inquiry_at(START, pool=["ann", "bo"])

    life.act(Act.LEGAL_DECLINE, lawyer("ann"), after(START, seconds=20), reason="busy")
    life.act(Act.LEGAL_DECLINE, lawyer("bo"), after(START, seconds=40), reason="busy")

    assert life.happened("leader_called") == [after(START, seconds=40)]


def test_whoever_has_a_conflict_of_interest_is_not_called_in_the_next_round_either():
    life = inquiry_at("2026-11-25 10:00", pool=["ann"])
    life.act(Act.LEGAL_DECLINE, lawyer("ann"), "2026-11-25 10:01", reason="conflict")

    life.until("2026-11-25 10:30")

    assert [person for person, *_ in life.people] == ["ann"]


def test_a_referral_that_nobody_accepts_does_not_stop_the_clock():  # row 25
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))

    life.act(Act.LEGAL_REFER, lawyer("ann"), after(START, minutes=2), reason="other_field", field="land")
    life.until(after(START, minutes=8))

    assert life.happened("promise_over") == [after(START, minutes=8)], "the first clock runs on"
    assert life.row().kept is False
    assert "ann" not in [owner for at, owner in life.told("legal_call") if at > after(START, minutes=1)]


def test_a_referral_after_the_promise_starts_a_clock_of_its_own():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))
    life.act(Act.LEGAL_REFER, lawyer("ann"), after(START, minutes=20), reason="other_field", person="bo")

    assert life.row().due_at == after(START, minutes=28)
    assert life.people[-1] == ("bo", "designated", "")
    life.act(Act.LEGAL_TAKE, lawyer("bo"), after(START, minutes=27))

    assert life.row().kept is True
    assert life.row().referrals == 1


def test_taken_over_and_unanswered_it_is_raised_again():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))

    life.until(after(START, minutes=92))

    assert life.happened("unanswered") == [after(START, minutes=1 + 30 * number) for number in (1, 2, 3)]
    assert {owner for _, owner in life.told("legal_unanswered")} == {"ann"}


def test_an_answer_takes_over_what_nobody_has_and_the_asker_is_asked():
    life = inquiry_at(START)

    life.act(Act.LEGAL_REPLY, lawyer("cy"), after(START, minutes=3), note="n1")

    row = life.row()
    assert (row.kept, row.taken_at, row.first_answer_at, row.answered_at) == (True, *[after(START, minutes=3)] * 3)
    assert life.kinds()[-2:] == ["taken", "replied"]
    assert len(life.told("legal_answered")) == 1


def test_only_the_holder_and_the_desk_may_answer_what_somebody_has():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))

    with pytest.raises(NotTheHolder):
        life.act(Act.LEGAL_REPLY, lawyer("bo"), note="n")
    life.act(Act.LEGAL_REPLY, DIRECTOR, note="n")

    assert life.case.state == "answered"


def test_what_helped_is_finished_and_so_is_what_nobody_rates():
    helped, silent = inquiry_at(START), inquiry_at(START)
    for life in (helped, silent):
        life.act(Act.LEGAL_REPLY, lawyer("ann"), after(START, minutes=1), note="n")

    helped.act(Act.LEGAL_RATE, ASKER, after(START, minutes=9), yes=True, satisfied=5)
    silent.until(after(START, hours=72, minutes=1))

    assert (helped.case.state, helped.row().helped, helped.row().satisfied) == ("finished", True, 5)
    assert (silent.case.state, silent.row().helped) == ("finished", None)
    with pytest.raises(CaseClosed):
        helped.act(Act.LEGAL_RATE, ASKER, yes=False)


def test_what_did_not_help_is_opened_again_once_with_a_clock_of_its_own():
    life = inquiry_at(START)
    life.act(Act.LEGAL_REPLY, lawyer("ann"), after(START, minutes=1), note="n")
    life.act(Act.LEGAL_RATE, ASKER, after(START, hours=5), yes=False, satisfied=2)

    assert life.case.state == "waiting"
    assert life.row().due_at == after(START, hours=5, minutes=8)
    assert life.row().first_answer_at == after(START, minutes=1), "the first answer stays"

    life.act(Act.LEGAL_REPLY, lawyer("bo"), after(START, hours=5, minutes=4), note="n")
    life.act(Act.LEGAL_RATE, ASKER, after(START, hours=6), yes=False)
    assert (life.case.state, life.row().helped) == ("finished", False)
    assert life.row().first_answer_at == after(START, minutes=1), "nor does a later one replace it"


def test_nothing_can_be_rated_that_is_not_answered():
    with pytest.raises(NothingAsked):
        inquiry_at(START).act(Act.LEGAL_RATE, ASKER, yes=True)


def test_it_can_become_another_case_and_says_which():
    life = inquiry_at(START)

    life.act(Act.LEGAL_BECOME, CLERK, after(START, minutes=2), other="A20261125-000001")

    assert (life.case.state, life.row().became, life.row().kept) == ("became", "A20261125-000001", True)
    assert [owner for _, owner in life.told("legal_gone")] == ["ann", "bo"]
    assert life.law.next_wakening(life.case) is None


def test_a_comment_moves_no_clock():  # T59
    life = inquiry_at(START)

    for number in range(7):
        life.act(Act.LEGAL_COMMENT, lawyer("ann"), after(START, minutes=number, seconds=30), note="n")
    life.until(after(START, minutes=9))

    assert life.happened("leader_called") == [after(START, minutes=6)]
    assert life.happened("promise_over") == [after(START, minutes=8)]


def test_the_desk_names_a_person_and_the_clock_runs_on_until_that_person_accepts():
    life = inquiry_at(START)

    life.act(Act.LEGAL_ASSIGN, CLERK, after(START, seconds=30), person="zoe")
    life.until(after(START, minutes=7))
    assert life.row().due_at == after(START, minutes=8)
    life.act(Act.LEGAL_TAKE, lawyer("zoe"))

    assert life.row().kept is True
    assert ("zoe", "designated", "") in life.people


def test_withdrawn_in_time_it_is_no_breach():
    life = inquiry_at(START)

    life.act(Act.LEGAL_WITHDRAW, ASKER, after(START, minutes=7))

    assert (life.case.state, life.row().kept) == ("withdrawn", None)
    with pytest.raises(CaseClosed) as closed:
        life.act(Act.LEGAL_TAKE, lawyer("ann"))
    assert closed.value.facts["kind"] == "inquiry"


@pytest.mark.parametrize("by", [ASKER, CLERK])
def test_what_was_answered_is_not_taken_back_any_more_unless_it_was_opened_again(by):
    life = inquiry_at(START)
    life.act(Act.LEGAL_REPLY, lawyer("ann"), after(START, minutes=3), note="n")

    with pytest.raises(WrongState):
        life.act(Act.LEGAL_WITHDRAW, by)
    life.act(Act.LEGAL_RATE, ASKER, yes=False, satisfied=1)
    life.act(Act.LEGAL_WITHDRAW, by)

    assert life.case.state == "withdrawn"


@pytest.mark.parametrize("act", [Act.LEGAL_REFER, Act.AID_GRANT, Act.VISIT_CONFIRM])
def test_what_does_not_belong_there_is_refused_and_changes_nothing(act):
    life = inquiry_at(START)
    before = life.case

    with pytest.raises(Refusal):
        life.act(act, CLERK, person="zoe")

    assert life.case == before


def test_whoever_acts_late_in_the_order_is_entered_after_the_last_that_moved_the_clock():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=5))
    life.now += timedelta(seconds=3)

    life.late(Act.LEGAL_REFER, lawyer("ann"), after(START, minutes=4), reason="x")

    assert life.happened("referred") == [after(START, minutes=5)]


def test_a_refusal_without_an_answerer_stands_in_the_record():
    life = inquiry_at(START)
    with pytest.raises(WrongState) as refused:
        life.act(Act.AID_GRANT, CLERK)
    assert refused.value.code == "wrong_state"
