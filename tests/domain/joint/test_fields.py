"""Who sees which field of what departments say of a project: every role, every kind, every field."""

import pytest

from domain.joint.book import BadJointBook, parse_joint
from domain.joint.entries import Kind, may_object, may_withdraw
from domain.joint.fields import SEEN, Field, seen
from domain.roles import RULES, Act, Role
from store.shipped import joint

WHEN = {"department", "valid_from", "valid_until", "entered_at", "withdrawn_at"}
WARNING = {"level", "subject", "department", "valid_until", "entered_at", "withdrawn_at"}
LINK = {"topic", "state", "entered_at", "withdrawn_at"}
WHY = {"withdrawal", "entered_by"}
CREDIT_OF_OTHERS = {"level", "document", "objected_at"} | WHEN
# By who looks, the fields of a credit mark, a warning and a complaint, written down once more by hand.
EXPECTED = {
    "own": (CREDIT_OF_OTHERS | WHY | {"objection"}, WARNING | WHY | {"text"}, LINK),
    "other": (CREDIT_OF_OTHERS, WARNING, LINK),
    "supervisor": (CREDIT_OF_OTHERS | WHY | {"objection"}, WARNING | WHY | {"text"}, LINK | WHY | {"request"}),
    "centre": ({"level"} | WHEN, WARNING, LINK | WHY | {"request", "text"}),
    "applicant": (CREDIT_OF_OTHERS | {"objection", "withdrawal"}, set(), set()),
    "nobody": (set(), set(), set()),
}
SEATS = {
    **{(role, "DRC"): "own" for role in (Role.OFFICER, Role.HEAD)},
    **{(role, "NRB"): "other" for role in (Role.OFFICER, Role.HEAD)},
    **{(role, "CENTRE"): "centre" for role in (Role.DISPATCHER, Role.LEADER)},
    (Role.SUPERVISOR, ""): "supervisor",
    (Role.APPLICANT, ""): "applicant",
}
WATCHERS = [*SEATS, *((role, "DRC") for role in Role if role not in {role for role, _ in SEATS})]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("role", "department"), WATCHERS)
def test_each_role_sees_the_fields_that_are_written_down_for_it_and_no_other(role, department, kind):
    fields = EXPECTED[SEATS.get((role, department), "nobody")][list(Kind).index(kind)]

    assert seen(kind, "DRC", role, department) == fields


def test_what_a_supervisor_has_entered_is_of_no_department_not_even_of_one_without_a_name():
    assert Field.TEXT not in seen(Kind.WARNING, "", Role.OFFICER, "")
    assert not may_withdraw(Kind.WARNING, "", Role.OFFICER, "")


def test_the_words_of_a_complaint_stay_in_the_centre():
    tellers = {role for role, department in WATCHERS if "text" in seen(Kind.COMPLAINT, "DRC", role, department)}

    assert tellers == {Role.DISPATCHER, Role.LEADER}


def test_who_may_come_at_all_sees_something_and_who_sees_something_may_come():
    watching = {role for role, department in WATCHERS if any(seen(kind, "DRC", role, department) for kind in Kind)}

    assert watching == set(RULES[Act.READ_JOINT])
    assert set(Kind) == set(SEEN)


def test_an_entry_is_withdrawn_by_whose_it_is_and_objected_to_by_the_company():
    may = {
        (role, department, kind)
        for role, department in WATCHERS
        for kind in Kind
        if may_withdraw(kind, "DRC", role, department)
    }
    of_all = {(role, who, kind) for role, who in [*((r, "DRC") for r in (Role.OFFICER, Role.HEAD))] for kind in Kind}
    of_all |= {(Role.SUPERVISOR, "", kind) for kind in Kind}

    assert may == of_all | {(role, "CENTRE", Kind.COMPLAINT) for role in (Role.DISPATCHER, Role.LEADER)}
    assert [(role, kind) for role in Role for kind in Kind if may_object(kind, role)] == [(Role.APPLICANT, Kind.CREDIT)]


def test_the_list_of_subjects_is_read_strictly():
    assert {"safety", "environment", "wages"} <= set(joint().subjects)
    with pytest.raises(BadJointBook, match="names"):
        parse_joint('version = "1"\nsource = "x"\n[[subjects]]\nid = "a"\n')
