"""The whole catalogue, from first receipt to permit, for each of the example projects."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.catalogue import ProjectItem
from domain.catalogue_file import parse
from domain.project_items import project_items, waves
from domain.roles import Act
from store.shipped import catalogue_file

CATALOGUE = parse(catalogue_file())
EVERY_FLAG = tuple(CATALOGUE.flags)
PROJECTS = {name: (p.project_type, p.land_mode, p.flags) for name, p in CATALOGUE.profiles.items()} | {
    "government, with every flag": ("gov", "allocation", EVERY_FLAG),
    "enterprise to be verified, with every flag": ("ent_approval", "grant", EVERY_FLAG),
}


def rules_of(project: str) -> tuple[ProjectItem, ...]:
    """The items of one of the projects."""
    kind, land_mode, flags = PROJECTS[project]
    chosen = {"project_type": kind, "land_mode": land_mode, "flags": flags}
    return project_items(CATALOGUE, **chosen, rule_set="platform", on=date(2026, 1, 1))


def test_together_the_projects_play_the_whole_catalogue():
    played = {rule.id for project in PROJECTS for rule in rules_of(project)}

    assert len(PROJECTS) == 6
    assert played == set(CATALOGUE.items)
    assert len(played) == 33


@pytest.mark.parametrize("which", PROJECTS)
async def test_a_project_goes_from_first_receipt_to_permit(town, which):
    rules = rules_of(which)
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
    steps = [step for step, _ in await project.notices(name)]
    assert (steps.count("yellow"), steps.count("red")) == (1, 1)
