"""How many acts one worker gets written down when many officers act at once."""

from __future__ import annotations

import asyncio
import time

from api.commands import short_hash
from bench.figures import Figure
from bench.ground import Ground
from bench.noop import Plan
from bench.projects import NoOpHandle, Opener, Project, all_items, answer, on_the_spot, open_noops

ABOUT = """\
rushing: 20 projects of 33 items in parallel, 15 acts each, one after another in each project. Servers, worker and whoever
  asks share the processors of this machine. The no-op workflow answers after one no-op activity."""

_PROJECTS, _ACTS = 20, 15


async def measure(ground: Ground) -> list[Figure]:
    """Act in all projects at once, then ask as many no-op workflows."""
    rules = all_items(ground)
    deeds = on_the_spot(rules)[:_ACTS]

    async def act(project: Project) -> None:
        for deed in deeds:
            await project.do(deed)

    async def ask(handle: NoOpHandle) -> None:
        for number in range(len(deeds)):
            await answer(ground.client, handle, short_hash("rush", str(number)), activity=True)

    async with ground.worker() as (queue, meter):
        projects = await Opener(ground, queue).open_many(rules, _PROJECTS)
        cpu, began = meter.cpu(), time.perf_counter()
        await asyncio.gather(*map(act, projects))
        seconds, spent = time.perf_counter() - began, meter.cpu() - cpu
    async with ground.noop_worker() as (queue, meter):
        noops = await open_noops(ground, queue, Plan(answers=len(deeds)), _PROJECTS)
        cpu, began = meter.cpu(), time.perf_counter()
        await asyncio.gather(*map(ask, noops))
        noop_seconds, noop_spent = time.perf_counter() - began, meter.cpu() - cpu
    acts = _PROJECTS * len(deeds)
    return [
        Figure("acts committed a second, 20 projects at once", acts / seconds, "/s", noop=acts / noop_seconds),
        Figure("  worker CPU an act", spent * 1000 / acts, "ms", noop=noop_spent * 1000 / acts),
    ]
