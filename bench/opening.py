"""What an open project takes: memory of the worker, and processor time to open it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bench.figures import Figure
from bench.ground import Ground
from bench.meter import Meter
from bench.noop import Plan
from bench.projects import Opener, all_items, open_noops

ABOUT = """\
opening: 50 projects with all 33 items are opened to warm up a fresh worker process, then 200 more, eight at a time, each
  until it is written down. Memory is resident memory after less before, once both have come to rest; processor time is
  what the worker process used meanwhile, for the first commit too. The no-op workflow opens with one no-op activity."""

_WARM, _COUNTED = 50, 200
_NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Cost:
    """What one open workflow took: kilobytes of memory, milliseconds of processor time to open it."""

    memory: float
    cpu: float


async def measure(ground: Ground) -> list[Figure]:
    """Open projects and no-op workflows, each in a fresh worker."""
    rules = all_items(ground)
    async with ground.worker() as (queue, meter):
        opener = Opener(ground, queue)
        before_any = meter.memory()
        ours = await _cost(meter, lambda number: opener.open_many(rules, number))
    async with ground.noop_worker() as (queue, meter):
        plan = Plan(answers=_NEVER)
        noop = await _cost(meter, lambda number: open_noops(ground, queue, plan, number))
    return [
        Figure(
            f"worker memory per open project, {_COUNTED} open",
            ours.memory,
            "kB",
            350,
            noop.memory,
            f"{noop.memory:.0f} kB are what any workflow takes in the Python SDK; the worker itself holds "
            f"{before_any / 1e6:.0f} MB",
        ),
        Figure(
            "worker CPU to open a project",
            ours.cpu,
            "ms",
            40,
            noop.cpu,
            f"{noop.cpu:.0f} ms are the SDK's for a workflow with one activity, the rest is reading the case, showing it "
            "and writing a row for each item",
        ),
    ]


async def _cost(meter: Meter, open_many: Callable[[int], Awaitable[object]]) -> Cost:
    await open_many(_WARM)
    await meter.calm()
    memory, cpu = meter.memory(), meter.cpu()
    await open_many(_COUNTED)
    spent = meter.cpu() - cpu
    await meter.calm()
    return Cost((meter.memory() - memory) / 1000 / _COUNTED, spent * 1000 / _COUNTED)
