"""A case that nobody takes over does not grow, and forgets nothing that is not written down."""

from dataclasses import replace
from datetime import timedelta

import pytest
from legal_life import CLERK, after, aid_at, inquiry_at, lawyer, moment, visit_at

from domain.legal.assignment import Assignment, How
from domain.legal.seeking import lightened
from domain.roles import Act

START = "2026-11-25 10:00"
DAY = timedelta(days=1)
DIGITS = 60  # numbers and instants may take so many more characters


def size(life):
    """How much there is to remember of a case, in characters."""
    return len(repr(life.case))


@pytest.mark.parametrize("pool", [["ann", "bo", "cy", "di", "ed"], []], ids=len)
@pytest.mark.parametrize("begin", [inquiry_at, visit_at])
def test_what_nobody_takes_for_a_week_is_no_larger_than_after_a_day(begin, pool):
    life = begin(START, pool=pool)
    life.until(moment(START) + DAY)
    raised, before = len(life.happened("raised")), size(life)

    life.until(moment(START) + 7 * DAY)

    assert size(life) <= before + DIGITS
    assert len(life.happened("raised")) > 6 * raised, "it goes on being raised"


def test_an_application_that_no_lawyer_accepts_for_a_week_is_no_larger_than_after_a_day(calendar, office):
    life = aid_at(START, calendar, office)
    life.act(Act.AID_HURRY, CLERK, reason="evidence")
    life.until("2026-11-26 10:00")
    before = size(life)

    life.pool = []  # nobody for the time being either
    life.until("2026-12-02 10:00")

    assert size(life) <= before + 6 * DIGITS, "but for the terms that are over"


def test_what_was_taken_over_and_is_not_answered_for_a_week_is_no_larger_than_after_a_day():
    life = inquiry_at(START)
    life.act(Act.LEGAL_TAKE, lawyer("ann"), after(START, minutes=1))
    life.until(moment(START) + DAY)
    before = size(life)

    life.until(moment(START) + 7 * DAY)

    assert size(life) <= before + DIGITS
    assert len(life.happened("unanswered")) == 2 * 24 * 7 - 1


def test_whoever_is_called_again_is_called_once():
    life = inquiry_at(START, pool=["ann", "bo"])

    life.until(after(START, hours=1))

    assert sorted(entry.person for entry in life.case.assignments if entry.is_open) == ["ann", "bo"]
    life.act(Act.LEGAL_DECLINE, lawyer("ann"), reason="busy")
    assert [entry.person for entry in life.case.assignments if entry.is_open] == ["bo"], "and declines once"


def test_what_is_not_written_down_is_not_forgotten():
    life = inquiry_at(START, pool=["ann"])
    over = tuple(Assignment("bo", How.CALL, life.now, until=life.now, ended="declined", n=n) for n in (1, 2, 3, 4))
    accepted = Assignment("cy", How.CALL, life.now, life.now, life.now, "referred", n=5)
    case = replace(life.case, assignments=(*over, accepted), round_from=5)

    lighter = lightened(case, over[:2])

    assert [entry.n for entry in lighter.assignments] == [3, 4, 5], "nor what was accepted"
    assert lighter.round_from == 3
    assert lightened(case, ()) is case
