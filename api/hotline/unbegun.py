"""Nothing that a citizen handed in is lost: what was kept, and whose case could not be begun, is begun as soon as it can be.

The same look is for what was asked of the legal circle.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog

from api.desk import Desk, present
from api.hotline.reporting import begin_kept
from api.legal.unbegun import begin_cases
from api.refusals import PostgresAway, TemporalAway
from store.reports import Report, unbegun

log = structlog.get_logger(__name__)

EVERY_SECONDS = 20.0
_GRACE = timedelta(seconds=10)  # in which the counter that keeps a report begins its case itself


@asynccontextmanager
async def looking_after(desk: Desk, *, every: float = EVERY_SECONDS) -> AsyncIterator[None]:
    """Look for reports without a case as long as this is open. Several programs may do so: a case begins once.

    At the end a look is not broken off: a statement that is cancelled as it comes home can keep its connection for ever.
    """
    over = asyncio.Event()
    looking = asyncio.create_task(_look(desk, every, over))
    try:
        yield
    finally:
        over.set()
        await looking


async def _look(desk: Desk, every: float, over: asyncio.Event) -> None:
    while not over.is_set():
        try:
            await _look_once(desk)
        except (PostgresAway, TemporalAway):
            pass  # the next look is for that
        except Exception:
            log.exception("request.not_looked_after")
        with suppress(TimeoutError):
            async with asyncio.timeout(every):
                await over.wait()


async def _look_once(desk: Desk) -> None:
    before = present() - _GRACE
    async with desk.postgres.connection() as connection:
        reports = await unbegun(connection, before)
    for report in reports:
        await _begin(desk, report)
    await begin_cases(desk, before)


async def _begin(desk: Desk, report: Report) -> None:
    """Begin one; a fault of one report keeps no other from its clock."""
    try:
        await begin_kept(desk, report)
    except (PostgresAway, TemporalAway):
        raise
    except Exception:
        log.exception("request.not_begun", ref=report.ref)
    else:
        log.warning("request.begun_late", ref=report.ref)
