"""A joint task as the law sees it: several bodies, a clock of its own, no citizen, and nothing of it in the citizens' figures."""

from dataclasses import replace
from datetime import timedelta

import pytest
from request_desk import CITIZEN, DISPATCHER, POLICY, RequestDesk, moment, place, reported

from domain.figures.request_facts import Intake, facts_of_request
from domain.hotline.admission import ALLOWED, FOR_CITIZENS
from domain.hotline.off_list import kinds_for
from domain.hotline.offers import open_to
from domain.hotline.policy import Level
from domain.hotline.policy_file import BadHotline, parse_hotline
from domain.hotline.record import Happening, Step
from domain.hotline.request import AT_WORK, Request, Source, State
from domain.hotline.standing import row_of
from domain.organisation import CENTRE
from domain.refusals import NotInPolicy, PauseKindNotAllowed
from domain.roles import Act, Actor, Role
from store.shipped import hotline_file

BEGINS = "Wed 2026-11-25 10:00"
SHIPPED = parse_hotline(hotline_file()).policy
HELPER = Actor("o-ARB", Role.OFFICER, "ARB")


def opened(*, lead=Level.BANNER) -> RequestDesk:
    """A task by the rules that we ship, given to its bodies as it begins."""
    desk = RequestDesk(Request("H20261125-000018", SHIPPED, Source.CENTRE, "V1", moment(BEGINS)))
    assists = ("ARB", "JUB")
    desk.does(Act.REQUEST_ACCEPT, BEGINS, kind="joint_task", place=place(lead), assists=assists)
    return desk


def closed() -> RequestDesk:
    desk = opened()
    desk.close("Thu 2026-11-26 10:00")
    return desk


def test_it_begins_with_its_bodies_who_are_told_at_once_and_nobody_is_asked_to_accept():
    desk = opened()

    assert [n.step for n in desk.said] == [Step.ASSIGNED] * 3
    assert {n.body for n in desk.said} == {"", "ARB", "JUB"}  # the one that leads holds it
    assert desk.happened() == [("reported", timedelta(0)), ("accepted", timedelta(0))]
    assert row_of(desk.case).goal_at == moment(BEGINS) + timedelta(hours=720)


def test_its_clock_reminds_warns_and_hands_it_to_the_centre_and_its_end_is_told():
    desk = opened()

    desk.wait(desk.after(hours=745))

    kinds = (Happening.HALF, Happening.WARNED, Happening.SHARE_OVER, Happening.GOAL_OVER, Happening.NEGLECTED)
    first = dict(reversed(desk.happened(*kinds)))
    assert first == {
        "half": timedelta(hours=288),
        "warned": timedelta(hours=460.8),
        "share_over": timedelta(hours=576),
        "goal_over": timedelta(hours=720),
        "neglected": timedelta(hours=744),
    }
    assert desk.case.holder
    assert desk.case.holder.level is Level.CENTRE
    assert desk.papers == ["assignment", "reminder", "assignment", "reminder", "supervision", "letter"]


def test_each_that_assists_can_write_to_it_and_only_the_one_that_leads_or_the_centre_closes_it():
    desk = opened()

    assert desk.outcome(Act.REQUEST_COMMENT, desk.now, by=HELPER) == "handling"
    assert desk.outcome(Act.REQUEST_CLOSE, desk.now, by=HELPER) == "not_yours"
    assert desk.outcome(Act.REQUEST_COMMENT, desk.now, by=replace(HELPER, department="FGB")) == "not_yours"
    assert desk.outcome(Act.REQUEST_CLOSE, desk.now, said=("text",)) == "evidence_missing"
    assert desk.outcome(Act.REQUEST_CLOSE, desk.now) == "closed"


def test_sent_back_or_given_to_another_it_keeps_the_bodies_that_assist():
    desk = opened()

    desk.does(Act.REQUEST_RETURN, desk.after(hours=1), reason="not_our_duty")
    returned = desk.case.assists
    may_write = desk.outcome(Act.REQUEST_COMMENT, desk.now, by=HELPER)
    desk.does(Act.REQUEST_DISPATCH, desk.now, place=place(Level.TOWN), assists=("ARB", "JUB"))

    assert returned == desk.case.assists == ("ARB", "JUB")
    assert may_write == "returned"
    assert [n.body for n in desk.told(Step.TAKEN_AWAY)] == []


def test_no_body_is_left_alone_with_it():
    desk = opened()

    assert desk.outcome(Act.REQUEST_DISPATCH, desk.now, place=place(Level.TOWN)) == "nobody_assists"
    desk.does(Act.REQUEST_RETURN, desk.now, reason="not_our_duty")
    assert desk.outcome(Act.REQUEST_DISPATCH, desk.now, place=place(Level.TOWN)) == "nobody_assists"
    assert desk.outcome(Act.REQUEST_DISPATCH, desk.now, place=place(Level.TOWN), assists=("ARB",)) == "handling"


def test_no_citizen_is_asked_the_centre_can_open_it_again_and_else_it_is_archived_without_an_outcome():
    desk = closed()

    assert desk.told(Step.ASK, Step.CONFIRMED) == []
    assert desk.outcome(Act.REQUEST_REOPEN, desk.now, by=DISPATCHER) == "handling"
    desk.wait("Sun 2026-11-29 10:00")
    assert (desk.case.state, desk.case.outcome) == (State.ARCHIVED, "")
    assert desk.happened(Happening.FOLLOWED_UP) == [("followed_up", timedelta(days=4))]


def test_the_leader_of_the_centre_is_told_that_it_was_closed_and_until_when_to_look():
    desk = closed()
    until = desk.now + timedelta(hours=72)

    (note,) = desk.told(Step.CLOSING)

    assert (note.body, note.due_at, note.expires_at, note.left_minutes) == ("", until, until, 72 * 60)
    assert ("closing", "closing") in desk.still()
    desk.does(Act.REQUEST_REOPEN, desk.now + timedelta(hours=1))
    assert "closing" not in {thread for thread, _ in desk.still()}
    desk.close(desk.now)
    assert len(desk.told(Step.CLOSING)) == 2
    desk.wait(desk.now + timedelta(hours=72))
    assert "closing" not in {thread for thread, _ in desk.still()}


def test_nobody_looks_after_a_citizens_request_that_was_closed():
    desk = reported()
    desk.accept(BEGINS)
    desk.close("Wed 2026-11-25 12:00")

    assert desk.told(Step.CLOSING) == []


@pytest.mark.parametrize("act", sorted(FOR_CITIZENS))
def test_what_is_done_for_citizens_is_refused_and_not_offered(act):
    desk = closed() if State.CLOSED in ALLOWED[act] and State.HANDLING not in ALLOWED[act] else opened()
    by = CITIZEN if act in {Act.REQUEST_ANSWER, Act.REQUEST_ADD_WORDS, Act.REQUEST_ASK_WITHDRAWAL} else DISPATCHER

    assert desk.outcome(act, desk.now, by=by) == "joint_task"
    assert act not in open_to(DISPATCHER, row_of(desk.case), SHIPPED, body="B1", now=desk.now)


@pytest.mark.parametrize("reason", ["applicant_asked_to_wait", "evidence_from_applicant"])
def test_its_clock_stands_for_no_citizen(reason):
    desk, other = opened(), reported(policy=SHIPPED)
    other.accept(BEGINS)
    until = desk.after(hours=8)

    with pytest.raises(PauseKindNotAllowed) as refused:
        desk.pause(desk.now, until, reason)

    assert refused.value.facts == {"kind": reason, "allowed": "third_party, weather_or_season"}
    assert desk.outcome(Act.REQUEST_PAUSE, desk.now, reason="third_party", until=until) == "paused"
    assert other.outcome(Act.REQUEST_PAUSE, desk.now, reason=reason, until=until) == "paused"


def test_rules_in_which_no_pause_is_marked_as_a_citizens_are_read_as_they_were():
    before = parse_hotline(hotline_file().replace("of_citizen = true\n", "")).policy

    assert before.pauses_for(joint=True) == before.pauses_for(joint=False) == before.pauses
    assert len(SHIPPED.pauses_for(joint=True)) == 2
    assert SHIPPED.pauses_for(joint=False) == SHIPPED.pauses


def test_a_citizens_request_becomes_no_joint_task_and_a_topic_has_no_such_kind():
    desk = reported(policy=SHIPPED)

    with pytest.raises(NotInPolicy) as refused:
        desk.accept(BEGINS, kind="joint_task")
    assert refused.value.facts == {"what": "joint_task", "allowed": "consultation, immediate, agent"}
    desk.accept(BEGINS, kind="agent")
    assert desk.outcome(Act.REQUEST_RECLASSIFY, BEGINS, kind="joint_task") == "not_in_policy"
    assert desk.outcome(Act.REQUEST_RECLASSIFY, BEGINS, kind="immediate") in AT_WORK
    with pytest.raises(BadHotline):
        parse_hotline(hotline_file().replace('kind = "agent"', 'kind = "joint_task"', 1))


def test_rules_from_before_joint_tasks_are_read_as_they_were():
    before, _, rest = hotline_file().partition('[[kinds]]\nid = "joint_task"')
    book = parse_hotline(before + rest[rest.index("# For what the clock may stand") :])

    assert kinds_for(book.policy, joint=True) == ()
    assert kinds_for(POLICY, joint=True) == ()
    assert kinds_for(SHIPPED, joint=True) == ("joint_task",)


def test_it_has_no_facts_that_could_be_counted():
    desk, other = closed(), reported()
    other.accept(BEGINS)
    other.close("Wed 2026-11-25 12:00")
    desk.wait("Sun 2026-11-29 10:00")

    assert facts_of_request("H1", Intake("land_title", "V1"), desk.events) == []
    assert facts_of_request("H2", Intake("land_title", "V1"), other.events) != []


def test_who_assists_and_has_written_nothing_is_reminded_with_each_warning_and_when_the_time_is_over():
    desk = opened()
    desk.does(Act.REQUEST_COMMENT, desk.after(hours=1), by=HELPER)
    written = desk.events[-1].body

    desk.wait(desk.after(hours=745))

    reminded = [(n.body, n.thread, n.cycle.split(":")[1]) for n in desk.told(Step.UNHEARD)]
    assert written == "ARB"
    assert reminded == [("JUB", "assist:JUB", turn) for turn in ("half", "warn", "half", "warn", "goal")]
    assert {n.due_at for n in desk.told(Step.UNHEARD)} == {moment(BEGINS) + timedelta(hours=720)}


def test_who_has_spoken_is_reminded_no_more():
    desk = opened()
    desk.wait(desk.after(hours=300))
    assert ("assist", "unheard") in desk.still()

    for body in ("ARB", "JUB"):
        desk.does(Act.REQUEST_COMMENT, desk.now, by=replace(HELPER, department=body))

    assert "assist" not in {thread for thread, _ in desk.still()}


def test_who_oversees_and_works_in_no_body_speaks_for_none_of_theirs():
    desk = opened()
    desk.does(Act.REQUEST_COMMENT, desk.after(hours=1), by=Actor("shen", Role.SUPERVISOR))

    assert (desk.events[-1].body, desk.case.heard) == (CENTRE, (CENTRE,))


def test_who_helps_with_a_citizens_request_is_told_of_its_assignment_only():
    desk = reported()
    desk.does(Act.REQUEST_ACCEPT, BEGINS, kind="consultation", place=place(Level.BANNER), assists=("ARB",))
    desk.wait(desk.after(hours=40))

    assert [n.step for n in desk.said if n.body == "ARB"] == [Step.ASSIGNED]
