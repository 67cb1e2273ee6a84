"""A check-up reminds by itself of its findings and of each follow-up, once, when the office opens, and ends with the last result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from legal_life import ASKER, CLERK, DIRECTOR, Life, lawyer, moment
from legal_rules import CHECKUP

from domain.calendar_file import calendar_of
from domain.legal import checkup
from domain.legal.cases import Checkup, State
from domain.legal.refusals import NotTheHolder, UnknownFinding
from domain.refusals import CaseClosed, NotAllowed, NotInPolicy, Refusal, TimeNotAllowed, WrongState
from domain.roles import Act
from domain.workdays import CalendarYear

START = "2026-11-25 10:00"  # a Wednesday: ten working days end on Wednesday 9 December
ANN, BO = lawyer("ann"), lawyer("bo")


@pytest.fixture
def begun(calendar, office):
    """Begins a check-up that Ann makes."""

    def at(text=START, **more):
        askers = more.pop("askers", ("C20261125-000001-1",))
        case = Checkup("C20261125-000001", CHECKUP, office, calendar, "ann", moment(text), askers=askers, **more)
        return Life(checkup.LAW, case, moment(text))

    return at


def find(life, severity="medium", at=None, by=ANN, **more):
    life.act(Act.CHECKUP_FIND, by, at, kind=severity, field="labour", **more)


def follow(life, n, result="mended", at=None, by=ANN):
    life.act(Act.CHECKUP_FOLLOW, by, at, finding=n, outcome=result)


def reported(life, *severities, at="2026-12-02 15:00"):
    life.until(at)
    for severity in severities:
        find(life, severity)
    life.act(Act.CHECKUP_REPORT, ANN)
    return life


def test_the_person_is_told_of_the_order_and_the_company_of_its_number(begun):
    life = begun(campaign="spring-2026")

    assert life.told("checkup_new") == [(moment(START), "ann")]
    assert [at for at, _ in life.told("legal_received")] == [moment(START)]
    assert life.notices[0].due_at == moment("2026-12-10 00:00")
    assert (life.events[0].what, life.events[0].person) == ("spring-2026", "ann")
    assert (life.row().due_on, life.row().next_on, life.row().outcome) == (date(2026, 12, 9), None, "")


def test_a_company_that_cannot_be_reached_is_not_told(begun):
    life = begun(askers=())

    life.act(Act.LEGAL_WITHDRAW, CLERK)

    assert {notice.step for notice in life.notices} == {"legal_gone"}


def test_the_day_on_which_the_findings_are_due_warns_and_its_end_is_recorded(begun):
    life = begun()

    life.until("2026-12-20 00:00")

    assert life.happened("warned") == [moment("2026-12-09 08:30")]
    assert life.happened("promise_over") == [moment("2026-12-10 00:00")]
    assert [at for at, _ in life.told("checkup_over")] == [moment("2026-12-10 00:00")]
    assert life.case.state is State.WAITING


def test_a_report_in_time_is_not_warned_of(begun):
    life = reported(begun(), "low")
    assert {notice.thread for notice in life.notices} == {"legal_received:1"}, "what was due is done"

    life.until("2026-12-31 00:00")

    assert not life.happened("warned")
    assert not life.happened("promise_over")


@pytest.mark.parametrize(
    ("severity", "on", "reminded"),
    [
        ("high", date(2026, 12, 9), "2026-12-09 08:30"),
        ("medium", date(2027, 1, 1), "2027-01-04 08:30"),  # a holiday and a weekend: when the office opens again
        ("low", date(2027, 3, 2), "2027-03-02 08:30"),
    ],
)
def test_a_finding_is_followed_up_on_the_day_that_its_severity_says(begun, severity, on, reminded):
    life = reported(begun(), severity)

    life.until("2027-06-30 00:00")

    assert life.case.findings[0].follow_up_on == on
    assert life.happened("follow_up_due") == [moment(reminded)], "once"
    assert [(at, who) for at, who in life.told("follow_up") if at > moment("2026-12-03 00:00")] == [
        (moment(reminded), "ann")
    ]


def test_another_day_may_be_named_but_none_that_is_past_or_today(begun):
    life = begun()
    life.until("2026-12-01 09:00")

    for day in (date(2026, 11, 30), date(2026, 12, 1)):
        with pytest.raises(TimeNotAllowed):
            find(life, on=day)
    find(life, on=date(2026, 12, 2))

    assert [finding.follow_up_on for finding in life.case.findings] == [date(2026, 12, 2)]
    life.until("2026-12-02 08:30")
    assert life.happened("follow_up_due") == [moment("2026-12-02 08:30")], "also before the report is made"


def test_each_finding_reminds_on_its_own_and_the_row_shows_the_next(begun):
    life = reported(begun(), "low", "high", "medium")

    assert life.row().next_on == date(2026, 12, 9)
    life.until("2026-12-08 12:00")
    follow(life, 2)
    assert life.row().next_on == date(2027, 1, 1)
    life.until("2027-06-30 00:00")

    assert [event.what for event in life.events if event.kind == "follow_up_due"] == ["3", "1"]


def test_a_result_takes_back_the_reminder(begun):
    life = reported(begun(), "high", "low")
    life.until("2026-12-09 09:00")
    assert life.told("follow_up")[-1][0] == moment("2026-12-09 08:30")

    follow(life, 1)

    assert all(notice.thread != "follow:1" for notice in life.notices)


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        (("mended",), "mended"),
        (("mended", "partly", "mended"), "partly"),
        (("not_mended", "mended"), "not_mended"),
    ],
)
def test_the_last_result_ends_it_with_the_worst_as_outcome(begun, results, outcome):
    life = reported(begun(), *["high"] * len(results))

    for n, result in enumerate(results, start=1):
        assert life.case.state is State.FOLLOWING
        follow(life, n, result)

    assert (life.case.state, life.row().outcome) == (State.FINISHED, outcome)
    assert life.case.ended_at == life.now
    assert [step for step in (notice.step for notice in life.notices) if step != "legal_received"] == ["legal_ended"]
    assert life.law.next_wakening(life.case) is None


def test_a_check_up_without_a_finding_is_over_with_its_report(begun):
    life = reported(begun())

    assert (life.case.state, life.row().outcome) == (State.FINISHED, "nothing_found")


def test_what_was_mended_before_the_report_ends_with_it(begun):
    life = begun()
    find(life)
    follow(life, 1)
    assert life.case.state is State.WAITING

    life.act(Act.CHECKUP_REPORT, ANN)

    assert (life.case.state, life.row().outcome) == (State.FINISHED, "mended")


def test_after_the_report_nothing_is_found_and_it_is_made_once(begun):
    life = reported(begun(), "high")

    for act in (Act.CHECKUP_FIND, Act.CHECKUP_REPORT):
        with pytest.raises(WrongState):
            life.act(act, ANN, kind="high", field="labour")


def test_a_result_is_said_once_of_a_finding_that_there_is_and_in_a_known_word(begun):
    life = reported(begun(), "high", "high")
    follow(life, 1)

    with pytest.raises(WrongState):
        follow(life, 1, "not_mended")
    for n in (0, 3, -1):
        with pytest.raises(UnknownFinding):
            follow(life, n)
    with pytest.raises(NotInPolicy):
        follow(life, 2, "more or less")
    with pytest.raises(NotInPolicy):
        find(begun(), "terrible")


def test_only_who_makes_it_and_the_desk_may_act(begun):
    life = begun()

    with pytest.raises(NotTheHolder):
        find(life, by=BO)
    with pytest.raises(NotAllowed):
        find(life, by=ASKER)
    find(life, by=CLERK)
    find(life, by=DIRECTOR)
    with pytest.raises(NotTheHolder):
        life.act(Act.CHECKUP_REPORT, BO)
    with pytest.raises(NotTheHolder):
        follow(life, 1, by=BO)
    with pytest.raises(NotTheHolder):
        life.act(Act.LEGAL_WITHDRAW, ANN)

    assert len(life.case.findings) == 2


def test_another_person_gets_it_with_all_that_is_due(begun):
    life = reported(begun(), "high")

    life.act(Act.LEGAL_ASSIGN, CLERK, "2026-12-03 09:00", person="bo")
    with pytest.raises(NotAllowed):
        life.act(Act.LEGAL_ASSIGN, BO, person="ann")

    assert life.told("legal_gone") == [(life.now, "ann")]
    assert life.told("checkup_new") == [(life.now, "bo")], "what Ann was told is taken back"
    with pytest.raises(NotTheHolder):
        follow(life, 1)
    life.until("2026-12-09 08:30")
    assert life.told("follow_up")[-1] == (moment("2026-12-09 08:30"), "bo")
    assert life.case.state is State.FOLLOWING
    follow(life, 1, by=BO)
    assert life.case.state is State.FINISHED
    assert [(one.person, one.ended) for one in life.case.assignments] == [("ann", "changed"), ("bo", "done")]
    assert life.law.holder(life.case) == ""


def test_a_withdrawal_ends_it_and_who_made_it_is_told(begun):
    life = reported(begun(), "high")

    life.act(Act.LEGAL_WITHDRAW, ASKER)
    life.until("2027-01-31 00:00")

    assert life.case.state is State.WITHDRAWN
    assert not life.happened("follow_up_due")
    assert life.told("legal_gone") == [(moment("2026-12-02 15:00"), "ann")]
    with pytest.raises(CaseClosed) as closed:
        life.act(Act.LEGAL_COMMENT, CLERK)
    assert closed.value.facts["kind"] == "checkup"


def test_every_other_act_is_refused(begun):
    others = [act for act in Act if act.startswith(("legal_", "aid_", "visit_")) and act not in checkup._DEEDS]
    refused = 0
    for act in others:
        for actor in (CLERK, DIRECTOR, ANN, ASKER):
            life = begun()
            with pytest.raises((WrongState, NotAllowed)):
                life.act(act, actor)
            refused += 1

    assert refused == len(others) * 4


def test_a_new_calendar_moves_what_is_counted_in_working_days(begun, with_holiday):
    life = reported(begun(), "high", at="2026-11-26 09:00")
    other = begun()
    later = with_holiday(date(2026, 12, 3), date(2026, 12, 7))  # Thursday: the follow-up; Monday: a day of the ten

    followed, waiting = (checkup.recount(one.case, later, one.now) for one in (life, other))

    assert checkup.findings_due(waiting.case).on == date(2026, 12, 11)
    assert [(event.kind, event.due_after) for event in waiting.events] == [("redated", moment("2026-12-12 00:00"))]
    assert followed.events == (), "the findings are reported already"
    assert checkup.LAW.next_wakening(followed.case).at == moment("2026-12-04 08:30")
    assert checkup.recount(waiting.case, replace(later, rev=1), other.now).case == waiting.case


def test_a_follow_up_beyond_the_calendar_waits_for_the_calendar(begun):
    life = reported(begun(), "high", "low", at="2026-12-03 09:00")
    short = calendar_of(life.case.calendar.years[:-1], rev=1, zone=life.case.calendar.zone)  # without 2027
    life.case = replace(life.case, calendar=short)
    life.until("2027-06-30 00:00")
    assert [event.what for event in life.events if event.kind == "follow_up_due"] == ["1"]

    full = replace(begun().case.calendar, rev=2)
    change = checkup.recount(life.case, full, life.now)

    assert checkup.LAW.next_wakening(change.case).at == moment("2027-03-03 08:30")


@pytest.mark.parametrize("text", ["2026-12-05 23:30", "2026-10-02 03:00", "2026-02-14 09:00"])
def test_nights_weekends_and_holidays_never_remind_outside_the_office(begun, office, text):
    life = begun(text)
    for _ in range(3):
        find(life, "high")
    life.until(moment(text) + timedelta(days=60))

    shown = life.happened("follow_up_due") + life.happened("warned")
    assert len(shown) == 4
    for at in shown:
        assert office.next_open(at, life.case.calendar) == at


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["find", "report", "follow", "assign", "comment", "wait"]), st.integers(0, 40)), max_size=25))  # fmt: skip
def test_whatever_happens_each_moment_rings_once_and_the_end_is_when_all_is_said(opened_case, steps):
    life = Life(checkup.LAW, opened_case, opened_case.asked_at)
    for what, number in steps:
        try:
            _do(life, what, number)
        except Refusal:
            continue

    assert len(set(life.case.taken)) == len(life.case.taken)
    open_ones = [finding for finding in life.case.findings if not finding.result]
    assert (life.case.state is State.FINISHED) == (life.case.reported_at is not None and not open_ones)
    assert all(before.at <= after.at for before, after in pairwise(life.events) if before.entered_at == after.entered_at)  # fmt: skip
    assert sum(one.holds for one in life.case.assignments) == (life.case.ended_at is None)
    reminded = [event.what for event in life.events if event.kind == "follow_up_due"]
    assert len(reminded) == len(set(reminded))


@pytest.fixture(scope="module")
def opened_case(calendar, office):
    return Checkup("C20261125-000001", CHECKUP, office, replace(calendar, years=_more(calendar.years)), "ann", moment(START))  # fmt: skip


def _more(years):
    return (*years, *(CalendarYear(year, official=False) for year in range(2028, 2032)))


def _do(life, what, number):
    match what:
        case "find":
            find(life, ("high", "medium", "low")[number % 3], by=CLERK)
        case "report":
            life.act(Act.CHECKUP_REPORT, CLERK)
        case "follow":
            follow(life, number % 4, ("mended", "partly", "not_mended")[number % 3], by=CLERK)
        case "assign":
            life.act(Act.LEGAL_ASSIGN, CLERK, person=f"p{number % 3}")
        case "comment":
            life.act(Act.LEGAL_COMMENT, CLERK)
        case _:
            life.until(life.now + timedelta(days=number))
