"""The whole catalogue, from first receipt to permit, for each of the example projects."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.project_items import waves
from domain.roles import Act


@pytest.mark.parametrize(
    "profile", ["residential_social", "town_school_gov", "simple_warehouse", "pasture_factory_verified"]
)
async def test_a_project_goes_from_first_receipt_to_permit(town, profile):
    rules = town.rules(profile)
    async with town.worker():
        project = await town.open(*rules)
        await project.go_to_next(0, "09:00")

        for number, wave in enumerate(waves(rules)):
            silent = [name for index, name in enumerate(wave) if (number + index) % 3 == 2]
            await project.receive_and_accept(*wave)
            await project.go_to(await project.now() + timedelta(hours=1))
            for name in set(wave) - set(silent):
                await project.act(Act.APPROVE, name)
            if silent:
                await project.go_to(await project.now() + timedelta(days=26))

        states = await project.states()
        assert set(states) == {rule.id for rule in rules}
        assert set(states.values()) == {"approved", "approved_by_silence"}
        assert (await project.events())[-1] == "completed"
        assert await project.numbers() == list(range(1, len(await project.events()) + 1))
        for name in (name for name, state in states.items() if state == "approved_by_silence"):
            await _was_warned_and_then_approved_by_silence(project, name)


async def test_a_project_that_nobody_decides_is_approved_by_silence_item_by_item(town):
    rules = town.rules("simple_warehouse")
    async with town.worker():
        project = await town.open(*rules)
        await project.go_to_next(0, "09:00")
        await project.act(Act.RECEIVE, *[rule.id for rule in rules], ahead=True)

        await town.temporal.fast_forward(project.handle)

        assert set((await project.states()).values()) == {"approved_by_silence"}
        assert (await project.events())[-1] == "completed"
        completed = await town.pool.fetchval("SELECT completed_at FROM project WHERE ref = $1", project.ref)
        assert await project.now() - completed >= timedelta(days=60)  # an approval by silence can be revoked so long


async def _was_warned_and_then_approved_by_silence(project, name):
    kinds = await project.events(name)
    over = kinds.index("approved_by_silence")
    assert "yellow" in kinds[:over]
    assert "red" in kinds[:over]
    row = await project.row(name)
    assert row["ended_at"] == row["over_at"]
    steps = {(step, recipient) for step, recipient, _ in await project.outbox(name)}
    department = next(rule.department for rule in project.rules if rule.id == name)
    for step in ("yellow", "red"):
        assert {(step, f"department:{department}"), (step, "person:li")} <= steps
