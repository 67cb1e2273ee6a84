"""What is offered is what would be obeyed: tried on cases that live at random, for everybody who may act."""

import random
from datetime import timedelta

import pytest

from domain import proceedings
from domain.admission import ALLOWED, REQUIRED_NOTES, Matter
from domain.possible import item_of, possible, silent_from
from domain.record import Command
from domain.refusals import Refusal
from domain.roles import Act, Actor, Role
from domain.standing import standing

ITEMS = ("LR-01", "PR-04", "EI-01", "WR-03")
A_MOMENT = timedelta(microseconds=1)


def people(department):
    """Everybody who may do something to an item of a department, and one of another."""
    return (
        Actor("p-applicant", Role.APPLICANT),
        Actor("o", Role.OFFICER, department),
        Actor("h", Role.HEAD, department),
        Actor("d", Role.OFFICER, department, ("h",), (Role.HEAD,)),  # stands in for the head
        Actor("x", Role.HEAD, "UMB" if department != "UMB" else "EEB"),
        Actor("s", Role.SUPERVISOR),
    )


def offered(desk, item_id, actor):
    """What is offered to somebody, from the row and the record alone."""
    case = desk.case
    command = Command("", Act.EXPLAIN, actor, desk.now, owns=actor.role is Role.APPLICANT)
    waits_for = case.prerequisites_open(case.index(item_id))
    matter = Matter(case.rule(item_id), case.calendar, case.office, waits_for, command)
    return possible(item_of(standing(case, item_id, desk.now), matter, desk.events), matter)


def is_obeyed(desk, item_id, actor, act, **more):
    """Would the case itself obey?"""
    actor, said = actor.deputy(act), REQUIRED_NOTES.get(act, ())
    owns = actor.role is Role.APPLICANT
    try:
        proceedings.act(desk.case, Command("c", act, actor, desk.now, (item_id,), owns, said=said, **more), desk.now)
    except Refusal:
        return False
    return True


def obeyed(desk, item_id, actor):
    """Everything that the case would obey, and the pauses among it."""
    more = {Act.EXTEND: {"days": 1}, Act.RECEIVE: {"ahead": True}}
    pauses = {
        rule.kind
        for rule in desk.case.rule(item_id).pauses
        if is_obeyed(desk, item_id, actor, Act.PAUSE, kind=rule.kind, until=desk.now + A_MOMENT)
    }
    acts = {act for act in set(ALLOWED) - {Act.PAUSE} if is_obeyed(desk, item_id, actor, act, **more.get(act, {}))}
    return acts | ({Act.PAUSE} if pauses else set()), pauses


@pytest.mark.parametrize("rule_set", ["platform", "lawful"])
def test_what_is_offered_is_what_would_be_obeyed(opened, rule_set):
    seen, silent = set(), 0
    for seed in range(6):
        chance = random.Random(seed)  # noqa: S311 (a seed that can be repeated is the point)
        desk = opened(profile="pasture_factory_verified", rule_set=rule_set)
        for _ in range(40):
            item_id = chance.choice(ITEMS)
            desk.wait(desk.now + timedelta(hours=chance.choice((0, 1, 5, 24, 24, 72)), seconds=1))
            choices = []
            for actor in people(desk.case.rule(item_id).department):
                told, (acts, pauses) = offered(desk, item_id, actor), obeyed(desk, item_id, actor)
                assert (set(told.acts), set(told.pauses)) == (acts, pauses), (item_id, actor, desk.state(item_id))
                choices += [(actor, act, told.pauses) for act in sorted(acts)]
            silent += desk.state(item_id) == "approved_by_silence"
            seen |= {act for _, act, _ in choices}
            if choices:
                done(desk, item_id, chance, *chance.choice(choices))

    assert seen == set(ALLOWED) - ({Act.REVOKE, Act.REVIEW} if rule_set == "lawful" else set())
    assert silent or rule_set == "lawful"


def done(desk, item_id, chance, actor, act, pauses):
    """Do one of the things that were offered."""
    more = {}
    if act is Act.PAUSE:
        kind = chance.choice(sorted(pauses))
        more = {"kind": kind, "until": min(pauses[kind], desk.now + timedelta(days=chance.randint(1, 9)))}
    elif act is Act.EXTEND:
        more = {"days": 1}
    owns = actor.role is Role.APPLICANT
    desk.does(act, item_id, desk.now, by=actor.deputy(act), owns=owns, ahead=act is Act.RECEIVE, **more)


def test_the_latest_end_that_is_offered_for_a_pause_is_taken_and_the_next_instant_is_not(opened):
    desk = opened(profile="pasture_factory_verified")
    desk.does(Act.RECEIVE, "LR-01", "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, "LR-01", "Tue 2026-03-03 10:00")
    officer = Actor("o", Role.OFFICER, desk.case.rule("LR-01").department)

    for kind, latest in offered(desk, "LR-01", officer).pauses.items():
        assert desk.outcome(Act.PAUSE, "LR-01", desk.now, kind=kind, until=latest) == "paused"
        assert desk.outcome(Act.PAUSE, "LR-01", desk.now, kind=kind, until=latest + A_MOMENT) == "pause_end_not_allowed"
    assert offered(desk, "LR-01", officer).pauses


def test_silence_is_told_for_the_instant_from_which_nobody_can_decide(opened):
    desk = opened()
    desk.does(Act.RECEIVE, "PR-05", "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, "PR-05", "Tue 2026-03-03 10:00")
    case, officer = desk.case, Actor("o", Role.OFFICER, desk.case.rule("PR-05").department)
    matter = Matter(case.rule("PR-05"), case.calendar, case.office, (), Command("", Act.EXPLAIN, officer, desk.now))
    at = silent_from(item_of(standing(case, "PR-05", desk.now), matter, desk.events), matter)

    desk.now = at - A_MOMENT
    assert Act.APPROVE in offered(desk, "PR-05", officer).acts
    desk.now = at
    assert Act.APPROVE not in offered(desk, "PR-05", officer).acts
