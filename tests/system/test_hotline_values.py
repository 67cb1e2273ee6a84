"""What a request sends through Temporal comes back as it was, and is small although it carries its rules with it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from request_desk import DISPATCHER, RequestDesk, moment, place, reported

from domain.commit import Receipt
from domain.hotline.clocks import goal_at
from domain.hotline.commit import RequestCommit
from domain.hotline.places import Found, PlaceQuestion
from domain.hotline.policy import Goal, Level
from domain.hotline.policy_file import parse_hotline
from domain.hotline.record import RequestCommand
from domain.hotline.request import Request, Source, State
from domain.hotline.standing import commit_of
from domain.hotline.turns import wakenings
from domain.roles import Act
from domain.term import Unit
from store.shipped import hotline_file
from system.converter import data_converter
from workflows.messages import HotlineStart, Kept

NEW = moment("Wed 2026-11-25 10:00")
SHIPPED = parse_hotline(hotline_file()).policy
MOST_BYTES = 2000


async def there_and_back(value: Any) -> Any:
    payloads = await data_converter.encode([value])
    return (await data_converter.decode(payloads, [type(value)]))[0]


def at(hours: float):
    return NEW + timedelta(hours=hours)


def stormy() -> RequestDesk:
    """A request to which nearly everything has happened."""
    desk = reported(NEW, complainants=("c1", "c2"), outer_due=at(300))
    desk.wait(at(0.5))
    desk.accept(at(0.5), "agent")
    desk.does(Act.REQUEST_SIGN, at(0.6))
    desk.send_back(at(0.7))
    desk.wait(at(1))
    desk.does(Act.REQUEST_DISPATCH, at(1), place=place(Level.TOWN), assists=("B2", "B3"), guide="g1")
    desk.escalate(at(5), Level.BANNER)
    desk.extend(at(6), 24)
    desk.pause(at(7), at(20))
    desk.wait(at(30))
    desk.does(Act.REQUEST_PARK, at(30), until=at(60), note="00000000-0000-0000-0000-000000000001")
    desk.close(at(40))
    desk.does(Act.REQUEST_CALL, at(41), outcome="not_reached")
    desk.answer(at(42), solved=False)
    desk.pause(at(43), at(50))
    desk.does(Act.REQUEST_ASK_EXTENSION, at(44), hours=3)
    desk.does(Act.REQUEST_ASK_WITHDRAWAL, at(44), complainant="c1")
    return desk


def command() -> RequestCommand:
    return stormy().command(
        Act.REQUEST_ABSORB,
        at(45),
        other="H20261125-000018",
        other_due=at(50),
        other_since=at(-1),
        complainants=("c3",),
        place=place(Level.TOWN),
        assists=("B2",),
    )


def committed() -> RequestCommit:
    desk = stormy()
    return commit_of(desk.wakes(at(60)), seq=7, at=at(60), receipts=(Receipt("k1", 3, "code"),))


VALUES = [
    HotlineStart(stormy().case, DISPATCHER, Kept(3, 1, (Receipt("k1", 2),)), 100),
    HotlineStart(reported(NEW, policy=SHIPPED).case),
    command(),
    committed(),
    PlaceQuestion("H20261125-000017", Level.TOWN),
    Found(place(Level.BANNER), ("town:T1",)),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
async def test_a_value_comes_back_as_it_was(value):
    assert await there_and_back(value) == value


async def test_kinds_of_values_come_back_as_their_own_classes():
    case = (await there_and_back(HotlineStart(stormy().case))).case

    assert type(case.state) is State
    assert type(case.source) is Source
    assert type(case.custodies[0].level) is Level
    assert type(case.policy.kinds[0].legs[0].goal) is Goal
    assert type(case.policy.waiting.warn.unit) is Unit
    assert type(case.policy.kinds[0].legs[0].shares) is tuple
    assert type((await there_and_back(command())).act) is Act
    assert hash(case.policy) == hash(stormy().case.policy)


async def test_a_request_that_travelled_goes_on_as_one_that_stayed():
    stayed = stormy()
    travelled = stormy()
    travelled.case = (await there_and_back(HotlineStart(travelled.case))).case
    for desk in (stayed, travelled):
        desk.wait(at(200))

    assert wakenings(stormy().case) == wakenings((await there_and_back(HotlineStart(stormy().case))).case)
    assert travelled.events == stayed.events
    assert travelled.said == stayed.said
    assert travelled.case == stayed.case
    assert goal_at(travelled.case) == goal_at(stayed.case)


def test_the_stormy_request_has_something_in_nearly_every_field():
    untouched = {f.name for f in fields(Request) if getattr(stormy().case, f.name) == f.default}

    assert untouched == {"waiting_since", "closed_at", "ended_at", "seeking", "outcome", "road", "merged_into"} | (
        {"outer_due", "merged_due", "extensions", "parking", "absorbed"}  # of the cycle that is over
        | {"barred", "heard"}  # nobody is complained of, and it is no joint task
    )


async def test_a_request_with_its_rules_is_small():
    """2,000 bytes for each of 50,000 open requests are 100 MB of history."""
    start = replace(reported(NEW, policy=SHIPPED).case, complainants=("00000000-0000-0000-0000-000000000001",))
    payload = (await data_converter.encode([HotlineStart(start, DISPATCHER)]))[0]

    assert len(payload.data) < MOST_BYTES
