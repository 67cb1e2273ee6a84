"""How long a year's figures and the leader's page take over two years of the whole banner, and over ten times as much."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from api.figures.answering import counted as figures_told
from api.library import Library
from api.overview_lists import Services, figures_of
from bench.figures import Figure, percentile
from bench.ground import Ground
from bench.pages import filled
from domain.figures.definitions import Period, Service
from domain.figures.grouping import Dimension
from domain.roles import ANYONE
from store import figures
from store.pool import Pool
from store.shipped import figures as shipped_figures

ABOUT = """\
counting: facts of two years lie in the database, as rows: 600 projects of 19 items, 60,000 requests, each with its acceptance, two holdings, a promise and an
  answer (251,400 facts), over 60 bodies and 200 villages, besides the cases of `pages`. Asked in turn, in this process: all figures of the last year of both services,
  together and by body, and what the leader's page counts. Then the same with ten times as many facts (the column "no-op"
  is the time before). The goal is a second for two years."""

_TIMES = 7
_GOAL = 1000.0
_FACTS = """\
INSERT INTO fact (subject, ref, part, created_at, closed_at, body, person, matter, stage, kind, place, marks, measures, due_at)
SELECT shape.subject, 'B' || $1 || '-' || number, shape.part, at, at + interval '5 hours', 'B' || number % 60, 'p' || number % 400,
       'm' || number % 33, 'S' || number % 3, 'kind', 'V' || number % 200, shape.marks[1 + number % array_length(shape.marks, 1)]::text[],
       jsonb_build_object('counted_days', number % 20, 'gross_days', number % 40, 'excluded_days', number % 9, 'wait_seconds', number % 2000),
       at + interval '5 hours'
  FROM generate_series(1, $2::integer) AS number
 CROSS JOIN LATERAL (SELECT now() - number % 730 * interval '1 day' AS at) AS day
  JOIN (VALUES
        (false, 'request', '', ARRAY['{accepted,due,in_time}', '{accepted,due,in_time,reopened}', '{accepted,due,late}']),
        (false, 'holding', '1', ARRAY['{returned,signed}', '{due,in_time,signed,signed_in_time}']),
        (false, 'holding', '2', ARRAY['{closed,due,in_time}', '{due,handed_up,late}']),
        (false, 'leg', '1.1', ARRAY['{closed,due,in_time}', '{closed,due,late}']),
        (true, 'item', '1', ARRAY['{accepted,approved,decided,due,in_time}', '{accepted,by_silence,corrected,decided,due,late}',
                            '{accepted,approved,decided,due,in_time,paused}']),
        (false, 'follow_up', '1.1', ARRAY['{rated,responded,satisfied,solved,valid}', '{basically,rated,valid}', '{unreached}'])
       ) AS shape (of_projects, subject, part, marks) ON shape.of_projects = $3
"""


async def measure(ground: Ground) -> list[Figure]:
    """Fill the database, count, fill it ten times as full, count again."""
    async with ground.worker() as (queue, _):
        await filled(ground, queue)
    found: list[Figure] = []
    before: dict[str, float] = {}
    for name, copies in (("two years", range(1)), ("ten times as much", range(1, 10))):
        await _facts(ground, copies)
        now = await counted(ground.pool)
        goal = None if before else _GOAL
        found += [Figure(f"{what}, {name}", took, "ms", goal, before.get(what)) for what, took in now.items()]
        before = now
    return found


async def _facts(ground: Ground, copies: range) -> None:
    async with ground.pool.acquire() as connection:
        for copy in copies:
            await connection.execute(_FACTS, f"r{copy}", 60_000, False, timeout=600)
            await connection.execute(_FACTS, f"p{copy}", 600 * 19, True, timeout=600)
        await connection.execute("ANALYZE fact", timeout=600)


async def counted(pool: Pool) -> dict[str, float]:
    """How long each takes over what lies in a database, in milliseconds: the median of a few tries."""
    book, library, today = shipped_figures(), Library(), datetime.now(UTC).date()
    year = Period(today - timedelta(days=365), today)
    async with pool.acquire() as connection:

        def asked(service: Service, by: Dimension | None) -> Callable[[], Awaitable[object]]:
            return lambda: figures_told(connection, book, figures.Asked(service, year, by))

        async def leader() -> object:
            return await figures_of(connection, await Services.read(connection, library, datetime.now(UTC), ANYONE))

        return {
            **{f"a year of {service}": await _took(asked(service, None)) for service in Service},
            **{f"a year of {service} by body": await _took(asked(service, Dimension.BODY)) for service in Service},
            "the leader's page": await _took(leader),
        }


async def _took(what: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        await what()
        took.append((time.perf_counter() - began) * 1000)
    return percentile(took, 50)
