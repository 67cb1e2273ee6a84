"""Nothing that was asked of the legal circle is lost: what was kept, and whose case could not be begun, is begun later."""

from __future__ import annotations

from datetime import datetime

import structlog

from api.desk import Desk
from api.legal.asking import begin_kept
from api.refusals import PostgresAway, TemporalAway
from store.legal_matters import Matter, unbegun

log = structlog.get_logger(__name__)


async def begin_cases(desk: Desk, before: datetime) -> None:
    """Begin what was asked before an instant and has no case. Several programs may do so: a case begins once.

    Raises:
        PostgresAway, TemporalAway: nobody can begin a case at the moment.
    """
    async with desk.postgres.connection() as connection:
        matters = await unbegun(connection, before)
    for matter in matters:
        await _begin(desk, matter)


async def _begin(desk: Desk, matter: Matter) -> None:
    """Begin one; a fault of one keeps no other from its clock."""
    try:
        await begin_kept(desk, matter)
    except (PostgresAway, TemporalAway):
        raise
    except Exception:
        log.exception("case.not_begun", ref=matter.ref)
    else:
        log.warning("case.begun_late", ref=matter.ref)
