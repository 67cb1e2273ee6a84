"""How late a case wakes when its timer is due and nothing else happens."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.noop import Plan
from bench.projects import Deed, NoOpHandle, Opener, Project, all_items, open_noop
from domain.catalogue import ProjectItem, Silence
from domain.record import Happening
from domain.roles import Act
from domain.term import Term, Unit
from store import shipped

ABOUT = """\
waking: 60 projects of three items whose promise is in seconds, due at 180 instants over half a minute; the light is red from
  the beginning, so that each item waits for one timer only. Lateness is when the approval by silence was taken less the
  instant at which it was due (the end of the term and one second to settle). As many no-op workflows sleep until like
  instants on the same server at the same time."""

_PROJECTS, _ITEMS, _SETTLE = 60, 3, 1
_AT_ONCE = 8
_FIRST, _SPREAD = 15, 30  # seconds after acceptance, which is over before anything is due
_LATE = """\
SELECT extract(epoch FROM entered_at - at)::float8 - $2::float8
  FROM valid_event
 WHERE ref = ANY ($1::text[])
   AND kind = $3
"""


async def measure(ground: Ground) -> list[Figure]:
    """Let terms run out and see when that was noticed."""
    office = replace(shipped.office()[0], settle_seconds=_SETTLE)
    async with ground.worker() as (queue, _), ground.noop_worker() as (noop_queue, _):
        opener = Opener(ground, queue, office)
        items = all_items(ground)[:_ITEMS]
        turn = asyncio.Semaphore(_AT_ONCE)

        async def hand_in(number: int) -> Project:
            async with turn:
                rules = tuple(map(_quick, items, _terms(number)))
                [project] = await opener.open_many(rules, 1)
                await project.do(Deed(Act.RECEIVE, tuple(rule.id for rule in rules)))
                return project

        async def let_run(number: int, project: Project) -> NoOpHandle:
            async with turn:
                await project.do(Deed(Act.ACCEPT, tuple(rule.id for rule in project.rules)))
                now = datetime.now(UTC)
                alarms = tuple(now + timedelta(seconds=seconds) for seconds in sorted(_terms(number)))
                return await open_noop(ground, noop_queue, Plan(alarms))

        projects = await asyncio.gather(*map(hand_in, range(_PROJECTS)))
        noops = await asyncio.gather(*map(let_run, range(_PROJECTS), projects))
        noop = [late for handle in noops for late in await handle.result()]
        ours = await _lateness(ground, [project.ref for project in projects])
    return _figures(ours, noop)


def _terms(number: int) -> list[int]:
    """Different seconds for each item, spread so that hardly two projects wake at once."""
    return [_FIRST + (7 * number + 11 * item) % _SPREAD for item in range(_ITEMS)]


def _quick(rule: ProjectItem, seconds: int) -> ProjectItem:
    return ProjectItem(
        rule.id,
        rule.name,
        "DRC",
        rule.stage,
        Term(seconds, Unit.S),
        warn=seconds,
        red=seconds,
        silence=Silence.DEEM_APPROVED,
    )


async def _lateness(ground: Ground, refs: list[str]) -> list[float]:
    async with asyncio.timeout(_FIRST + _SPREAD + 60):
        while True:
            rows = await ground.pool.fetch(_LATE, refs, float(_SETTLE), Happening.APPROVED_BY_SILENCE, timeout=60)
            if len(rows) == _PROJECTS * _ITEMS:
                return [row[0] for row in rows]
            await asyncio.sleep(0.5)


def _figures(ours: list[float], noop: list[float]) -> list[Figure]:
    p99, server = percentile(ours, 99), percentile(noop, 99)
    made_of = (
        f"a timer that does nothing rings {server:.2f} s late here: Temporal looks for due timers up to a second late "
        "(history.timerProcessorMaxTimeShift); the rest is the worker"
    )
    return [
        Figure("wake-up lateness of a single timer p99", p99, "s", 1.5, server, made_of),
        Figure("  wake-up lateness p50", percentile(ours, 50), "s", noop=percentile(noop, 50)),
        Figure("  wake-up lateness, the worst of 180", max(ours), "s", noop=max(noop)),
    ]
