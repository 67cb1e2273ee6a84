"""What a request says: to whom, in which thread, until when it holds, and each thing once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from request_desk import hours, moment, reported

from domain.hotline.policy import Level
from domain.hotline.record import Happening, Step
from domain.roles import Act

VILLAGE, TOWN, BANNER, CENTRE = Level
NEW = moment("Wed 2026-11-25 10:00")
SOON = NEW + hours(h=1)
LATER = NEW + hours(h=1.5)


def handled(**fields):
    kind = fields.pop("kind", "consultation")
    desk = reported(NEW, **fields)
    desk.accept(NEW, kind=kind)
    return desk


def keys(desk):
    return [(n.thread, n.cycle, n.step) for n in desk.said]


def test_the_citizen_gets_a_confirmation():
    assert [(n.step, n.complainant, n.body) for n in reported(NEW).said] == [(Step.CONFIRMED, "", "")]
    assert reported(NEW, complainants=()).said == []


def test_an_assignment_names_nobody_and_tells_the_deadline():
    note = handled().told(Step.ASSIGNED)[0]

    assert (note.thread, note.body, note.owner, note.due_at) == ("work", "", "", NEW + hours(h=12))
    assert note.left_minutes == 12 * 60


def test_acceptance_takes_back_the_alarms_of_the_intake():
    desk = reported(NEW)
    desk.wait(NEW + hours(m=30))
    assert {step for thread, step in desk.still() if thread == "intake"} == {"accept_soon", "accept_over", "accept_up"}
    desk.accept(NEW + hours(m=31))

    assert "intake" not in {thread for thread, _ in desk.still()}


def test_the_warning_of_acceptance_holds_until_the_promise_ends():
    desk = reported(NEW)
    desk.wait(NEW + hours(m=10))
    note = desk.told(Step.ACCEPT_SOON)[0]

    assert (note.expires_at, note.due_at, note.left_minutes) == (NEW + hours(m=15), NEW + hours(m=15), 5)


def test_a_new_body_is_told_and_the_former_one_hears_once_that_it_was_taken_away():  # H41
    desk = handled()
    desk.wait(NEW + hours(h=4))
    assert ("work", "warned") in desk.still()
    desk.dispatch(NEW + hours(h=4), BANNER)
    former = [n for n in desk.standing.values() if n.body == "V1"]

    assert [(n.step, n.owner) for n in former] == [(Step.TAKEN_AWAY, "o-V1")]
    assert {step for thread, step in desk.still() if thread == "work"} == {"assigned"}
    desk.wait(NEW + hours(h=20))
    assert [n.step for n in desk.said if n.body == "V1"] == [Step.TAKEN_AWAY]


@pytest.mark.parametrize("how", ["escalate", "dispatch"])
def test_each_change_of_hands_tells_the_former_body_once(how):  # H41
    desk = handled()
    getattr(desk, how)(SOON, TOWN)

    assert [(n.step, n.body) for n in desk.said if n.body] == [(Step.TAKEN_AWAY, "V1")]


def test_a_body_that_sends_it_back_is_told_nothing_more():
    desk = handled()
    desk.send_back(SOON)
    desk.dispatch(LATER, TOWN)

    assert [n for n in desk.said if n.body == "V1"] == []
    assert ("intake", "sent_back") not in desk.still()


def test_the_centre_hears_of_a_return_with_the_alarms_of_the_intake():
    desk = handled()
    desk.send_back(SOON)

    assert desk.told(Step.SENT_BACK)[0].thread == "intake"
    assert {thread for thread, _ in desk.still()} == {"confirmed", "intake"}


def test_a_level_overtaken_by_time_is_told_once_that_its_share_is_over():  # H41
    desk = handled()
    desk.wait(NEW + hours(h=4.8))

    assert [(n.step, n.body, n.owner) for n in desk.said if n.body] == [(Step.SHARE_OVER, "V1", "o-V1")]
    assert ("work", "half") not in desk.still()


def test_a_pause_silences_the_work_and_a_resumption_says_the_last_warning_again():
    desk = handled()
    desk.wait(NEW + hours(h=4))
    desk.pause(NEW + hours(h=4), NEW + hours(h=9))
    assert "work" not in {thread for thread, _ in desk.still()}
    change = desk.does(Act.REQUEST_RESUME, NEW + hours(h=6))

    assert [(n.step, n.due_at) for n in change.notices] == [(Step.WARNED, NEW + hours(h=6.8))]
    assert change.notices[0].cycle == desk.told(Step.WARNED)[0].cycle  # the store tells it again, for it was taken back


def test_a_resumption_before_any_warning_says_nothing():
    desk = handled()
    desk.pause(SOON, LATER)

    assert desk.does(Act.REQUEST_RESUME, SOON + hours(m=10)).notices == ()


def test_the_end_of_a_pause_is_told():
    desk = handled()
    desk.pause(SOON, LATER)
    desk.wait(LATER)

    assert ("work", "pause_ended") in desk.still()


def test_a_closing_silences_everything_but_the_question():
    desk = handled()
    desk.does(Act.REQUEST_PARK, SOON, until=LATER)
    desk.wait(NEW + hours(h=40))
    assert {"work", "goal", "parking"} <= {thread for thread, _ in desk.still()}
    change = desk.close(NEW + hours(h=40))

    assert [n.step for n in change.notices] == [Step.ASK]
    assert not {"work", "goal", "parking", "intake"} & {thread for thread, _ in desk.still()}
    assert change.notices[0].expires_at == NEW + hours(h=112)


def test_a_question_is_taken_back_when_the_asking_is_over():
    desk = handled(complainants=("c1", "c2"))
    desk.close(SOON)
    assert ("ask", "ask") in desk.still()
    desk.answer(LATER, solved=False)
    assert "ask" not in {thread for thread, _ in desk.still()}
    desk.close(LATER + hours(h=1))
    assert ("ask", "ask") in desk.still()
    desk.answer(LATER + hours(h=2), solved=True)
    desk.answer(LATER + hours(h=2), solved=True, who="c2")

    assert "ask" not in {thread for thread, _ in desk.still()}
    assert len({n.cycle for n in desk.told(Step.ASK)}) == 2


def test_the_centre_is_no_more_called_about_an_unsolved_one_that_it_has_opened_again():
    desk = handled()
    for hour in (1, 3):
        desk.close(NEW + hours(h=hour))
        desk.answer(NEW + hours(h=hour + 1), solved=False)
    assert ("unsolved", "unsolved") in desk.still()
    desk.does(Act.REQUEST_REOPEN, NEW + hours(h=5))

    assert "unsolved" not in {thread for thread, _ in desk.still()}


def test_an_unsolved_one_is_no_more_told_when_the_asking_has_ended():
    desk = handled()
    for hour in (1, 3):
        desk.close(NEW + hours(h=hour))
        desk.answer(NEW + hours(h=hour + 1), solved=False)
    desk.wait(NEW + timedelta(days=9))

    assert "unsolved" not in {thread for thread, _ in desk.still()}


def test_a_reopening_is_told_to_whom_it_was_with_last():
    desk = handled()
    desk.close(SOON)
    change = desk.answer(LATER, solved=False)

    assert [(n.thread, n.step, n.body) for n in change.notices] == [("work", Step.REOPENED, "")]


@pytest.mark.parametrize("step", [Step.ROAD, Step.ENDED])
def test_an_ending_tells_the_citizen_and_the_body_and_takes_back_the_rest(step):
    desk = handled()
    desk.wait(NEW + hours(h=40))
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, NEW + hours(h=40))
    if step is Step.ROAD:
        desk.does(Act.REQUEST_ADVISE, NEW + hours(h=41), reason="court")
    else:
        desk.does(Act.REQUEST_WITHDRAW, NEW + hours(h=41))
    new = [n for n in desk.standing.values() if n.not_before == NEW + hours(h=41)]

    assert {(n.step, n.body) for n in new} == {(step, ""), (Step.TAKEN_AWAY, "CENTRE")}
    assert not {"work", "goal", "intake", "withdrawal", "parking"} & {thread for thread, _ in desk.still()}


def test_those_who_join_are_told_one_by_one():
    desk = handled()
    change = desk.does(Act.REQUEST_ABSORB, SOON, other="H20261125-000001", complainants=("c2", "c3"))

    assert [(n.step, n.complainant) for n in change.notices] == [(Step.JOINED, "c2"), (Step.JOINED, "c3")]


def test_who_joins_is_told_by_each_request_that_he_really_joins_for_only_the_newest_number_shows_his_progress():
    middle, last = handled(), reported(NEW, complainants=("c9",))
    middle.does(Act.REQUEST_ABSORB, SOON, other="H20261125-000001", complainants=("c2",))
    told = last.does(Act.REQUEST_ABSORB, LATER, other="H20261125-000002", complainants=middle.case.complainants)
    gone = middle.does(Act.REQUEST_MERGE, LATER, other="H20261125-000009")

    assert [n.complainant for n in told.notices if n.step is Step.JOINED] == ["c1", "c2"]
    assert "joined:c2" in gone.silenced, "a number that did not reach him yet is not told any more"


def test_a_new_kind_is_told_to_who_holds_it_and_old_warnings_are_taken_back():
    desk = handled()
    desk.wait(NEW + hours(h=4))
    change = desk.does(Act.REQUEST_RECLASSIFY, NEW + hours(h=4), kind="immediate")

    assert [(n.step, n.due_at) for n in change.notices] == [(Step.ASSIGNED, NEW + hours(h=24))]
    assert {step for thread, step in desk.still() if thread == "work"} == {"assigned"}


def test_an_extension_takes_back_what_was_said_of_the_old_deadline():
    desk = handled()
    desk.wait(NEW + hours(h=11.9))
    desk.does(Act.REQUEST_ASK_EXTENSION, NEW + hours(h=11.9), hours=6)
    desk.wait(NEW + hours(h=12))
    assert ("goal", "goal_over") in desk.still()
    desk.does(Act.REQUEST_EXTEND, NEW + hours(h=12))

    assert {line for line in desk.still() if line[0] in ("work", "goal")} == {("work", "assigned")}
    assert desk.said[-1].due_at == NEW + hours(h=18)


def test_a_papers_number_is_asked_for_by_the_happening_that_issues_it():
    desk = handled()
    desk.wait(NEW + timedelta(days=3))

    assert desk.papers == ["assignment", *["reminder"] * 4, "supervision", "letter"]


def test_a_whole_stormy_life_says_nothing_twice_under_one_key():
    desk = handled(complainants=("c1", "c2"))
    desk.wait(NEW + hours(h=0.5))
    desk.send_back(NEW + hours(h=0.5))
    desk.wait(NEW + hours(h=2))
    desk.dispatch(NEW + hours(h=2), VILLAGE, "V2")
    desk.does(Act.REQUEST_RECLASSIFY, NEW + hours(h=2.1), kind="immediate")
    desk.wait(NEW + hours(h=15))
    desk.extend(NEW + hours(h=15), 6)
    desk.pause(NEW + hours(h=16), NEW + hours(h=20))
    desk.wait(NEW + hours(h=60))
    desk.close(NEW + hours(h=60))
    for hour in (61, 70):
        desk.answer(NEW + hours(h=hour), solved=False)
        desk.wait(NEW + hours(h=hour + 5))
        if hour == 61:
            desk.close(NEW + hours(h=66))
    desk.does(Act.REQUEST_REOPEN, NEW + hours(h=76))
    desk.wait(NEW + hours(h=200))

    assert len(keys(desk)) == len(set(keys(desk)))
    assert {Happening.SHARE_OVER, Happening.GOAL_OVER, Happening.NEGLECTED} <= {e.kind for e in desk.events}
    numbers = [event.n for event in desk.events]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_notice_expires_before_it_is_said():
    desk = handled()
    desk.wait(NEW + timedelta(days=9))
    late = reported(NEW)
    late.wakes(NEW + timedelta(days=2))

    assert all(n.not_before < n.expires_at for n in [*desk.said, *late.said])


def test_what_a_request_says_holds_no_personal_data():
    desk = handled(complainants=("c1",))
    desk.close(SOON)

    assert all(n.complainant in ("", "c1") for n in desk.said)
