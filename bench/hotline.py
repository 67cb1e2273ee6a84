"""What thousands of open requests take, and how late a thousand deadlines of one second are kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.meter import Meter
from bench.noop import Plan
from bench.pace import a_few_at_a_time
from bench.projects import open_noop, open_noops
from bench.requests import Seat, batches
from domain.hotline.record import Happening, Step

ABOUT = """\
hotline: 5,000 requests that nobody accepts are open with one worker; a hundred more have warmed it up. Memory is resident memory
  after less before, once both have come to rest, by 5,000; processor time is what the worker used meanwhile. Then the acceptance
  warning of 1,000 of them is due at one instant. Lateness is less that instant: taken, by the workflow's time; recorded,
  when the word of the commit arrives here; queued, when its message stands in the outbox. Before, as many no-op workflows
  (fresh worker, same server) sleep until one instant: bare, and once more with one no-op activity after it, where
  the case is written down."""

_OPEN, _DUE, _WARM, _BATCH = 5000, 1000, 100, 250
_MEMORY_GOAL = 2.0  # times a workflow that does nothing: what is known of a request takes no more than the SDK
_LATE_GOAL = 3.0  # times bare timers: a step goes over the server three times (timer, activity, its end), a timer once
_NOOP_OPEN = 500
_NEVER = 10**6
_AHEAD_SECONDS, _AT_ONCE = 90, 20  # by then a thousand must be open
_WAIT_SECONDS = 300.0
_LOOK_AGAIN_SECONDS = 0.25
_FAR = timedelta(hours=1)
_QUEUED = "SELECT extract(epoch FROM created_at)::float8 FROM outbox WHERE ref = ANY ($1::text[]) AND step = $2"
_TAKEN = "SELECT extract(epoch FROM entered_at)::float8 FROM valid_event WHERE ref = ANY ($1::text[]) AND kind = $2"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one open workflow took: kilobytes of memory, milliseconds of processor time to open it."""

    memory: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Rush:
    """Seconds after the instant at which steps were taken, recorded and their messages queued; worker milliseconds a step."""

    taken: list[float]
    recorded: list[float]
    queued: list[float]
    cpu: float


async def measure(ground: Ground) -> list[Figure]:
    """Let bare timers ring, then open requests and let their warnings be due at once."""
    async with ground.noop_worker() as (queue, meter):
        before = await _noops_open(ground, queue, meter)
        bare = await _bare(ground, queue, writes=False)
        writing = await _bare(ground, queue, writes=True)
    async with ground.worker() as (queue, meter):
        seat = await Seat.opened(ground, queue)
        cost, due_at, refs = await _open(seat, meter)
        rush = await _rush(ground, meter, refs, due_at)
    return _figures(cost, before, rush, bare, writing)


async def _open(seat: Seat, meter: Meter) -> tuple[Cost, datetime, list[str]]:
    """Open all; the last thousand have their warning at the instant that is returned with their numbers."""
    far = datetime.now(UTC) + _FAR
    await seat.take_in(_WARM, due_at=far)
    await meter.calm()
    memory, spent = meter.memory(), meter.cpu()
    for size in batches(_OPEN - _DUE, _BATCH):
        await seat.take_in(size, due_at=far)
    due_at = datetime.now(UTC) + timedelta(seconds=_AHEAD_SECONDS)
    refs = [ref for size in batches(_DUE, _BATCH) for ref in await seat.take_in(size, due_at=due_at)]
    cpu = meter.cpu() - spent
    await meter.calm()
    assert datetime.now(UTC) < due_at, "opening took longer than was thought"
    return Cost((meter.memory() - memory) / 1000 / _OPEN, cpu * 1000 / _OPEN), due_at, refs


async def _rush(ground: Ground, meter: Meter, refs: Sequence[str], due_at: datetime) -> Rush:
    """Wait for the instant and see when each step was written down and its message queued."""
    async with _commits(ground, refs) as heard, asyncio.timeout(_AHEAD_SECONDS + _WAIT_SECONDS):
        await asyncio.sleep(max(0.0, (due_at - datetime.now(UTC)).total_seconds() - 1))
        spent = meter.cpu()
        queued: list[float] = []
        while len(heard) < len(refs) or len(queued) < len(refs):
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            queued = [row[0] for row in await ground.pool.fetch(_QUEUED, refs, Step.ACCEPT_SOON)]
        cpu = meter.cpu() - spent
        taken = [row[0] for row in await ground.pool.fetch(_TAKEN, refs, Happening.ACCEPT_SOON)]
    start = due_at.timestamp()
    late = [[at - start for at in instants] for instants in (taken, heard.values(), queued)]
    return Rush(late[0], late[1], late[2], cpu * 1000 / len(refs))


@asynccontextmanager
async def _commits(ground: Ground, refs: Sequence[str]) -> AsyncIterator[dict[str, float]]:
    """When the word of the first commit of each of these requests arrives, from now on."""
    wanted, heard = set(refs), dict[str, float]()

    def hear(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        ref = str(payload).partition(" ")[0]
        if ref in wanted:
            heard.setdefault(ref, datetime.now(UTC).timestamp())

    async with ground.pool.acquire() as connection:
        await connection.add_listener("case_moved", hear)
        try:
            yield heard
        finally:
            await connection.remove_listener("case_moved", hear)


async def _noops_open(ground: Ground, queue: str, meter: Meter) -> Cost:
    """What an open no-op workflow takes."""
    plan = Plan(answers=_NEVER)
    await open_noops(ground, queue, plan, _WARM)
    await meter.calm()
    memory, spent = meter.memory(), meter.cpu()
    await open_noops(ground, queue, plan, _NOOP_OPEN)
    cpu = meter.cpu() - spent
    await meter.calm()
    return Cost((meter.memory() - memory) / 1000 / _NOOP_OPEN, cpu * 1000 / _NOOP_OPEN)


async def _bare(ground: Ground, queue: str, *, writes: bool) -> list[float]:
    """How late a thousand no-op workflows wake at one instant."""
    at = datetime.now(UTC) + timedelta(seconds=_AHEAD_SECONDS)
    plan = Plan((at,), writes=writes)
    handles = await a_few_at_a_time([partial(open_noop, ground, queue, plan)] * _DUE, _AT_ONCE)
    assert datetime.now(UTC) < at, "opening took longer than was thought"
    async with asyncio.timeout(_AHEAD_SECONDS + _WAIT_SECONDS):
        await asyncio.sleep((at - datetime.now(UTC)).total_seconds() + 1)
        return [late for handle in handles for late in await handle.result()]


def _figures(cost: Cost, noop: Cost, rush: Rush, bare: list[float], writing: list[float]) -> list[Figure]:
    loop, worst = max(bare), max(writing)
    made_of = (
        f"{loop:.1f} s are the bare timers', {max(0.0, worst - loop):.1f} s more one activity that does nothing after each, the rest is "
        f"deciding and one transaction for each ({rush.cpu:.1f} ms of the worker's processor time a step, with its message)"
    )
    memory = (
        f"{noop.memory:.0f} kB are what any workflow takes in the Python SDK, the rest is the request and its sandbox"
    )
    return [
        Figure(
            "worker memory per open request, 5,000 open, in no-ops",
            cost.memory / noop.memory,
            "×",
            _MEMORY_GOAL,
            made_of=memory,
        ),
        Figure("  worker memory per open request", cost.memory, "kB", noop=noop.memory),
        Figure("  worker CPU to open a request", cost.cpu, "ms", noop=noop.cpu),
        Figure(
            "1,000 deadlines at once: all recorded and queued, in bare loops",
            max(*rush.recorded, *rush.queued) / loop,
            "×",
            _LATE_GOAL,
            made_of=made_of,
        ),
        Figure("  all steps recorded after", max(rush.recorded), "s", noop=loop),
        Figure("  all messages queued after", max(rush.queued), "s"),
        Figure("  taken: lateness p50", percentile(rush.taken, 50), "s", noop=percentile(bare, 50)),
        Figure("  taken: lateness p99", percentile(rush.taken, 99), "s", noop=percentile(bare, 99)),
        Figure(
            "  recorded: lateness p50 (no-op: one activity)",
            percentile(rush.recorded, 50),
            "s",
            noop=percentile(writing, 50),
        ),
        Figure(
            "  recorded: lateness p99 (no-op: one activity)",
            percentile(rush.recorded, 99),
            "s",
            noop=percentile(writing, 99),
        ),
        Figure("  queued: lateness p50", percentile(rush.queued, 50), "s"),
        Figure("  queued: lateness p99", percentile(rush.queued, 99), "s"),
        Figure("  worker CPU a step", rush.cpu, "ms"),
    ]
