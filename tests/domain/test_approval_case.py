"""A project's case in time: silence, warnings, calendars, outages, and what holds whatever happens."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import proceedings
from domain.admission import ALLOWED
from domain.approval import Phase, is_finished
from domain.catalogue import Silence
from domain.item import OPEN, State, promised_clock, promised_due
from domain.promise import due
from domain.record import Happening
from domain.refusals import AlreadyDeemed, CaseClosed, Refusal
from domain.roles import Act
from domain.standing import standing
from domain.term import Term, Unit
from domain.turns import Wake, next_wakening
from domain.workdays import Span

MONDAY = "Mon 2026-03-02 10:00"
DECISIONS = {Happening.APPROVED, Happening.APPROVED_BY_SILENCE, Happening.REFUSED}


@pytest.fixture
def accepted(opened):
    """Items accepted on Monday 2 March 2026; LR-03 has 3 working days and is due on Thursday 5 March."""

    def desk(items="LR-03", at=MONDAY, **fields):
        built = opened(at, **fields)
        for item in items.split():
            built.does(Act.RECEIVE, item, at)
            built.does(Act.ACCEPT, item, at)
        return built

    return desk


@pytest.fixture
def of_five_days(accepted, rules_of):
    """LR-03 with a promise of 5 working days, accepted on Monday 2 March 2026: yellow on the 5th, due on the 9th."""

    def desk(**changes):
        changed = {"promised": Term(5, Unit.WD)} | changes
        return accepted(rules=[replace(rule, **changed) for rule in rules_of() if rule.id in ("LR-03", "PR-05")])

    return desk


def kinds(desk, item):
    return [event.kind for event in desk.events if event.item == item]


# What time does by itself


def test_silence_approves_at_the_end_of_the_due_day_and_is_executed_30_seconds_later(accepted, moment):
    desk = accepted()

    desk.wait("Fri 2026-03-06 00:00:29")
    assert desk.state("LR-03") is State.ACCEPTED
    desk.wait("Fri 2026-03-06 00:00:30")

    assert desk.state("LR-03") is State.DEEMED
    (event,) = desk.happened(Happening.APPROVED_BY_SILENCE)
    assert (event.at, event.entered_at) == (moment("Thu 2026-03-05 24:00"), moment("Fri 2026-03-06 00:00:30"))
    assert desk.item("LR-03").ended_at == moment("Thu 2026-03-05 24:00")
    assert len(desk.told("deemed", "LR-03")) == 1


def test_people_are_warned_at_yellow_and_again_at_red_when_the_office_opens(of_five_days, moment, day):
    desk = of_five_days()

    desk.wait("Mon 2026-03-09 18:00")

    told = [(notice.step, notice.not_before, notice.left) for notice in desk.notices]
    yellow, red = moment("Thu 2026-03-05 08:30"), moment("Mon 2026-03-09 08:30")
    assert told == [("yellow", yellow, 2), ("red", red, 0)]
    assert {notice.due_on for notice in desk.notices} == {day("Mon 2026-03-09")}
    assert {notice.expires_at for notice in desk.notices} == {moment("Mon 2026-03-09 24:00")}


def test_a_promise_of_one_day_accepted_in_the_evening_is_red_in_the_morning_and_yellow_is_skipped(accepted):
    desk = accepted("PR-05", "Mon 2026-03-02 18:00")

    desk.wait("Tue 2026-03-03 09:00")

    assert {notice.step for notice in desk.notices} == {"red"}
    assert kinds(desk, "PR-05")[-2:] == [Happening.SKIPPED, Happening.RED]


@pytest.mark.parametrize(
    ("received", "handled", "outcome"),
    [
        ("Thu 2026-03-05 23:59:59", "Thu 2026-03-05 23:59:59", "approved"),  # T13
        ("Thu 2026-03-05 23:59:59", "Fri 2026-03-06 00:00:29", "approved"),  # received in time, handled late
        ("Thu 2026-03-05 23:59:59", "Fri 2026-03-06 09:00", "approved"),
        ("Fri 2026-03-06 00:00", "Fri 2026-03-06 00:00", "already_deemed"),
        ("Fri 2026-03-06 00:00:01", "Fri 2026-03-06 00:00:01", "already_deemed"),
        ("Fri 2026-03-06 00:00:30", "Fri 2026-03-06 00:00:30", "already_deemed"),
        ("Fri 2026-03-06 00:00:31", "Fri 2026-03-06 00:00:31", "already_deemed"),
    ],
)
def test_a_decision_counts_by_when_it_was_received(accepted, received, handled, outcome):  # T47
    desk = accepted()

    assert desk.outcome(Act.APPROVE, "LR-03", received, handled=handled) == outcome


def test_a_decision_received_in_time_is_never_followed_by_silence(accepted):  # T47
    desk = accepted()
    desk.does(Act.REFUSE, "LR-03", "Thu 2026-03-05 23:59:59", handled="Fri 2026-03-06 00:00:20")

    desk.wait("Mon 2026-04-06 09:00")

    assert [event.kind for event in desk.events if event.kind in DECISIONS] == [Happening.REFUSED]


def test_a_late_decision_is_refused_and_put_on_record(accepted, moment):
    desk = accepted()
    at = moment("Fri 2026-03-06 09:00")
    command = desk.command(Act.REFUSE, "LR-03", at, note="n-7")
    desk.wait(at)

    with pytest.raises(AlreadyDeemed) as refused:
        proceedings.act(desk.case, command, at)
    desk.keep(proceedings.not_done(desk.case, command, refused.value, at))

    assert desk.state("LR-03") is State.DEEMED
    event = desk.events[-1]
    assert (event.kind, event.item, event.actor, event.note, event.what) == (
        Happening.NOT_DONE,
        "LR-03",
        "o-NRB",
        "n-7",
        "refuse:already_deemed",
    )


def test_a_term_that_ends_on_friday_is_over_on_friday_and_not_on_the_weekend(accepted, calendar, moment):  # T46
    desk = accepted(at="Tue 2026-03-03 10:00")

    desk.wait("Mon 2026-03-09 09:00")

    ended_at = desk.item("LR-03").ended_at
    assert ended_at == moment("Fri 2026-03-06 24:00")
    assert calendar.counts(calendar.local_day(ended_at - timedelta(microseconds=1)))


# Silence at intake


def test_five_working_days_of_silence_accept_as_from_the_receipt(opened, moment, day):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", "Thu 2026-04-02 10:00")

    desk.wait("Sat 2026-04-11 00:00:29")
    assert desk.state("LR-03") is State.RECEIVED
    desk.wait("Sat 2026-04-11 00:00:30")

    (event,) = desk.happened(Happening.ACCEPTED_BY_SILENCE)
    assert (event.at, event.due_after) == (moment("Fri 2026-04-10 24:00"), day("Wed 2026-04-08"))
    assert desk.item("LR-03").accepted_at == moment("Thu 2026-04-02 10:00")


def test_after_acceptance_by_silence_the_office_is_warned_and_has_a_working_day(opened, moment):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", "Thu 2026-04-02 10:00")

    desk.wait("Mon 2026-04-13 23:59:59")

    assert desk.state("LR-03") is State.ACCEPTED
    assert {(notice.step, notice.not_before, notice.expires_at) for notice in desk.told("red", "LR-03")} == {
        ("red", moment("Mon 2026-04-13 08:30"), moment("Mon 2026-04-13 24:00"))
    }
    assert desk.outcome(Act.APPROVE, "LR-03", "Mon 2026-04-13 23:59:59") == "approved"
    desk.wait("Tue 2026-04-14 00:00:30")
    assert desk.item("LR-03").ended_at == moment("Mon 2026-04-13 24:00")


def test_corrections_handed_in_start_the_silence_at_intake_anew(opened, moment):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", "Mon 2026-03-02 10:00")
    desk.does(Act.CORRECT, "LR-03", "Fri 2026-03-06 10:00")
    desk.wait("Fri 2026-03-27 10:00")
    assert desk.state("LR-03") is State.CORRECTING
    desk.does(Act.SUPPLY, "LR-03", "Mon 2026-03-30 10:00")

    desk.wait("Sat 2026-04-11 09:00")

    assert desk.item("LR-03").accepted_at == moment("Mon 2026-03-30 10:00")


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        ("Fri 2026-04-10 23:59:59", "declined"),
        ("Sat 2026-04-11 00:00", "wrong_state"),
        ("Sat 2026-04-11 00:00:01", "wrong_state"),
    ],
)
def test_the_counter_may_decline_until_silence_has_accepted(opened, at, outcome):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", "Thu 2026-04-02 10:00")

    assert desk.outcome(Act.DECLINE, "LR-03", at) == outcome


def test_an_approval_after_silence_has_accepted_finds_the_item_accepted(opened, moment):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", "Thu 2026-04-02 10:00")

    desk.does(Act.APPROVE, "LR-03", "Sat 2026-04-11 00:00:10")

    assert kinds(desk, "LR-03")[-2:] == [Happening.ACCEPTED_BY_SILENCE, Happening.APPROVED]
    assert desk.item("LR-03").accepted_at == moment("Thu 2026-04-02 10:00")


# Outages


def test_after_an_outage_an_overtaken_yellow_is_skipped_and_red_is_sent(of_five_days):  # T56
    desk = of_five_days()

    desk.wakes("Mon 2026-03-09 11:00")

    assert {notice.step for notice in desk.notices} == {"red"}
    assert kinds(desk, "LR-03")[-2:] == [Happening.SKIPPED, Happening.RED]


def test_after_an_outage_over_the_due_day_silence_took_effect_then_and_no_warning_goes_out(of_five_days, moment):  # T56
    desk = of_five_days()

    desk.wakes("Fri 2026-03-13 11:00")

    (event,) = desk.happened(Happening.APPROVED_BY_SILENCE, "LR-03")
    assert (event.at, event.entered_at) == (moment("Mon 2026-03-09 24:00"), moment("Fri 2026-03-13 11:00"))
    assert [e.what for e in desk.happened(Happening.SKIPPED, "LR-03")] == ["yellow", "red"]
    assert {notice.step for notice in desk.notices} == {"deemed"}


def test_a_clock_of_the_law_that_leaves_the_calendar_does_not_silence_the_promise(accepted, made_official, day):  # T05
    desk = accepted(at="Mon 2027-12-20 10:00", by_calendar=made_official())  # the law's 20 working days end in 2028

    desk.wait("Thu 2027-12-23 18:00")

    assert [notice.step for notice in desk.notices] == ["yellow", "red"]


def test_an_outage_beyond_the_last_known_calendar_still_lets_silence_take_effect(accepted, made_official):
    desk = accepted(at="Mon 2027-12-27 10:00", by_calendar=made_official())

    desk.wakes("Mon 2028-01-03 10:00")

    assert desk.state("LR-03") is State.DEEMED
    assert {notice.not_before for notice in desk.told("deemed", "LR-03")} == {desk.now}


# The lawful rule set


def test_by_the_lawful_rules_the_end_of_a_term_escalates_and_must_be_explained(accepted):
    desk = accepted(rule_set="lawful")
    assert desk.outcome(Act.EXPLAIN, "LR-03", "Thu 2026-03-05 10:00") == "wrong_state"

    desk.wait("Fri 2026-03-20 09:00")

    assert desk.state("LR-03") is State.ACCEPTED
    assert len(desk.told("breached", "LR-03")) == 1
    assert desk.outcome(Act.EXPLAIN, "LR-03", "Fri 2026-03-20 10:00", said=()) == "note_missing"
    desk.does(Act.EXPLAIN, "LR-03", "Fri 2026-03-20 10:00")
    assert desk.item("LR-03").explained
    assert desk.outcome(Act.APPROVE, "LR-03", "Fri 2026-03-20 11:00") == "approved"


def test_a_breach_is_escalated_once_and_not_every_day(accepted):  # T70
    desk = accepted(rule_set="lawful")

    desk.wait("Fri 2026-04-24 09:00")

    assert len(desk.happened(Happening.BREACHED, "LR-03")) == 1


def test_where_silence_means_nothing_the_breach_is_only_written_down(of_five_days):
    desk = of_five_days(silence=Silence.NOTHING)

    desk.wait("Fri 2026-03-20 09:00")

    assert desk.happened(Happening.BREACHED, "LR-03")
    assert not desk.told("breached", "LR-03")


def test_a_breach_is_one_of_the_present_due_day(accepted, with_holiday, day):
    desk = accepted(rule_set="lawful")
    desk.wait("Fri 2026-03-06 00:01")
    before = standing(desk.case, "LR-03", desk.now)

    desk.learns(with_holiday(day("Tue 2026-03-03"), day("Wed 2026-03-04")), "Fri 2026-03-06 10:00")
    after = standing(desk.case, "LR-03", desk.now)

    assert (before.breached, after.breached) == (True, False)
    assert after.due_on == day("Mon 2026-03-09")
    assert desk.outcome(Act.EXPLAIN, "LR-03", "Fri 2026-03-06 10:01") == "wrong_state"


def test_a_complete_project_waits_for_the_reason_of_a_breach(accepted, rules_of):
    desk = accepted(rules=[rule for rule in rules_of(rule_set="lawful") if rule.id == "LR-03"])
    desk.wait("Fri 2026-03-06 09:00")
    desk.does(Act.APPROVE, "LR-03", "Fri 2026-03-06 10:00")
    waiting = is_finished(desk.case, desk.now)

    desk.does(Act.EXPLAIN, "LR-03", "Mon 2026-03-09 10:00")

    assert desk.case.phase is Phase.COMPLETE
    assert (waiting, is_finished(desk.case, desk.now)) == (False, True)


# Revoking, and what waits


def test_a_revoked_item_is_never_approved_by_the_old_timer_again(accepted):  # T47
    desk = accepted()
    desk.wait("Fri 2026-03-06 09:00")

    desk.does(Act.REVOKE, "LR-03", "Fri 2026-03-06 10:00")
    desk.wait("Mon 2026-06-01 09:00")

    assert desk.state("LR-03") is State.ACCEPTED
    assert len(desk.happened(Happening.APPROVED_BY_SILENCE)) == 1
    assert desk.outcome(Act.REFUSE, "LR-03", "Mon 2026-06-01 10:00") == "refused"


def test_an_approval_by_silence_cannot_be_revoked_after_60_days(accepted):
    desk = accepted()
    desk.wait("Fri 2026-03-06 09:00")  # approved by silence at the end of Thursday 5 March

    assert desk.outcome(Act.REVOKE, "LR-03", "Tue 2026-05-05 23:59:59") == "accepted"
    assert desk.outcome(Act.REVOKE, "LR-03", "Wed 2026-05-06 00:00") == "term_over"


def test_a_revoked_item_is_not_approved_by_silence_after_a_new_calendar_either(accepted, with_holiday, day):  # T47
    desk = accepted()
    desk.wait("Fri 2026-03-06 09:00")
    desk.does(Act.REVOKE, "LR-03", "Fri 2026-03-06 10:00")

    desk.learns(with_holiday(day("Wed 2026-03-04")), "Fri 2026-03-06 11:00")
    desk.wait("Mon 2026-06-01 09:00")

    assert desk.state("LR-03") is State.ACCEPTED
    assert desk.outcome(Act.REFUSE, "LR-03", "Mon 2026-06-01 10:00") == "refused"


def test_revoking_lets_the_items_behind_wait_again(accepted):
    desk = accepted("PR-05 LR-03")
    desk.does(Act.APPROVE, "PR-05", MONDAY)
    desk.wait("Fri 2026-03-06 09:00")
    assert desk.state("LR-04") is State.READY

    desk.does(Act.REVOKE, "LR-03", "Fri 2026-03-06 10:00")

    assert desk.state("LR-04") is State.WAITING
    assert kinds(desk, "LR-04") == [Happening.READY, Happening.REOPENED]


@pytest.fixture
def withheld(accepted):
    """LR-04 runs out on Tuesday 10 March while LR-03, which it needs, is revoked."""
    desk = accepted("PR-05 LR-03")
    desk.does(Act.APPROVE, "PR-05", MONDAY)
    desk.wait("Fri 2026-03-06 09:00")
    desk.does(Act.RECEIVE, "LR-04", "Fri 2026-03-06 09:00")
    desk.does(Act.ACCEPT, "LR-04", "Fri 2026-03-06 09:00")
    desk.does(Act.REVOKE, "LR-03", "Fri 2026-03-06 10:00")
    return desk


def test_before_silence_is_withheld_a_decision_is_refused_for_the_open_prerequisite(withheld):
    assert withheld.outcome(Act.APPROVE, "LR-04", "Wed 2026-03-11 00:00:10") == "prerequisite_open"


def test_silence_does_not_approve_what_lacks_a_prerequisite(withheld):
    withheld.wait("Wed 2026-03-11 09:00")

    assert withheld.state("LR-04") is State.ACCEPTED
    assert [event.what for event in withheld.happened(Happening.WITHHELD, "LR-04")] == ["prerequisites"]
    assert withheld.outcome(Act.APPROVE, "LR-04", "Wed 2026-03-11 10:00") == "prerequisite_open"
    assert withheld.outcome(Act.WITHDRAW, "LR-04", "Wed 2026-03-11 10:00") == "withdrawn"


def test_the_supervisors_too_are_told_that_silence_was_withheld(withheld):
    withheld.wait("Wed 2026-03-11 09:00")

    assert len(withheld.told("withheld", "LR-04")) == 1


def test_an_item_that_is_filed_again_stays_with_its_officer(accepted):
    desk = accepted()
    desk.does(Act.ASSIGN, "LR-03", "Mon 2026-03-02 11:00", officer="o-another")
    desk.does(Act.REFUSE, "LR-03", "Mon 2026-03-02 12:00")

    desk.does(Act.RECEIVE, "LR-03", "Mon 2026-03-02 13:00")

    assert (desk.item("LR-03").round, desk.item("LR-03").officer) == (2, "o-another")


def test_what_silence_was_withheld_from_is_left_to_people(withheld):
    withheld.wait("Wed 2026-03-11 09:00")
    withheld.does(Act.APPROVE, "LR-03", "Wed 2026-03-11 10:00")

    withheld.wait("Mon 2026-04-13 09:00")

    assert withheld.state("LR-04") is State.ACCEPTED
    assert withheld.outcome(Act.APPROVE, "LR-04", "Mon 2026-04-13 10:00") == "approved"


def test_an_approval_by_silence_keeps_the_case_for_60_days_in_which_it_can_be_revoked(accepted, rules_of, moment):
    desk = accepted(rules=[rule for rule in rules_of() if rule.id == "LR-03"])

    desk.wait("Fri 2026-03-06 09:00")

    assert desk.case.phase is Phase.COMPLETE
    assert desk.case.completed_at == moment("Thu 2026-03-05 24:00")
    wakening = next_wakening(desk.case)
    assert (wakening.why, wakening.at) == (Wake.REVOCABLE, moment("Tue 2026-05-05 24:00"))
    assert not is_finished(desk.case, moment("Tue 2026-05-05 23:59:59"))
    assert is_finished(desk.case, moment("Tue 2026-05-05 24:00"))


def test_the_last_approval_by_silence_decides_how_long_a_case_is_kept(accepted, rules_of, moment):
    desk = accepted("PR-05 LR-03", rules=[rule for rule in rules_of() if rule.id in ("PR-05", "LR-03")])

    desk.wait("Fri 2026-03-06 09:00")

    assert [desk.item(item).ended_at for item in ("PR-05", "LR-03")] == [
        moment("Tue 2026-03-03 24:00"),
        moment("Thu 2026-03-05 24:00"),
    ]
    assert next_wakening(desk.case).at == moment("Tue 2026-05-05 24:00")


def test_revoking_opens_a_complete_case_again(accepted, rules_of):
    desk = accepted(rules=[rule for rule in rules_of() if rule.id == "LR-03"])
    desk.wait("Fri 2026-03-06 09:00")

    desk.does(Act.REVOKE, "LR-03", "Mon 2026-03-30 10:00")

    assert (desk.case.phase, desk.case.completed_at) == (Phase.OPEN, None)
    desk.does(Act.APPROVE, "LR-03", "Tue 2026-03-31 10:00")
    assert desk.case.phase is Phase.COMPLETE
    assert is_finished(desk.case, desk.now)


# Closing


def test_closing_withdraws_what_is_open_and_ends_everything(accepted, moment):
    desk = accepted("PR-05 LR-03")
    desk.does(Act.APPROVE, "PR-05", MONDAY)
    desk.does(Act.PAUSE, "LR-03", MONDAY, kind="public_notice", until=moment("Fri 2026-03-06 10:00"))

    change = desk.does(Act.CLOSE, "", "Tue 2026-03-03 10:00")

    assert [desk.state(item) for item in ("PR-05", "LR-03", "LR-04")] == ["approved", "withdrawn", "waiting"]
    assert change.silenced == ("LR-03",)
    assert next_wakening(desk.case) is None
    assert is_finished(desk.case, desk.now)
    for act, items in ((Act.CLOSE, ""), (Act.RECEIVE, "LR-03")):
        with pytest.raises(CaseClosed):
            desk.does(act, items, "Tue 2026-03-03 11:00")


def test_closing_comes_too_late_for_what_silence_has_approved(accepted, moment):
    desk = accepted("PR-05 LR-03")
    desk.does(Act.APPROVE, "PR-05", MONDAY)
    desk.wait("Thu 2026-03-05 18:00")

    desk.does(Act.CLOSE, "", "Fri 2026-03-06 00:00:10")

    assert desk.state("LR-03") is State.DEEMED
    assert desk.item("LR-03").ended_at == moment("Thu 2026-03-05 24:00")


def test_a_complete_project_is_not_closed(opened, rules_of):
    desk = opened(rules=[rule for rule in rules_of() if rule.id == "LR-03"])
    desk.grants("LR-03", MONDAY)

    with pytest.raises(CaseClosed) as closed:
        desk.does(Act.CLOSE, "", MONDAY)
    assert closed.value.facts["kind"] == "project"


# Calendars


def test_a_new_holiday_moves_open_clocks_and_leaves_ended_ones(accepted, with_holiday, day):  # T01
    desk = accepted("PR-05 LR-03")
    desk.does(Act.APPROVE, "PR-05", MONDAY)
    approved = desk.item("PR-05")

    desk.learns(with_holiday(day("Tue 2026-03-03")), "Mon 2026-03-02 12:00")

    assert desk.due_on("LR-03") == day("Fri 2026-03-06")
    (event,) = desk.happened(Happening.REDATED)
    assert (event.item, event.due_before, event.due_after, event.rev) == (
        "LR-03",
        day("Thu 2026-03-05"),
        day("Fri 2026-03-06"),
        2,
    )
    assert desk.item("PR-05") == approved


def test_warnings_and_silence_move_with_the_calendar(of_five_days, with_holiday, day, moment):  # T01
    desk = of_five_days()

    desk.learns(with_holiday(day("Wed 2026-03-04")), "Mon 2026-03-02 12:00")
    desk.wait("Wed 2026-03-11 09:00")

    events = {event.kind: event.at for event in desk.events if event.item == "LR-03"}
    assert events[Happening.YELLOW] == moment("Fri 2026-03-06 08:30")
    assert events[Happening.RED] == moment("Tue 2026-03-10 08:30")
    assert events[Happening.APPROVED_BY_SILENCE] == moment("Tue 2026-03-10 24:00")
    assert not desk.told("redated", "LR-03")  # nobody had been told of a day


def test_nobody_is_approved_by_silence_on_a_day_that_became_a_holiday(of_five_days, with_holiday, day, moment):  # T02
    desk = of_five_days()
    desk.wait("Mon 2026-03-09 09:00")

    desk.learns(with_holiday(day("Mon 2026-03-09")), "Mon 2026-03-09 10:00")
    desk.wait("Tue 2026-03-10 12:00")

    assert desk.state("LR-03") is State.ACCEPTED
    desk.wait("Wed 2026-03-11 00:00:30")
    assert desk.item("LR-03").ended_at == moment("Tue 2026-03-10 24:00")


def test_people_who_were_warned_of_a_day_that_no_longer_holds_get_exactly_one_message(of_five_days, with_holiday, day):
    desk = of_five_days()  # T02
    desk.wait("Thu 2026-03-05 09:00")
    before = len(desk.notices)

    desk.learns(with_holiday(day("Thu 2026-03-05")), "Thu 2026-03-05 10:00")
    desk.wait("Thu 2026-03-05 18:00")

    assert [(notice.step, notice.due_on) for notice in desk.notices[before:]] == [("redated", day("Tue 2026-03-10"))]


def test_the_correction_stands_for_the_yellow_of_the_new_day(of_five_days, with_holiday, day):  # T02
    desk = of_five_days()
    desk.wait("Fri 2026-03-06 09:00")
    before = len(desk.notices)

    desk.learns(with_holiday(day("Mon 2026-03-09")), "Fri 2026-03-06 10:00")
    desk.wait("Sat 2026-03-07 18:00")

    assert [(notice.step, notice.due_on) for notice in desk.notices[before:]] == [("redated", day("Tue 2026-03-10"))]


def test_a_calendar_that_is_not_newer_changes_nothing(accepted, with_holiday, day):
    desk = accepted()

    change = desk.learns(with_holiday(day("Wed 2026-03-04"), rev=1), "Mon 2026-03-02 12:00")

    assert change == proceedings.Change(desk.case)
    assert desk.due_on("LR-03") == day("Thu 2026-03-05")


def test_a_calendar_that_moves_the_end_back_leaves_a_working_day(accepted, with_holiday, calendar, day, moment):
    desk = accepted(by_calendar=with_holiday(day("Wed 2026-03-04")))

    desk.learns(
        replace(calendar, rev=3), "Fri 2026-03-06 10:00"
    )  # the holiday is taken back, and the due day was the 5th

    assert desk.due_on("LR-03") == day("Thu 2026-03-05")
    desk.wait("Mon 2026-03-09 23:59:59")
    assert desk.state("LR-03") is State.ACCEPTED
    desk.wait("Tue 2026-03-10 00:00:30")
    assert desk.item("LR-03").ended_at == moment("Mon 2026-03-09 24:00")


def test_a_paused_item_moves_when_it_is_resumed(of_five_days, with_holiday, day, moment):
    desk = of_five_days()
    desk.does(Act.PAUSE, "LR-03", "Wed 2026-03-04 10:00", kind="public_notice", until=moment("Tue 2026-03-10 10:00"))

    desk.learns(with_holiday(day("Wed 2026-03-11")), "Thu 2026-03-05 10:00")
    assert not desk.happened(Happening.REDATED)
    desk.does(Act.RESUME, "LR-03", "Tue 2026-03-10 09:00")

    assert desk.due_on("LR-03") == day("Mon 2026-03-16")


def test_silence_never_acts_on_a_provisional_day(accepted):
    desk = accepted(at="Tue 2026-12-29 10:00")

    desk.wait("Mon 2027-03-01 09:00")

    assert desk.state("LR-03") is State.ACCEPTED
    assert [event.what for event in desk.happened(Happening.WITHHELD, "LR-03")] == ["calendar"]
    assert desk.outcome(Act.APPROVE, "LR-03", "Mon 2027-03-01 10:00") == "approved"


def test_after_the_official_calendar_comes_a_day_of_grace(accepted, made_official, moment):
    desk = accepted(at="Tue 2026-12-29 10:00")  # due on Mon 2027-01-04
    desk.wait("Wed 2027-01-06 09:00")

    desk.learns(made_official(), "Wed 2027-01-06 10:00")
    desk.wait("Thu 2027-01-07 23:59:59")

    assert desk.state("LR-03") is State.ACCEPTED
    desk.wait("Fri 2027-01-08 00:00:30")
    assert desk.item("LR-03").ended_at == moment("Thu 2027-01-07 24:00")


def test_an_official_calendar_may_move_a_provisional_day(accepted, made_official, day):
    desk = accepted(at="Tue 2026-12-29 10:00")

    desk.learns(made_official(Span(date(2027, 1, 4), date(2027, 1, 4), "元旦")), "Wed 2026-12-30 10:00")

    assert desk.due_on("LR-03") == day("Tue 2027-01-05")


def test_a_promise_that_no_calendar_could_date_gets_its_date_with_a_day_of_grace(
    accepted, calendar, made_official, day
):
    short = replace(calendar, years=calendar.years[:2])
    desk = accepted(at="Tue 2026-12-29 10:00", by_calendar=short)
    assert desk.due_on("LR-03") is None
    desk.wait("Thu 2027-01-07 09:00")

    desk.learns(made_official(), "Thu 2027-01-07 10:00")
    desk.wait("Fri 2027-01-08 23:59:59")

    (event,) = desk.happened(Happening.REDATED)
    assert (event.due_before, event.due_after) == (None, day("Mon 2027-01-04"))
    assert desk.state("LR-03") is State.ACCEPTED
    desk.wait("Sat 2027-01-09 00:00:30")
    assert desk.state("LR-03") is State.DEEMED


# Extensions and warnings


def test_who_was_warned_hears_of_an_extension(of_five_days, day):
    desk = of_five_days()
    desk.wait("Thu 2026-03-05 09:00")

    change = desk.does(Act.EXTEND, "LR-03", "Thu 2026-03-05 10:00", days=5)

    assert change.silenced == ("LR-03",)
    assert {(notice.step, notice.due_on) for notice in change.notices} == {("redated", day("Mon 2026-03-16"))}


def test_after_an_extension_yellow_and_red_come_again(of_five_days):
    desk = of_five_days()
    desk.wait("Mon 2026-03-09 09:00")
    desk.does(Act.EXTEND, "LR-03", "Mon 2026-03-09 10:00", days=5)

    desk.wait("Mon 2026-03-16 09:00")

    assert [event.kind for event in desk.events if event.kind in ("yellow", "red")] == [
        "yellow",
        "red",
        "yellow",
        "red",
    ]


def test_pausing_and_resuming_on_one_day_says_the_same_warning_on_and_no_other(of_five_days, moment):
    desk = of_five_days()
    desk.wait("Thu 2026-03-05 09:00")
    [yellow] = desk.notices

    desk.does(Act.PAUSE, "LR-03", "Thu 2026-03-05 10:00", kind="public_notice", until=moment("Thu 2026-03-05 18:00"))
    desk.does(Act.RESUME, "LR-03", "Thu 2026-03-05 11:00")
    desk.wait("Fri 2026-03-06 18:00")

    assert [(notice.step, notice.cycle) for notice in desk.notices] == [(yellow.step, yellow.cycle)] * 2


def test_a_new_round_with_the_same_due_day_is_warned_again(of_five_days):  # T71
    desk = of_five_days(promised=Term(2, Unit.WD))
    desk.wakes("Mon 2026-03-02 10:30")
    for act in (Act.REFUSE, Act.RECEIVE, Act.ACCEPT):
        desk.does(act, "LR-03", "Mon 2026-03-02 11:00")

    desk.wakes("Mon 2026-03-02 11:30")

    assert [notice.cycle for notice in desk.told("yellow", "LR-03")] == ["1:yellow:2026-03-04", "2:yellow:2026-03-04"]


def test_a_new_officer_hears_the_last_warning_of_the_running_clock(of_five_days):  # T65
    desk = of_five_days()
    desk.wait("Mon 2026-03-09 09:00")
    before = len(desk.notices)

    desk.does(Act.ASSIGN, "LR-03", "Mon 2026-03-09 10:00", officer="o-2")

    yellow, red = desk.notices[:before]
    assert [(n.step, n.cycle) for n in desk.notices[before:]] == [(red.step, red.cycle)]
    assert yellow.cycle != red.cycle


def test_a_new_officer_hears_nothing_before_the_first_warning(of_five_days):
    desk = of_five_days()

    desk.does(Act.ASSIGN, "LR-03", "Mon 2026-03-02 11:00", officer="o-2")

    assert desk.notices == []


def test_a_row_shows_a_breach_and_its_explanation(accepted, moment, day):
    desk = accepted(rule_set="lawful")
    desk.wait("Fri 2026-03-06 09:00")

    row = standing(desk.case, "LR-03", desk.now)

    assert (row.breached, row.explained, row.revoked, row.provisional) == (True, False, False, False)
    assert (row.due_on, row.over_at) == (day("Thu 2026-03-05"), moment("Thu 2026-03-05 24:00"))
    assert (row.yellow_at, row.red_at) == (moment("Tue 2026-03-03 00:00"), moment("Thu 2026-03-05 00:00"))
    assert row.law_on == day("Mon 2026-03-30")


def test_an_approval_by_silence_is_no_breach_until_it_is_revoked(accepted):
    desk = accepted()
    desk.wait("Fri 2026-03-06 09:00")
    assert not standing(desk.case, "LR-03", desk.now).breached

    desk.does(Act.REVOKE, "LR-03", "Fri 2026-03-06 10:00")

    row = standing(desk.case, "LR-03", desk.now)
    assert (row.breached, row.revoked) == (True, True)


# Whatever happens

RARE = {Act.ASSIGN, Act.WITHDRAW, Act.REFUSE, Act.DECLINE}


def possible(case):
    """What can be done to which item, and of what ends a round only a little."""
    pairs = [(act, place) for place, item in enumerate(case.items) for act in ALLOWED if item.state in ALLOWED[act]]
    return [pair for pair in pairs if pair[0] not in RARE] * 4 + pairs


def play(desk, random, with_holiday):
    """Time passes with a worker that is awake or not; then somebody tries something, or a calendar is published."""
    at = desk.now + timedelta(minutes=random.randrange(random.choice((90, 24 * 60, 72 * 60))))
    if random.random() < 0.6:
        desk.wait(at)
    if random.random() < 0.1:
        holiday = desk.case.calendar.local_day(at) + timedelta(days=random.randrange(4))
        desk.learns(with_holiday(holiday, rev=desk.case.calendar.rev + 1, of=desk.case.calendar), at)
    else:
        act, place = random.choice([*possible(desk.case), (random.choice(tuple(ALLOWED)), random.randrange(4))])
        kind = next((pause.kind for pause in desk.case.rules[place].pauses), "none")
        fields = {"until": at + timedelta(days=random.randint(1, 9)), "days": random.randint(1, 5), "kind": kind}
        handled = at + timedelta(seconds=random.choice((0, 0, 20, 40)))
        with suppress(Refusal):
            desk.does(act, desk.case.items[place].id, at, handled=handled, ahead=random.random() < 0.5, **fields)
    desk.wakes(desk.now)


@settings(max_examples=80)
@given(random=st.randoms(use_true_random=True))
def test_whatever_happens_the_case_keeps_its_word(opened, rules_of, with_holiday, random):  # T50, T71
    desk = opened(rules=[rule for rule in rules_of() if rule.id in ("PR-05", "LR-03", "LR-04", "WR-01")])

    for _ in range(50):
        before, known = desk.case, len(desk.events)
        play(desk, random, with_holiday)
        assert_states_and_clocks_agree(desk)
        assert_every_new_due_day_is_on_record(before, desk, desk.events[known:])
        wakening = next_wakening(desk.case)
        assert wakening is None or wakening.at > desk.now or is_finished(desk.case, desk.now)

    assert [event.n for event in desk.events] == list(range(1, desk.case.n + 1))
    keys = [(notice.item, notice.cycle, notice.step) for notice in desk.notices]
    assert len(keys) - len(set(keys)) <= len(desk.happened(Happening.ASSIGNED))  # a new officer is told what was said
    assert_one_decision_a_round(desk)


def assert_states_and_clocks_agree(desk):
    """An open correction is the applicant's turn and no promised clock runs; a paused one stands; an accepted one runs."""
    for item, rule in zip(desk.case.items, desk.case.rules, strict=True):
        clock = promised_clock(item, rule)
        end = due(clock, desk.case.calendar) if clock else None
        assert (item.state in ALLOWED[Act.SUPPLY]) == (item.state is State.CORRECTING)
        assert (clock is None) == (item.accepted_at is None)
        match item.state:
            case State.WAITING | State.READY | State.RECEIVED | State.CORRECTING:
                assert clock is None
            case State.PAUSED:
                assert end is None
                assert item.pauses[-1].until is None
            case State.DEEMED:
                last = item.ended_at - timedelta(microseconds=1)
                assert desk.case.calendar.counts(desk.case.calendar.local_day(last))  # T46
            case State.ACCEPTED | State.APPROVED | State.REFUSED:
                assert end is not None


def assert_every_new_due_day_is_on_record(before, desk, events):
    """From the old due day of each open item, the events lead to the new one step by step."""
    for old, new, rule in zip(before.items, desk.case.items, desk.case.rules, strict=True):
        moves = [(e.due_before, e.due_after) for e in events if e.item == new.id and (e.due_before or e.due_after)]
        was, now = promised_due(old, rule, before.calendar), promised_due(new, rule, desk.case.calendar)
        path = [was and was.on, *(day for move in moves for day in move), now and now.on]
        if new.state in OPEN or moves:
            assert path[::2] == path[1::2], (new.id, path)


def assert_one_decision_a_round(desk):
    """Between two hand-ins of an item there is one decision, or as many more as were revoked."""
    for item in desk.case.items:
        undecided = True
        for event in (event for event in desk.events if event.item == item.id):
            if event.kind in DECISIONS:
                assert undecided, item.id
                undecided = False
            elif event.kind in (Happening.RECEIVED, Happening.REVOKED):
                undecided = True
