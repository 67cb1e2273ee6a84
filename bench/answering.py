"""How long an officer waits for an answer: acts that are written down, against updates that do nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from itertools import cycle, islice

from api.commands import short_hash
from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.noop import Plan
from bench.projects import Opener, all_items, answer, on_the_spot, open_noop

ABOUT = """\
answering: 200 acts (one application a stage, then decisions on the spot, in projects of 33 items) and 200 answers of the
  no-op workflow of each kind, one after another in turns, so that noise meets all alike. Every act is answered when it
  is committed in PostgreSQL. Both are asked with the two calls that the API makes. After each answer there is a pause of
  30 ms: Temporal's development server has one history shard, from which it takes at most 20 activity results a second
  one by one (history.transferProcessorMaxPollRPS), so without it the limit would be measured and not the work."""

_ACTS = 200
_WARM = 20
_PAUSE_SECONDS = 0.03


async def measure(ground: Ground) -> list[Figure]:
    """Take turns between the product and the no-op workflow."""
    rules = all_items(ground)
    async with ground.worker() as (queue, _), ground.noop_worker() as (noop_queue, _):
        per_project = len(on_the_spot(rules))
        projects = await Opener(ground, queue).open_many(rules, -(-(_ACTS + _WARM) // per_project))
        deeds = [(project, deed) for project in projects for deed in on_the_spot(rules)]
        noops = [await open_noop(ground, noop_queue, Plan(answers=10**6)) for _ in projects]
        ours, plain, with_activity = list[float](), list[float](), list[float]()
        for number, ((project, deed), noop) in enumerate(zip(islice(deeds, _ACTS + _WARM), cycle(noops), strict=False)):
            key = short_hash("answer", str(number))
            ours.append(await _paused(project.do(deed)))
            plain.append(await _paused(answer(ground.client, noop, key, activity=False)))
            with_activity.append(await _paused(answer(ground.client, noop, key[::-1], activity=True)))
    return _figures(ours[_WARM:], plain[_WARM:], with_activity[_WARM:])


async def _paused(asking: Awaitable[float]) -> float:
    seconds = await asking
    await asyncio.sleep(_PAUSE_SECONDS)
    return seconds


def _figures(ours: list[float], plain: list[float], with_activity: list[float]) -> list[Figure]:
    p50, noop, active = (percentile(times, 50) * 1000 for times in (ours, plain, with_activity))
    made_of = (
        f"{noop:.1f} ms are an update that does nothing, {active - noop:.1f} ms more an activity that does nothing (two more "
        f"rounds over the server), {p50 - active:.1f} ms more the case: deciding, one transaction, and what the UI is shown"
    )
    return [
        Figure("update answered (committed) p50, in no-op updates", p50 / noop, "×", 4, made_of=made_of),
        Figure("  update answered p50", p50, "ms", noop=noop),
        Figure("  update answered p95", percentile(ours, 95) * 1000, "ms", noop=percentile(plain, 95) * 1000),
        Figure("  the same p50 against no-op update and no-op activity", p50, "ms", noop=active),
    ]
