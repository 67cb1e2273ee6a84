"""Ladders are data, checked whole; they are climbed rung by rung, and nobody is told twice of one thing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.fate import FINAL, Channel, Fate, moves_on
from domain.holding import Present, why_not
from domain.item import State
from domain.ladder import BadLadders, Hours, Who, parse_policy, spread
from domain.reaching import Contact, climb, ways
from domain.record import Step
from store import shipped

ZONE = ZoneInfo("Asia/Shanghai")
STEPS = (*Step, "report")
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
