"""Citizens of a banner whose numbers no other test has, for all tests share one Temporal."""

from __future__ import annotations

import itertools

from banner import Banner

_starts = itertools.count(100_000, 1000)


async def with_numbers_of_its_own(banner: Banner) -> Banner:
    """Let the requests of this banner be numbered where no other test's are."""
    await banner.counter.pool.execute(f"ALTER SEQUENCE request_number RESTART WITH {next(_starts)}")
    return banner


async def written(banner: Banner, ref: str) -> None:
    """Wait until the case of a request has written itself down."""
    with banner.counter.app.state.desk.live.listen(ref) as bell:  # type: ignore[attr-defined]
        while await banner.counter.pool.fetchval("SELECT n FROM request WHERE ref = $1", ref) in (None, 0):
            assert await bell.heard(within=15), "a worker is there"
