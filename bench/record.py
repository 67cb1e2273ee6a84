"""What the chain costs a commit, and how long it takes to seal all cases, to take one along and to check it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

import verify
from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.projects import dossier_of
from domain.bundle import written
from domain.commit import Commit
from domain.record import Event, Happening
from domain.roles import Role
from store import cases
from store.bundles import PROJECT, bundle_of
from store.dossiers import add_dossier
from store.roots import seal

ABOUT = """\
record: 600 commits of one event and 200 of 33, written by the store as the activity does, without Temporal, in turns of 20 with the chain and 20 without (the trigger
  then fills the three columns with constants: that is the column "no-op"). Then 20,000 other cases of 5 events are put in, and all are sealed; one of
  100 events is taken along under that root and checked by `verify.py`. The goal is for one event: at most a quarter more."""

_TURN, _GOAL_RATIO = 20, 1.25
_CASES, _EVENTS, _LONG = 20_000, 5, 100
_NIGHT = date(2026, 11, 28)
_PLAIN = """\
CREATE OR REPLACE FUNCTION bench_plain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.link := NEW.n; NEW.line := repeat('x', 300); NEW.hash := decode(repeat('00', 32), 'hex');
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER bench_is_plain BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION bench_plain();
"""
_CHAINED = "ALTER TABLE event ENABLE TRIGGER event_is_chained; ALTER TABLE event DISABLE TRIGGER bench_is_plain"
_NOT_CHAINED = "ALTER TABLE event DISABLE TRIGGER event_is_chained; ALTER TABLE event ENABLE TRIGGER bench_is_plain"
_TIDY = """\
DROP TRIGGER bench_is_plain ON event;
ALTER TABLE event DISABLE TRIGGER event_is_append_only;
DELETE FROM event WHERE line = repeat('x', 300); -- of which the seal would say that they are not as they were written
ALTER TABLE event ENABLE TRIGGER event_is_append_only
"""
_OTHERS = """\
INSERT INTO event (ref, epoch, n, kind, item, at, entered_at, actor, role, what, calendar_rev)
SELECT 'B' || lpad((number / $2::integer)::text, 9, '0'), 1, 1 + number % $2::integer, 'received', 'PR-01', now(), now(), 'officer-1', 'officer', 'x', 1
  FROM generate_series(0, $1::integer * $2::integer - 1) AS number
"""


async def measure(ground: Ground) -> list[Figure]:
    """Write commits in turns, then fill, seal, take along and check."""
    await ground.pool.execute(_PLAIN)
    one, many = await _commits(ground, 1, 600), await _commits(ground, 33, 200)
    await ground.pool.execute(_TIDY)
    figures = [
        _figure("commit of one event, p50", one, goal=_GOAL_RATIO * percentile(one[False], 50)),
        _figure("commit of 33 events, p50", many),
    ]
    return [*figures, *await _sealed(ground)]


async def _commits(ground: Ground, events: int, number: int) -> dict[bool, list[float]]:
    """Milliseconds of commits with the chain (True) and without, in turns."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(number // _TURN):
        for is_chained in (True, False):
            await ground.pool.execute(_CHAINED if is_chained else _NOT_CHAINED)
            ref = await _case(ground)
            for seq in range(1, _TURN + 1):
                taken[is_chained].append(await _taken(partial(_write, ground, ref, seq, events)))
    await ground.pool.execute(_CHAINED)
    return taken


async def _case(ground: Ground) -> str:
    ref = f"2611-150524-04-02-{ground.number():06d}"
    async with ground.pool.acquire() as connection:
        await add_dossier(connection, dossier_of(ground, ref, datetime.now(UTC)))
    return ref


async def _write(ground: Ground, ref: str, seq: int, events: int) -> None:
    now, item = datetime.now(UTC), next(iter(ground.catalogue.items))
    event = Event(Happening.ACCEPTED, item, None, "officer-1", Role.OFFICER, due_after=now.date() + timedelta(days=3))
    commit = Commit(ref, now, seq=seq, n=seq * events, rev=1, events=(event,) * events)
    await cases.write(ground.pool, commit, run_id=f"run-{ref}", asked_at=now)


async def _sealed(ground: Ground) -> list[Figure]:
    await ground.pool.execute(_OTHERS, _CASES, _EVENTS, timeout=600)
    ref = await _case(ground)
    await _write(ground, ref, 1, _LONG)
    sealing = await _taken(lambda: seal(ground.pool, _NIGHT, datetime.now(UTC)))
    files: list[bytes] = []

    async def take_along() -> None:
        async with ground.pool.acquire() as connection, connection.transaction():
            files.append(written(await bundle_of(connection, ref, PROJECT)).encode())

    taking = [await _taken(take_along) for _ in range(20)]
    began = time.perf_counter()
    reports = [verify.check(file) for file in files]
    checking = (time.perf_counter() - began) * 1000 / len(files)
    assert all(not report.faults and report.covered == _LONG for report in reports), "a bundle is not good"
    return [
        Figure(f"sealing {_CASES:,} cases of {_EVENTS} events", sealing, "ms"),
        Figure(f"a case of {_LONG} events taken along, p50", percentile(taking, 50), "ms"),
        Figure(f"checking it ({len(files[0]) // 1000} kB)", checking, "ms"),
    ]


async def _taken(work: Callable[[], Awaitable[object]]) -> float:
    """How many milliseconds some work took."""
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


def _figure(name: str, taken: dict[bool, list[float]], goal: float | None = None) -> Figure:
    return Figure(name, percentile(taken[True], 50), "ms", goal=goal, noop=percentile(taken[False], 50))
