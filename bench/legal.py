"""What open inquiries and applications for legal aid take, and how long it takes to choose a lawyer from the whole pool."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from statistics import mean

from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.matters import Bureau
from bench.meter import Meter
from bench.noop import Plan
from bench.pace import a_few_at_a_time
from bench.projects import open_noops
from domain.legal.assignment import How, PersonQuestion
from domain.legal.record import Service
from store import shipped
from store.lawyers import find_person, matter_sought
from workflows.messages import legal_id

ABOUT = """\
legal: the whole sample pool is there. 100 inquiries are asked, and somebody is called for each; 100 applications for legal aid are
  received, 30 more granted and offered to a lawyer. Bytes are the server's own count of a history at that moment, a mean;
  processor time is what the worker used until it came to rest, its messages included. The no-op workflow is open after one activity.
  Then 100 lawyers are chosen for as many applications, one after the other and 20 at a time (under the lock for all); the
  no-op reads everybody of the pool under such a lock and chooses nobody."""

_OPEN, _GRANTED, _WARM = 100, 30, 10
_CHOICES, _AT_ONCE = 100, 20
_NEVER = 10**6
_OPEN_GOAL = 6.0  # times a workflow that does nothing: up to three activities where that has one, and what they carry
_CHOICE_GOAL = 10.0  # times reading the pool: at that, one worker still chooses faster than people ask
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('bench'))"
_POOL = "SELECT * FROM legal_person JOIN person ON person.id = legal_person.person"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one open workflow took: bytes of history, milliseconds of the worker's processor time."""

    bytes: float
    cpu: float


async def measure(ground: Ground) -> list[Figure]:
    """Open no-ops, inquiries and applications, then choose lawyers."""
    async with ground.noop_worker() as (queue, meter):
        await open_noops(ground, queue, Plan(answers=_NEVER), _WARM)
        noop = await _cost(ground, meter, _noops(ground, queue))
    async with ground.worker() as (queue, meter):
        bureau = await Bureau.opened(ground, queue)
        await bureau.take_in(Service.INQUIRY, _WARM, until="called")
        await bureau.take_in(Service.AID, _WARM, until="applied")
        inquiry = await _cost(ground, meter, bureau.take_in(Service.INQUIRY, _OPEN, until="called"))
        aid = await _cost(ground, meter, bureau.take_in(Service.AID, _OPEN, until="applied"))
        received = await bureau.take_in(Service.AID, _GRANTED, until="applied")
        granted = await _cost(ground, meter, bureau.grant(received))
    alone, crowd = [await _choices(bureau, at_once) for at_once in (1, _AT_ONCE)]
    bare = await _timed([lambda: _read_pool(ground)] * _CHOICES, 1)
    return _figures(noop, inquiry, aid, granted) + _of_choices(alone, crowd, bare)


async def _cost(ground: Ground, meter: Meter, opening: Awaitable[list[str]]) -> Cost:
    """What opening takes for each of the cases or no-ops whose numbers or ids it returns."""
    await meter.calm()
    spent = meter.cpu()
    opened = await opening
    await meter.calm()
    cpu = (meter.cpu() - spent) * 1000 / len(opened)
    return Cost(mean([await _history_bytes(ground, name) for name in opened]), cpu)


async def _noops(ground: Ground, queue: str) -> list[str]:
    return [handle.id for handle in await open_noops(ground, queue, Plan(answers=_NEVER), _OPEN)]


async def _history_bytes(ground: Ground, name: str) -> int:
    workflow_id = name if name.startswith("noop/") else legal_id(name)
    found = await ground.client.get_workflow_handle(workflow_id).describe()
    return found.raw_description.workflow_execution_info.history_size_bytes


async def _choices(bureau: Bureau, at_once: int) -> list[float]:
    """Seconds that it took to choose a lawyer, for each of as many applications whose cases are not begun."""
    matters = [await bureau.keep(Service.AID) for _ in range(_CHOICES)]
    return await _timed([partial(_choose, bureau.ground, matter.ref) for matter in matters], at_once)


async def _choose(ground: Ground, ref: str) -> None:
    now = datetime.now(UTC)
    async with ground.pool.acquire() as connection:
        matter = await matter_sought(connection, ref)
        assert matter is not None, "it was kept"
        question, rules = PersonQuestion(ref, 1, How.OFFER), shipped.legal().policy.aid
        await find_person(connection, question, matter, rules, now, asked_at=now)


async def _read_pool(ground: Ground) -> None:
    async with ground.pool.acquire() as connection, connection.transaction():
        await connection.execute(_LOCK)
        await connection.fetch(_POOL)


async def _timed(works: Sequence[Callable[[], Awaitable[None]]], at_once: int) -> list[float]:
    async def one(work: Callable[[], Awaitable[None]]) -> float:
        began = time.perf_counter()
        await work()
        return time.perf_counter() - began

    return await a_few_at_a_time([partial(one, work) for work in works], at_once)


def _figures(noop: Cost, inquiry: Cost, aid: Cost, granted: Cost) -> list[Figure]:
    made_of = f"one no-op, open after one activity, is {noop.bytes:,.0f} B and {noop.cpu:.1f} ms"
    found = f"{made_of}; here two commits and the choice of whom to call are written down"
    return [
        Figure(
            "history of an inquiry, asked and called, in no-ops",
            inquiry.bytes / noop.bytes,
            "×",
            _OPEN_GOAL,
            made_of=found,
        ),
        Figure("  history bytes of an inquiry", inquiry.bytes, "B", noop=noop.bytes),
        Figure("worker CPU of an inquiry, in no-ops", inquiry.cpu / noop.cpu, "×", _OPEN_GOAL, made_of=found),
        Figure("  worker CPU of an inquiry, its messages included", inquiry.cpu, "ms", noop=noop.cpu),
        Figure(
            "history of an application, received, in no-ops", aid.bytes / noop.bytes, "×", _OPEN_GOAL, made_of=made_of
        ),
        Figure("  history bytes of an application", aid.bytes, "B", noop=noop.bytes),
        Figure("worker CPU of an application, in no-ops", aid.cpu / noop.cpu, "×", _OPEN_GOAL, made_of=made_of),
        Figure("  worker CPU of an application, its messages included", aid.cpu, "ms", noop=noop.cpu),
        Figure("  history bytes of an application, granted and offered", granted.bytes, "B", noop=noop.bytes),
        Figure("  worker CPU to grant and offer it", granted.cpu, "ms", noop=noop.cpu),
    ]


def _of_choices(alone: list[float], crowd: list[float], bare: list[float]) -> list[Figure]:
    """Each choice looks at everybody of the pool as they are at that instant."""
    p50, plain = percentile(alone, 50) * 1000, percentile(bare, 50) * 1000
    made_of = (
        f"{plain:.1f} ms are reading the pool, the rest is duty, load, distance and roles of each, and one new row"
    )
    return [
        Figure(
            "a lawyer chosen from the pool, p50, in readings of it", p50 / plain, "×", _CHOICE_GOAL, made_of=made_of
        ),
        Figure("  a lawyer chosen, p50", p50, "ms", noop=plain),
        Figure("  a lawyer chosen, p95", percentile(alone, 95) * 1000, "ms", noop=percentile(bare, 95) * 1000),
        Figure(f"  {_AT_ONCE} choices at a time: p50", percentile(crowd, 50) * 1000, "ms"),
        Figure(f"  {_AT_ONCE} choices at a time: p95", percentile(crowd, 95) * 1000, "ms"),
    ]
