"""Who may stand in for whom, and what a stand-in may do with the rights of somebody who leads them."""

from __future__ import annotations

import pytest

from domain.refusals import StandInNotAllowed
from domain.roles import LEADERS, RULES, Act, Actor, Role
from domain.rosters import check_stand_in

DEPUTIES = [(Role.OFFICER, Role.HEAD), (Role.CLERK, Role.DIRECTOR), (Role.DISPATCHER, Role.LEADER)]


def may_stand_in(stand_in, absent, department="NRB"):
    try:
        check_stand_in(Actor("absent", absent, department), Actor("stand-in", stand_in, department))
    except StandInNotAllowed as refused:
        return refused.facts["reason"]
    return "yes"


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.VISITOR, Role.SYSTEM)])
def test_somebody_of_the_same_role_may_stand_in_with_or_without_a_department(role):
    assert may_stand_in(role, role) == may_stand_in(role, role, department="") == "yes"


@pytest.mark.parametrize(("deputy", "leader"), DEPUTIES)
def test_who_leads_may_stand_in_for_those_who_are_led_and_the_other_way_round(deputy, leader):
    assert may_stand_in(leader, deputy) == may_stand_in(deputy, leader) == "yes"


@pytest.mark.parametrize(
    ("stand_in", "absent"),
    [
        (Role.LAWYER, Role.CLERK),
        (Role.LAWYER, Role.DIRECTOR),
        (Role.CLERK, Role.LAWYER),  # offers are for lawyers
        (Role.DIRECTOR, Role.LAWYER),
        (Role.GRID_MEMBER, Role.OFFICER),
        (Role.GRID_MEMBER, Role.HEAD),
    ],
)
def test_who_could_not_do_what_the_absent_may_does_not_stand_in(stand_in, absent):
    assert may_stand_in(stand_in, absent) == "may do less"


def test_a_power_is_lent_to_nobody():
    for role in (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR, Role.SUPERVISOR):
        assert role not in {*LEADERS, *LEADERS.values()}
        assert [other for other in Role if other is not role and may_stand_in(other, role, "") == "yes"] == []


@pytest.mark.parametrize(("deputy", "leader"), DEPUTIES)
def test_a_deputy_does_in_the_role_of_the_leader_only_what_the_own_role_may_not(deputy, leader):
    actor = Actor("li", deputy, "NRB", ("bo", "wang"), (deputy, leader))
    for act, allowed in RULES.items():
        doing = actor.deputy(act)

        if deputy in allowed:
            assert doing is actor
        elif leader in allowed:
            assert (doing.id, doing.role, doing.acts_for, doing.instead_of("")) == ("li", leader, "wang", "wang")
        else:
            assert doing is actor, "refused as themselves"


def test_whoever_stands_in_for_an_equal_is_lent_nothing():
    actor = Actor("li", Role.OFFICER, "NRB", ("bo",), (Role.OFFICER,))

    assert actor.deputy(Act.EXTEND) is actor
    assert Actor("li", Role.OFFICER, "NRB").deputy(Act.EXTEND).role is Role.OFFICER
