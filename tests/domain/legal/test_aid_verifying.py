"""A pledge is verified within its window whatever became of the case, the desk is reminded in time, and only then all is over."""

from dataclasses import replace
from datetime import date

import pytest
from legal_life import ASKER, CLERK, DIRECTOR, aid_at, lawyer, moment

from domain.legal import aid
from domain.legal.refusals import WindowOver
from domain.refusals import CaseClosed, NothingAsked
from domain.roles import Act

WEDNESDAY = "2026-11-25 10:00"
REMINDED, OVER = "2026-12-16 00:00", "2026-12-26 00:00"  # 20 and 30 natural days, each to its end


@pytest.fixture
def apply(calendar, office):
    """An application with a pledge, received on a Wednesday morning."""
    return lambda **more: aid_at(WEDNESDAY, calendar, office, **({"pledged": True} | more))


def closed(life, *, rated=True):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 12:00", note="n")
    life.act(Act.AID_ACCEPT, lawyer("ann"))
    life.act(Act.AID_CLOSE, lawyer("ann"), "2026-12-01 09:00", outcome="won", note="n")
    if rated:
        life.act(Act.LEGAL_RATE, ASKER, "2026-12-02 09:00", satisfied=5)
    return life


def withdrawn(life):
    life.act(Act.LEGAL_WITHDRAW, ASKER, "2026-11-25 12:00")
    return life


def withdrawn_after_grant(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 12:00", note="n")
    life.act(Act.LEGAL_WITHDRAW, ASKER, "2026-11-25 13:00")
    return life


def deemed_withdrawn(life):
    life.act(Act.AID_ASK_PAPERS, CLERK, "2026-11-25 11:00", proofs=("identity",), note="n")
    life.until("2026-12-01 00:00")
    return life


def terminated(life):
    life.act(Act.AID_GRANT, CLERK, "2026-11-25 12:00", note="n")
    life.act(Act.AID_TERMINATE, CLERK, "2026-11-26 12:00", reason="withdrawn_by_court", note="n")
    return life


def refused(life):
    life.act(Act.AID_REFUSE, CLERK, "2026-11-25 12:00", reason="no_ground", note="n")
    return life


def objected(life):
    refused(life).act(Act.AID_OBJECT, ASKER, "2026-11-26 12:00", note="n")
    return life


ENDED = {"finished": closed, "withdrawn": withdrawn, "deemed_withdrawn": deemed_withdrawn}
SETTLED = {"terminated": terminated, "refused": refused, "objected": objected}


@pytest.mark.parametrize(("state", "leads"), (ENDED | SETTLED).items())
@pytest.mark.parametrize("is_true", [True, False])
def test_a_pledge_is_verified_whatever_became_of_the_case_and_changes_nothing_else(apply, state, leads, is_true):
    life = leads(apply())
    before, told = life.case, len(life.told("aid_decided"))

    life.act(Act.AID_VERIFY, CLERK, "2026-12-25 23:59", yes=is_true, note="n")

    after = life.case
    assert (after.state, after.verified) == (state, is_true)
    assert (after.ended_at, after.ground, after.outcome) == (before.ended_at, before.ground, before.outcome)
    assert (life.events[-1].kind, life.events[-1].what) == ("verified", "true" if is_true else "false")
    assert len(life.told("aid_decided")) == told + (not is_true), "who pledged falsely is told so in writing"
    assert life.happened("verify_over") == []


@pytest.mark.parametrize("leads", ENDED.values())
def test_what_has_ended_lives_on_until_its_pledge_is_verified(apply, leads):
    life = leads(apply())
    assert not aid.LAW.is_over(life.case)

    life.act(Act.AID_VERIFY, CLERK, yes=True, note="n")

    assert aid.LAW.is_over(life.case)
    assert life.law.next_wakening(life.case) is None
    with pytest.raises(CaseClosed):
        life.act(Act.AID_VERIFY, CLERK, yes=False, note="n")


@pytest.mark.parametrize("leads", [*ENDED.values(), withdrawn_after_grant])
def test_what_has_ended_lives_on_until_the_window_is_over_and_not_a_second_longer(apply, leads):
    life = leads(apply())
    assert life.law.next_wakening(life.case).at <= moment(OVER)

    life.until(OVER)

    assert aid.LAW.is_over(life.case)
    assert life.law.next_wakening(life.case) is None
    with pytest.raises(CaseClosed):
        life.act(Act.AID_VERIFY, CLERK, yes=True, note="n")


def test_without_a_pledge_or_once_it_is_verified_the_end_is_the_end(apply):
    verified = apply()
    verified.act(Act.AID_VERIFY, CLERK, "2026-11-25 11:00", yes=True, note="n")

    for life in (closed(apply(pledged=False)), closed(verified)):
        assert aid.LAW.is_over(life.case)
        with pytest.raises(CaseClosed):
            life.act(Act.AID_VERIFY, CLERK, yes=True, note="n")


@pytest.mark.parametrize(
    ("act", "by", "more"),
    [
        (Act.LEGAL_COMMENT, CLERK, {"note": "n"}),
        (Act.LEGAL_RATE, ASKER, {"satisfied": 1}),
        (Act.AID_OBJECT, ASKER, {"note": "n"}),
        (Act.LEGAL_SAY, ASKER, {"kind": "thanks"}),
    ],
)
def test_nothing_but_a_verification_is_heard_of_what_has_ended(apply, act, by, more):
    life = closed(apply())
    before = life.case

    with pytest.raises(CaseClosed):
        life.act(act, by, **more)

    assert life.case == before


def test_a_verification_is_never_dated_before_the_end(apply):
    life = closed(apply())

    life.late(Act.AID_VERIFY, CLERK, moment("2026-12-01 10:00"), yes=True, note="n")

    assert life.happened("verified") == [moment("2026-12-02 09:00")]


@pytest.mark.parametrize("leads", [lambda life: life, closed, terminated, withdrawn_after_grant])
def test_the_desk_is_reminded_ten_days_before_the_end_and_told_at_the_end(apply, leads):
    life = leads(apply())
    life.until(OVER)

    assert life.happened("verify_soon") == [moment(REMINDED)]
    assert life.happened("verify_over") == [moment(OVER)]
    assert [(n.step, n.not_before) for n in life.notices if n.thread == "verify"][-1] == ("aid_verify", moment(OVER))


def test_the_reminder_says_by_when_and_is_taken_back_once_it_is_verified(apply):
    life = closed(apply())
    life.until(REMINDED)
    (soon,) = [notice for notice in life.notices if notice.step == "aid_verify_soon"]
    assert (soon.due_at, life.row().verify_at) == (moment(OVER), moment(OVER))

    life.act(Act.AID_VERIFY, CLERK, "2026-12-20 09:00", yes=True, note="n")

    assert life.told("aid_verify_soon") == []
    assert life.row().verify_at is None


@pytest.mark.parametrize(
    ("act", "by", "more", "stays"),
    [
        (Act.AID_CLOSE, lawyer("ann"), {"outcome": "won"}, 1),
        (Act.AID_TERMINATE, CLERK, {"reason": "withdrawn_by_court"}, 1),
        (Act.LEGAL_WITHDRAW, ASKER, {}, 1),
        (Act.LEGAL_WITHDRAW, ASKER, {}, 0),
        (Act.AID_REFUSE, CLERK, {"reason": "no_ground"}, 0),
    ],
)
def test_an_end_takes_the_reminder_back_only_where_nothing_was_granted(apply, act, by, more, stays):
    life = apply()
    if stays:
        life.act(Act.AID_GRANT, CLERK, "2026-11-25 12:00", note="n")
        life.act(Act.AID_ACCEPT, lawyer("ann"))

    life.act(act, by, "2026-12-17 09:00", **more)

    assert len(life.told("aid_verify_soon")) == stays


@pytest.mark.parametrize(
    ("leads", "over"), [(withdrawn, [moment(OVER)]), (deemed_withdrawn, [moment(OVER)]), (refused, [])]
)
def test_nobody_is_told_of_a_pledge_on_which_nothing_was_granted(apply, leads, over):
    life = leads(apply())

    life.until("2027-03-01 00:00")

    assert (life.happened("verify_soon"), life.told("aid_verify"), life.happened("verify_over")) == ([], [], over)
    assert aid.LAW.is_over(life.case)
    assert [event.at for event in life.events] == sorted(event.at for event in life.events)


@pytest.mark.parametrize("leads", (ENDED | SETTLED).values())
def test_whenever_time_acts_something_is_written_so_that_the_row_is_never_late(apply, leads):
    life = leads(apply())

    while (wakening := life.law.next_wakening(life.case)) is not None:
        written = len(life.events)
        life.until(wakening.at)
        assert len(life.events) > written, wakening


def test_rules_that_know_no_reminder_send_none(apply):
    life = apply(pool=[])
    life.case = replace(life.case, rules=replace(life.case.rules, verify_soon=None))

    life.until(OVER)

    assert (life.happened("verify_soon"), life.happened("verify_over")) == ([], [moment(OVER)])


def test_an_upheld_objection_begins_the_window_anew_with_a_reminder_of_its_own(apply):
    life = refused(apply())
    life.act(Act.AID_OBJECT, ASKER, "2026-12-30 09:00", note="n")
    life.act(Act.AID_DECIDE_OBJECTION, DIRECTOR, "2026-12-31 09:00", yes=True, note="n")

    life.until("2027-01-31 00:00")

    assert life.happened("verify_soon") == [moment("2027-01-21 00:00")]
    assert aid.LAW.is_over(life.case) is False


def test_a_new_holiday_moves_the_end_of_the_window_of_what_has_ended_and_no_promise(apply, with_holiday):
    life = withdrawn(apply())

    change = aid.recount(life.case, with_holiday(date(2026, 11, 26), date(2026, 12, 25)), moment("2026-11-26 12:00"))

    assert change.events == ()
    assert aid.LAW.next_wakening(change.case).at == moment("2026-12-29 00:00"), "the Monday after"


def test_a_verification_comes_too_late_once_the_window_is_over_though_the_case_is_open(apply):
    life = terminated(apply())
    life.until(OVER)

    with pytest.raises(WindowOver):
        life.act(Act.AID_VERIFY, CLERK, yes=True)


def test_a_closing_that_nobody_has_rated_stays_what_it_is_whatever_a_verification_finds(apply):
    life = closed(apply(), rated=False)

    life.act(Act.AID_VERIFY, CLERK, yes=False, note="n")
    with pytest.raises(NothingAsked):
        life.act(Act.AID_VERIFY, CLERK, yes=True)
    life.act(Act.LEGAL_RATE, ASKER, satisfied=4)

    assert (life.case.state, life.case.outcome, life.case.verified) == ("finished", "won", False)
    assert aid.LAW.is_over(life.case)
