"""Who may do what."""

from __future__ import annotations

import pytest

from domain.refusals import NotAllowed, NotYours, Refusal
from domain.roles import ANYONE, RULES, SYSTEM, Act, Actor, Relation, Role, check

DECISIONS = (Act.CORRECT, Act.ACCEPT, Act.DECLINE, Act.PAUSE, Act.RESUME, Act.APPROVE, Act.REFUSE, Act.EXPLAIN)
WITH_A_CODE = {Act.REQUEST_ANSWER, Act.REQUEST_ADD_WORDS, Act.REQUEST_ASK_WITHDRAWAL, Act.TRACK_REQUEST}
WITH_A_CODE |= {Act.LEGAL_RATE, Act.LEGAL_SAY, Act.LEGAL_WITHDRAW, Act.AID_SUPPLY, Act.AID_ASK_CHANGE, Act.AID_OBJECT}
WITH_A_CODE |= {Act.TRACK_LEGAL, Act.TAKE_OWN_AS_CITIZEN, Act.ERASE_OWN}
PUBLIC = {Act.READ_PUBLIC, Act.READ_CALENDAR, Act.READ_PLACES}
FOR_ALL = {*PUBLIC, Act.LOG_IN, Act.ACKNOWLEDGE, Act.REPORT, Act.REQUEST_OPEN, Act.LEGAL_ASK} | WITH_A_CODE


def may(actor, act, **relation):
    """The code of the refusal, or "yes"."""
    try:
        check(actor, act, **relation)
    except Refusal as refusal:
        return refusal.code
    return "yes"


def person(role, department=""):
    return Actor("p-1", role, department)


def test_every_act_has_a_rule():
    assert set(RULES) == set(Act)
    assert all(RULES.values())


def test_a_visitor_can_only_read_what_is_public_and_bring_what_proves_itself():
    assert {act for act in Act if may(ANYONE, act, owns=True) == "yes"} == FOR_ALL


def test_the_system_obeys_nobody_as_a_person_would():
    assert {act for act in Act if may(SYSTEM, act, owns=True) == "yes"} == FOR_ALL


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize(
    ("actor", "answer"),
    [
        (person(Role.OFFICER, "NRB"), "yes"),
        (person(Role.HEAD, "NRB"), "yes"),
        (person(Role.OFFICER, "HUB"), "not_yours"),
        (person(Role.HEAD, "HUB"), "not_yours"),
        (person(Role.OFFICER), "not_yours"),
        (person(Role.APPLICANT), "not_allowed"),
        (person(Role.HELPER), "not_allowed"),
        (person(Role.SUPERVISOR), "not_allowed"),
        (person(Role.ADMINISTRATOR), "not_allowed"),
    ],
)
def test_only_the_own_department_decides(act, actor, answer):
    assert may(actor, act, department="NRB", owns=True) == answer


@pytest.mark.parametrize("act", [Act.READ_UNREACHED, Act.SETTLE_MESSAGE, Act.MANAGE_ROSTERS])
def test_whoever_leads_looks_after_the_own_people_and_without_a_department_after_nobody(act):
    assert may(person(Role.HEAD, "NRB"), act, department="NRB") == "yes"
    assert may(person(Role.HEAD, "NRB"), act, department="HUB") == "not_yours"
    assert may(person(Role.HEAD, "NRB"), act) == "not_yours"
    assert may(person(Role.HEAD), act) == "not_yours"
    assert may(person(Role.OFFICER, "NRB"), act, department="NRB") == "not_allowed"


@pytest.mark.parametrize("act", [Act.EXTEND, Act.ASSIGN])
def test_only_the_head_extends_and_assigns(act):
    assert may(person(Role.HEAD, "NRB"), act, department="NRB") == "yes"
    assert may(person(Role.HEAD, "HUB"), act, department="NRB") == "not_yours"
    assert may(person(Role.OFFICER, "NRB"), act, department="NRB") == "not_allowed"


@pytest.mark.parametrize(
    ("role", "act", "owns", "answer"),
    [
        (Role.APPLICANT, Act.RECEIVE, True, "yes"),
        (Role.APPLICANT, Act.RECEIVE, False, "not_yours"),
        (Role.HELPER, Act.RECEIVE, True, "yes"),
        (Role.HELPER, Act.SUPPLY, False, "not_yours"),
        (Role.APPLICANT, Act.WITHDRAW, True, "yes"),
        (Role.HELPER, Act.WITHDRAW, True, "not_allowed"),
        (Role.APPLICANT, Act.CLOSE, False, "not_yours"),
        (Role.HELPER, Act.CLOSE, True, "not_allowed"),
        (Role.APPLICANT, Act.OPEN, False, "yes"),
        (Role.APPLICANT, Act.READ_CASE, False, "not_yours"),
        (Role.OFFICER, Act.SUPPLY, True, "not_allowed"),
        (Role.APPLICANT, Act.HAND_IN, True, "yes"),
        (Role.HELPER, Act.HAND_IN, False, "not_yours"),
        (Role.HEAD, Act.HAND_IN, True, "not_allowed"),
        (Role.SUPERVISOR, Act.READ_DOCUMENTS, False, "yes"),
        (Role.ADMINISTRATOR, Act.READ_DOCUMENTS, False, "not_allowed"),
        (Role.LAWYER, Act.READ_ORIGINAL, False, "not_allowed"),
        (Role.SUPERVISOR, Act.REVOKE, False, "yes"),
        (Role.HEAD, Act.REVOKE, False, "not_allowed"),
        (Role.ADMINISTRATOR, Act.REVOKE, False, "not_allowed"),
        (Role.ADMINISTRATOR, Act.PUBLISH_CALENDAR, False, "yes"),
        (Role.SUPERVISOR, Act.PUBLISH_CALENDAR, False, "not_allowed"),
        (Role.SUPERVISOR, Act.READ_OUTBOX, False, "yes"),
        (Role.OFFICER, Act.READ_OUTBOX, False, "not_allowed"),
    ],
)
def test_some_rules_by_example(role, act, owns, answer):
    assert may(person(role), act, owns=owns) == answer


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_a_relation_that_a_rule_asks_for_is_always_asked_for(role, act):
    relation = RULES[act].get(role)

    answer = may(person(role, "HUB"), act, department="NRB", owns=False)

    asked_elsewhere = (Relation.ANY, Relation.ASSIGNED, Relation.PROVEN)
    assert answer == ("not_allowed" if relation is None else "yes" if relation in asked_elsewhere else "not_yours")


def test_a_refusal_says_who_may():
    with pytest.raises(NotAllowed) as refused:
        check(ANYONE, Act.EXTEND)

    assert refused.value.facts == {"role": "visitor", "act": "extend", "allowed": "head"}


def test_a_refusal_says_whose_it_is():
    with pytest.raises(NotYours) as refused:
        check(person(Role.OFFICER, "HUB"), Act.APPROVE, department="NRB")

    assert refused.value.facts == {"act": "approve", "department": "NRB"}
