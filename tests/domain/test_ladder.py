"""Ladders are data, checked whole; they are climbed rung by rung, and nobody is told twice of one thing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.fate import FINAL, Channel, Fate, moves_on
from domain.holding import Present, why_not
from domain.hotline.record import Step as RequestStep
from domain.item import State
from domain.ladder import BadLadders, Hours, Who, parse_policy, spread
from domain.legal.cases import ENDED as LEGAL_ENDED
from domain.legal.cases import State as LegalState
from domain.legal.draft import TO_ASKERS
from domain.legal.record import Step as LegalStep
from domain.notices import KINDS
from domain.reaching import Contact, climb, ways
from domain.record import Step
from store import shipped

ZONE = ZoneInfo("Asia/Shanghai")
STEPS = KINDS
TO_CITIZENS = (RequestStep.CONFIRMED, RequestStep.ROAD, RequestStep.ASK, RequestStep.JOINED, RequestStep.ENDED)
FIFTEEN_MINUTES = (RequestStep.ACCEPT_SOON, RequestStep.ACCEPT_OVER, RequestStep.ACCEPT_UP, RequestStep.SENT_BACK)
EIGHT_MINUTES = (LegalStep.CALL, LegalStep.LEADER, LegalStep.OVER, LegalStep.RAISED)
OFFICER = Contact("person:li", "13900000001", "li@example.org")
HEAD = Contact("person:wang", "13900000002", "wang@example.org")
HOUSE = Contact("department:NRB", "13900000003")
LANDLINE = Contact("department:DRC", "0475-0000001", "drc@example.org")
ABROAD = Contact("person:smith", "+12025550123", "smith@example.org")


@pytest.fixture(scope="module")
def text() -> str:
    return (shipped.files("domain") / "data" / "ladders.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def policy(text):
    return parse_policy(text, steps=STEPS)


@pytest.fixture(scope="module")
def world():
    return shipped.destinations()


def climbed(policy, world, step, reach, rung=0):
    return climb(policy.ladders[step], rung, reach, policy.instead, world, "department:NRB")


@pytest.mark.parametrize("step", ["yellow", "red"])
def test_yellow_and_red_go_to_department_and_officer_by_sms(policy, world, step):  # A3
    done = climbed(policy, world, step, {Who.OFFICER: (OFFICER,), Who.DEPARTMENT: (HOUSE,)})

    assert {(w.recipient, w.channel, w.state) for w in done.messages} == {
        ("person:li", Channel.SMS, Fate.QUEUED),
        ("department:NRB", Channel.SMS, Fate.QUEUED),
    }


def test_without_an_officer_who_is_on_duty_is_told_else_the_head(policy, world):
    on_duty = Contact("person:zhao", "13900000009")
    reach = {Who.HEAD: (HEAD,), Who.DUTY: (on_duty,)}

    assert [w.recipient for w in climbed(policy, world, "yellow", reach).messages] == ["person:zhao"]
    assert [w.recipient for w in climbed(policy, world, "yellow", {Who.HEAD: (HEAD,)}).messages] == ["person:wang"]


def test_who_is_on_duty_and_head_is_told_once(policy, world):  # H41
    reach = {Who.DUTY: (HEAD,), Who.HEAD: (HEAD,), Who.OFFICER: (OFFICER,)}

    assert [w.recipient for w in climbed(policy, world, "red", reach, rung=1).messages] == ["person:wang"]


def test_a_rung_without_anybody_is_passed_at_once_and_says_so(policy, world):  # H35
    supervisor = Contact("person:shen", "13900000007")

    done = climbed(policy, world, "red", {Who.SUPERVISORS: (supervisor,)})

    assert [w.recipient for w in done.messages] == ["person:shen"]
    assert done.rung == 3
    assert done.empty == ("rung 1: no officer or department", "rung 2: no duty or head")


def test_when_nobody_is_left_on_any_rung_a_person_must_work_it_through(policy, world):  # T65
    done = climbed(policy, world, "yellow", {})

    assert [(w.recipient, w.channel, w.reason) for w in done.messages] == [("department:NRB", Channel.LIST, "nobody")]


def test_channels_that_cannot_reach_somebody_are_passed_with_the_reason(policy, world):
    rung = policy.ladders["red"].rungs[0]

    assert [(w.channel, w.state, w.reason) for w in ways(LANDLINE, Who.DEPARTMENT, rung.channels, world)] == [
        (Channel.SMS, Fate.FAILED, "no_sms_there"),
        (Channel.VOICE, Fate.FAILED, "no_voice_there"),
        (Channel.MAIL, Fate.QUEUED, ""),
    ]
    stopped = Contact("person:li", "13900000001", barred={Channel.SMS: "stopped"})
    assert [(w.channel, w.reason) for w in ways(stopped, Who.OFFICER, (Channel.SMS, Channel.MAIL), world)] == [
        (Channel.SMS, "barred:stopped"),
        (Channel.MAIL, "no_address"),
        (Channel.LIST, "unreached"),
    ]
    (voice,) = ways(ABROAD, Who.OFFICER, (Channel.VOICE,), world)
    assert voice.state is Fate.QUEUED


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("accept_soon", ["person:dispatcher"]),
        ("accept_over", ["person:leader"]),
        ("accept_up", ["person:leader", "person:supervisors"]),
        ("sent_back", ["person:dispatcher"]),
        ("assigned", ["person:officer"]),
        ("half", ["person:officer"]),
        ("warned", ["person:officer"]),
        ("share_over", ["person:officer", "person:head", "person:leader"]),
        ("goal_over", ["person:officer", "person:head", "person:leader", "person:supervisors"]),
        ("neglected", ["person:head", "person:leader", "person:supervisors"]),
        ("request_reopened", ["person:officer", "person:head"]),
        ("taken_away", ["person:officer", "person:department"]),
        ("unsolved", ["person:dispatcher", "person:leader"]),
        ("closing", ["person:leader"]),
        ("unheard", ["person:officer"]),
        ("withdrawal", ["person:dispatcher", "person:leader"]),
        ("pause_ended", ["person:officer"]),
        ("review_due", ["person:officer"]),
        *((str(step), ["person:callers"]) for step in TO_CITIZENS),
    ],
)
def test_each_step_of_a_request_is_told_first_to_those_whom_it_is_for(policy, world, step, told):
    reach = {who: (Contact(f"person:{who}", f"1390000000{n % 10}" if n < 10 else None),) for n, who in enumerate(Who)}

    done = climbed(policy, world, step, reach)

    assert [w.recipient for w in done.messages] == told
    assert done.rung == 1


def test_promises_of_minutes_go_before_everything_and_a_request_before_a_project(policy):
    urgency = {step: ladder.urgency for step, ladder in policy.ladders.items()}

    minutes = {*FIFTEEN_MINUTES, *EIGHT_MINUTES}
    assert max(urgency[step] for step in minutes) < min(n for step, n in urgency.items() if step not in minutes)
    assert max(urgency[step] for step in RequestStep) < min(urgency[step] for step in Step)


def test_only_citizens_are_told_what_is_for_citizens_and_a_machine_calls_them_only_to_ask(policy):
    for step in RequestStep:
        for rung in policy.ladders[step].rungs:
            assert (Who.CALLERS in rung.to) is (step in TO_CITIZENS)
            may_call = step not in TO_CITIZENS or step is RequestStep.ASK
            assert may_call or (rung.to == (Who.CALLERS,) and Channel.VOICE not in rung.channels)


def test_without_a_dispatcher_the_leader_is_told_and_without_a_leader_the_supervisors(policy, world):  # H35
    leader, supervisor = Contact("person:bai", "13900000005"), Contact("person:shen", "13900000007")

    both = climbed(policy, world, "accept_soon", {Who.LEADER: (leader,), Who.SUPERVISORS: (supervisor,)})
    none = climbed(policy, world, "accept_over", {Who.SUPERVISORS: (supervisor,)})

    assert [w.recipient for w in both.messages] == ["person:bai"]
    assert [w.recipient for w in none.messages] == ["person:shen"]
    assert (both.rung, none.rung) == (1, 1)


def test_the_named_person_who_does_not_sign_is_passed_by_the_ladder(policy):
    asking = {step for step in RequestStep if policy.ladders[step].asks}

    assert asking == {
        *(RequestStep.ASSIGNED, RequestStep.REOPENED, RequestStep.HALF, RequestStep.WARNED),
        RequestStep.EXTENSION_ASKED,
    }


@pytest.mark.parametrize("step", RequestStep)
def test_those_who_work_are_told_by_night_and_citizens_by_day_but_number_and_road_come_at_once(policy, calendar, step):
    office, _ = shipped.office()
    night = datetime(2026, 11, 25, 3, 0, tzinfo=ZONE)
    waits = step in TO_CITIZENS and step not in (RequestStep.CONFIRMED, RequestStep.ROAD)

    opens = policy.opening(step, "min", night, office, calendar)

    assert opens == (night.replace(hour=7) if waits else night)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("legal_call", ["person:officer"]),
        ("legal_leader", ["person:director"]),
        ("legal_over", ["person:director", "person:supervisors"]),
        ("legal_raised", ["person:director", "person:supervisors"]),
        ("legal_unanswered", ["person:officer"]),
        ("legal_gone", ["person:officer"]),
        ("aid_new", ["person:desk"]),
        ("aid_supplied", ["person:desk"]),
        ("aid_change", ["person:desk"]),
        ("aid_verify_soon", ["person:desk"]),
        ("aid_verify", ["person:desk", "person:director"]),
        ("aid_warned", ["person:desk", "person:director"]),
        ("aid_over", ["person:director", "person:supervisors"]),
        ("aid_statutory", ["person:director", "person:supervisors"]),
        ("aid_offer", ["person:officer"]),
        ("aid_appointed", ["person:officer", "person:callers"]),
        ("aid_objection", ["person:director"]),
        ("aid_complaint", ["person:director"]),
        ("visit_soon", ["person:officer"]),
        ("follow_up", ["person:officer"]),
        ("checkup_new", ["person:officer"]),
        ("checkup_over", ["person:desk", "person:director"]),
        *((str(step), ["person:callers"]) for step in sorted(TO_ASKERS)),
    ],
)
def test_each_step_of_the_legal_circle_is_told_first_to_those_whom_it_is_for(policy, world, step, told):
    reach = {who: (Contact(f"person:{who}", f"139000000{n:02}"),) for n, who in enumerate(Who)}

    done = climbed(policy, world, step, reach)

    assert [w.recipient for w in done.messages] == told
    assert done.rung == 1


def test_without_a_clerk_the_director_is_told_and_without_a_director_the_supervisors(policy, world):  # H35
    director, supervisor = Contact("person:dora", "13900000005"), Contact("person:shen", "13900000007")

    both = climbed(policy, world, "aid_new", {Who.DIRECTOR: (director,), Who.SUPERVISORS: (supervisor,)})
    none = climbed(policy, world, "legal_leader", {Who.SUPERVISORS: (supervisor,)})

    assert [w.recipient for w in both.messages] == ["person:dora"]
    assert [w.recipient for w in none.messages] == ["person:shen"]
    assert (both.rung, none.rung) == (1, 1)


@pytest.mark.parametrize("step", LegalStep)
def test_eight_minutes_and_the_number_are_told_by_night_and_what_counts_days_by_day(policy, calendar, step):
    office, _ = shipped.office()
    night = datetime(2026, 11, 25, 3, 0, tzinfo=ZONE)
    round_the_clock = {
        *(*EIGHT_MINUTES, LegalStep.UNANSWERED, LegalStep.VISIT_SOON, LegalStep.GONE, LegalStep.RECEIVED),
    }

    opens = policy.opening(step, "min", night, office, calendar)

    assert opens == (night if step in round_the_clock else night.replace(hour=7))


def test_a_file_of_ladders_is_refused_with_every_fault(text):
    broken = text.replace('channels = ["mail", "sms"]', 'channels = ["pigeon"]').replace(
        "[ladders.red]", "[ladders.rot]"
    )

    with pytest.raises(BadLadders) as caught:
        parse_policy(broken.replace("most_letters = 2", 'most_letters = "two"'), steps=STEPS)

    assert {p.place for p in caught.value.problems} >= {
        "ladders.red",
        "most_letters",
        "ladders.report.rungs[0].channels[0]",
    }


@pytest.mark.parametrize(
    ("hours", "at", "opens"),
    [
        (Hours.OFFICE, "2026-11-25 03:00", "2026-11-25 08:30"),
        (Hours.OFFICE, "2026-11-27 18:00", "2026-11-30 08:30"),
        (Hours.DAY, "2026-11-25 03:00", "2026-11-25 07:00"),
        (Hours.DAY, "2026-11-25 22:00", "2026-11-26 07:00"),
        (Hours.DAY, "2026-11-25 12:00", "2026-11-25 12:00"),
        (Hours.ALWAYS, "2026-11-25 03:00", "2026-11-25 03:00"),
    ],
)
def test_quiet_hours_are_kept(policy, calendar, hours, at, opens):  # T67
    office, _ = shipped.office()
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)

    assert policy.open_at(hours, moment, office, calendar) == datetime.fromisoformat(opens).replace(tzinfo=ZONE)


def test_the_messages_of_one_person_lie_at_the_same_place_of_the_window():
    places = {spread(f"person:{n}", 60).total_seconds() for n in range(200)}

    assert spread("person:li", 60) == spread("person:li", 60)
    assert len(places) == 200
    assert 0 <= min(places) < 5
    assert 55 < max(places) < 60


def test_a_state_only_moves_forward():
    for old in Fate:
        for new in Fate:
            if moves_on(old, new):
                assert not moves_on(new, old)
    assert not any(moves_on(final, new) for final in FINAL for new in Fate)
    assert moves_on(Fate.UNKNOWN, Fate.DELIVERED)
    assert not moves_on(Fate.SENT, Fate.ACCEPTED)


@pytest.mark.parametrize(
    ("step", "state", "day", "why"),
    [
        ("yellow", State.ACCEPTED, 9, ""),
        ("yellow", State.ACCEPTED, 10, "redated"),
        ("red", State.PAUSED, 9, "paused"),
        ("red", State.APPROVED, 9, "closed"),
        ("pause_late", State.ACCEPTED, 9, "resumed"),
        ("pause_late", State.PAUSED, 9, ""),
        ("breached", State.REFUSED, 9, "closed"),
        ("deemed", State.DEEMED, 9, ""),
        ("deemed", State.ACCEPTED, 9, "revoked"),
    ],
)
def test_a_message_holds_as_long_as_its_case_stands_so(step, state, day, why):  # H26
    due = datetime(2026, 3, 9, tzinfo=UTC).date()

    assert why_not(step, due, None, Present(state, due.replace(day=day), None, "li")) == why


def test_a_message_about_an_item_that_is_gone_does_not_hold_but_a_report_does():
    assert why_not("red", None, None, None) == "gone"
    assert why_not("report", None, None, None) == ""


@pytest.mark.parametrize("step", [step for step in LegalStep if step is not LegalStep.PROGRAMME_SOON])
@pytest.mark.parametrize("state", LegalState)
def test_what_is_for_those_who_work_ends_with_a_case_of_the_legal_circle_and_for_askers_never(step, state):
    of_itself = {*TO_ASKERS, LegalStep.GONE, LegalStep.AID_APPOINTED}
    is_over = state in LEGAL_ENDED and step not in of_itself

    assert why_not(step, None, None, Present(state, None, None, "li")) == ("ended" if is_over else "")
    assert why_not(step, None, None, None) == "gone"
