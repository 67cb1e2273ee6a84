"""Mergers that do not go straight: refused half-way, tried again, or overtaken by another merger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from banner import DISPATCHER, Banner

from domain.hotline.record import RequestCommand
from domain.roles import Act, Actor, Role
from workflows.messages import hotline_id


@pytest.fixture
async def banner(office):
    return await Banner.staffed(office)


async def citizens_of(banner, ref):
    rows = await banner.counter.pool.fetch("SELECT id FROM complainant WHERE ref = $1 AND NOT withdrawn", ref)
    return tuple(row["id"] for row in rows)


async def half_merged(banner, act, ref, other, whose):
    """The first or last half of a merger only, as a counter does it that is cut off, or has just been overtaken."""
    by, now = Actor(DISPATCHER, Role.DISPATCHER, "CENTRE"), datetime.now(UTC)
    command = RequestCommand(f"{act} {ref} {other}", act, by, now, other=other, other_since=now, complainants=whose)
    await banner.counter.app.state.desk.gateway.act(hotline_id(ref), command)


async def test_a_merger_that_is_refused_half_way_gives_the_citizens_back(banner):
    one, other = await banner.begun(), await banner.begun()
    await half_merged(banner, Act.REQUEST_ABSORB, one, other, await citizens_of(banner, other))

    answer = await banner.act(DISPATCHER, one, "merge", key="k", into=other)

    assert (answer.status_code, answer.json()["code"]) == (409, "same_request")
    assert (await banner.events(other))[-2:] == ["absorbed", "released"]
    assert (await banner.read(f"/requests/{other}"))["complainants"] == 1


async def test_a_merger_that_was_taken_back_takes_the_citizens_in_anew_when_it_is_tried_again(banner):
    one, other = await banner.begun(), await banner.begun()
    whose = await citizens_of(banner, other)
    await half_merged(banner, Act.REQUEST_ABSORB, one, other, whose)
    await banner.act(DISPATCHER, one, "merge", key="k", into=other)
    await half_merged(banner, Act.REQUEST_RELEASE, one, other, whose)

    again = await banner.act(DISPATCHER, one, "merge", key="k", into=other)

    assert again.status_code == 200
    assert (await banner.read(f"/requests/{other}"))["complainants"] == 2
    assert len(await citizens_of(banner, other)) == 2


async def test_a_citizen_whose_request_is_still_being_merged_goes_on_with_the_one_that_takes_it_in(banner):
    first, second, third = [await banner.begun() for _ in range(3)]
    await half_merged(banner, Act.REQUEST_ABSORB, second, first, await citizens_of(banner, first))
    await banner.do(DISPATCHER, second, "merge", into=third)
    assert len(await citizens_of(banner, first)) == 1, "its own request has not ended"

    await half_merged(banner, Act.REQUEST_MERGE, first, second, ())
    await banner.do(DISPATCHER, third, "accept", kind="consultation")

    assert (await banner.read(f"/requests/{third}"))["complainants"] == 3
    assert len(await citizens_of(banner, third)) == 3


async def test_a_citizen_who_has_withdrawn_does_not_come_with_a_merger(banner):
    first, second, third = [await banner.begun() for _ in range(3)]
    (who,) = await citizens_of(banner, first)
    await banner.do(DISPATCHER, first, "merge", into=second)
    ask = RequestCommand(
        *("ask", Act.REQUEST_ASK_WITHDRAWAL, Actor("", Role.VISITOR), datetime.now(UTC)),
        said=("reason",),
        complainant=who,
    )
    await banner.counter.app.state.desk.gateway.act(hotline_id(second), ask)
    await banner.do(DISPATCHER, second, "withdraw")

    await banner.do(DISPATCHER, second, "merge", into=third)

    assert (await banner.read(f"/requests/{third}"))["complainants"] == 2
    told = await banner.counter.pool.fetch("SELECT complainant FROM notice WHERE ref = $1 AND step = 'joined'", third)
    assert who not in {row["complainant"] for row in told}
