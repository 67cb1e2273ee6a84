"""Rights, data and the record of both stay in three hands."""

import itertools

import pytest

from domain.accounts.powers import Power, check_powers, power_of, powers_of
from domain.accounts.refusals import PowersTogether
from domain.roles import RULES, Act, Role


@pytest.mark.parametrize("role", Role)
def test_no_role_holds_two_powers_by_the_table(role):
    assert len(powers_of(role)) <= 1


def test_each_power_is_held_by_somebody():
    assert frozenset().union(*map(powers_of, Role)) == set(Power)


def test_every_act_that_changes_a_case_or_a_rule_is_a_power_over_data():
    changing = {Act.APPROVE, Act.PUBLISH_CALENDAR, Act.MANAGE_ROSTERS, Act.REQUEST_CLOSE, Act.AID_GRANT, Act.MOVE_WORK}

    assert {power_of(act) for act in changing} == {Power.DATA}
    assert {power_of(act) for act in RULES if Role.VISITOR in RULES[act]} == {None}


@pytest.mark.parametrize(
    "roles",
    [
        (Role.ADMINISTRATOR, Role.SECURITY),
        (Role.SECURITY, Role.AUDITOR),
        (Role.ADMINISTRATOR, Role.AUDITOR),
        (Role.OFFICER, Role.SECURITY),
    ],
)
def test_one_person_may_not_hold_two_powers_under_two_accounts(roles):
    for order in itertools.permutations(roles):
        with pytest.raises(PowersTogether):
            check_powers(order)


def test_one_person_may_hold_two_roles_of_the_same_power():
    check_powers([Role.HEAD, Role.DISPATCHER])
    check_powers([Role.SECURITY, Role.VISITOR])
