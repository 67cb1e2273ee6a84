"""Passwords, attempts, sessions, codes and tokens, as the law has them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts.passwords import check_password, plain
from domain.accounts.refusals import (
    ExpiryNotAllowed,
    FactorDue,
    PasswordDue,
    PasswordWeak,
    ScopeNotAllowed,
    TooManyAttempts,
)
from domain.accounts.second_factor import RECOVERY_LENGTH, STEP, accepted_step, needs_factor, recovery_of
from domain.accounts.sessions import ABSOLUTE, IDLE, Stage, check_stage, session_ends_at, stage_of
from domain.accounts.throttle import OF_ACCOUNT, OF_ADDRESS, OF_DEVICE, Tally, address_group, check_attempt
from domain.accounts.tokens import LONGEST, check_expiry, check_scope, scope_of
from domain.roles import LEADERS, RULES, Act, Role

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday, 10:00 in Kulun


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "length"),
        ("x" * 11, "length"),
        ("ab" * 65, "length"),
        ("aaaaaaaaaaaaaa", "common"),
        ("123456789012", "common"),
        ("Password1234", "common"),
        ("qwertyuiopas", "common"),
        ("p-204-is-my-name", "about_you"),
        ("这是张三丰的密码请记住一二", "about_you"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, reason):
    with pytest.raises(PasswordWeak) as refused:
        check_password(password, "p-204", "张三丰")

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize("password", ["correct horse battery", "草原上的风吹过敖包三十六次", "x7#kQ9!mZ2@p"])
def test_a_long_password_of_any_characters_is_taken(password):
    check_password(password, "p-204", "张三丰", "")


def test_a_password_is_the_same_however_a_keyboard_composes_it():
    assert plain("pa\u0301ssword") == plain("p\u00e1ssword")


def tried(*, with_code=False, **had):
    """Does the law let one more attempt through?"""
    try:
        check_attempt(Tally(**{"account": 0, "address": 0} | had), with_code=with_code)
    except TooManyAttempts:
        return False
    return True


def test_strangers_are_stopped_by_the_account_and_by_the_address():
    assert tried(account=OF_ACCOUNT - 1, address=OF_ADDRESS - 1)
    assert not tried(account=OF_ACCOUNT)
    assert not tried(address=OF_ADDRESS)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_strangers_do_never_stops_a_known_device(account, address):
    assert tried(account=account, address=address, device=OF_DEVICE - 1)
    assert not tried(account=account, address=address, device=OF_DEVICE)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.none() | st.integers(0, 10**6))
def test_what_brings_a_code_is_looked_at_however_often_others_have_tried(account, address, device):
    assert tried(with_code=True, account=account, address=address, device=device)


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_addresses_of_one_household_count_as_one(address, group):
    assert address_group(address) == group


def test_a_session_ends_when_it_is_idle_and_at_the_latest_after_its_whole_length():
    assert session_ends_at(NOW, NOW) == NOW + IDLE
    assert session_ends_at(NOW, NOW + timedelta(hours=11, minutes=50)) == NOW + ABSOLUTE


def test_the_first_password_comes_first_then_the_second_factor():
    assert stage_of(Role.OFFICER, must_change=True, has_factor=False) is Stage.PASSWORD
    assert stage_of(Role.OFFICER, must_change=False, has_factor=False) is Stage.FACTOR
    assert stage_of(Role.OFFICER, must_change=False, has_factor=True) is Stage.FULL
    assert stage_of(Role.APPLICANT, must_change=False, has_factor=False) is Stage.FULL


def test_a_session_may_do_nothing_else_while_something_is_due():
    check_stage(Stage.FULL)
    with pytest.raises(PasswordDue):
        check_stage(Stage.PASSWORD)
    with pytest.raises(FactorDue):
        check_stage(Stage.FACTOR)


def test_officers_and_administrators_of_all_kinds_need_a_second_factor():
    needing = {role for role in Role if needs_factor(role)}

    assert {Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR, Role.SUPERVISOR} <= needing
    assert not needing & {Role.APPLICANT, Role.VISITOR}


def code_at(step: int) -> str:
    return f"{step % 10**6:06d}"


PRESENT = int(NOW.timestamp()) // STEP


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_taken_within_one_step_of_now(off, taken):
    found = accepted_step(code_at(PRESENT + off), code_at, now=NOW, last_step=0)

    assert found == (PRESENT + off if taken else None)


@pytest.mark.parametrize("later", [0, 1, 5])
def test_a_code_is_never_taken_again_nor_one_before_it(later):
    assert accepted_step(code_at(PRESENT), code_at, now=NOW, last_step=PRESENT + later) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef", "-12345"])
def test_what_is_no_code_is_not_taken(typed):
    assert accepted_step(typed, lambda step: typed, now=NOW, last_step=0) is None


def test_blanks_within_a_code_do_not_matter():
    typed = f" {code_at(PRESENT)[:3]} {code_at(PRESENT)[3:]} "

    assert accepted_step(typed, code_at, now=NOW, last_step=0) == PRESENT


def test_a_recovery_code_is_known_however_it_is_typed():
    assert recovery_of("k7m2-qx3y 9abc") == "K7M2QX3Y9ABC"
    assert recovery_of("K7M2QX") is None
    assert recovery_of("0" * RECOVERY_LENGTH) is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DISPATCHER, Role.SECURITY, Role.APPLICANT])
def test_a_token_may_do_what_its_owner_may_or_whoever_leads_them_and_no_more(role):
    check_scope(role, scope_of(role))
    for act in Act:
        if not {role, LEADERS.get(role)} & set(RULES[act]):
            with pytest.raises(ScopeNotAllowed):
                check_scope(role, [act])


def test_a_token_must_name_something_and_never_manages_accounts():
    for scope in ([], [Act.MANAGE_ACCOUNTS], [Act.KEEP_OWN_ACCOUNT]):
        with pytest.raises(ScopeNotAllowed):
            check_scope(Role.SECURITY, scope)


def test_a_token_must_end_within_a_year():
    check_expiry(NOW + LONGEST, NOW)
    for expires_at in (NOW, NOW - timedelta(days=1), NOW + LONGEST + timedelta(seconds=1)):
        with pytest.raises(ExpiryNotAllowed):
            check_expiry(expires_at, NOW)
