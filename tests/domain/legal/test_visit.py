"""A home visit is assigned, confirmed and done within a day of the request, or somebody is told."""

import pytest
from legal_life import ASKER, CLERK, after, lawyer, moment, visit_at

from domain.legal.refusals import NotTheHolder, OfferGone, TakenBefore
from domain.refusals import CaseClosed, NotInPolicy, TimeNotAllowed, WrongState
from domain.roles import Act

START = "2026-10-02 21:30"  # in the national holiday, at night


def confirmed(by="ann", **length):
    life = visit_at(START)
    life.until(after(START, **(length or {"minutes": 10})))
    confirm(life, by)
    return life


def confirm(life, by, **length):
    command_at = after(START, **(length or {"hours": 12}))
    life.act(Act.VISIT_CONFIRM, lawyer(by), planned=command_at)


def test_one_after_the_other_is_called_every_half_hour():
    life = visit_at(START)

    life.until(after(START, hours=1, minutes=1))

    assert life.told("legal_call") == [
        (moment(START), "ann"),
        (after(START, minutes=30), "bo"),
        (after(START, hours=1), "cy"),
    ]


def test_nobody_confirms_and_the_leader_is_told_before_the_day_is_over():
    life = visit_at(START)

    life.until(after(START, hours=33))

    assert life.happened("leader_called") == [after(START, hours=2, minutes=30)], "the fifth was the last one"
    assert life.happened("promise_over") == [after(START, hours=24)]
    assert life.happened("raised") == [after(START, hours=28), after(START, hours=32)]
    assert life.row().kept is False


def test_with_people_enough_the_leader_is_told_at_four_hours():
    life = visit_at(START, pool=["ann"])
    life.act(Act.LEGAL_ASSIGN, CLERK, after(START, minutes=5), person="zoe")
    life.pool = [f"p{number}" for number in range(99)]

    life.until(after(START, hours=5))

    assert len(life.happened("leader_called")) == 1


def test_who_confirms_says_when_and_the_asker_is_told():
    life = confirmed()

    assert (life.case.state, life.row().planned_at) == ("confirmed", after(START, hours=12))
    assert life.row().confirmed_at == after(START, minutes=10)
    assert len(life.told("visit_confirmed")) == 1
    with pytest.raises(TakenBefore):
        confirm(life, "bo")


def test_a_visit_cannot_be_planned_for_yesterday():
    life = visit_at(START)
    life.until(after(START, hours=1))

    with pytest.raises(TimeNotAllowed):
        confirm(life, "ann", minutes=5)


def test_who_has_confirmed_is_reminded_and_the_breach_is_exact():
    life = confirmed()

    life.until(after(START, hours=23))

    assert life.told("visit_soon") == [(after(START, hours=19, minutes=12), "ann")]
    life.until(after(START, hours=24))
    assert life.happened("promise_over") == [after(START, hours=24)]


def test_a_visit_in_time_is_kept_and_ends_it():
    life = confirmed()

    life.act(Act.VISIT_DONE, lawyer("ann"), after(START, hours=23, minutes=59), outcome="advised", note="n")

    row = life.row()
    assert (life.case.state, row.outcome, row.visits, row.kept) == ("finished", "advised", 1, True)
    assert life.law.next_wakening(life.case) is None
    with pytest.raises(CaseClosed) as closed:
        life.act(Act.LEGAL_COMMENT, CLERK)
    assert closed.value.facts["kind"] == "visit"


def test_nobody_at_home_is_no_visit_and_the_clock_runs_on():
    life = confirmed()
    life.act(Act.VISIT_DONE, lawyer("ann"), after(START, hours=12), outcome="not_met", note="n")

    assert (life.case.state, life.row().visits, life.row().planned_at) == ("confirmed", 1, None)
    life.until(after(START, hours=24))
    assert life.row().kept is False


def test_only_who_has_confirmed_can_say_what_it_came_to_and_only_from_the_list():
    life = confirmed()

    with pytest.raises(NotTheHolder):
        life.act(Act.VISIT_DONE, lawyer("bo"), outcome="advised")
    with pytest.raises(NotInPolicy):
        life.act(Act.VISIT_DONE, lawyer("ann"), outcome="whatever")
    with pytest.raises(WrongState):
        visit_at(START).act(Act.VISIT_DONE, lawyer("ann"), outcome="advised")


def test_who_cannot_come_after_all_says_so_and_the_next_is_called_at_once():
    life = confirmed()

    life.act(Act.LEGAL_DECLINE, lawyer("ann"), after(START, hours=2), reason="busy")

    assert (life.case.state, life.people[-1][:2]) == ("waiting", ("bo", "call"))
    with pytest.raises(OfferGone):
        life.act(Act.LEGAL_DECLINE, lawyer("zoe"), reason="busy")


def test_the_desk_names_another_and_who_had_confirmed_is_relieved():
    life = confirmed()

    life.act(Act.LEGAL_ASSIGN, CLERK, after(START, hours=1), person="zoe")

    assert [owner for _, owner in life.told("legal_gone")] == ["ann"]
    confirm(life, "zoe")
    assert life.row().kept is None
    assert life.case.state == "confirmed"


@pytest.mark.parametrize(("hours", "kept"), [(23, None), (30, False)])
def test_a_withdrawal_is_no_breach_and_undoes_none(hours, kept):
    life = visit_at(START)

    life.act(Act.LEGAL_WITHDRAW, ASKER, after(START, hours=hours))

    assert (life.case.state, life.row().kept) == ("withdrawn", kept)


def test_nobody_was_there_before_the_request_or_will_have_been_tomorrow():
    life = confirmed()
    for at in (after(START, seconds=-1), after(START, hours=12, seconds=1)):
        with pytest.raises(TimeNotAllowed):
            life.act(Act.VISIT_DONE, lawyer("ann"), after(START, hours=12), outcome="advised", planned=at)
    life.act(Act.VISIT_DONE, lawyer("ann"), outcome="advised", planned=after(START, hours=11))


def test_one_second_decides():
    early, late = confirmed(), confirmed()

    early.act(Act.VISIT_DONE, lawyer("ann"), after(START, hours=23, minutes=59, seconds=59), outcome="advised")
    late.act(Act.VISIT_DONE, lawyer("ann"), after(START, hours=24), outcome="advised")

    assert (early.row().kept, late.row().kept) == (True, False)
