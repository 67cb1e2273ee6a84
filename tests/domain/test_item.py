"""The life of one item: what each person may do in each state, and what an act leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain import proceedings
from domain.admission import ALLOWED
from domain.catalogue import CountedFrom, PauseRule
from domain.item import ENDED, State, statutory_clock
from domain.promise import due
from domain.record import Happening
from domain.refusals import CorrectionsToldOnce, NotAllowed, NotYours, PrerequisiteOpen, UnknownItem
from domain.roles import Act, Actor, Role
from domain.standing import standing
from domain.term import Term, Unit
from domain.turns import wakenings

MONDAY = "Mon 2026-03-02 10:00"
PAUSE = {"kind": "public_notice", "note": "n-1"}  # 20 natural days at most; stops the promise and not the law


@pytest.fixture
def accepted(opened):
    """LR-03 (3 working days) accepted on Monday 2 March 2026: due on Thursday 5 March."""

    def desk(at=MONDAY, **fields):
        built = opened(**fields)
        built.does(Act.RECEIVE, "LR-03", at)
        built.does(Act.ACCEPT, "LR-03", at)
        return built

    return desk


@pytest.fixture
def in_state(opened, accepted, moment):
    """A desk with an item in a state, the item's id, and a moment at which to try things."""

    def desk(state):
        tuesday = "Tue 2026-03-03 10:00"
        match state:
            case State.WAITING:
                return opened(), "LR-04", tuesday
            case State.READY:
                return opened(), "LR-03", tuesday
            case State.DEEMED:
                built = accepted()
                built.wait("Fri 2026-03-06 09:00")
                return built, "LR-03", "Fri 2026-03-06 10:00"
            case State.RECEIVED | State.CORRECTING | State.DECLINED:
                built = opened()
                built.does(Act.RECEIVE, "LR-03", MONDAY)
            case _:
                built = accepted()
        act = {
            State.CORRECTING: Act.CORRECT,
            State.DECLINED: Act.DECLINE,
            State.PAUSED: Act.PAUSE,
            State.APPROVED: Act.APPROVE,
            State.REFUSED: Act.REFUSE,
            State.WITHDRAWN: Act.WITHDRAW,
        }.get(state)
        if act:
            built.does(act, "LR-03", MONDAY, **(PAUSE | {"until": moment(tuesday)} if act is Act.PAUSE else {}))
        return built, "LR-03", tuesday

    return desk


# What each act leads to: the state, or the code of the refusal. The first word of a row holds for all that is not named.
LIVES = {
    State.WAITING: ("prerequisite_open", {Act.ASSIGN: "waiting"}),
    State.READY: ("not_received", {Act.RECEIVE: "received", Act.ASSIGN: "ready"}),
    State.RECEIVED: (
        "wrong_state",
        {
            Act.RECEIVE: "already_received",
            Act.CORRECT: "correcting",
            Act.ACCEPT: "accepted",
            Act.DECLINE: "declined",
            Act.APPROVE: "approved",
            Act.REFUSE: "refused",
            Act.WITHDRAW: "withdrawn",
            Act.ASSIGN: "received",
        },
    ),
    State.CORRECTING: (
        "correction_open",
        {
            Act.RECEIVE: "already_received",
            Act.SUPPLY: "received",
            Act.WITHDRAW: "withdrawn",
            Act.ASSIGN: "correcting",
            Act.EXPLAIN: "wrong_state",
        },
    ),
    State.ACCEPTED: (
        "wrong_state",
        {
            Act.RECEIVE: "already_received",
            Act.PAUSE: "paused",
            Act.EXTEND: "accepted",
            Act.APPROVE: "approved",
            Act.REFUSE: "refused",
            Act.WITHDRAW: "withdrawn",
            Act.ASSIGN: "accepted",
        },
    ),
    State.PAUSED: (
        "wrong_state",
        {
            Act.RECEIVE: "already_received",
            Act.RESUME: "accepted",
            Act.EXTEND: "paused",
            Act.APPROVE: "approved",
            Act.REFUSE: "refused",
            Act.WITHDRAW: "withdrawn",
            Act.ASSIGN: "paused",
        },
    ),
    State.APPROVED: ("already_decided", {Act.EXPLAIN: "wrong_state"}),
    State.DEEMED: (
        "already_deemed",
        {Act.REVOKE: "accepted", Act.REVIEW: "approved_by_silence", Act.EXPLAIN: "approved_by_silence"},
    ),
    State.REFUSED: ("already_decided", {Act.RECEIVE: "received", Act.EXPLAIN: "wrong_state"}),
    State.WITHDRAWN: ("already_decided", {Act.RECEIVE: "received", Act.EXPLAIN: "wrong_state"}),
    State.DECLINED: ("already_decided", {Act.RECEIVE: "received", Act.EXPLAIN: "wrong_state"}),
}


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("state", LIVES)
def test_in_every_state_every_act_is_done_or_refused_for_its_own_reason(in_state, moment, state, act):  # T35
    desk, item, at = in_state(state)
    assert desk.state(item) is state
    usual, named = LIVES[state]

    outcome = desk.outcome(act, item, at, **PAUSE, until=moment(at).replace(hour=18), days=5, officer="o-2")

    assert outcome == named.get(act, usual)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.PAUSED])
def test_a_second_extension_is_refused_in_every_state(in_state, state):  # T35
    desk, item, at = in_state(state)
    desk.does(Act.EXTEND, item, MONDAY, days=2)

    assert desk.outcome(Act.EXTEND, item, at, days=2) == "already_extended"


def test_the_life_of_an_item_from_hand_in_to_permit(opened, day):
    desk = opened()

    for act, at in [
        (Act.RECEIVE, "Mon 2026-03-02 10:00"),
        (Act.CORRECT, "Tue 2026-03-03 10:00"),
        (Act.SUPPLY, "Fri 2026-03-06 10:00"),
        (Act.ACCEPT, "Mon 2026-03-09 10:00"),
        (Act.APPROVE, "Tue 2026-03-10 08:29"),
    ]:
        desk.does(act, "LR-03", at)

    assert desk.state("LR-03") is State.APPROVED
    assert [event.kind for event in desk.events if event.item == "LR-03"] == [
        Happening.READY,
        Happening.RECEIVED,
        Happening.CORRECTING,
        Happening.SUPPLIED,
        Happening.ACCEPTED,
        Happening.APPROVED,
    ]
    assert desk.due_on("LR-03") == day("Thu 2026-03-12")


def test_corrections_are_told_once(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", MONDAY)
    desk.does(Act.CORRECT, "LR-03", MONDAY)
    desk.does(Act.SUPPLY, "LR-03", MONDAY)

    with pytest.raises(CorrectionsToldOnce):
        desk.does(Act.CORRECT, "LR-03", MONDAY)


def test_an_item_approved_on_the_spot_was_accepted_too(opened, moment):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", MONDAY)

    desk.does(Act.APPROVE, "LR-03", MONDAY)

    assert desk.item("LR-03").accepted_at == moment(MONDAY)
    assert [event.kind for event in desk.events[-2:]] == [Happening.ACCEPTED, Happening.APPROVED]


@pytest.mark.parametrize(
    ("act", "said", "missing"),
    [
        (Act.CORRECT, (), "remarks"),
        (Act.DECLINE, ("reason",), "remedies"),
        (Act.REFUSE, (), "reason, remedies"),
        (Act.PAUSE, (), "document"),
        (Act.EXTEND, (), "reason"),
        (Act.WITHDRAW, (), "reason"),
    ],
)
def test_an_act_that_must_be_explained_is_refused_without_its_text(in_state, act, said, missing):
    desk, item, at = in_state(State.RECEIVED if act in {Act.CORRECT, Act.DECLINE} else State.ACCEPTED)

    assert desk.outcome(act, item, at, said=said, days=1) == "note_missing"


@pytest.mark.parametrize(
    ("acted", "outcome"),
    [
        ("Mon 2026-03-02 09:59:59", "time_not_allowed"),  # before the hand-in
        ("Mon 2026-03-02 10:00", "accepted"),
        ("Tue 2026-03-03 09:00", "accepted"),
        ("Tue 2026-03-03 09:00:01", "time_not_allowed"),  # in the future
    ],
)
def test_the_time_that_a_person_states_lies_between_the_hand_in_and_now(opened, moment, acted, outcome):  # T64
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", MONDAY)

    assert desk.outcome(Act.ACCEPT, "LR-03", "Tue 2026-03-03 09:00", acted_at=moment(acted)) == outcome


def test_the_time_that_a_person_states_decides_nothing(opened, moment):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", MONDAY)

    desk.does(Act.ACCEPT, "LR-03", "Wed 2026-03-04 09:00", acted_at=moment("Tue 2026-03-03 09:00"))

    assert desk.item("LR-03").accepted_at == moment("Wed 2026-03-04 09:00")
    assert desk.events[-1].acted_at == moment("Tue 2026-03-03 09:00")


def test_a_command_from_the_future_counts_from_now(opened, moment):
    desk = opened()

    desk.does(Act.RECEIVE, "LR-03", "Wed 2026-03-04 10:00", handled="Tue 2026-03-03 10:00")

    assert desk.item("LR-03").received_at == moment("Tue 2026-03-03 10:00")


def test_another_department_may_not_touch_the_item(accepted):
    desk = accepted()

    with pytest.raises(NotYours):
        desk.does(Act.APPROVE, "LR-03", MONDAY, by=Actor("o-HUB", Role.OFFICER, "HUB"))


def test_another_applicant_may_not_touch_the_project(opened):
    desk = opened()

    with pytest.raises(NotYours):
        desk.does(Act.RECEIVE, "LR-03", MONDAY, owns=False)


def test_only_the_head_extends(accepted):
    desk = accepted()

    with pytest.raises(NotAllowed):
        desk.does(Act.EXTEND, "LR-03", MONDAY, days=1, by=Actor("o-NRB", Role.OFFICER, "NRB"))


def test_a_command_on_several_items_is_done_whole_or_not_at_all(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", MONDAY)

    both = desk.outcome(Act.RECEIVE, "PR-05 LR-03", MONDAY)

    assert both == "already_received"
    assert desk.state("PR-05") is State.READY


def test_an_unknown_item_is_refused_and_so_is_none(opened, moment):
    desk = opened()
    command = desk.command(Act.RECEIVE, "LR-03", moment(MONDAY))

    for items in (("XX-99",), ()):
        with pytest.raises(UnknownItem):
            proceedings.act(desk.case, replace(command, items=items), moment(MONDAY))


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"kind": "public_notice", "until": "Tue 2026-03-10 10:00"}, "paused"),
        ({"kind": "public_notice", "until": "Mon 2026-03-23 00:00"}, "paused"),  # the ceiling of 20 natural days
        ({"kind": "public_notice", "until": "Mon 2026-03-23 23:59"}, "paused"),
        ({"kind": "public_notice", "until": "Tue 2026-03-24 00:00:01"}, "pause_end_not_allowed"),
        ({"kind": "public_notice", "until": "Tue 2026-03-03 10:00"}, "pause_end_not_allowed"),
        ({"kind": "public_notice"}, "pause_end_not_allowed"),
        ({"kind": "expert_review", "until": "Tue 2026-03-10 10:00"}, "pause_kind_not_allowed"),
        ({"kind": "", "until": "Tue 2026-03-10 10:00"}, "pause_kind_not_allowed"),
    ],
)
def test_a_pause_needs_a_listed_kind_and_a_planned_end_below_its_ceiling(accepted, moment, fields, outcome):
    desk = accepted()
    until = moment(fields["until"]) if "until" in fields else None

    assert desk.outcome(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", **fields | {"until": until}) == outcome


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        ("Wed 2026-03-04 23:59:59", "paused"),
        ("Thu 2026-03-05 00:00", "pause_too_late"),
        ("Thu 2026-03-05 23:59:59", "pause_too_late"),
    ],
)
def test_a_term_is_not_paused_on_its_due_day(accepted, moment, at, outcome):
    desk = accepted()

    assert desk.outcome(Act.PAUSE, "LR-03", at, **PAUSE, until=moment("Fri 2026-03-13 10:00")) == outcome


def test_a_term_in_hours_is_not_paused_when_it_is_over(opened, rules_of, moment):  # T37
    rules = [replace(rule, promised=Term(4, Unit.H)) for rule in rules_of(rule_set="lawful") if rule.id == "LR-03"]
    desk = opened(rules=rules)
    desk.does(Act.RECEIVE, "LR-03", MONDAY)
    desk.does(Act.ACCEPT, "LR-03", MONDAY)
    until = moment("Fri 2026-03-13 10:00")

    assert desk.outcome(Act.PAUSE, "LR-03", "Mon 2026-03-02 13:59:59", **PAUSE, until=until) == "paused"
    assert desk.outcome(Act.PAUSE, "LR-03", "Mon 2026-03-02 14:00", **PAUSE, until=until) == "pause_too_late"


def test_a_pause_stops_the_promise_and_shows_what_is_left(accepted, moment):  # T37, T40
    desk = accepted()

    desk.does(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", **PAUSE, until=moment("Tue 2026-03-10 10:00"))

    row = standing(desk.case, "LR-03", moment("Fri 2026-03-06 10:00"))
    assert (row.due_on, row.yellow_at, row.red_at, row.over_at) == (None, None, None, None)
    assert (row.left, row.pause_kind) == (2, "public_notice")
    assert standing(accepted().case, "LR-03", moment("Tue 2026-03-03 10:00")).left is None
    assert (row.planned_end, row.ceiling_at) == (moment("Tue 2026-03-10 10:00"), moment("Mon 2026-03-23 00:00"))


def test_a_pause_that_outlasts_its_plan_is_told_and_goes_on(accepted, moment):
    desk = accepted()
    desk.does(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", **PAUSE, until=moment("Tue 2026-03-10 10:00"))

    desk.wait("Wed 2026-03-11 10:00")

    assert desk.state("LR-03") is State.PAUSED
    assert len(desk.told("pause_late", "LR-03")) == 1


def test_a_pause_ends_at_its_ceiling_as_if_resumed_on_that_day(accepted, moment):
    desk, other = accepted(), accepted()
    for one in (desk, other):
        one.does(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", **PAUSE, until=moment("Tue 2026-03-10 10:00"))

    desk.wait("Mon 2026-03-23 09:00")
    other.does(Act.RESUME, "LR-03", "Sun 2026-03-22 23:59:59")

    resumed = desk.happened(Happening.RESUMED_AT_CEILING)
    assert [(event.at, event.due_after) for event in resumed] == [
        (moment("Mon 2026-03-23 00:00"), desk.due_on("LR-03"))
    ]
    assert desk.due_on("LR-03") == moment("Wed 2026-03-25 10:00").date()
    assert other.due_on("LR-03") == moment("Tue 2026-03-24 10:00").date()


def test_resuming_later_on_the_day_of_the_ceiling_would_count_the_same(accepted, moment, calendar):
    desk = accepted()
    desk.does(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", **PAUSE, until=moment("Tue 2026-03-10 10:00"))
    desk.wait("Mon 2026-03-23 09:00")
    item = desk.item("LR-03")

    later = replace(item, pauses=(replace(item.pauses[0], until=moment("Mon 2026-03-23 23:59:59")),))

    desk.case = replace(desk.case, items=tuple(later if i.id == "LR-03" else i for i in desk.case.items))
    assert desk.due_on("LR-03") == moment("Wed 2026-03-25 10:00").date()


def test_pausing_again_and_again_gains_nothing_beyond_the_ceiling(accepted, moment):
    desk = accepted()
    desk.does(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", **PAUSE, until=moment("Tue 2026-03-10 10:00"))
    desk.wait("Mon 2026-03-23 09:00")

    again = desk.outcome(Act.PAUSE, "LR-03", "Mon 2026-03-23 10:00", **PAUSE, until=moment("Tue 2026-03-24 10:00"))

    assert again == "pause_end_not_allowed"


def test_an_application_that_was_filed_ahead_can_be_taken_back(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-04", MONDAY, ahead=True)

    desk.does(Act.WITHDRAW, "LR-04", MONDAY)

    assert (desk.state("LR-04"), desk.item("LR-04").filed) == (State.WAITING, False)


@pytest.mark.parametrize("days", [0, -1, 11])
def test_an_extension_stays_within_what_the_catalogue_allows(accepted, days):
    assert accepted().outcome(Act.EXTEND, "LR-03", MONDAY, days=days) == "extension_not_allowed"


def test_an_item_without_an_extension_is_never_extended(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "PR-05", MONDAY)
    desk.does(Act.ACCEPT, "PR-05", MONDAY)

    assert desk.outcome(Act.EXTEND, "PR-05", MONDAY, days=1) == "extension_not_allowed"


@pytest.mark.parametrize(
    ("at", "platform", "lawful"),
    [
        ("Thu 2026-03-05 08:00", "accepted", "accepted"),
        ("Thu 2026-03-05 23:59:59", "accepted", "accepted"),
        ("Fri 2026-03-06 00:00", "already_deemed", "term_over"),
        ("Fri 2026-03-06 00:00:01", "already_deemed", "term_over"),
    ],
)
def test_an_extension_is_granted_until_the_last_second_of_the_due_day(accepted, at, platform, lawful):  # T14
    assert accepted().outcome(Act.EXTEND, "LR-03", at, days=5) == platform
    assert accepted(rule_set="lawful").outcome(Act.EXTEND, "LR-03", at, days=5) == lawful


def test_an_extension_survives_the_next_act(accepted, day):  # T41
    desk = accepted()
    desk.does(Act.EXTEND, "LR-03", "Tue 2026-03-03 10:00", days=5)
    extended = desk.due_on("LR-03")

    desk.does(Act.ASSIGN, "LR-03", "Wed 2026-03-04 10:00", officer="o-2")

    assert extended == desk.due_on("LR-03") == day("Thu 2026-03-12")
    assert [(e.due_before, e.due_after) for e in desk.happened(Happening.EXTENDED)] == [
        (day("Thu 2026-03-05"), day("Thu 2026-03-12"))
    ]


def test_an_act_that_does_not_touch_the_clock_postpones_nothing(accepted, moment):  # T59
    desk = accepted()
    at = moment(MONDAY)
    index = desk.case.index("LR-03")
    before = wakenings(desk.case, index)

    for hour in range(1, 20):
        desk.does(Act.ASSIGN, "LR-03", at.replace(hour=10 + hour // 4, minute=hour), officer=f"o-{hour}")

    assert wakenings(desk.case, index) == before


def test_a_refused_application_is_filed_again_in_a_new_round_that_knows_the_old_one(accepted, moment):
    desk = accepted()
    desk.does(Act.EXTEND, "LR-03", MONDAY, days=5)
    desk.does(Act.REFUSE, "LR-03", "Tue 2026-03-03 10:00")

    desk.does(Act.RECEIVE, "LR-03", "Wed 2026-03-04 10:00")

    item = desk.item("LR-03")
    assert (item.state, item.round, item.extensions, item.taken) == (State.RECEIVED, 2, (), ())
    assert [(old.round, old.state, old.received_at, old.ended_at) for old in item.lineage] == [
        (1, State.REFUSED, moment(MONDAY), moment("Tue 2026-03-03 10:00"))
    ]
    assert standing(desk.case, "LR-03", desk.now).first_at == moment(MONDAY)


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_corrections_may_be_told_again_in_a_new_round(opened, ended):
    desk = opened()
    act = {State.REFUSED: Act.REFUSE, State.WITHDRAWN: Act.WITHDRAW, State.DECLINED: Act.DECLINE}[ended]
    for step in (Act.RECEIVE, Act.CORRECT, Act.SUPPLY, act, Act.RECEIVE, Act.CORRECT):
        desk.does(step, "LR-03", MONDAY)

    assert desk.state("LR-03") is State.CORRECTING


def test_an_application_filed_ahead_is_received_when_its_prerequisites_are_approved(opened, moment):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-04", MONDAY, ahead=True)
    assert desk.item("LR-04").filed
    assert desk.state("LR-04") is State.WAITING

    desk.grants("PR-05 LR-03", "Tue 2026-03-03 10:00")

    assert desk.state("LR-04") is State.RECEIVED
    assert desk.item("LR-04").received_at == moment("Tue 2026-03-03 10:00")
    assert [event.kind for event in desk.events if event.item == "LR-04"] == [
        Happening.FILED,
        Happening.READY,
        Happening.RECEIVED,
    ]


def test_without_being_filed_ahead_an_item_only_becomes_ready(opened):
    desk = opened()

    desk.grants("PR-05 LR-03", "Tue 2026-03-03 10:00")

    assert desk.state("LR-04") is State.READY


def test_filing_ahead_twice_is_refused(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-04", MONDAY, ahead=True)

    assert desk.outcome(Act.RECEIVE, "LR-04", MONDAY, ahead=True) == "already_received"


def test_filing_ahead_may_not_lie_in_the_future(opened, moment):
    acted_at = moment("Tue 2026-03-03 10:00")

    assert opened().outcome(Act.RECEIVE, "LR-04", MONDAY, ahead=True, acted_at=acted_at) == "time_not_allowed"


def test_assigning_what_was_filed_ahead_is_written_down_as_assigning(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-04", MONDAY, ahead=True)

    desk.does(Act.ASSIGN, "LR-04", MONDAY, officer="o-2")

    assert desk.events[-1].kind is Happening.ASSIGNED


def test_an_item_is_not_decided_while_a_prerequisite_is_open(opened):
    desk = opened()
    desk.grants("PR-05", MONDAY)
    desk.does(Act.RECEIVE, "LR-03", MONDAY)
    desk.does(Act.ACCEPT, "LR-03", MONDAY)
    desk.wait("Fri 2026-03-06 09:00")  # LR-03 is approved by silence
    desk.does(Act.RECEIVE, "LR-04", "Fri 2026-03-06 09:30")
    desk.does(Act.ACCEPT, "LR-04", "Fri 2026-03-06 09:30")
    desk.does(Act.REVOKE, "LR-03", "Fri 2026-03-06 10:00")

    with pytest.raises(PrerequisiteOpen) as refused:
        desk.does(Act.APPROVE, "LR-04", "Fri 2026-03-06 11:00")

    assert refused.value.facts["open"] == "LR-03"


def test_an_approval_by_silence_is_reviewed_once_stands_and_can_still_be_revoked(opened):
    desk = opened()
    desk.grants("PR-05", MONDAY)
    desk.does(Act.RECEIVE, "LR-03", MONDAY)
    desk.does(Act.ACCEPT, "LR-03", MONDAY)
    desk.wait("Fri 2026-03-06 09:00")

    desk.does(Act.REVIEW, "LR-03", "Fri 2026-03-06 10:00")
    again = desk.outcome(Act.REVIEW, "LR-03", "Fri 2026-03-06 11:00")

    assert (desk.events[-1].kind, desk.state("LR-03"), again) == (Happening.REVIEWED, State.DEEMED, "already_decided")
    assert desk.outcome(Act.REVOKE, "LR-03", "Fri 2026-03-06 12:00") == "accepted"


def test_the_clock_of_the_law_runs_through_a_pause_that_the_law_does_not_know(accepted, moment, calendar, day):
    desk = accepted()
    rule = desk.case.rule("LR-03")
    before = due(statutory_clock(desk.item("LR-03"), rule), calendar).on

    desk.does(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", **PAUSE, until=moment("Tue 2026-03-10 10:00"))
    desk.does(Act.RESUME, "LR-03", "Tue 2026-03-10 10:00")

    assert desk.due_on("LR-03") == day("Thu 2026-03-12")
    assert due(statutory_clock(desk.item("LR-03"), rule), calendar).on == before == day("Mon 2026-03-30")


def test_the_clock_of_the_law_stops_for_a_pause_that_the_law_knows(accepted, moment, calendar, day):
    desk = accepted()
    rule = desk.case.rule("LR-03")

    desk.does(Act.PAUSE, "LR-03", "Tue 2026-03-03 10:00", kind="tender_auction", until=moment("Tue 2026-03-10 10:00"))
    desk.does(Act.RESUME, "LR-03", "Tue 2026-03-10 10:00")

    assert due(statutory_clock(desk.item("LR-03"), rule), calendar).on == day("Tue 2026-04-07")


def test_the_clock_of_the_law_has_its_own_unit_and_may_count_from_receipt(opened, rules_of, calendar, day):
    rules = [replace(rule, prerequisites=()) for rule in rules_of() if rule.id == "CP-06"]
    desk = opened(rules=rules)
    desk.does(Act.RECEIVE, "CP-06", "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, "CP-06", "Thu 2026-03-05 10:00")

    clock = statutory_clock(desk.item("CP-06"), desk.case.rule("CP-06"))

    assert rules[0].statutory_from is CountedFrom.RECEIPT
    assert due(clock, calendar).on == day("Mon 2026-03-09")  # seven natural days from the receipt
    assert desk.due_on("CP-06") == day("Mon 2026-03-09")  # two working days from the acceptance


def test_the_end_of_the_clock_of_the_law_is_written_down_and_approves_nothing(opened, rules_of):
    pause = PauseRule("public_notice", Term(90, Unit.D), stops_promised=True, stops_statutory=False)
    rules = [replace(rule, pauses=(pause,)) for rule in rules_of() if rule.id == "LR-03"]
    desk = opened(rules=rules)
    desk.does(Act.RECEIVE, "LR-03", MONDAY)
    desk.does(Act.ACCEPT, "LR-03", MONDAY)
    desk.does(Act.PAUSE, "LR-03", MONDAY, **PAUSE, until=desk.now.replace(month=5))

    desk.wait("Tue 2026-03-31 09:00")

    assert len(desk.happened(Happening.STATUTORY_OVER, "LR-03")) == 1
    assert desk.state("LR-03") is State.PAUSED


def test_an_item_whose_due_day_no_calendar_knows_can_still_be_decided(accepted, moment):
    desk = accepted("Thu 2027-12-30 10:00")
    assert desk.due_on("LR-03") is None

    desk.does(Act.APPROVE, "LR-03", "Fri 2027-12-31 10:00")

    assert desk.state("LR-03") is State.APPROVED


def test_a_pause_whose_ceiling_no_calendar_knows_is_refused(opened, rules_of, moment):
    pause = PauseRule("expert_review", Term(30, Unit.WD), stops_promised=True, stops_statutory=True)
    rules = [replace(rule, pauses=(pause,)) for rule in rules_of() if rule.id == "LR-03"]
    desk = opened(rules=rules)
    desk.does(Act.RECEIVE, "LR-03", "Mon 2027-12-20 10:00")
    desk.does(Act.ACCEPT, "LR-03", "Mon 2027-12-20 10:00")
    until = moment("Mon 2027-12-27 10:00")

    assert (
        desk.outcome(Act.PAUSE, "LR-03", "Tue 2027-12-21 10:00", kind="expert_review", until=until)
        == "calendar_missing"
    )


def test_an_extension_may_turn_a_yellow_item_green_again(accepted, calendar, moment):
    desk = accepted()
    desk.does(Act.EXTEND, "LR-03", "Tue 2026-03-03 10:00", days=10)

    row = standing(desk.case, "LR-03", desk.now)

    assert row.yellow_at == moment("Tue 2026-03-17 00:00")
    assert row.extended == 10


def test_a_decision_at_once_is_an_acceptance_that_starts_the_clock_and_a_decision_that_moves_nothing(opened, day):
    desk = opened()
    desk.does(Act.RECEIVE, "LR-03", MONDAY)

    desk.does(Act.APPROVE, "LR-03", MONDAY)

    lines = [(event.kind, event.due_before, event.due_after) for event in desk.events if event.item == "LR-03"]
    assert lines == [
        ("ready", None, None),
        ("received", None, None),
        ("accepted", None, day("Thu 2026-03-05")),
        ("approved", None, None),
    ]


def test_an_extension_is_the_laws_own_and_moves_its_clock_too(accepted):  # 行政许可法 art. 42
    desk = accepted()
    before = standing(desk.case, "LR-03", desk.now).law_on

    desk.does(Act.EXTEND, "LR-03", MONDAY, days=5)

    after = standing(desk.case, "LR-03", desk.now).law_on
    assert desk.case.calendar.working_days(before, after) == 5


def test_an_act_is_never_dated_before_the_one_that_it_follows(accepted, moment):
    desk = accepted()  # accepted on Monday at 10:00

    desk.does(Act.REFUSE, "LR-03", "Mon 2026-03-02 08:00", handled="Mon 2026-03-02 11:00")

    assert desk.item("LR-03").ended_at == desk.item("LR-03").accepted_at


def test_a_turn_that_leaves_the_calendar_does_not_take_the_others_with_it(accepted, calendar):
    desk = accepted()
    desk.case = replace(desk.case, calendar=replace(calendar, years=calendar.years[:2]))
    last = calendar.start_of(date(2026, 12, 31))
    item = replace(desk.item("LR-03"), accepted_at=last - timedelta(days=3), known_at=last)
    index = desk.case.index("LR-03")
    desk.case = replace(desk.case, items=tuple(item if n == index else i for n, i in enumerate(desk.case.items)))

    kinds = {wakening.why for wakening in wakenings(desk.case, index)}

    assert {"yellow", "red"} <= kinds
    assert "over" not in kinds
