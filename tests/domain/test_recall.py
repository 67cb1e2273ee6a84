"""What is rebuilt from the record is what the case itself counts with."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.item import promised_clock, statutory_clock
from domain.promise import due, why
from domain.recall import recalled
from domain.refusals import Refusal
from domain.roles import Act

ITEMS = ("LR-01", "PR-04", "EI-01", "WR-03")
ACTS = (
    Act.RECEIVE,
    Act.RECEIVE,
    Act.CORRECT,
    Act.SUPPLY,
    Act.ACCEPT,
    Act.ACCEPT,
    Act.PAUSE,
    Act.PAUSE,
    Act.RESUME,
    Act.EXTEND,
    Act.APPROVE,
    Act.REFUSE,
    Act.WITHDRAW,
    Act.DECLINE,
    Act.REVIEW,
    Act.REVOKE,
)


def same(desk, item_id):
    """Do both clocks of the item agree, in every field that moves a date?"""
    rule, item, again = desk.case.rule(item_id), desk.item(item_id), recalled(item_id, desk.events)
    ours, theirs = promised_clock(again, rule), promised_clock(item, rule)
    assert ours == (theirs and replace(theirs, known_at=None))
    assert statutory_clock(again, rule) == statutory_clock(item, rule)
    assert (again.round, again.received_at, again.ended_at, again.revoked, again.reviewed) == (
        item.round,
        item.received_at,
        item.ended_at,
        item.revoked,
        item.reviewed,
    )
    return theirs


@pytest.mark.parametrize("seed", range(40))
def test_a_clock_rebuilt_from_the_record_equals_the_cases_own(opened, seed):
    chance = random.Random(seed)  # noqa: S311 (a seed that can be repeated is the point)
    desk = opened(profile="pasture_factory_verified")
    clocks = 0
    for _ in range(400):
        item_id, act = chance.choice(ITEMS), chance.choice(ACTS)
        at = desk.now + timedelta(hours=chance.choice((0, 1, 5, 24, 24, 72)))
        desk.wait(at)
        until = at + timedelta(days=chance.randint(1, 12))
        pauses = [pause.kind for pause in desk.case.rule(item_id).pauses]
        more = {"until": until, "kind": chance.choice(pauses or ["none"])} if act is Act.PAUSE else {}
        try:
            desk.does(act, item_id, at, **more, **({"days": chance.randint(1, 9)} if act is Act.EXTEND else {}))
        except Refusal:
            continue
        clocks += sum(same(desk, item) is not None for item in ITEMS)

    assert clocks


def test_the_days_of_a_rebuilt_clock_end_on_the_due_day(opened, calendar):
    desk = opened(profile="pasture_factory_verified")
    desk.does(Act.RECEIVE, "LR-01", "Mon 2026-03-02 10:00")
    desk.does(Act.ACCEPT, "LR-01", "Tue 2026-03-03 10:00")
    desk.does(Act.PAUSE, "LR-01", "Wed 2026-03-04 10:00", kind="expert_review", until=desk.now + timedelta(days=9))
    desk.does(Act.RESUME, "LR-01", "Tue 2026-03-10 10:00")

    clock = promised_clock(recalled("LR-01", desk.events), desk.case.rule("LR-01"))

    assert due(clock, calendar).on == desk.due_on("LR-01")
    assert why(clock, calendar)[-1].day == desk.due_on("LR-01")
