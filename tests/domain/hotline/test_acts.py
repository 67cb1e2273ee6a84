"""What people may do to a request, in which state, with which proof, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from request_desk import BODIES, CITIZEN, DISPATCHER, POLICY, hours, moment, place, reported

from domain.hotline import proceedings
from domain.hotline.admission import ALLOWED, REQUIRED_NOTES
from domain.hotline.clocks import goal_at
from domain.hotline.policy import Level
from domain.hotline.record import Happening, Step
from domain.hotline.request import AT_WORK, ENDED, State
from domain.hotline.standing import row_of
from domain.refusals import Refusal
from domain.roles import RULES, Act, Actor, Relation, Role
from domain.term import Term, Unit

VILLAGE, TOWN, BANNER, CENTRE = Level
NEW = moment("Wed 2026-11-25 10:00")
SOON = moment("Wed 2026-11-25 11:00")
LATER = moment("Wed 2026-11-25 11:30")
BODILY = {Relation.OWN_DEPARTMENT, Relation.OWN_VILLAGE}
OF_THE_BODY = {act for act, rules in RULES.items() if BODILY & set(rules.values())}
WORDS = {
    Act.REQUEST_ADVISE: {"reason": "court"},
    Act.REQUEST_ACCEPT: {"kind": "consultation", "place": place(VILLAGE)},
    Act.REQUEST_DISPATCH: {"place": place(TOWN)},
    Act.REQUEST_RECLASSIFY: {"kind": "immediate"},
    Act.REQUEST_PAUSE: {"reason": "caller_absent", "until": LATER + timedelta(hours=1)},
    Act.REQUEST_ASK_EXTENSION: {"hours": 6},
    Act.REQUEST_PARK: {"until": LATER + timedelta(days=3)},
    Act.REQUEST_RETURN: {"reason": "not_ours"},
    Act.REQUEST_ESCALATE: {"place": place(BANNER)},
    Act.REQUEST_CALL: {"outcome": "not_reached"},
    Act.REQUEST_ANSWER: {"complainant": "c1", "solved": True, "satisfied": 5, "way": "page"},
    Act.REQUEST_MERGE: {"other": "H20261125-000001"},
    Act.REQUEST_ABSORB: {"other": "H20261125-000001", "complainants": ("c9",)},
}
LEADING_TO = {
    State.PAUSED: (Act.REQUEST_PAUSE, {"reason": "caller_absent", "until": SOON + timedelta(hours=3)}),
    State.RETURNED: (Act.REQUEST_RETURN, {"reason": "not_ours"}),
    State.ARCHIVED: (Act.REQUEST_ANSWER, WORDS[Act.REQUEST_ANSWER]),
    State.ADVISED: (Act.REQUEST_ADVISE, {"reason": "police"}),
    State.WITHDRAWN: (Act.REQUEST_WITHDRAW, {}),
    State.MERGED: (Act.REQUEST_MERGE, {"other": "H20261125-000001"}),
}


def handled(at=NEW, *, level=VILLAGE, kind="consultation", **fields):
    desk = reported(at, **fields)
    desk.accept(at, kind=kind, level=level)
    return desk


def closed(**fields):
    desk = handled(**fields)
    desk.close(SOON)
    return desk


def in_state(state):
    """A request in this state at SOON, with everything asked for that could be granted."""
    if state in (State.CLOSED, State.ARCHIVED):
        desk = closed()
    else:
        desk = reported(NEW) if state is State.REPORTED else handled()
        desk.does(Act.REQUEST_ASK_WITHDRAWAL, SOON)
    if state in AT_WORK:
        desk.does(Act.REQUEST_ASK_EXTENSION, SOON, hours=3)
        desk.does(Act.REQUEST_PARK, SOON, until=SOON + timedelta(days=1))
    if state in LEADING_TO:
        act, words = LEADING_TO[state]
        desk.does(act, SOON, **words)
    assert desk.case.state is state
    return desk


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", ALLOWED)
def test_each_act_is_done_in_its_states_and_refused_in_all_others(state, act):  # T35
    desk = in_state(state)
    if act is Act.REQUEST_ASK_EXTENSION and state in ALLOWED[act]:
        desk.does(Act.REQUEST_DENY_EXTENSION, SOON)
    outcome = desk.outcome(act, LATER, **WORDS.get(act, {}))

    if act is Act.REQUEST_RELEASE and state in ALLOWED[act]:
        assert outcome == "nothing_asked"  # nothing was absorbed; that it is done stands in a test of its own
    elif state in ALLOWED[act]:
        assert outcome in set(State)
    elif act is Act.REQUEST_ANSWER:
        assert outcome == "not_asked"
    elif state is State.REPORTED and Role.DISPATCHER not in RULES[act]:
        assert outcome == "not_allowed"  # no body has it yet
    elif state in ENDED:
        assert outcome == "request_ended"
    elif act is Act.REQUEST_ACCEPT:
        assert outcome == "already_accepted"
    else:
        assert outcome == "wrong_state"


def test_every_act_on_a_request_is_in_the_table():
    elsewhere = {Act.REQUEST_OPEN, Act.REQUEST_IMPORT}

    assert set(ALLOWED) | elsewhere == {act for act in Act if act.startswith("request_")}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", ALLOWED)
def test_each_act_is_done_by_its_roles_and_refused_to_all_others(act, role):
    state = next(state for state in State if state in ALLOWED[act])
    desk = in_state(state)
    if act is Act.REQUEST_ASK_EXTENSION:
        desk.does(Act.REQUEST_DENY_EXTENSION, SOON)
    if act is Act.REQUEST_COMMENT:
        desk = in_state(State.HANDLING)
    mine, other = (desk.outcome(act, LATER, by=Actor("p", role, body), **WORDS.get(act, {})) for body in ("V1", "T1"))

    relation = RULES[act].get(role)
    if relation is None:
        assert (mine, other) == ("not_allowed", "not_allowed")
    else:
        allowed = {*State, "nothing_asked"}
        assert mine in allowed
        assert (other in allowed) is (relation not in BODILY)


def test_the_body_complained_of_neither_withdraws_nor_reopens_nor_merges():
    for act in (
        Act.REQUEST_WITHDRAW,
        Act.REQUEST_DENY_WITHDRAWAL,
        Act.REQUEST_REOPEN,
        Act.REQUEST_MERGE,
        Act.REQUEST_EXTEND,
    ):
        assert not set(RULES[act]) & {Role.OFFICER, Role.HEAD, Role.GRID_MEMBER}


@pytest.mark.parametrize("act", REQUIRED_NOTES)
def test_an_act_says_why(act):
    desk = in_state(next(state for state in State if state in ALLOWED[act]))

    assert desk.outcome(act, LATER, said=(), **WORDS.get(act, {})) == "note_missing"


def test_an_act_that_time_does_not_know_is_refused():
    desk = handled()

    assert desk.outcome(Act.APPROVE, SOON, by=DISPATCHER) == "not_allowed"


def test_a_refused_act_changes_nothing():
    desk = handled()
    before = desk.case
    with pytest.raises(Refusal):
        desk.close(desk.start) if desk.case.state is State.CLOSED else desk.pause(SOON, SOON)

    assert desk.case == before


@pytest.mark.parametrize(
    ("minutes", "outcome"), [(-1, "time_not_allowed"), (0, "handling"), (60, "handling"), (61, "time_not_allowed")]
)
def test_an_act_entered_later_lies_between_the_report_and_now(minutes, outcome):
    desk = handled()

    assert desk.outcome(Act.REQUEST_COMMENT, SOON, acted_at=NEW + timedelta(minutes=minutes)) == outcome


# --- accepting and dispatching


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"kind": "", "place": place(VILLAGE)}, "not_in_policy"),
        ({"kind": "wishes", "place": place(VILLAGE)}, "not_in_policy"),
        ({"kind": "consultation"}, "not_classified"),
        ({"kind": "consultation", "place": replace(place(VILLAGE), owner="")}, "not_classified"),
        ({"kind": "consultation", "place": replace(place(VILLAGE), body="")}, "not_classified"),
    ],
)
def test_accepted_is_with_a_kind_a_body_and_a_named_person(words, code):
    assert reported(NEW).outcome(Act.REQUEST_ACCEPT, SOON, **words) == code


def test_who_comes_second_is_told_who_has_accepted():
    desk = handled()
    with pytest.raises(Refusal) as refused:
        desk.accept(SOON)

    assert refused.value.facts["by"] == DISPATCHER.id
    assert refused.value.facts["at"] == NEW.isoformat()


def test_assisting_bodies_and_the_guide_go_with_the_request():
    desk = reported(NEW)
    desk.does(Act.REQUEST_ACCEPT, NEW, kind="agent", place=place(TOWN), assists=("B7", "B8"), guide="g1")
    row = row_of(desk.case)

    assert (row.assists, row.guide) == (("B7", "B8"), "g1")


def test_signing_is_done_once():
    desk = handled()
    desk.does(Act.REQUEST_SIGN, SOON)

    assert desk.case.holder.signed_at == SOON
    assert desk.outcome(Act.REQUEST_SIGN, LATER) == "wrong_state"


def test_reassigning_changes_no_deadline():  # T62
    desk = handled()
    for minutes in (10, 20, 30):
        desk.dispatch(NEW + timedelta(minutes=minutes), TOWN, f"T{minutes}")

    assert goal_at(desk.case) == NEW + hours(h=12)
    assert desk.case.accepted_at == NEW  # H20


# --- pausing


@pytest.mark.parametrize(
    ("reason", "until", "outcome"),
    [
        ("caller_absent", hours(h=24), "paused"),
        ("caller_absent", hours(h=24, s=1), "pause_end_not_allowed"),
        ("weather", hours(h=48), "paused"),
        ("caller_absent", hours(h=0), "pause_end_not_allowed"),
        ("caller_absent", hours(h=-1), "pause_end_not_allowed"),
        ("busy", hours(h=1), "pause_kind_not_allowed"),
    ],
)
def test_a_pause_has_a_reason_of_the_list_and_a_ceiling(reason, until, outcome):
    assert handled().outcome(Act.REQUEST_PAUSE, SOON, reason=reason, until=SOON + until) == outcome


def test_a_pause_needs_an_end_and_evidence():
    assert handled().outcome(Act.REQUEST_PAUSE, SOON, reason="weather") == "pause_end_not_allowed"
    assert handled().outcome(Act.REQUEST_PAUSE, SOON, reason="weather", until=LATER, said=("text",)) == "note_missing"


def test_all_pauses_for_one_reason_together_stay_under_its_ceiling():  # T34
    desk = handled()
    desk.pause(SOON, SOON + hours(h=20))
    desk.does(Act.REQUEST_RESUME, SOON + hours(h=20) - hours(s=1))
    again = SOON + hours(h=21)

    words = {"reason": "caller_absent"}
    assert desk.outcome(Act.REQUEST_PAUSE, again, until=again + hours(h=4, s=1), **words) == "paused"
    assert desk.outcome(Act.REQUEST_PAUSE, again, until=again + hours(h=4, s=2), **words) == "pause_end_not_allowed"
    assert desk.outcome(Act.REQUEST_PAUSE, again, reason="weather", until=again + hours(h=48)) == "paused"


def test_a_pause_ends_by_itself_and_says_so():
    desk = handled()
    desk.pause(SOON, SOON + hours(h=3))
    desk.wait(SOON + hours(h=4))

    assert desk.happened(Happening.RESUMED_AT_END) == [("resumed_at_end", hours(h=4))]
    assert goal_at(desk.case) == NEW + hours(h=15)


def test_a_pause_ends_by_itself_in_every_cycle():
    desk = handled()
    desk.pause(SOON, SOON + hours(h=1))
    desk.wait(SOON + hours(h=1))
    desk.close(SOON + hours(h=2))
    desk.answer(SOON + hours(h=3), solved=False)
    desk.pause(SOON + hours(h=4), SOON + hours(h=5))
    desk.wait(SOON + hours(h=6))

    assert desk.case.state is State.HANDLING
    assert len(desk.happened(Happening.RESUMED_AT_END)) == 2


def test_no_pause_begins_at_the_deadline():
    desk = handled(level=CENTRE)
    words = {"reason": "weather", "until": NEW + hours(h=20), "by": Actor("p", Role.OFFICER, "CENTRE")}

    assert desk.outcome(Act.REQUEST_PAUSE, NEW + hours(h=12) - hours(s=1), **words) == "paused"
    assert desk.outcome(Act.REQUEST_PAUSE, NEW + hours(h=12), **words) == "pause_too_late"


def test_a_body_that_has_used_up_its_share_does_not_stop_the_clock_before_it_is_handed_up():
    desk = handled()
    at = NEW + hours(h=5)  # nobody has been found above yet

    assert desk.outcome(Act.REQUEST_PAUSE, at, reason="weather", until=at + hours(h=1)) == "pause_too_late"


def test_a_pause_is_entered_with_the_clock_standing():  # T37
    desk = handled()
    change = desk.pause(SOON, SOON + hours(h=3))
    event = change.events[-1]

    assert (event.kind, event.due_before, event.due_after) == (Happening.PAUSED, NEW + hours(h=12), None)
    change = desk.does(Act.REQUEST_RESUME, LATER)
    assert change.events[-1].due_after == NEW + hours(h=12.5)


# --- extending


def test_a_term_is_extended_once_before_it_is_over_and_by_the_centre():  # T14
    end = NEW + hours(h=12)
    desk = handled(level=CENTRE)
    body = {"by": Actor("p", Role.OFFICER, "CENTRE"), "hours": 6}

    assert desk.outcome(Act.REQUEST_ASK_EXTENSION, end - hours(s=1), **body) == "handling"
    assert desk.outcome(Act.REQUEST_ASK_EXTENSION, end, **body) == "term_over"
    assert desk.outcome(Act.REQUEST_ASK_EXTENSION, SOON, **(body | {"hours": 7})) == "extension_not_allowed"
    assert desk.outcome(Act.REQUEST_ASK_EXTENSION, SOON, **(body | {"hours": 0})) == "extension_not_allowed"
    desk.extend(SOON, 6)
    assert goal_at(desk.case) == NEW + hours(h=18)
    assert desk.outcome(Act.REQUEST_ASK_EXTENSION, LATER, **body) == "already_extended"


def test_asking_alone_moves_nothing_and_asking_twice_is_refused():
    desk = handled()
    desk.does(Act.REQUEST_ASK_EXTENSION, SOON, hours=6)

    assert goal_at(desk.case) == NEW + hours(h=12)
    assert desk.outcome(Act.REQUEST_ASK_EXTENSION, LATER, hours=6) == "already_extended"
    desk.does(Act.REQUEST_DENY_EXTENSION, LATER)
    assert goal_at(desk.case) == NEW + hours(h=12)
    assert desk.outcome(Act.REQUEST_EXTEND, LATER) == "nothing_asked"
    assert desk.outcome(Act.REQUEST_DENY_EXTENSION, LATER) == "nothing_asked"


def test_an_extension_that_was_asked_in_time_is_granted_after_the_deadline_too():
    desk = handled(level=CENTRE)
    desk.does(Act.REQUEST_ASK_EXTENSION, NEW + hours(h=11), hours=6)
    desk.wait(NEW + hours(h=13))
    desk.does(Act.REQUEST_EXTEND, NEW + hours(h=13))
    desk.wait(NEW + hours(h=19))

    assert desk.happened(Happening.GOAL_OVER) == [("goal_over", hours(h=12)), ("goal_over", hours(h=18))]


def test_an_extension_outlasts_later_edits():  # T41
    desk = handled()
    desk.extend(SOON, 6)
    desk.does(Act.REQUEST_COMMENT, LATER)
    desk.does(Act.REQUEST_SIGN, LATER)

    assert goal_at(desk.case) == NEW + hours(h=18)


def test_a_kind_without_extensions_has_none():
    assert handled(kind="urgent").outcome(Act.REQUEST_ASK_EXTENSION, NEW, hours=1) == "extension_not_allowed"


# --- parking


@pytest.mark.parametrize(
    ("until", "outcome"),
    [
        (hours(h=1), "handling"),
        (timedelta(days=30), "handling"),
        (timedelta(days=30, seconds=1), "time_not_allowed"),
        (hours(h=0), "time_not_allowed"),
    ],
)
def test_parking_has_a_review_date_within_its_bounds(until, outcome):
    assert handled().outcome(Act.REQUEST_PARK, SOON, until=SOON + until) == outcome


def test_parking_names_owner_and_review_and_counts_on():
    desk = handled()
    desk.does(Act.REQUEST_PARK, SOON, until=SOON + timedelta(days=2), note="note-1")
    parking = desk.case.parking

    assert (parking.owner, parking.reason, parking.review_at) == ("o-V1", "note-1", SOON + timedelta(days=2))
    assert goal_at(desk.case) == NEW + hours(h=12)
    desk.wait(SOON + timedelta(days=2))
    assert desk.happened(Happening.REVIEW_DUE) == [("review_due", timedelta(days=2, hours=1))]
    desk.does(Act.REQUEST_PARK, desk.now, until=desk.now + timedelta(days=1))
    desk.wait(desk.now + timedelta(days=1))
    assert len(desk.happened(Happening.REVIEW_DUE)) == 2
    desk.does(Act.REQUEST_UNPARK, desk.now)
    assert desk.outcome(Act.REQUEST_UNPARK, desk.now) == "wrong_state"


# --- sending back


def test_a_request_is_sent_back_shortly_after_it_came_with_a_reason_and_a_proposal():
    desk = handled()
    words = {"reason": "not_ours"}

    assert desk.outcome(Act.REQUEST_RETURN, NEW + hours(h=2) - hours(s=1), **words) == "returned"
    assert desk.outcome(Act.REQUEST_RETURN, NEW + hours(h=2), **words) == "return_too_late"
    assert desk.outcome(Act.REQUEST_RETURN, SOON, reason="no_time") == "not_in_policy"
    assert desk.outcome(Act.REQUEST_RETURN, SOON, said=("text",), **words) == "note_missing"
    assert desk.outcome(Act.REQUEST_RETURN, SOON, said=("proposed",), **words) == "note_missing"


def test_after_two_returns_the_centre_designates_and_the_body_keeps_it():
    desk = handled(kind="immediate")
    for hour, body in enumerate(("T1", "T2", "T3"), start=1):
        at = NEW + hours(h=hour)
        assert desk.outcome(Act.REQUEST_RETURN, at, reason="not_ours") == (
            "returned" if hour < 3 else "return_not_allowed"
        )
        if hour < 3:
            desk.send_back(at)
            desk.dispatch(at + hours(m=5), TOWN, body)

    assert [c.designated for c in desk.case.custodies] == [False, False, True]
    assert desk.case.returns == 2


def test_each_bodys_own_share_of_a_request_sent_back_is_measured():
    desk = handled()
    desk.send_back(SOON)
    desk.dispatch(LATER, TOWN)

    assert [(c.body, c.since, c.until, c.ended) for c in desk.case.custodies] == [
        ("V1", NEW, SOON, "returned"),
        ("T1", LATER, None, ""),
    ]


def test_the_centre_has_nobody_to_send_it_back_to():
    desk = handled(level=CENTRE)

    assert desk.outcome(Act.REQUEST_RETURN, SOON, reason="not_ours") == "return_not_allowed"


def test_custodies_never_overlap_though_commands_overtake_one_another():
    desk = handled()
    desk.send_back(LATER)
    desk.does(Act.REQUEST_DISPATCH, SOON, handled=LATER, place=place(TOWN))
    first, second = desk.case.custodies

    assert first.until <= second.since


# --- handing up


def test_a_body_hands_up_to_any_level_above_it_only():
    desk = handled(level=TOWN)

    assert desk.outcome(Act.REQUEST_ESCALATE, SOON, place=place(BANNER)) == "handling"
    assert desk.outcome(Act.REQUEST_ESCALATE, SOON, place=place(CENTRE)) == "handling"
    assert desk.outcome(Act.REQUEST_ESCALATE, SOON, place=place(TOWN, "T2")) == "no_level_above"
    assert desk.outcome(Act.REQUEST_ESCALATE, SOON, place=place(VILLAGE)) == "no_level_above"


def test_agent_services_climb_and_are_closed_by_the_last():
    desk = handled(kind="agent")
    desk.escalate(SOON, TOWN)
    assert (desk.case.leg_no, desk.case.started_at) == (1, SOON)
    desk.escalate(LATER, BANNER)
    desk.close(LATER + timedelta(days=4))

    assert [(r.leg, r.in_time, r.ended) for r in desk.case.results] == [(0, True, "escalated"), (1, True, "closed")]
    assert [c.body for c in desk.case.custodies] == ["V1", "T1", "B1"]  # the former ones stay on record


# --- closing and asking


@pytest.mark.parametrize(
    ("kind", "said", "outcome"),
    [
        ("consultation", ("text",), "closed"),
        ("consultation", (), "evidence_missing"),
        ("immediate", ("text",), "evidence_missing"),
        ("immediate", ("text", "photo"), "closed"),
    ],
)
def test_a_closing_shows_what_its_kind_asks_for(kind, said, outcome):
    assert handled(kind=kind).outcome(Act.REQUEST_CLOSE, SOON, said=said) == outcome


def test_a_paused_request_is_closed_and_its_pause_with_it():
    desk = handled()
    desk.pause(SOON, SOON + hours(h=20))
    desk.close(NEW + hours(h=16))
    result = desk.case.results[0]

    assert (result.counted_seconds, result.paused_seconds, result.in_time) == (3600, 15 * 3600, True)
    assert result.due_at == NEW + hours(h=27)


def test_each_citizen_is_heard_once_a_cycle():
    desk = closed(complainants=("c1", "c2"))
    desk.answer(LATER, solved=True)

    words = {"solved": True, "satisfied": 4, "way": "sms"}
    assert desk.outcome(Act.REQUEST_ANSWER, LATER, complainant="c1", **words) == "answered_before"
    assert desk.outcome(Act.REQUEST_ANSWER, LATER, complainant="c3", **words) == "unknown_complainant"
    assert desk.outcome(Act.REQUEST_ANSWER, LATER, complainant="c2", **words) == "archived"
    assert desk.outcome(Act.REQUEST_ANSWER, LATER, complainant="c2", **(words | {"satisfied": 6})) == "not_in_policy"
    assert desk.outcome(Act.REQUEST_ANSWER, LATER, complainant="c2", way="sms") == "not_in_policy"


def test_not_solved_opens_it_again_once_by_itself():
    desk = closed()
    frozen = desk.case.results
    desk.answer(NEW + timedelta(days=2), solved=False)

    assert (desk.case.state, desk.case.cycle) == (State.HANDLING, 2)
    assert desk.case.holder.body == "V1"
    assert goal_at(desk.case) == NEW + timedelta(days=2, hours=12)
    assert desk.case.results == frozen  # H19
    desk.close(NEW + timedelta(days=2, hours=1))
    desk.answer(NEW + timedelta(days=2, hours=2), solved=False)
    assert (desk.case.state, desk.case.cycle) == (State.CLOSED, 2)
    assert len(desk.told(Step.UNSOLVED)) == 1
    desk.does(Act.REQUEST_REOPEN, NEW + timedelta(days=2, hours=3))
    assert (desk.case.state, desk.case.cycle) == (State.HANDLING, 3)
    assert [e.what for e in desk.events if e.kind is Happening.REOPENED] == ["by_itself", "by_centre"]


def test_the_time_between_closing_and_reopening_is_neither_handling_nor_waiting():  # H16
    desk = closed()
    desk.answer(NEW + timedelta(days=2), solved=False)
    desk.close(NEW + timedelta(days=2, hours=1))

    assert [(r.counted_seconds, r.paused_seconds) for r in desk.case.results] == [(3600, 0), (3600, 0)]


def test_a_second_unsolved_is_left_to_the_centre_though_others_are_content():
    desk = closed(complainants=("c1", "c2"))
    desk.answer(LATER, solved=False)
    desk.close(LATER + hours(h=1))
    desk.answer(LATER + hours(h=2), solved=False)
    desk.answer(LATER + hours(h=3), solved=True, who="c2")

    assert desk.case.state is State.CLOSED
    assert desk.outcome(Act.REQUEST_REOPEN, LATER + hours(h=4)) == "handling"
    desk.wait(LATER + timedelta(days=9))
    assert (desk.case.state, desk.case.outcome) == (State.ARCHIVED, "unsolved")


def test_each_cycle_asks_each_citizen_again():
    desk = closed()
    for round_ in range(1, 5):  # H17
        at = NEW + timedelta(days=round_)
        desk.does(Act.REQUEST_REOPEN, at)
        desk.close(at + hours(h=1))
        assert desk.outcome(Act.REQUEST_ANSWER, at + hours(h=2), **WORDS[Act.REQUEST_ANSWER]) == "archived"

    assert [r.counted_seconds for r in desk.case.results] == [3600] * 5
    assert desk.case.accepted_at == NEW  # H20


def test_calls_that_reach_nobody_are_counted_and_the_last_one_ends_the_asking():
    desk = closed()
    for hour, outcome in ((1, "not_reached"), (2, "no_answer"), (3, "not_reached")):
        desk.does(Act.REQUEST_CALL, SOON + hours(h=hour), outcome=outcome)

    assert [call.outcome for call in desk.case.calls] == ["not_reached", "no_answer", "not_reached"]
    assert (desk.case.state, desk.case.outcome) == (State.ARCHIVED, "not_reached")


@pytest.mark.parametrize(
    ("outcome", "state", "becomes"),
    [
        ("refused", State.ARCHIVED, "refused"),
        ("solved", State.ARCHIVED, "solved"),
        ("unsolved", State.HANDLING, ""),
        ("no_answer", State.CLOSED, ""),
    ],
)
def test_what_a_call_comes_to_is_kept_apart(outcome, state, becomes):
    desk = closed()
    desk.does(Act.REQUEST_CALL, LATER, outcome=outcome)

    assert (desk.case.state, desk.case.outcome) == (state, becomes)
    assert [answer.way for answer in desk.case.answers] == (["call"] if outcome in ("solved", "unsolved") else [])
    assert len(desk.case.calls) == 1


def test_a_call_comes_to_something_of_the_list():
    assert closed().outcome(Act.REQUEST_CALL, LATER, outcome="engaged") == "not_in_policy"


def test_words_after_closing_start_no_clock():  # H19
    desk = closed()
    before = desk.next()
    desk.does(Act.REQUEST_COMMENT, LATER)

    assert desk.case.state is State.CLOSED
    assert desk.next() == before


# --- other endings


def test_a_matter_for_others_is_told_its_road_and_is_over():
    desk = reported(NEW, road="police")

    assert desk.case.state is State.ADVISED
    assert [str(n.step) for n in desk.said] == ["road"]
    assert desk.next() is None
    assert reported(NEW).outcome(Act.REQUEST_ADVISE, SOON, reason="newspaper") == "not_in_policy"


def test_merging_keeps_the_earliest_deadline_and_all_complainants():
    desk = handled()
    earlier = NEW + hours(h=7)
    desk.does(
        Act.REQUEST_ABSORB,
        SOON,
        other="H20261125-000001",
        other_due=earlier,
        other_since=NEW - hours(h=5),
        complainants=("c2", "c1", "c3"),
    )

    assert goal_at(desk.case) == earlier
    assert desk.case.complainants == ("c1", "c2", "c3")
    assert [n.complainant for n in desk.told(Step.JOINED)] == ["c2", "c3"]
    desk.does(Act.REQUEST_ABSORB, LATER, other="H20261125-000002", other_due=NEW + hours(h=30), complainants=("c4",))
    assert goal_at(desk.case) == earlier


def test_merging_with_one_that_waits_longer_keeps_its_15_minutes_and_its_deadline():
    desk = reported(NEW)
    since = NEW - hours(m=8)
    desk.does(Act.REQUEST_ABSORB, NEW + hours(m=1), other="H20261125-000001", other_since=since, complainants=("c2",))
    desk.wait(NEW + hours(m=8))
    assert desk.happened(Happening.ACCEPT_SOON, Happening.ACCEPT_OVER) == [
        ("accept_soon", hours(m=2)),
        ("accept_over", hours(m=7)),
    ]

    desk.accept(NEW + hours(m=9))
    assert goal_at(desk.case) == since + hours(h=12)


def test_merging_tells_no_rung_of_the_waiting_twice():
    desk = reported(NEW)
    desk.wait(NEW + hours(m=20))
    desk.does(
        Act.REQUEST_ABSORB, desk.now, other="H20261125-000001", other_since=NEW - hours(m=8), complainants=("c2",)
    )
    desk.wait(NEW + hours(m=50))

    kinds = [kind for kind, _ in desk.happened()]
    assert (kinds.count("accept_soon"), kinds.count("accept_over")) == (1, 1)


def test_one_that_is_at_work_takes_over_the_deadline_of_one_that_waits():
    desk = handled()
    desk.does(Act.REQUEST_ABSORB, SOON, other="H20261125-000001", other_since=NEW - hours(h=2), complainants=("c2",))

    assert goal_at(desk.case) == NEW + hours(h=10)


def test_a_request_is_not_merged_with_itself():
    desk = handled()

    for act in (Act.REQUEST_MERGE, Act.REQUEST_ABSORB):
        assert desk.outcome(act, SOON, other=desk.case.ref) == "same_request"
        assert desk.outcome(act, SOON, other="") == "same_request"


def test_attempts_to_call_lie_apart():
    desk = closed()
    follow_up = replace(desk.case.policy.follow_up, gap=Term(2, Unit.H))
    desk.case = replace(desk.case, policy=replace(desk.case.policy, follow_up=follow_up))
    desk.does(Act.REQUEST_CALL, LATER, outcome="not_reached")

    assert desk.outcome(Act.REQUEST_CALL, LATER + hours(h=1), outcome="not_reached") == "called_too_soon"
    assert desk.outcome(Act.REQUEST_CALL, LATER + hours(h=1), outcome="solved", satisfied=5) == "archived"
    assert desk.outcome(Act.REQUEST_CALL, LATER + hours(h=2), outcome="not_reached") == "closed"


def test_two_requests_never_merge_into_each_other():
    desk = handled()
    desk.does(Act.REQUEST_ABSORB, SOON, other="H20261125-000001", complainants=("c2",))

    assert desk.outcome(Act.REQUEST_MERGE, LATER, other="H20261125-000001") == "same_request"
    assert desk.outcome(Act.REQUEST_MERGE, LATER, other="H20261125-000002") == "merged"


def test_a_merger_that_came_to_nothing_gives_the_citizens_back_and_tells_them_nothing():
    desk = handled()
    mine = desk.case.complainants
    change = desk.does(Act.REQUEST_ABSORB, SOON, other="H20261125-000001", complainants=("c2", "c3"))
    joined = {notice.thread for notice in change.notices}

    back = desk.does(Act.REQUEST_RELEASE, SOON, other="H20261125-000001", complainants=("c2", "c3"))

    assert (desk.case.complainants, desk.case.absorbed) == (mine, ())
    assert joined <= set(back.silenced)
    assert desk.outcome(Act.REQUEST_RELEASE, LATER, other="H20261125-000001", complainants=mine) == "nothing_asked"


def test_each_citizen_of_a_merged_request_is_called_as_often_as_the_rules_say():
    desk = handled()
    desk.does(Act.REQUEST_ABSORB, SOON, other="H20261125-000001", complainants=("c2",))
    desk.close(LATER)
    calls = desk.case.policy.follow_up.calls
    for number in range(calls):
        desk.does(Act.REQUEST_CALL, LATER + hours(h=1 + number), complainant="c1", outcome="not_reached")

    assert desk.case.state == "closed", "the other was not called yet"
    assert (
        desk.outcome(Act.REQUEST_CALL, LATER + hours(h=9), complainant="c9", outcome="refused") == "unknown_complainant"
    )
    desk.does(Act.REQUEST_CALL, LATER + hours(h=10), complainant="c2", outcome="refused")
    assert desk.case.state == "archived"


def test_a_deadline_that_came_with_a_merger_ends_with_the_leg():
    desk = handled(kind="agent")
    desk.does(Act.REQUEST_ABSORB, SOON, other="H20261125-000001", other_since=NEW - hours(h=3), complainants=("c2",))
    assert goal_at(desk.case) == NEW + hours(h=9)
    desk.does(Act.REQUEST_ESCALATE, LATER, place=place(TOWN))

    assert goal_at(desk.case) == LATER + hours(h=120)


def test_an_answer_counts_only_for_the_closing_that_it_is_about():
    desk = closed()
    desk.answer(LATER, solved=False)
    desk.close(LATER)

    assert desk.outcome(Act.REQUEST_ANSWER, LATER, complainant="c1", solved=True, satisfied=5, cycle=1) == "not_asked"
    assert desk.outcome(Act.REQUEST_ANSWER, LATER, complainant="c1", solved=True, satisfied=5, cycle=2) == "archived"


def test_one_of_two_citizens_withdraws_and_the_request_of_the_other_goes_on():
    desk = handled(complainants=("c1", "c2"))
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, SOON, complainant="c1")
    desk.does(Act.REQUEST_WITHDRAW, SOON)

    assert (desk.case.state, desk.case.complainants) == (State.HANDLING, ("c2",))
    assert [n.complainant for n in desk.told(Step.ENDED)] == ["c1"]
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, LATER, complainant="c2")
    assert desk.outcome(Act.REQUEST_WITHDRAW, LATER) == "withdrawn"


def test_the_centre_is_told_that_more_time_is_asked_for_and_the_holder_what_came_of_it():
    desk = handled()
    desk.does(Act.REQUEST_ASK_EXTENSION, SOON, hours=2)
    assert ("extension", "extension_asked") in desk.still()
    change = desk.does(Act.REQUEST_DENY_EXTENSION, LATER)

    assert "extension" not in {thread for thread, _ in desk.still()}
    assert [n.step for n in change.notices] == [Step.ASSIGNED]


def test_bodies_that_assist_no_more_are_told_so_once():  # H41
    desk = reported(NEW)
    desk.does(Act.REQUEST_ACCEPT, NEW, kind="consultation", place=place(VILLAGE), assists=("B7", "B8"))
    change = desk.does(Act.REQUEST_DISPATCH, SOON, place=place(TOWN), assists=("B8",))

    assert [n.body for n in change.notices if n.step is Step.TAKEN_AWAY] == ["B7", "V1"]
    assert "assist:B7" in change.silenced


@pytest.mark.parametrize("way", ["by hand", "by time", "dispatched"])
def test_a_body_that_gets_it_does_not_assist_as_well(way):
    desk = reported(NEW)
    desk.does(Act.REQUEST_ACCEPT, NEW, kind="consultation", place=place(VILLAGE), assists=("T1", "B8"))

    if way == "by hand":
        desk.escalate(SOON, TOWN)
    elif way == "by time":
        desk.wait(desk.after(hours=5))
    else:
        desk.does(Act.REQUEST_DISPATCH, SOON, place=place(TOWN), assists=("B8",))

    assert desk.case.holder
    assert (desk.case.holder.body, desk.case.assists) == ("T1", ("B8",))
    assert [n.thread for n in desk.standing.values() if n.thread == "assist:T1"] == []
    assert [n.body for n in desk.told(Step.TAKEN_AWAY) if n.body == "T1"] == []


def test_a_missed_deadline_of_a_request_nobody_holds_goes_to_the_centre_on_paper():
    desk = reported(NEW, outer_due=SOON)

    change = proceedings.advance(desk.case, LATER)

    assert [(issue.paper, issue.body) for issue in change.papers] == [("supervision", "CENTRE")]


def test_one_that_was_merged_says_where_it_went():
    desk = handled()
    desk.does(Act.REQUEST_MERGE, SOON, other="H20261125-000001")
    with pytest.raises(Refusal) as refused:
        desk.does(Act.REQUEST_COMMENT, LATER)

    assert refused.value.facts["into"] == "H20261125-000001"
    assert desk.case.results[0].ended == "merged"


def test_a_withdrawal_is_asked_by_the_citizen_and_confirmed_by_the_centre():
    desk = handled()
    assert desk.outcome(Act.REQUEST_WITHDRAW, SOON) == "nothing_asked"
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, SOON, complainant="c1")
    assert desk.case.state is State.HANDLING

    for role in (Role.OFFICER, Role.HEAD, Role.GRID_MEMBER, Role.VISITOR):
        assert desk.outcome(Act.REQUEST_WITHDRAW, LATER, by=Actor("p", role, "V1")) == "not_allowed"
    assert desk.outcome(Act.REQUEST_WITHDRAW, LATER) == "withdrawn"
    desk.does(Act.REQUEST_DENY_WITHDRAWAL, LATER)
    assert desk.outcome(Act.REQUEST_WITHDRAW, LATER) == "nothing_asked"


def test_a_wish_to_withdraw_does_not_outlast_the_closing():
    desk = handled()
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, SOON, complainant="c1")
    desk.close(LATER)
    desk.answer(LATER, solved=False)

    assert desk.outcome(Act.REQUEST_WITHDRAW, LATER) == "nothing_asked"
    assert "withdrawal" not in {thread for thread, _ in desk.still()}


def test_an_act_that_nobody_waited_for_is_recorded_when_it_is_refused():
    desk = closed()
    command = desk.command(Act.REQUEST_CLOSE, LATER)
    with pytest.raises(Refusal) as refused:
        proceedings.act(desk.case, command, LATER)
    change = proceedings.not_done(desk.case, command, refused.value, LATER)

    assert change.events[0].what == "request_close:wrong_state"
    assert replace(change.case, n=desk.case.n) == desk.case


def test_the_citizen_needs_no_account_to_answer():
    assert closed().outcome(Act.REQUEST_ANSWER, LATER, by=CITIZEN, **WORDS[Act.REQUEST_ANSWER]) == "archived"


def test_every_level_has_a_body_here():
    assert set(BODIES) == set(Level)
    assert {kind.id for kind in POLICY.kinds} == {"consultation", "immediate", "agent", "urgent"}
